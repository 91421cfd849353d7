"""A notice: something a customer is told before they ask, and when they may be told. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from desk.conversations.entry import Message

WEEK = timedelta(days=7)
MOST_A_WEEK = 2
"""Notices to one customer in seven days, whatever they are about; that something is over does not count."""


class Kind(StrEnum):
    TROUBLE = "trouble"
    LATE = "late"
    THANKS = "thanks"
    """For the n-th order."""
    BIRTHDAY = "birthday"
    """Only to those who asked for it."""
    CLOSED = "closed"
    """It is over; told where it was told that it began, or where the conversation is open."""


@dataclass(frozen=True)
class Notice:
    """What one customer was told. `about` is the incident, or the order: one notice for each."""

    customer_id: str
    about: str
    kind: Kind
    conversation_id: str
    seq: int
    at: datetime


class Telling(StrEnum):
    """Whether a customer is told of a trouble, or why not."""

    TOLD = "told"
    WILL_BE = "will_be"
    WROTE = "wrote"
    """They asked by themselves, and have the answer there."""
    NO_CONSENT = "no_consent"
    NO_CONVERSATION = "no_conversation"
    """They never wrote to us: they meet the banner when they open the chat."""
    ENOUGH = "enough"
    """They were told as much as one may be told in a week."""


def telling(*, told: bool, wrote: bool, consent: bool, conversation: bool, this_week: int) -> Telling:
    """What becomes of telling one customer; the first that holds."""
    if told:
        return Telling.TOLD
    if wrote:
        return Telling.WROTE
    if not consent:
        return Telling.NO_CONSENT
    if not conversation:
        return Telling.NO_CONVERSATION
    return Telling.ENOUGH if this_week >= MOST_A_WEEK else Telling.WILL_BE


def message_id(about: str, kind: Kind) -> str:
    """The id of the message: the same notice is never said twice in a conversation."""
    return f"notice-{kind}-{about}"[:80]


def late_words(order_number: str, promised_on: date) -> str:
    """What is said of an order that is past its promised day."""
    day = f"{promised_on:%A}, {promised_on.day} {promised_on:%B}"
    return (
        f"Your order {order_number} was due on {day} and is not with you yet. We are sorry, and we are looking after "
        "it. You need not do anything. If you would like to talk about it, just write here."
    )


def trouble_message(about: str, words: str, kind: Kind = Kind.TROUBLE) -> Message:
    """The words as a message of the assistant."""
    return Message(message_id(about, kind), words)
