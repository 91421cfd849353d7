"""What people ask and nobody has an answer for, gathered by meaning. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from desk.knowledge.ports import Unanswered
from desk.suggestions.grouping import grouped
from desk.suggestions.nearest import Vector


@dataclass(frozen=True)
class Gap:
    """Messages that ask the like; the first is the most telling, and `middle` what they have in common."""

    messages: tuple[Unanswered, ...]
    middle: Vector

    @property
    def people(self) -> int:
        """How many different people asked."""
        return len({message.customer_id for message in self.messages})


def gaps(messages: Sequence[Unanswered], vectors: Vector) -> list[Gap]:
    """Every message in exactly one gap; what most people ask first."""
    found = [Gap(tuple(messages[each] for each in group.members), group.middle) for group in grouped(vectors)]
    return sorted(found, key=lambda gap: (-gap.people, -len(gap.messages)))
