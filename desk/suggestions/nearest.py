"""Which of many vectors are nearest to one: a matrix in memory, looked through as a whole. Pure.

Some ten thousand rows of 384 numbers are 15 MB and a millisecond; nothing cleverer is needed below a million.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float32]
Key = TypeVar("Key")


class Nearest(Generic[Key]):
    """Vectors of length 1, each under a key."""

    def __init__(self) -> None:
        self.encoder = ""
        """Which encoder made them; vectors of another one cannot be compared with these."""
        self._keys: list[Key] = []
        self._rows: Vector = np.zeros((0, 0), dtype=np.float32)

    def __len__(self) -> int:
        return len(self._keys)

    def clear(self, encoder: str) -> None:
        """Begin anew with what this encoder makes."""
        self.encoder, self._keys, self._rows = encoder, [], np.zeros((0, 0), dtype=np.float32)

    def add(self, keys: Sequence[Key], vectors: Vector) -> None:
        """Add rows; those there are of the same length."""
        if not keys:
            return
        self._keys += keys
        self._rows = vectors if not self._rows.size else np.concatenate([self._rows, vectors])

    def to(self, vector: Vector, most: int, at_least: float) -> list[tuple[Key, float]]:
        """The nearest keys with their cosines, nearest first."""
        if not self._keys:
            return []
        likeness = self._rows @ vector
        order = np.argsort(-likeness)[:most]
        return [(self._keys[row], float(likeness[row])) for row in order if likeness[row] >= at_least]
