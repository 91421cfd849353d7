"""Amounts are whole euro cents inside the shop and decimal text outside."""

from __future__ import annotations

CURRENCY = "EUR"


def money(cents: int) -> dict[str, str]:
    """The amount as the API sends it: `{"amount": "59.90", "currency": "EUR"}`."""
    return {"amount": decimal(cents), "currency": CURRENCY}


def price(cents: int) -> str:
    """The amount as a shopper reads it: `€59.90`."""
    return f"€{decimal(cents)}"


def decimal(cents: int) -> str:
    """Cents as decimal text with two places."""
    return f"{cents // 100}.{cents % 100:02d}"
