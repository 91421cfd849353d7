"""Texts gathered by what they mean. Pure."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from desk.suggestions.nearest import Vector

ALIKE = 0.55
"""Cosine of a text and the middle of a group from which it belongs to it."""


@dataclass(frozen=True)
class Group:
    """Rows of texts that say the like, the most telling first; `middle` is what they have in common."""

    members: tuple[int, ...]
    middle: Vector


def grouped(vectors: Vector) -> list[Group]:
    """Every row in exactly one group, largest first.

    The row with most neighbours begins a group and takes them; then the next of those left. Twice the middles are
    taken anew and every row goes to the nearest one, so that the order in which they came does not matter.
    """
    if not len(vectors):
        return []
    likeness = vectors @ vectors.T
    left, middles = set(range(len(vectors))), []
    for seed in np.argsort(-(likeness >= ALIKE).sum(axis=1), kind="stable"):
        if seed not in left:
            continue
        members = [each for each in left if likeness[seed, each] >= ALIKE] or [int(seed)]
        left -= {*members, int(seed)}
        middles.append(_middle(vectors[members]))
    for _ in range(2):
        nearest = np.argmax(vectors @ np.stack(middles).T, axis=1)
        middles = [_middle(vectors[nearest == each]) for each in sorted(set(nearest.tolist()))]
    nearest = np.argmax(vectors @ np.stack(middles).T, axis=1)
    found = [_group(vectors, middle, np.flatnonzero(nearest == each).tolist()) for each, middle in enumerate(middles)]
    return sorted((group for group in found if group.members), key=lambda group: -len(group.members))


def _group(vectors: Vector, middle: Vector, members: list[int]) -> Group:
    return Group(tuple(sorted(members, key=lambda each: -float(vectors[each] @ middle))), middle)


def _middle(rows: Vector) -> Vector:
    mean = rows.mean(axis=0)
    return np.asarray(mean / max(float(np.linalg.norm(mean)), 1e-9), dtype=np.float32)
