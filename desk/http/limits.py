"""Rate limits at the edge: so many calls per key and window, counted in this process."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
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
