"""Is the candidate worse than the live model? Pure, and one-sided: nobody is stopped for being better.

Both answer conversations that began in the same time, drawn by lot. A conversation counts once: whether a person was
asked for in it, whether the bot had no answer in it, how long its replies took on average. Looking again and again
would find a difference by chance sooner or later, so the figures are judged at certain numbers of conversations only,
and all looks together may be wrong with a probability of `error`: look k spends error / (k (k + 1)) of it, shared by
the three measures.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist, median

MEASURES = 3


@dataclass(frozen=True)
class Rollback:
    """When a roll-out is taken back by itself.

    `first_look`: conversations each model must have; the next look comes at `growth` times as many. A rate must be
    worse by `least_rise`, replies slower by `slower_times` and by `slower_ms`, besides being so beyond chance.
    """

    first_look: int = 20
    growth: float = 1.5
    error: float = 0.05
    least_rise: float = 0.05
    slower_times: float = 1.5
    slower_ms: float = 200.0


@dataclass(frozen=True)
class Arm:
    """One model's conversations; `took_ms` holds the mean reply time of some of them."""

    conversations: int = 0
    handed_over: int = 0
    missed: int = 0
    took_ms: tuple[float, ...] = ()

    @property
    def handoff_rate(self) -> float | None:
        return self.handed_over / self.conversations if self.conversations else None

    @property
    def fallback_rate(self) -> float | None:
        return self.missed / self.conversations if self.conversations else None

    @property
    def latency_ms(self) -> float | None:
        return median(self.took_ms) if self.took_ms else None


def looks_due(conversations: int, rules: Rollback) -> int:
    """How many looks that number of conversations calls for in all."""
    looks, needed = 0, float(rules.first_look)
    while conversations >= math.ceil(needed):
        looks, needed = looks + 1, needed * rules.growth
    return looks


def worse(live: Arm, candidate: Arm, look: int, rules: Rollback) -> str | None:
    """Why the candidate is to be taken back, for people; None when there is no reason."""
    if min(live.conversations, candidate.conversations) < rules.first_look:
        return None
    allowed = rules.error / (MEASURES * look * (look + 1))
    for what, bad, good in (
        ("handed over to a person", candidate.handed_over, live.handed_over),
        ("left without an answer", candidate.missed, live.missed),
    ):
        rate, before = bad / candidate.conversations, good / live.conversations
        if rate - before >= rules.least_rise:
            chance = as_many_by_chance(bad, candidate.conversations, good, live.conversations)
            if chance < allowed:
                return (
                    f"{bad} of {candidate.conversations} conversations were {what}, "
                    f"with the live model {good} of {live.conversations} (p = {chance:.2g})"
                )
    return _slower(live, candidate, allowed, rules)


def _slower(live: Arm, candidate: Arm, allowed: float, rules: Rollback) -> str | None:
    ours, theirs = candidate.latency_ms, live.latency_ms
    if ours is None or theirs is None or min(len(candidate.took_ms), len(live.took_ms)) < rules.first_look:
        return None
    if ours < theirs * rules.slower_times or ours - theirs < rules.slower_ms:
        return None
    chance = as_slow_by_chance(candidate.took_ms, live.took_ms)
    return f"replies took {ours:.0f} ms, with the live model {theirs:.0f} ms" if chance < allowed else None


def as_many_by_chance(bad: int, of: int, other_bad: int, other_of: int) -> float:
    """Fisher's exact test, one-sided: how likely `bad` or more of `of` are, were both rates the same."""
    together, everybody = bad + other_bad, of + other_of
    most = min(of, together)
    base = _log_ways(everybody, together)
    terms = (
        math.exp(_log_ways(of, count) + _log_ways(other_of, together - count) - base)
        for count in range(max(bad, together - other_of), most + 1)
    )
    return min(1.0, math.fsum(terms))


def as_slow_by_chance(slow: Sequence[float], fast: Sequence[float]) -> float:
    """The rank-sum test of Mann and Whitney, one-sided, by its normal approximation with ties corrected."""
    ordered = sorted([(value, True) for value in slow] + [(value, False) for value in fast])
    n, m, total = len(slow), len(fast), len(ordered)
    if not n or not m:
        return 1.0
    ranks, ties, place = 0.0, 0.0, 0
    while place < total:
        end = place
        while end < total and ordered[end][0] == ordered[place][0]:
            end += 1
        equal = end - place
        rank = (place + 1 + end) / 2
        ranks += rank * sum(mine for _, mine in ordered[place:end])
        ties += equal**3 - equal
        place = end
    wins = ranks - n * (n + 1) / 2
    variance = n * m / 12 * ((total + 1) - ties / (total * (total - 1)))
    if variance <= 0:
        return 1.0
    return 1.0 - NormalDist().cdf((wins - n * m / 2 - 0.5) / math.sqrt(variance))


def _log_ways(of: int, chosen: int) -> float:
    return math.lgamma(of + 1) - math.lgamma(chosen + 1) - math.lgamma(of - chosen + 1)
