"""A rush: many browsers come at once, as after a restart. What nobody waits for gives way to them."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable

MANY, WITHIN_SECONDS = 40, 2.0
"""So many within so long are a rush."""
LOOK_AGAIN_SECONDS = 0.25
MOST_SECONDS = 30.0
"""How long one piece of work gives way at most: a house where people always come in numbers still gets it done."""


class Rush:
    """Knows when the last browsers came; `now` is in seconds and never goes back."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._came: deque[float] = deque(maxlen=MANY)

    def came(self) -> None:
        """One more browser is here."""
        self._came.append(self._now())

    @property
    def on(self) -> bool:
        """Whether many have come just now."""
        return len(self._came) == MANY and self._now() - self._came[0] < WITHIN_SECONDS

    async def over(self) -> None:
        """Return once it is over, at once if there is none, and in any case after half a minute."""
        for _ in range(int(MOST_SECONDS / LOOK_AGAIN_SECONDS)):
            if not self.on:
                return
            await asyncio.sleep(LOOK_AGAIN_SECONDS)
