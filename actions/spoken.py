"""Dates, money and goods as people say them. Pure."""

from collections.abc import Sequence
from datetime import date

from actions.orders import Item, Money

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
SIGNS = {"EUR": "€", "GBP": "£", "USD": "$"}


def day(when: date, today: date) -> str:
    """ "Friday, 27 November"; with the year where it is not this year's."""
    said = f"{DAYS[when.weekday()]}, {when.day} {MONTHS[when.month - 1]}"
    return said if when.year == today.year else f"{said} {when.year}"


def money(price: Money) -> str:
    """ "€59.90", or "CHF 59.90" for a currency without a sign of its own."""
    sign = SIGNS.get(price.currency)
    return f"{sign}{price.amount:.2f}" if sign else f"{price.currency} {price.amount:.2f}"


def goods(items: Sequence[Item]) -> str:
    """ "Oak lamp", "Oak lamp and 1 more", "Oak lamp and 2 more"."""
    first = items[0].name
    return first if len(items) == 1 else f"{first} and {len(items) - 1} more"


def listed(things: Sequence[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    if len(things) < 2:
        return "".join(things)
    return f"{', '.join(things[:-1])} and {things[-1]}"
