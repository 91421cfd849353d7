"""When a reason is asked for more than usual: different people, as a share of all, against its own past. Pure.

Windows of three lengths end at the present moment. In each, the people who came for a reason are compared with all
people who came, and with the same weekday and hours of the weeks before. The comparison is exact for small numbers:
the share is not known, it was only ever seen in so many people, so the chance of what is seen now is that of a
beta-binomial law.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import exp, lgamma

WINDOWS = (timedelta(hours=3), timedelta(hours=24))
"""How far back it is counted; what comes at once shows in the first, what trickles in shows in the second."""
WEEK = timedelta(days=7)
SLOW_WINDOW = WEEK
"""And what a bad batch does: two or three people a day, which no single day tells from chance."""
SLOW_LOOK = timedelta(minutes=5)
"""So long from each full hour on the slow window is counted, too: it changes least and costs most."""
MOST_WEEKS = 8
LEAST_PEOPLE = 5
"""Fewer different people never make an alarm."""
CHANCE = 0.0001
"""What is seen must be rarer than this, were everything as usual."""
TIMES = 2.0
"""And the share at least so many times the usual one."""
LEAST_WEEKS = 2
LEAST_PAST_PEOPLE = 30
"""With fewer weeks, or fewer people in them, there is no history to compare with."""
COLD_PEOPLE = 8
COLD_SHARE = 0.5
"""Without history: so many different people, who are at least so large a share of all."""


class Rule(StrEnum):
    """By what it was noticed."""

    HISTORY = "history"
    COLD = "cold"
    """There was no history to compare with."""


@dataclass(frozen=True)
class Tally:
    """Different people in a window: for each reason, and altogether."""

    by_reason: Mapping[str, int]
    everybody: int


@dataclass(frozen=True)
class Rise:
    """A reason that is asked for more than usual. `usual` is its share in the past, 0 to 1; None without history.

    `chance` is how likely so many would be if nothing had changed; None without history.
    """

    reason: str
    rule: Rule
    window: timedelta
    people: int
    everybody: int
    usual: float | None = None
    chance: float | None = None

    @property
    def share(self) -> float:
        """Of all people in the window, 0 to 1."""
        return self.people / self.everybody


def windows(now: datetime) -> tuple[timedelta, ...]:
    """The windows that are counted at this moment, the shortest first."""
    slow = timedelta(minutes=now.minute, seconds=now.second) < SLOW_LOOK
    return (*WINDOWS, SLOW_WINDOW) if slow else WINDOWS


def rises(window: timedelta, now: Tally, past: Sequence[Tally]) -> list[Rise]:
    """Every reason that has risen in this window; `past` holds the same window of weeks before, as far as known."""
    often = [reason for reason, people in now.by_reason.items() if people >= LEAST_PEOPLE]
    found = [_rise(reason, window, now, past) for reason in often]
    return [rise for rise in found if rise is not None]


def strongest(found: Sequence[Rise]) -> dict[str, Rise]:
    """For each reason the rise that tells most: the least likely one; of equals the shorter window."""
    best: dict[str, Rise] = {}
    for rise in sorted(found, key=lambda each: (each.chance if each.chance is not None else 1.0, each.window)):
        best.setdefault(rise.reason, rise)
    return best


def has_history(past: Sequence[Tally]) -> bool:
    """Whether there is enough to compare with."""
    return len(past) >= LEAST_WEEKS and sum(week.everybody for week in past) >= LEAST_PAST_PEOPLE


def _rise(reason: str, window: timedelta, now: Tally, past: Sequence[Tally]) -> Rise | None:
    people, everybody = now.by_reason[reason], now.everybody
    if not has_history(past):
        # A new shop's first week is no measure of anything.
        loud = window < SLOW_WINDOW and people >= COLD_PEOPLE and people >= COLD_SHARE * everybody
        return Rise(reason, Rule.COLD, window, people, everybody) if loud else None
    before, all_before = sum(week.by_reason.get(reason, 0) for week in past), sum(week.everybody for week in past)
    usual = before / all_before
    if people / everybody < TIMES * usual:
        return None
    chance = at_least(people, everybody, before, all_before)
    return Rise(reason, Rule.HISTORY, window, people, everybody, usual, chance) if chance < CHANCE else None


def at_least(people: int, everybody: int, before: int, all_before: int) -> float:
    """How likely it is that so many of everybody come for a reason that `before` of `all_before` came for.

    The share is drawn from what the past leaves open (a beta law, half a person added on either side).
    """
    a, b = before + 0.5, all_before - before + 0.5
    whole = 0.0
    for count in range(people, everybody + 1):
        term = exp(_choose(everybody, count) + _beta(count + a, everybody - count + b) - _beta(a, b))
        whole += term
        if term < whole * 1e-12:
            break
    return min(whole, 1.0)


def _choose(n: int, k: int) -> float:
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1) if 0 < k < n else 0.0


def _beta(a: float, b: float) -> float:
    return lgamma(a) + lgamma(b) - lgamma(a + b)
