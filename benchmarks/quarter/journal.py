"""What the simulation knows beside the desk's record: who would have written, what was planted, what was wished."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any


@dataclass
class Contact:
    """A visit that came to its moment. `stayed_away` says why nothing was written: `letter` or `banner`."""

    visit: str
    at: datetime
    shopper: str | None
    reason: str
    trouble: str | None
    stayed_away: str | None = None
    conversation: str | None = None
    read_as: str | None = None
    person: bool = False
    score: int | None = None


@dataclass
class Promised:
    """A promise as it was made, and whether whoever made it would have thought of it."""

    id: str
    conversation: str
    due_at: datetime
    remembered: bool
    called: bool = False
    moved_to: str | None = None


@dataclass
class Wish:
    """A gift that was asked for. `fate` says what was done to it on the way."""

    id: str
    conversation: str
    order: str
    shopper: str
    agent: str
    minor: int
    fate: str
    answer: str = ""


@dataclass
class Journal:
    """Of one run."""

    contacts: list[Contact] = field(default_factory=list)
    promises: list[Promised] = field(default_factory=list)
    wishes: list[Wish] = field(default_factory=list)
    incidents: dict[str, str] = field(default_factory=dict)
    """By trouble: the incident that a supervisor confirmed."""
    dismissed: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    """What was answered that should not have been."""

    def to_json(self) -> dict[str, Any]:
        return asdict(self)
