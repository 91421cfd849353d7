"""What a simulated day is made of: who works when, and who comes when. Times are seconds since midnight."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

HOUR = 3_600.0


class PlanRefused(Exception):
    """A plan makes no sense; the text is one sentence for whoever wrote it."""


@dataclass(frozen=True)
class Shift:
    """One agent's time at the desk. At its end they finish what they hold and take nothing new."""

    agent: str
    starts: float
    ends: float
    capacity: int = 3
    skills: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset({"en"})


@dataclass(frozen=True)
class Arrival:
    """Somebody who asks for a person. `handling` and `patience` are seconds; without patience they wait for ever."""

    at: float
    handling: float
    patience: float | None = None
    tier: str | None = None
    mood: float = 0.0
    skills: frozenset[str] = frozenset()
    language: str | None = None


@dataclass(frozen=True)
class Demand:
    """How people come, when there is no list of them: by the hour, at random within it."""

    per_hour: Mapping[int, float]
    handling_minutes: float = 8.0
    patience_minutes: float | None = 12.0
    tiers: Mapping[str, float] = field(default_factory=dict)
    """Share of each tier, 0 to 1."""
    upset: float = 0.0
    """Share of people who are upset (mood 0.6 to 1)."""


@dataclass(frozen=True)
class Habits:
    """How agents meet offers: seconds until they answer, and the share they leave unanswered."""

    answers_after: float = 6.0
    misses: float = 0.02


def arrivals_of(demand: Demand, seed: int) -> list[Arrival]:
    """A day's arrivals: Poisson within each hour, exponential handling and patience. The same seed, the same day."""
    chance = random.Random(seed)
    found: list[Arrival] = []
    for hour, rate in sorted(demand.per_hour.items()):
        at = hour * HOUR
        while rate > 0:
            at += chance.expovariate(rate / HOUR)
            if at >= (hour + 1) * HOUR:
                break
            found.append(_arrival(at, demand, chance))
    return found


def _arrival(at: float, demand: Demand, chance: random.Random) -> Arrival:
    patience = demand.patience_minutes
    drawn, tier = chance.random(), None
    for name, share in sorted(demand.tiers.items()):
        if drawn < share:
            tier = name
            break
        drawn -= share
    mood = 0.6 + 0.4 * chance.random() if chance.random() < demand.upset else 0.3 * chance.random()
    return Arrival(
        at,
        handling=chance.expovariate(1 / (demand.handling_minutes * 60)),
        patience=None if patience is None else chance.expovariate(1 / (patience * 60)),
        tier=tier,
        mood=mood,
    )


DEMO_SHIFTS: Sequence[Shift] = (
    Shift("Maya", 8 * HOUR, 16 * HOUR),
    Shift("Tom", 9 * HOUR, 17 * HOUR),
    Shift("Olu", 10 * HOUR, 18 * HOUR, capacity=2),
    Shift("Ines", 12 * HOUR, 20 * HOUR),
    Shift("Raj", 13 * HOUR, 21 * HOUR),
)
DEMO_DEMAND = Demand(
    per_hour=dict(enumerate((4, 18, 34, 46, 50, 52, 58, 60, 56, 52, 44, 38, 30, 20, 6), start=7)),
    tiers={"gold": 0.15, "platinum": 0.03},
    upset=0.12,
)


def checked(arrivals: Sequence[Arrival], shifts: Sequence[Shift]) -> None:
    """Raise `PlanRefused` when the day cannot be played."""
    if not shifts:
        raise PlanRefused("The staffing plan has no shift.")
    for shift in shifts:
        if not 0 <= shift.starts < shift.ends <= 48 * HOUR:
            raise PlanRefused(f"The shift of {shift.agent} must begin before it ends, within two days.")
        if shift.capacity < 1:
            raise PlanRefused(f"The shift of {shift.agent} needs a capacity of at least 1.")
    by_agent: dict[str, list[Shift]] = {}
    for shift in sorted(shifts, key=lambda shift: (shift.agent, shift.starts)):
        earlier = by_agent.setdefault(shift.agent, [])
        if earlier and shift.starts < earlier[-1].ends:
            raise PlanRefused(f"Two shifts of {shift.agent} overlap.")
        earlier.append(shift)
    for arrival in arrivals:
        if not (0 <= arrival.at < 48 * HOUR and arrival.handling > 0 and math.isfinite(arrival.handling)):
            raise PlanRefused(f"An arrival at {arrival.at:.0f} s with {arrival.handling:.0f} s of handling cannot be.")
