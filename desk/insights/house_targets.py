"""What a house says about its figures: when a chat counts as over, what an hour costs, and what it aims at. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta


@dataclass(frozen=True)
class InsightRules:
    """`hour_cost` is an agent's hour in minor units of `currency`; None: the house has not said, nothing is guessed.

    `targets` are by figure: a share as 0 to 1, times in seconds, marks 1 to 5, money in minor units.
    """

    quiet: timedelta = timedelta(hours=4)
    hour_cost: int | None = None
    currency: str = "EUR"
    targets: Mapping[str, float] = field(default_factory=dict)
