"""Money: whole minor units of one currency, and never a fraction of one. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from desk import errors

DIGITS = {"EUR": 2, "USD": 2, "GBP": 2, "CHF": 2, "SEK": 2, "JPY": 0}
"""How many decimal places each currency has that a house may reckon in."""
SIGNS = {"EUR": "€", "USD": "$", "GBP": "£"}
MOST = 10_000_000
"""Minor units of one gift; above it somebody slipped on a key."""
WRITTEN = re.compile(r"([0-9]{1,9})(?:\.([0-9]{1,3}))?")


@dataclass(frozen=True)
class Money:
    """An amount, zero or more."""

    minor: int
    currency: str = "EUR"

    def __post_init__(self) -> None:
        if self.currency not in DIGITS:
            raise errors.invalid_field("currency", f"We do not reckon in {self.currency[:8]}.")
        if not 0 <= self.minor <= MOST:
            raise errors.invalid_field("amount", "The amount is out of bounds.")

    def to_json(self) -> dict[str, int | str]:
        return {"minor": self.minor, "currency": self.currency}


def decimal(money: Money) -> str:
    """`59.90`, as the shop writes it."""
    digits = DIGITS[money.currency]
    if digits == 0:
        return str(money.minor)
    whole, rest = divmod(money.minor, 10**digits)
    return f"{whole}.{rest:0{digits}d}"


def in_words(minor: int, currency: str) -> str:
    """`€59.90`, as people read it; sums may be larger than one gift."""
    digits = DIGITS[currency]
    whole, rest = divmod(minor, 10**digits)
    amount = f"{whole:,}.{rest:0{digits}d}" if digits else f"{whole:,}"
    sign = SIGNS.get(currency)
    return f"{sign}{amount}" if sign else f"{amount} {currency}"


def read_decimal(written: object, currency: object) -> Money:
    """The inverse of `decimal`; `invalid_field` when it is no amount of that currency."""
    found = WRITTEN.fullmatch(written) if isinstance(written, str) else None
    if found is None or not isinstance(currency, str) or currency not in DIGITS:
        raise errors.invalid_field("amount", "This is not an amount of money.")
    digits = DIGITS[currency]
    fraction = found.group(2) or ""
    if len(fraction) > digits:
        raise errors.invalid_field("amount", f"{currency} has {digits} decimal places.")
    return Money(int(found.group(1) + fraction.ljust(digits, "0")), currency)
