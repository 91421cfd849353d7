"""Spare time: whatever reads whole conversations for figures does it while nobody waits, a piece at a time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress

from desk.live.rush import Rush

TALK_SECONDS = 1.0
"""So long after something was said people are still talking."""
BREATH = 3.0
"""While they talk, a piece is followed by a rest this many times as long as it took."""
LONGEST_BREATH_SECONDS = 0.1
LONGEST_WAIT_SECONDS = 0.5
"""So long a piece waits for answers that are being made; a busy desk is never without one."""


class SpareTime:
    """Keeps `desk.ports.SpareTime`; `now` is in seconds and never goes back."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._alone = asyncio.Lock()
        self._rush = Rush(now)
        self._talked = float("-inf")
        self._answers = 0
        self._nobody_waits = asyncio.Event()
        self._nobody_waits.set()

    def came(self) -> None:
        """One more browser is here."""
        self._rush.came()

    def talked(self) -> None:
        """Something was said."""
        self._talked = self._now()

    @contextmanager
    def answering(self) -> Iterator[None]:
        self._answers += 1
        self._nobody_waits.clear()
        try:
            yield
        finally:
            self._answers -= 1
            if not self._answers:
                self._nobody_waits.set()

    async def rush_over(self) -> None:
        await self._rush.over()

    @asynccontextmanager
    async def piece(self) -> AsyncIterator[None]:
        async with self._alone:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._nobody_waits.wait(), LONGEST_WAIT_SECONDS)
            began = self._now()
            try:
                yield
            finally:
                ended = self._now()
            if ended - self._talked < TALK_SECONDS:
                await asyncio.sleep(min(LONGEST_BREATH_SECONDS, BREATH * (ended - began)))
