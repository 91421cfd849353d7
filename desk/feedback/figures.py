"""Figures of ratings that say how sure they are. Pure."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from desk.feedback.recovery import LOW
from desk.ratings.rating import Rating

CONTENT_FROM = 4
"""Marks of 5 from which a customer counts as content."""
SURE = 1.96
"""Standard deviations: intervals hold in 95 of 100 cases."""


@dataclass(frozen=True)
class Share:
    """`k` of `n`, with the interval in which the true share lies, 0 to 1; all of it while nobody was counted."""

    k: int
    n: int
    low: float
    high: float


@dataclass(frozen=True)
class Side:
    """What was said of the assistant, or of people: how many gave which mark, and why."""

    n: int
    content: Share
    low: int
    marks: tuple[int, ...]
    low_reasons: tuple[tuple[str, int], ...]
    good_reasons: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Week:
    """Of the seven days from `begin`, a Monday."""

    begin: date
    bot: Share
    person: Share


def share(k: int, n: int) -> Share:
    """Wilson's interval: honest with few, and never beyond 0 and 1."""
    if n == 0:
        return Share(0, 0, 0.0, 1.0)
    p, z = k / n, SURE
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    low = 0.0 if k == 0 else round(max(0.0, middle - half), 4)
    high = 1.0 if k == n else round(min(1.0, middle + half), 4)
    return Share(k, n, low, high)


def side(ratings: Sequence[Rating]) -> Side:
    """All ratings of one side together."""
    bad = [rating for rating in ratings if rating.score <= LOW]
    good = [rating for rating in ratings if rating.score >= CONTENT_FROM]
    marks = tuple(sum(rating.score == mark for rating in ratings) for mark in range(1, 6))
    return Side(len(ratings), share(len(good), len(ratings)), len(bad), marks, _reasons(bad), _reasons(good))


def weeks(ratings: Sequence[Rating], since: datetime, until: datetime) -> list[Week]:
    """Every week between, empty ones too."""
    begin, last = _monday(since), _monday(until)
    found = []
    while begin <= last:
        these = [rating for rating in ratings if _monday(rating.at) == begin]
        bot = [rating for rating in these if rating.agent_id is None]
        person = [rating for rating in these if rating.agent_id is not None]
        found.append(Week(begin, _content(bot), _content(person)))
        begin += timedelta(days=7)
    return found


def _content(ratings: Sequence[Rating]) -> Share:
    return share(sum(rating.score >= CONTENT_FROM for rating in ratings), len(ratings))


def _reasons(ratings: Sequence[Rating]) -> tuple[tuple[str, int], ...]:
    counted = Counter(str(reason) for rating in ratings for reason in rating.reasons)
    return tuple(sorted(counted.items(), key=lambda one: (-one[1], one[0])))


def _monday(at: datetime) -> date:
    day = at.date()
    return day - timedelta(days=day.weekday())
