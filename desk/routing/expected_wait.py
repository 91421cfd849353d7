"""How long somebody in line still has to wait, as an honest range or not at all. Pure.

Recent waits of the same line, which is everybody whom the same agents took, say how long one place in line lasts. That
times the place, and by how many were serving then and are serving now, is the range. Where too little is known, or the
wait has outgrown what is known, no number is told.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

LOOK_BACK = timedelta(hours=2)
"""Waits that ended longer ago say nothing about now."""
FEWEST = 4
STEPS = (1, 2, 3, 5, 10, 15, 20, 30, 45, 60, 90, 120)
"""Minutes, as people say them. Beyond the last nothing is promised."""
LOW, HIGH = 0.25, 0.85
"""The shares of recent waits at which the range begins and ends: most people wait no longer than its end."""


@dataclass(frozen=True)
class PastWait:
    """Somebody who waited and was taken."""

    agent_id: str
    requested_at: datetime
    accepted_at: datetime


@dataclass(frozen=True)
class Expected:
    """A range in minutes, or `longer` than usual: then there are no numbers."""

    from_minutes: int = 0
    to_minutes: int = 0
    longer: bool = False

    def to_json(self) -> dict[str, Any]:
        """As the widget gets it (docs/wire.md §4)."""
        return {"longer": True} if self.longer else {"from_minutes": self.from_minutes, "to_minutes": self.to_minutes}


LONGER = Expected(longer=True)


def expected_wait(
    past: Sequence[PastWait], able: Collection[str], serving: Collection[str], position: int, waited: timedelta
) -> Expected | None:
    """What to tell somebody at this place (1 is next) who has waited so long; None when it is not known.

    `able` are the agents who may serve them at all, `serving` those of them who are here now.
    """
    line = [wait for wait in past if wait.agent_id in able]
    if len(line) < FEWEST or not serving:
        return None
    staffing = len({wait.agent_id for wait in line}) / len(serving)
    whole = sorted(wait.accepted_at - wait.requested_at for wait in line)
    place = sorted((wait.accepted_at - wait.requested_at) / (1 + _ahead(wait, line)) for wait in line)
    least, most = (_at_share(place, share) * position * staffing for share in (LOW, HIGH))
    # Who has waited longer than most, and should long have been taken, hears that instead of the same number again.
    if waited > max(_at_share(whole, HIGH) * 1.5 * staffing, most) and waited > timedelta(minutes=STEPS[0]):
        return LONGER
    return _in_steps(least, most)


def _ahead(wait: PastWait, line: Sequence[PastWait]) -> int:
    """How many stood before this one: they had asked earlier, and were taken while it waited."""
    return sum(other.requested_at < wait.requested_at < other.accepted_at <= wait.accepted_at for other in line)


def _at_share(values: Sequence[timedelta], share: float) -> timedelta:
    return values[min(len(values) - 1, math.ceil(share * len(values)) - 1)]


def _in_steps(least: timedelta, most: timedelta) -> Expected:
    low, high = least / timedelta(minutes=1), most / timedelta(minutes=1)
    to_minutes = next((step for step in STEPS if step >= high), None)
    if to_minutes is None:
        return LONGER
    below = [step for step in STEPS if step <= low and step < to_minutes]
    return Expected(below[-1] if below else 0, to_minutes)
