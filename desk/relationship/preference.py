"""What a customer wants us to remember, and the day they want to be congratulated on. Pure."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from desk import errors


class Kind(StrEnum):
    LANGUAGE = "language"
    CALLED = "called"
    CHANNEL = "channel"
    NO_PHONE = "no_phone"
    DELIVERY = "delivery"


class SaidBy(StrEnum):
    CUSTOMER = "customer"
    AGENT = "agent"


LANGUAGES = {"en": "English", "de": "German", "es": "Spanish", "fr": "French", "ar": "Arabic"}
CHANNELS = {"chat": "the chat only, no letters", "email": "e-mail", "phone": "phone"}
LIMITS = {Kind.CALLED: 60, Kind.DELIVERY: 200}
YES = "yes"
TITLES = {
    Kind.LANGUAGE: "Language",
    Kind.CALLED: "Likes to be called",
    Kind.CHANNEL: "Likes to hear from us by",
    Kind.NO_PHONE: "No phone calls",
    Kind.DELIVERY: "For deliveries",
}


@dataclass(frozen=True)
class Preference:
    """One thing of a customer; of each kind there is one. `by_name` is the agent who noted it, if one did."""

    customer_id: str
    kind: Kind
    value: str
    said_by: SaidBy
    by_name: str | None
    at: datetime

    @property
    def words(self) -> str:
        """The value as people read it."""
        if self.kind is Kind.LANGUAGE:
            return LANGUAGES.get(self.value, self.value)
        return CHANNELS.get(self.value, self.value) if self.kind is Kind.CHANNEL else self.value


def checked(kind: Kind, value: str) -> str:
    """The value as it is kept; raises `invalid_field`."""
    plain = " ".join(value.split())
    choices = {Kind.LANGUAGE: tuple(LANGUAGES), Kind.CHANNEL: tuple(CHANNELS), Kind.NO_PHONE: (YES,)}.get(kind)
    if choices is not None and plain not in choices:
        raise errors.invalid_field("value", f"Choose one of: {', '.join(choices)}.")
    if not plain or len(plain) > LIMITS.get(kind, 60):
        raise errors.invalid_field("value", f"From 1 to {LIMITS.get(kind, 60)} characters.")
    if re.search(r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]", plain):
        raise errors.invalid_field("value", "This holds characters that nobody can see.")
    if kind is Kind.CALLED and not all(_in_a_name(letter) for letter in plain):
        # The assistant says it aloud: a name, and no link, number or sentence of somebody else's.
        raise errors.invalid_field("value", "A name has letters, spaces, hyphens, apostrophes and dots only.")
    return plain


def _in_a_name(letter: str) -> bool:
    return unicodedata.category(letter)[0] in "LM" or letter in " -'’."


@dataclass(frozen=True)
class Birthday:
    """Day and month, kept only while its owner agrees; `agreed_where` says on which page they did."""

    customer_id: str
    month: int
    day: int
    agreed_at: datetime
    agreed_where: str


def birthday(customer_id: str, month: int, day: int, now: datetime, where: str) -> Birthday:
    """Raises `invalid_field` for a day that no year has."""
    try:
        date(2000, month, day)  # a leap year
    except ValueError:
        raise errors.invalid_field("birthday", "There is no such day.") from None
    return Birthday(customer_id, month, day, now, where)


def celebrated_on(month: int, day: int, year: int) -> date:
    """The day itself; who was born on 29 February is congratulated on the 28th in other years."""
    try:
        return date(year, month, day)
    except ValueError:
        return date(year, 2, 28)
