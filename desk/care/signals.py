"""When work weighs on somebody, and what would help: three signals, each with a suggestion. Pure.

They are for the colleague and whoever leads their team, about now; nothing of it is kept, added up or compared.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from desk.routing.care import LOOK_BACK, UPSET

HARD_IN_A_ROW = 2
PAUSE = timedelta(minutes=15)
"""Without a line of theirs for so long they had one."""
NO_PAUSE_FROM = timedelta(hours=2, minutes=30)
LOOK_BACK_AT_WORK = timedelta(hours=12)


class Kind(StrEnum):
    HARD_ONES = "hard_ones"
    NO_PAUSE = "no_pause"
    TOO_MANY = "too_many"


@dataclass(frozen=True)
class Served:
    """A conversation somebody took: how upset its customer was, 0 to 1, and whether they were insulted in it."""

    at: datetime
    mood: float
    abused: bool = False

    @property
    def hard(self) -> bool:
        return self.abused or self.mood >= UPSET


@dataclass(frozen=True)
class Workday:
    """What somebody did lately: what they took, when they wrote, what they hold and how much that may be."""

    served: Sequence[Served] = ()
    wrote: Sequence[datetime] = ()
    load: int = 0
    capacity: int = 1
    away: bool = False


@dataclass(frozen=True)
class Signal:
    """`says` is to the colleague, in the second person; `helps` is what they might do."""

    kind: Kind
    says: str
    helps: str


def signals(day: Workday, now: datetime) -> tuple[Signal, ...]:
    """Those that hold now; none while somebody is away, who has their pause."""
    if day.away:
        return ()
    found = (_hard_ones(day, now), _no_pause(day, now), _too_many(day))
    return tuple(signal for signal in found if signal is not None)


def _hard_ones(day: Workday, now: datetime) -> Signal | None:
    lately = sorted((each for each in day.served if now - each.at <= LOOK_BACK), key=lambda one: one.at)
    row = 0
    for each in reversed(lately):
        if not each.hard:
            break
        row += 1
    if row < HARD_IN_A_ROW:
        return None
    insulted = any(each.abused for each in lately[-row:])
    says = f"Your last {row} conversations were hard ones" + (
        ", and you were insulted. That is not yours to bear." if insulted else "."
    )
    return Signal(Kind.HARD_ONES, says, "Take a few minutes, or let somebody else have the next one.")


def _no_pause(day: Workday, now: datetime) -> Signal | None:
    moments = sorted((each for each in day.wrote if now - each <= LOOK_BACK_AT_WORK), reverse=True)
    if not moments or now - moments[0] > PAUSE:
        return None
    since = moments[0]
    for earlier in moments[1:]:
        if since - earlier > PAUSE:
            break
        since = earlier
    worked = now - since
    if worked < NO_PAUSE_FROM:
        return None
    halves = round(worked / timedelta(minutes=30)) / 2
    return Signal(
        Kind.NO_PAUSE,
        f"You have been answering for {halves:g} hours without a pause.",
        "Take a break. The line can wait.",
    )


def _too_many(day: Workday) -> Signal | None:
    over = day.load - day.capacity
    if over <= 0:
        return None
    says = f"You hold {day.load} conversations; {day.capacity} are meant to be enough."
    return Signal(Kind.TOO_MANY, says, "Pass one on to a colleague or to your team.")


def leads(supervisor_teams: frozenset[str], agent_teams: frozenset[str]) -> bool:
    """Whether somebody's signals are a supervisor's to see: they share a team, or one of them is in none."""
    return not supervisor_teams or not agent_teams or bool(supervisor_teams & agent_teams)
