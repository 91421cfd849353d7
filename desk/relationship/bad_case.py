"""A case that went badly for a customer, and what was done to make it good. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class How(StrEnum):
    LOW_RATING = "low_rating"
    BROKEN_PROMISE = "broken_promise"
    DID_NOT_HOLD = "did_not_hold"


class State(StrEnum):
    SEEN = "seen"
    GIVEN = "given"
    """The assistant gave something, within its own cap."""
    SUGGESTED = "suggested"
    """The matrix leaves it to people: whoever talks to them sees it."""
    PUT_AWAY = "put_away"


WORDS = {
    How.LOW_RATING: "They rated us low",
    How.BROKEN_PROMISE: "A promise to them was broken",
    How.DID_NOT_HOLD: "What we solved did not hold",
}


@dataclass(frozen=True)
class BadCase:
    """One bad case; its id follows from what happened, so that it is seen to once."""

    id: str
    customer_id: str
    conversation_id: str
    how: How
    at: datetime
    state: State = State.SEEN
    grant_id: str | None = None
