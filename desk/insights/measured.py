"""A figure with how sure one can be of it: shares, means and quantiles, and whether two of them differ. Pure.

Intervals hold the true value in 95 of 100 cases. Shares have Wilson's, which is honest for few and for extreme ones;
means have Student's; quantiles have the binomial one of their rank.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

SURE = 1.959964
FEWEST = 5
"""Numbers from which a mean has an interval."""
LEAST = 30
"""Contacts on each side before two figures are compared."""


@dataclass(frozen=True)
class Measured:
    """`value` is None where there is nothing to measure. `apart` are counts that belong to it but not into it."""

    value: float | None = None
    n: int = 0
    low: float | None = None
    high: float | None = None
    apart: Mapping[str, int] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        numbers = {"value": self.value, "low": self.low, "high": self.high}
        rounded = {name: None if number is None else round(number, 4) for name, number in numbers.items()}
        return rounded | {"n": self.n, "apart": dict(self.apart)}


def from_json(told: Mapping[str, Any]) -> Measured:
    """The inverse of `to_json`, as it was frozen."""
    return Measured(told["value"], told["n"], told["low"], told["high"], told.get("apart") or {})


def count(number: float, **apart: int) -> Measured:
    """A plain number; it is what it is."""
    return Measured(number, round(number), None, None, apart)


def share(part: int, n: int, **apart: int) -> Measured:
    """So many of so many, with Wilson's interval."""
    if n == 0:
        return Measured(apart=apart)
    p, z = part / n, SURE
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return Measured(p, n, max(0.0, middle - half), min(1.0, middle + half), apart)


def mean(n: int, total: float, squares: float, least: float | None = None, most: float | None = None) -> Measured:
    """The mean of numbers whose sum and sum of squares are known; the interval stays between `least` and `most`."""
    if n == 0:
        return Measured()
    value = total / n
    if n < FEWEST:
        return Measured(value, n)
    spread = math.sqrt(max(0.0, squares - n * value * value) / (n - 1))
    half = _student(n - 1) * spread / math.sqrt(n)
    low, high = value - half, value + half
    low = low if least is None else max(least, low)
    return Measured(value, n, low, high if most is None else min(most, high))


def _student(freedom: int) -> float:
    """Student's quantile by its expansion; within 2 of 100 from four degrees of freedom on."""
    z = SURE
    return z + (z**3 + z) / (4 * freedom) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * freedom**2)


def quantile(distribution: Iterable[tuple[float, int]], q: float) -> Measured:
    """The value that a share `q` does not exceed, of values with how often each came."""
    ordered = sorted(distribution)
    n = sum(times for _, times in ordered)
    if n == 0:
        return Measured()
    half = SURE * math.sqrt(n * q * (1 - q))
    value = _at(ordered, max(1, math.ceil(n * q)))
    # With too few there is no rank that far out: then nothing is said about that side.
    low_rank, high_rank = math.floor(n * q - half), math.ceil(n * q + half) + 1
    low = _at(ordered, low_rank) if low_rank >= 1 else None
    high = _at(ordered, high_rank) if high_rank <= n else None
    return Measured(value, n, low, high)


def _at(ordered: list[tuple[float, int]], rank: int) -> float:
    seen = 0
    for value, times in ordered:
        seen += times
        if seen >= rank:
            return value
    return ordered[-1][0]


class Verdict(StrEnum):
    """What a change came to."""

    TOO_EARLY = "too_early"
    BETTER = "better"
    WORSE = "worse"
    NO_DIFFERENCE = "no_difference"
    """None that could not be chance."""


@dataclass(frozen=True)
class Difference:
    """After less before, with its interval; None where one of the two cannot be told."""

    value: float | None = None
    low: float | None = None
    high: float | None = None

    def to_json(self) -> dict[str, float | None]:
        numbers = {"value": self.value, "low": self.low, "high": self.high}
        return {name: None if number is None else round(number, 4) for name, number in numbers.items()}


def difference(before: Measured, after: Measured) -> Difference:
    """How far two figures are apart; the interval is made from theirs (Newcombe's way)."""
    if before.value is None or after.value is None:
        return Difference()
    apart = after.value - before.value
    if before.low is None or before.high is None or after.low is None or after.high is None:
        return Difference(apart)
    down = math.hypot(after.value - after.low, before.high - before.value)
    up = math.hypot(after.high - after.value, before.value - before.low)
    return Difference(apart, apart - down, apart + up)


def verdict(before: Measured, after: Measured, more_is_better: bool, long_enough: bool) -> Verdict:
    """Whether it became better; too early while there are too few, or not `long_enough` has passed."""
    found = difference(before, after)
    if not long_enough or min(before.n, after.n) < LEAST or found.low is None or found.high is None:
        return Verdict.TOO_EARLY
    if found.low <= 0 <= found.high:
        return Verdict.NO_DIFFERENCE
    return Verdict.BETTER if (found.low > 0) is more_is_better else Verdict.WORSE
