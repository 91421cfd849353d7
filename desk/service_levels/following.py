"""Reading clocks off the transcript: each entry starts, meets or ends some. Pure, and the same however it is cut up.

Entries carry their own times, so a clock is exact however late it is read off.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from desk.conversations.entry import AuthorKind, Entry, EntryKind
from desk.hours.opening_hours import OpeningHours
from desk.service_levels.service_level import (
    Measure,
    ServiceClock,
    ServiceLevels,
    cancelled,
    ended,
    started,
)

REPLIES = (Measure.FIRST_REPLY, Measure.NEXT_REPLY)


@dataclass(frozen=True)
class Person:
    """What of a customer decides about targets."""

    tier: str | None
    mood: float | None


@dataclass(frozen=True)
class Clocks:
    """The running clocks of one conversation, and those that came to an end on the way."""

    running: tuple[ServiceClock, ...] = ()
    over: tuple[ServiceClock, ...] = ()

    def runs(self, *measures: Measure) -> bool:
        return any(clock.measure in measures for clock in self.running)

    def start(self, clock: ServiceClock | None) -> Clocks:
        return self if clock is None else replace(self, running=(*self.running, clock))

    def meet(self, measures: Sequence[Measure], at: datetime) -> Clocks:
        met = tuple(ended(clock, at) for clock in self.running if clock.measure in measures)
        return Clocks(tuple(c for c in self.running if c.measure not in measures), self.over + met)

    def cancel_all(self, at: datetime) -> Clocks:
        return Clocks((), self.over + tuple(cancelled(clock, at) for clock in self.running))


def follow(
    running: Sequence[ServiceClock],
    entries: Sequence[Entry],
    person: Person,
    levels: ServiceLevels,
    hours: OpeningHours,
) -> Clocks:
    """The clocks after these entries, given those that ran before."""
    clocks = Clocks(tuple(running))
    for entry in entries:
        clocks = _step(clocks, entry, person, levels, hours)
    return clocks


def _step(clocks: Clocks, entry: Entry, person: Person, levels: ServiceLevels, hours: OpeningHours) -> Clocks:
    def begin(so_far: Clocks, measure: Measure) -> Clocks:
        fresh = started(entry.conversation_id, entry.seq, measure, entry.at, person.tier, person.mood, levels, hours)
        return so_far if so_far.runs(measure) else so_far.start(fresh)

    kind, by = entry.kind, entry.author.kind
    if kind is EntryKind.MESSAGE and by is AuthorKind.AGENT:
        return clocks.meet(REPLIES, entry.at)
    if kind is EntryKind.MESSAGE and by is AuthorKind.CUSTOMER:
        held = clocks.runs(Measure.RESOLUTION) and not clocks.runs(*REPLIES)
        return begin(clocks, Measure.NEXT_REPLY) if held else clocks
    if kind is EntryKind.TRANSFERRED and not clocks.runs(*REPLIES):
        return begin(clocks, Measure.NEXT_REPLY)
    if begins_handling(entry) and not clocks.runs(Measure.RESOLUTION):
        return begin(begin(clocks, Measure.FIRST_REPLY), Measure.RESOLUTION)
    if kind in (EntryKind.RESOLVED, EntryKind.HANDED_BACK):
        return clocks.meet([Measure.RESOLUTION], entry.at).cancel_all(entry.at)
    if kind in (EntryKind.WAIT_ENDED, EntryKind.MESSAGE_LEFT):
        return clocks.cancel_all(entry.at)
    return clocks


def begins_handling(entry: Entry) -> bool:
    """A person is needed from here on. A reopened conversation is a new handling, measured from where it reopened."""
    if entry.kind is EntryKind.REOPENED:
        return entry.author.kind is AuthorKind.AGENT
    return entry.kind in (EntryKind.HANDOFF_REQUESTED, EntryKind.CLAIMED)
