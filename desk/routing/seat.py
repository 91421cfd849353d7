"""An agent as the line sees them: what they can do, how much they hold, whether they are there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from desk.routing.place import LinePlace


class Status(StrEnum):
    """What an agent says of themselves. Whether they are really there is known by their lease."""

    AVAILABLE = "available"
    AWAY = "away"
    """Keeps what they hold, is offered nothing new."""
    OFFLINE = "offline"
    """Holds nothing: what they held goes back to the line."""


DEFAULT_CAPACITY = 4


@dataclass(frozen=True)
class Seat:
    """How an agent is set up. `teams` and `skills` are names of the house; languages are ISO 639-1 codes."""

    agent_id: str
    status: Status = Status.AVAILABLE
    status_at: datetime | None = None
    capacity: int = DEFAULT_CAPACITY
    skills: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset({"en"})
    teams: frozenset[str] = frozenset()
    missed: int = 0
    """Offers in a row that were left unanswered."""
    idle_since: datetime | None = None


@dataclass(frozen=True)
class StaffedSeat:
    """A seat as it stands now: whether its agent is there, what they hold, whether an offer lies before them."""

    seat: Seat
    present: bool
    load: int
    has_offer: bool = False
    needs_an_easy_one: bool = False
    """Had several upset customers in a row: others are asked for the next one first (`desk/routing/care.py`)."""

    @property
    def agent_id(self) -> str:
        return self.seat.agent_id

    @property
    def serving(self) -> bool:
        """There and taking conversations, whether or not there is room just now."""
        return self.present and self.seat.status is Status.AVAILABLE

    @property
    def free(self) -> bool:
        return self.serving and not self.has_offer and self.load < self.seat.capacity


def can_serve(seat: Seat, place: LinePlace, now: datetime) -> bool:
    """Skills and language always count; a wish for a person or a team holds only for a while."""
    if not place.skills <= seat.skills:
        return False
    if place.language is not None and place.language not in seat.languages:
        return False
    if place.kept_until is None or now >= place.kept_until:
        return True
    if place.for_agent is not None:
        return place.for_agent == seat.agent_id
    return place.for_team is None or place.for_team in seat.teams
