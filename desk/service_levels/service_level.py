"""Targets, and the clocks that run towards them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from desk.conversations.entry import stamp
from desk.hours.opening_hours import LOOK_AHEAD, OpeningHours


class Measure(StrEnum):
    FIRST_REPLY = "first_reply"
    """From asking for a person to the first words of one."""
    NEXT_REPLY = "next_reply"
    """From the customer's words, or a transfer, to the next words of an agent."""
    RESOLUTION = "resolution"
    """From asking for a person to the end of the handling."""


class ClockState(StrEnum):
    RUNNING = "running"
    MET = "met"
    MISSED = "missed"
    CANCELLED = "cancelled"
    """What it measured did not come to be: the customer left the line, or the agent closed without more words."""


@dataclass(frozen=True)
class Targets:
    """Open time for each measure; None is not measured."""

    first_reply: timedelta | None = timedelta(minutes=5)
    next_reply: timedelta | None = timedelta(minutes=10)
    resolution: timedelta | None = timedelta(hours=8)

    def of(self, measure: Measure) -> timedelta | None:
        found: timedelta | None = getattr(self, str(measure))
        return found


@dataclass(frozen=True)
class ServiceLevels:
    """The house's targets; of those that apply to somebody the strictest counts. `warn_share` of the time is calm."""

    standard: Targets = field(default_factory=Targets)
    tiers: Mapping[str, Targets] = field(default_factory=dict)
    upset: Targets | None = None
    upset_from: float = 0.5
    warn_share: float = 0.75

    def target(self, measure: Measure, tier: str | None, mood: float | None) -> timedelta | None:
        """Open time within which this person is served."""
        applying = [self.standard.of(measure)]
        if tier is not None and tier in self.tiers:
            applying.append(self.tiers[tier].of(measure))
        if self.upset is not None and mood is not None and mood >= self.upset_from:
            applying.append(self.upset.of(measure))
        return min((span for span in applying if span is not None), default=None)


@dataclass(frozen=True)
class ServiceClock:
    """One measure of one handling. Its id follows from what started it, so that it cannot be started twice."""

    id: str
    conversation_id: str
    measure: Measure
    started_at: datetime
    warn_at: datetime
    due_at: datetime
    tier: str | None = None
    state: ClockState = ClockState.RUNNING
    warned_at: datetime | None = None
    breached_at: datetime | None = None
    ended_at: datetime | None = None

    def to_json(self, now: datetime) -> dict[str, Any]:
        """The clock as the inbox shows it (docs/wire.md §4)."""
        shown = "breached" if now >= self.due_at else "soon" if now >= self.warn_at else "ok"
        return {"measure": str(self.measure), "due_at": stamp(self.due_at), "state": shown}


def started(
    conversation_id: str,
    seq: int,
    measure: Measure,
    at: datetime,
    tier: str | None,
    mood: float | None,
    levels: ServiceLevels,
    hours: OpeningHours,
) -> ServiceClock | None:
    """A clock that begins with entry `seq`; None when the measure has no target."""
    target = levels.target(measure, tier, mood)
    if target is None:
        return None
    never = at + LOOK_AHEAD
    return ServiceClock(
        f"{conversation_id}.{seq}.{measure}",
        conversation_id,
        measure,
        at,
        warn_at=hours.add(at, target * levels.warn_share) or never,
        due_at=hours.add(at, target) or never,
        tier=tier,
    )


def ended(clock: ServiceClock, at: datetime) -> ServiceClock:
    """What it measured has happened: in time, or too late. A breach nobody had noticed yet is written down."""
    if at > clock.due_at:
        return replace(clock, state=ClockState.MISSED, ended_at=at, breached_at=clock.breached_at or clock.due_at)
    return replace(clock, state=ClockState.MET, ended_at=at)


def cancelled(clock: ServiceClock, at: datetime) -> ServiceClock:
    """It will not happen any more. A breach that had been stays one."""
    if at > clock.due_at:
        return ended(clock, at)
    return replace(clock, state=ClockState.CANCELLED, ended_at=at)
