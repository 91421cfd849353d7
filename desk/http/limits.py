"""Rate limits at the edge: so many calls per key and window, counted in this process."""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from desk import errors

REMEMBERED_KEYS = 50_000


@dataclass(frozen=True)
class Limit:
    """At most `calls` within `seconds`."""

    calls: int
    seconds: float


LIMITS: dict[str, Limit] = {
    "general": Limit(600, 60.0),
    "session": Limit(120, 60.0),
    "sign_in": Limit(20, 300.0),
    "message": Limit(30, 10.0),
    "upload": Limit(120, 60.0),
}


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


class RateLimiter:
    """A fixed window per key. The oldest keys are forgotten first, so memory is bounded under a flood."""

    def __init__(self, monotonic: Callable[[], float], limits: dict[str, Limit] | None = None) -> None:
        self._monotonic = monotonic
        self._limits = limits or LIMITS
        self._windows: OrderedDict[tuple[str, str], tuple[float, int]] = OrderedDict()

    def check(self, name: str, key: str) -> None:
        """Count one call; raises `too_many_requests` when the window is full."""
        limit, now = self._limits[name], self._monotonic()
        began, calls = self._windows.get((name, key), (now, 0))
        if now - began >= limit.seconds:
            began, calls = now, 0
        self._windows[(name, key)] = (began, calls + 1)
        self._windows.move_to_end((name, key))
        while len(self._windows) > REMEMBERED_KEYS:
            self._windows.popitem(last=False)
        if calls >= limit.calls:
            raise errors.too_many_requests()
