"""Money as vendors write it: decimal text, read into whole minor units without a float in between. Pure."""

from __future__ import annotations

import re

DIGITS = {"EUR": 2, "USD": 2, "GBP": 2, "CHF": 2, "SEK": 2, "JPY": 0}
"""Currencies that the desk can reckon in, and their decimal places."""
WRITTEN = re.compile(r"(-?)([0-9]{1,12})(?:\.([0-9]{1,12}))?")


class NoMoney(ValueError):
    """What should be an amount is none, or is finer than its currency allows."""


def minor_units(written: object, currency: str) -> int:
    """`59.9`, `59.90` or `59.900000` as 5990; a minus is kept. Raises NoMoney."""
    found = WRITTEN.fullmatch(written.strip()) if isinstance(written, str) else None
    if found is None or currency not in DIGITS:
        raise NoMoney("not an amount of a currency we reckon in")
    digits = DIGITS[currency]
    fraction = found.group(3) or ""
    if fraction[digits:].strip("0"):
        raise NoMoney("finer than the currency's smallest coin")
    whole = int(found.group(2) + fraction[:digits].ljust(digits, "0"))
    return -whole if found.group(1) else whole


def decimal(minor: int, currency: str) -> str:
    """The inverse of `minor_units`, with all decimal places: `59.90`. KeyError for a strange currency."""
    digits = DIGITS[currency]
    sign, rest = ("-", -minor) if minor < 0 else ("", minor)
    if digits == 0:
        return f"{sign}{rest}"
    whole, cents = divmod(rest, 10**digits)
    return f"{sign}{whole}.{cents:0{digits}d}"


def money(minor: int, currency: str) -> dict[str, str]:
    """As the contract sends it: `{"amount": "59.90", "currency": "EUR"}`."""
    return {"amount": decimal(minor, currency), "currency": currency}
