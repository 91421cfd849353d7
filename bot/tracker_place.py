"""Where a tracker stands in what Redis holds of its conversation."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Awaitable, Optional

from rasa.shared.core.trackers import DialogueStateTracker

from bot.tracker_window import Opening

_PLACE = "place_in_redis"


@dataclass(frozen=True)
class Place:
    """Where a tracker stands: what it begins with, and what of it Redis held when it was read or saved last.

    `last` is the last stored entry: finding it again at its number tells that the list is still the same one.
    """

    opening: Optional[Opening]
    stored: int
    in_window: int
    last: bytes


@dataclass(frozen=True)
class Ahead:
    """What a turn begins with, asked for together with its place in the queue."""

    conversation_id: str
    answer_key: str
    answer: Awaitable[Any]
    place: Optional[Place]
    window: Awaitable[Any]


# Of the turn that this task is: no other turn takes what was read for it.
ahead: ContextVar[Optional[Ahead]] = ContextVar("ahead", default=None)


def place_of(tracker: DialogueStateTracker) -> Place:
    """Of a tracker that was never stored: the very beginning."""
    place: Place = getattr(tracker, _PLACE, Place(None, 0, 0, b""))
    return place


def put(tracker: DialogueStateTracker, place: Place) -> None:
    """Remember where a tracker stands."""
    setattr(tracker, _PLACE, place)
