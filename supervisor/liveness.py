"""When a process that runs counts as hanging. A pure rule: the clock is passed in. Times in seconds."""

from __future__ import annotations

from dataclasses import dataclass

ASK_EVERY = 5.0
MISSES = 5
"""So often in a row, besides the time: a machine that slept, or a supervisor that could not ask, proves nothing."""


@dataclass(frozen=True)
class Heard:
    """When a process last answered, and how often it did not since."""

    at: float
    misses: int = 0


def after_asking(heard: Heard, now: float, *, answered: bool) -> Heard:
    """What is known after one more question."""
    return Heard(now) if answered else Heard(heard.at, heard.misses + 1)


def hangs(heard: Heard, now: float, allowed: float) -> bool:
    """True when it was asked often enough, for longer than is `allowed`, and never answered."""
    return heard.misses >= MISSES and now - heard.at > allowed
