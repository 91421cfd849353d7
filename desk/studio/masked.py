"""A customer's message as designers may see it and models may learn it: without what could name a person. Pure."""

from __future__ import annotations

import re

from desk.customers.customer import Customer
from desk.privacy.masking import mask_text

_NUMBER = re.compile(r"(?<!\w)[A-Z]{0,4}-?(?:\d[ -]?){4,}\d(?!\w)", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
NAME = "[name]"


def masked(text: str, customer: Customer) -> str:
    """The message with made-up digits in its long numbers and `[name]` for the customer's own name.

    Numbers keep their shape, so that a message still reads, and is learnt, as what it was.
    """
    shown = mask_text(text)
    for name in _names(customer.name):
        shown = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", NAME, shown, flags=re.IGNORECASE)
    return _NUMBER.sub(_other_digits, shown)


def _other_digits(found: re.Match[str]) -> str:
    digits = iter("1234567890" * (len(found[0]) // 10 + 1))
    return _DIGIT.sub(lambda _: next(digits), found[0])


def _names(name: str | None) -> list[str]:
    """The whole name first, since its parts stand in it."""
    parts = (name or "").split()
    return [" ".join(parts), *(part for part in parts if len(part) > 1)] if parts else []
