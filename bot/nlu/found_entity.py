"""Something a rule found in a message, and what to do when two rules claim the same words. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Iterable


@dataclass(frozen=True)
class FoundEntity:
    """One entity with its place in the text; `value` is what the shop understands."""

    entity: str
    value: str
    start: int
    end: int


def without_overlaps(found: Iterable[FoundEntity]) -> list[FoundEntity]:
    """The longest of those that share a character, the first of equally long ones; in the order of the text."""
    kept: list[FoundEntity] = []
    for each in sorted(found, key=lambda entity: (entity.start - entity.end, entity.start)):
        if all(each.end <= other.start or other.end <= each.start for other in kept):
            kept.append(each)
    return sorted(kept, key=lambda entity: entity.start)
