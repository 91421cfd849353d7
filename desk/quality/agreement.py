"""How far judges agree: the share of same verdicts, and Cohen's kappa, without what chance would give. Pure."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

SURE = 1.959964
FEW = 20
"""With fewer pairs than this, kappa says little."""

Pair = tuple[Hashable, Hashable]


@dataclass(frozen=True)
class Agreement:
    """`kappa` is None where there is nothing to compare, or only one verdict was ever given: then chance agrees too."""

    n: int
    same: int
    kappa: float | None = None
    low: float | None = None
    high: float | None = None

    def to_json(self) -> dict[str, Any]:
        numbers = {"kappa": self.kappa, "low": self.low, "high": self.high}
        rounded = {name: None if number is None else round(number, 3) for name, number in numbers.items()}
        return {"n": self.n, "same": self.same, "few": self.n < FEW} | rounded


def cohen(pairs: Iterable[Pair]) -> Agreement:
    """Cohen's kappa of what two judges said of the same things, with its large-sample interval within -1 and 1."""
    judged = list(pairs)
    ones, others = Counter(one for one, _ in judged), Counter(other for _, other in judged)
    return _agreement(judged, ones, others)


def among(judges: Iterable[Sequence[Hashable]]) -> Agreement:
    """Of several judges of each thing, every pair. Nobody is the first of two: both share one habit of judging."""
    judged = [pair for verdicts in judges for pair in combinations(verdicts, 2)]
    both = Counter(each for pair in judged for each in pair)
    return _agreement(judged, both, both)


def _agreement(judged: Sequence[Pair], ones: Counter[Hashable], others: Counter[Hashable]) -> Agreement:
    n, same = len(judged), sum(one == other for one, other in judged)
    if n == 0:
        return Agreement(0, 0)
    by_chance = sum(ones[each] * others[each] for each in ones) / (ones.total() * others.total())
    if by_chance == 1:
        return Agreement(n, same)
    seen = same / n
    kappa = (seen - by_chance) / (1 - by_chance)
    half = SURE * math.sqrt(seen * (1 - seen) / n) / (1 - by_chance)
    return Agreement(n, same, kappa, max(-1.0, kappa - half), min(1.0, kappa + half))
