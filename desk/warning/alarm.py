"""An alarm: one for each reason, from the rise to what a person made of it, or until it is quiet again. Pure.

open --confirm--> confirmed (an incident)      open --dismiss--> dismissed      open --a day without a rise--> quiet
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from desk.conversations.entry import stamp
from desk.warning import refusals
from desk.warning.rise import Rise, Rule

QUIET_AFTER = timedelta(hours=24)
"""An alarm nobody dealt with ends when the reason has not been risen for so long."""
MUTED_FOR = timedelta(hours=24)
"""After somebody dealt with it, and for as long as it stays risen, the same reason makes no new alarm."""


class State(StrEnum):
    OPEN = "open"
    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"
    QUIET = "quiet"


@dataclass(frozen=True)
class Alarm:
    """As it stands at `version`. `risen_at` is when the rise was last seen, `counted_from` where its window began.

    `people` of `everybody` are the strongest figures seen so far.
    """

    id: str
    reason: str
    state: State
    raised_at: datetime
    risen_at: datetime
    counted_from: datetime
    rule: Rule
    window_hours: int
    people: int
    everybody: int
    usual: float | None
    chance: float | None
    decided_at: datetime | None = None
    decided_by_name: str | None = None
    why: str | None = None
    version: int = 0

    def to_json(self) -> dict[str, Any]:
        """As the console shows it."""
        return {
            "id": self.id,
            "reason": self.reason,
            "state": str(self.state),
            "raised_at": stamp(self.raised_at),
            "risen_at": stamp(self.risen_at),
            "rule": str(self.rule),
            "window_hours": self.window_hours,
            "people": self.people,
            "everybody": self.everybody,
            "usual": self.usual,
            "chance": self.chance,
            "decided_at": stamp(self.decided_at) if self.decided_at else None,
            "decided_by": self.decided_by_name,
            "why": self.why,
        }


def raised(alarm_id: str, rise: Rise, now: datetime) -> Alarm:
    """A new alarm."""
    hours = round(rise.window.total_seconds() / 3600)
    figures = (rise.rule, hours, rise.people, rise.everybody, rise.usual, rise.chance)
    return Alarm(alarm_id, rise.reason, State.OPEN, now, now, now - rise.window, *figures)


def followed(alarm: Alarm, rise: Rise | None, now: datetime) -> Alarm:
    """What a look at the figures makes of it; the same object where nothing worth keeping changed."""
    if rise is None:
        quiet = alarm.state is State.OPEN and now - alarm.risen_at >= QUIET_AFTER
        return replace(alarm, state=State.QUIET, decided_at=now) if quiet else alarm
    if rise.people <= alarm.people and now - alarm.risen_at < timedelta(minutes=10):
        return alarm
    seen = replace(alarm, risen_at=now)
    if alarm.state is not State.OPEN or rise.people < alarm.people:
        return seen
    hours = round(rise.window.total_seconds() / 3600)
    return replace(
        seen, rule=rise.rule, window_hours=hours, people=rise.people, everybody=rise.everybody, usual=rise.usual,
        chance=rise.chance,
    )  # fmt: skip


def mutes(alarm: Alarm, now: datetime) -> bool:
    """Whether this alarm keeps another one for its reason away; confirmed ones are kept away by their incident."""
    if alarm.state is State.OPEN:
        return True
    return alarm.state is not State.QUIET and now - max(alarm.risen_at, alarm.decided_at or now) < MUTED_FOR


def worth_raising(found: Mapping[str, Rise], alarms: Iterable[Alarm], busy: Iterable[str], now: datetime) -> list[Rise]:
    """Rises that make a new alarm: no alarm of that reason mutes it, and no open incident (`busy`) is about it."""
    away = {alarm.reason for alarm in alarms if mutes(alarm, now)} | set(busy)
    return [rise for reason, rise in found.items() if reason not in away]


def decided(alarm: Alarm, state: State, by_name: str, why: str | None, now: datetime) -> Alarm:
    """Somebody confirmed or dismissed it. Raises `alarm_over` when somebody else was faster, or it went quiet."""
    if alarm.state is not State.OPEN:
        raise refusals.alarm_over()
    return replace(alarm, state=state, decided_at=now, decided_by_name=by_name, why=why)
