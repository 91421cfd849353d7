"""Weeks of people with their reasons, as a shop sees them: seeded, with days that differ, and troubles planted. Pure.

A simulation, and no more than that: the shares and their swings are assumed (docs/warning.md says which).
"""

from __future__ import annotations

import random
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

HOURS = (1, 1, 1, 1, 1, 2, 4, 8, 14, 18, 20, 20, 17, 17, 18, 18, 17, 16, 16, 17, 17, 12, 6, 3)
"""How busy each hour of a day is, in UTC."""
DAYS = (1.25, 1.1, 1.05, 1.0, 1.0, 0.85, 0.75)
"""And each weekday, from Monday on."""
SWING = 0.2
"""How far a reason's share moves from day to day without any trouble (standard deviation of its factor)."""
REPEATS = 0.25
"""How many write again about the same within hours: messages, not people."""
SPREAD = timedelta(hours=6)
"""Within this time after the trouble begins its people have written, most of them early."""
SLOW_SPREAD = timedelta(days=5)
"""A bad batch: its people write as each unpacks theirs, evenly over days."""


@dataclass(frozen=True)
class Sim:
    """One message: when, whose, and for which reason."""

    at: datetime
    person: int
    reason: str


@dataclass(frozen=True)
class Planted:
    """A trouble: so many different people write for one reason, on top of everything else."""

    at: datetime
    reason: str
    people: int
    spread: timedelta = SPREAD


def usual_shares(reasons: Sequence[str]) -> dict[str, float]:
    """A few reasons make up most of it, as everywhere: the n-th is asked for 1/n times as often as the first."""
    weights = {reason: 1 / (place + 1) for place, reason in enumerate(reasons)}
    whole = sum(weights.values())
    return {reason: weight / whole for reason, weight in weights.items()}


def arrivals(
    begin: datetime, days: int, people_a_day: float, reasons: Sequence[str], planted: Iterable[Planted], seed: int
) -> list[Sim]:
    """Every message of these days, in order of time."""
    chance = random.Random(seed)
    shares, found, person = usual_shares(reasons), list[Sim](), 0
    for day in range(days):
        midnight = begin + timedelta(days=day)
        today = {reason: share * max(0.1, chance.gauss(1, SWING)) for reason, share in shares.items()}
        for hour, weight in enumerate(HOURS):
            expected = people_a_day * DAYS[midnight.weekday()] * weight / sum(HOURS)
            for _ in range(_poisson(expected, chance)):
                person += 1
                at = midnight + timedelta(hours=hour, seconds=chance.random() * 3600)
                reason = chance.choices(list(today), list(today.values()))[0]
                found += _messages(at, person, reason, chance)
    for trouble in planted:
        for _ in range(trouble.people):
            person += 1
            at = trouble.at + _delay(trouble.spread, chance)
            found += _messages(at, person, trouble.reason, chance)
    return sorted(found, key=lambda each: each.at)


def _messages(at: datetime, person: int, reason: str, chance: random.Random) -> list[Sim]:
    said = [Sim(at, person, reason)]
    while chance.random() < REPEATS:
        said.append(Sim(said[-1].at + timedelta(minutes=chance.expovariate(1 / 40)), person, reason))
    return said


def _delay(spread: timedelta, chance: random.Random) -> timedelta:
    """How long after the trouble began one of its people writes; of a slow one by day, as people unpack."""
    if spread <= SPREAD:
        return spread * min(chance.expovariate(3.0), 1.0)
    return timedelta(days=chance.randrange(max(1, spread.days)), hours=chance.random() * 10)


def _poisson(expected: float, chance: random.Random) -> int:
    count, clock = 0, chance.expovariate(1.0)
    while clock < expected:
        count += 1
        clock += chance.expovariate(1.0)
    return count


def within(messages: Sequence[Sim], begin: datetime, end: datetime) -> Sequence[Sim]:
    """Those from `begin` on and before `end`."""
    key = lambda each: each.at  # noqa: E731 - said once, used twice
    return messages[bisect_left(messages, begin, key=key) : bisect_left(messages, end, key=key)]
