"""What telling people early was worth, and what that figure is. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

LEAST_NOT_TOLD = 20
"""With fewer people to compare with, no number of contacts avoided is given."""
WHAT_IT_IS = (
    "A comparison, not an experiment: people who could not be told never agreed to it, never wrote to us before, "
    "or had been told enough that week. They may write less or more often for other reasons. "
    "Banner and answers reach both."
)


@dataclass(frozen=True)
class Outcome:
    """Affected customers who had not written before the incident was opened; how many wrote afterwards, told or not."""

    affected: int
    wrote_before: int
    told: int
    told_wrote: int
    not_told: int
    not_told_wrote: int

    @property
    def avoided(self) -> float | None:
        """How many more of those told would have written, had they written as often as those not told."""
        if self.not_told < LEAST_NOT_TOLD or not self.told:
            return None
        return self.told * self.not_told_wrote / self.not_told - self.told_wrote

    def to_json(self) -> dict[str, Any]:
        """As the console shows it, with what it is."""
        avoided = self.avoided
        return {
            "affected": self.affected,
            "wrote_before": self.wrote_before,
            "told": self.told,
            "told_wrote": self.told_wrote,
            "not_told": self.not_told,
            "not_told_wrote": self.not_told_wrote,
            "avoided": round(avoided, 1) if avoided is not None else None,
            "what_it_is": WHAT_IT_IS,
        }
