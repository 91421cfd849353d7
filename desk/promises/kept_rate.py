"""How many promises were kept, by team. Pure.

The rate is kept of kept and broken. What was moved in time is counted beside it, since it is neither: the customer was
told first, but was not given what was promised. What was withdrawn is beside it too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from desk.promises.promise import Promise, State

WINDOW = timedelta(days=30)


@dataclass(frozen=True)
class Rate:
    """One team's promises of the window; `team` None: those of people in no team."""

    team: str | None
    kept: int
    broken: int
    moved: int
    withdrawn: int

    @property
    def share(self) -> float | None:
        """Kept of all that had to be kept; None where there were none."""
        all_due = self.kept + self.broken
        return self.kept / all_due if all_due else None

    def to_json(self, names: Mapping[str, str]) -> dict[str, Any]:
        return {
            "team": self.team,
            "name": names.get(self.team, self.team) if self.team else "No team",
            "kept": self.kept,
            "broken": self.broken,
            "moved": self.moved,
            "withdrawn": self.withdrawn,
            "share": self.share,
        }


def rates(over: Iterable[Promise]) -> list[Rate]:
    """By team, in the order of their ids; those of no team last."""
    counted = Counter((promise.team, promise.state) for promise in over)
    teams = sorted({team for team, _ in counted}, key=lambda team: (team is None, team or ""))
    states = (State.KEPT, State.BROKEN, State.MOVED, State.WITHDRAWN)
    return [Rate(team, *(counted[team, state] for state in states)) for team in teams]


def together(parts: Iterable[Rate]) -> Rate:
    """The whole house."""
    found = list(parts)
    sums = (sum(getattr(part, name) for part in found) for name in ("kept", "broken", "moved", "withdrawn"))
    return Rate(None, *sums)
