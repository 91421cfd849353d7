"""Places at the edge: so much of one sender at the same moment. How much in a while is `desk/access/limits.py`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from desk import errors

UPLOADS_AT_ONCE = {"session": 5, "address": 20}
"""Files on their way at the same moment: of one session, and from one address. A slow sender holds up nobody else."""


class AtOnce:
    """Counts what is under way per key, so that one sender cannot take every place."""

    def __init__(self, limits: dict[str, int] | None = None) -> None:
        self._limits = limits or UPLOADS_AT_ONCE
        self._underway: Counter[tuple[str, str]] = Counter()

    @contextmanager
    def one(self, name: str, key: str) -> Iterator[None]:
        """One more for as long as the block lasts; raises `too_many_requests` when all places of this key are taken."""
        if self._underway[(name, key)] >= self._limits[name]:
            raise errors.too_many_requests()
        self._underway[(name, key)] += 1
        try:
            yield
        finally:
            self._underway[(name, key)] -= 1
            if not self._underway[(name, key)]:
                del self._underway[(name, key)]
