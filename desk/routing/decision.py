"""The routing decision: one pure function from the line and the seats to offers, and why the others wait on.

The line is walked in order; each conversation is offered to the best free agent who may serve it. So no agent is
offered somebody further back while somebody ahead, whom they could serve, is left without. It decides the same from the
same facts in whatever order they come.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

from desk.routing.care import UPSET
from desk.routing.line_order import in_order, why
from desk.routing.place import LinePlace
from desk.routing.routing_rules import RoutingRules
from desk.routing.seat import StaffedSeat, can_serve


class Waits(StrEnum):
    """Why a conversation is not offered to anybody just now."""

    OFFERED = "offered"
    """An agent is looking at it."""
    ALL_BUSY = "all_busy"
    NOBODY_HERE = "nobody_here"
    """Nobody at the desk could serve it, however free they were."""


@dataclass(frozen=True)
class Choice:
    """This conversation should be offered to this agent, and why it is this conversation's turn."""

    conversation_id: str
    agent_id: str
    why: tuple[str, ...]


@dataclass(frozen=True)
class Decision:
    """What to offer now, and for everybody else why they wait."""

    choices: tuple[Choice, ...]
    waits: Mapping[str, Waits] = field(default_factory=dict)


@dataclass(frozen=True)
class Asked:
    """What was offered before: who is looking at what now, and who lately declined what."""

    looking: Mapping[str, str] = field(default_factory=dict)
    """Conversation -> agent with an open offer."""
    declined: frozenset[tuple[str, str]] = frozenset()
    """(conversation, agent) pairs that are not offered again yet."""


LONG_AGO = datetime.min.replace(tzinfo=UTC)


def decide(
    places: Sequence[LinePlace], seats: Sequence[StaffedSeat], asked: Asked, now: datetime, rules: RoutingRules
) -> Decision:
    """Offers for this moment: never beyond capacity, never against skills, never two at once for one of them."""
    busy = set(asked.looking.values())
    free = {seat.agent_id: seat for seat in seats if seat.free and seat.agent_id not in busy}
    choices: list[Choice] = []
    waits: dict[str, Waits] = {}
    for place in in_order(places, now, rules):
        if place.conversation_id in asked.looking:
            waits[place.conversation_id] = Waits.OFFERED
            continue
        best = _best(place, list(free.values()), asked, now)
        if best is not None:
            del free[best.agent_id]
            choices.append(Choice(place.conversation_id, best.agent_id, tuple(why(place, now, rules))))
        elif is_staffed(place, seats):
            waits[place.conversation_id] = Waits.ALL_BUSY
        else:
            waits[place.conversation_id] = Waits.NOBODY_HERE
    return Decision(tuple(choices), waits)


def is_staffed(place: LinePlace, seats: Sequence[StaffedSeat]) -> bool:
    """Whether anybody at the desk could serve it, now or once they are free; wishes run out and do not count."""
    return any(seat.serving and can_serve(seat.seat, place, place.kept_until or LONG_AGO) for seat in seats)


def _best(place: LinePlace, free: list[StaffedSeat], asked: Asked, now: datetime) -> StaffedSeat | None:
    able = [
        seat
        for seat in free
        if can_serve(seat.seat, place, now) and (place.conversation_id, seat.agent_id) not in asked.declined
    ]
    return min(able, key=lambda seat: _preference(seat, place), default=None)


def _preference(seat: StaffedSeat, place: LinePlace) -> tuple[bool, float, int, datetime, str]:
    # Who needs an easy one last; the least loaded first; keep rare skills free; then who has been idle longest.
    spared = seat.needs_an_easy_one and place.mood >= UPSET
    spare_skills = len(seat.seat.skills - place.skills)
    return (spared, seat.load / seat.seat.capacity, spare_skills, seat.seat.idle_since or LONG_AGO, seat.agent_id)
