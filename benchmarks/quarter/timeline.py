"""The order of things: people act one after the other, each at their simulated moment, and the clock goes with them."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime

Actor = AsyncIterator[datetime]
"""Somebody who acts, and yields when they act next; they are done when they end."""


@dataclass
class Timeline:
    """Resumes everybody in the order of their moments; at the same moment, who was planned first."""

    set_clock: Callable[[datetime], None]
    _planned: list[tuple[datetime, int, Actor]] = field(default_factory=list)
    _numbers: itertools.count[int] = field(default_factory=itertools.count)

    def begin(self, at: datetime, actor: Actor) -> None:
        """Somebody acts from that moment on."""
        heapq.heappush(self._planned, (at, next(self._numbers), actor))

    def once(self, at: datetime, work: Callable[[], Awaitable[None]]) -> None:
        """Something is done at that moment, once."""
        self.begin(at, _once(work))

    async def run(self, until: datetime, each: Callable[[datetime], Awaitable[None]] | None = None) -> None:
        """Play up to that moment; `each` is told of every one."""
        while self._planned and self._planned[0][0] < until:
            at, _, actor = heapq.heappop(self._planned)
            self.set_clock(at)
            if each is not None:
                await each(at)
            following = await anext(actor, None)
            if following is not None:
                self.begin(max(following, at), actor)
        self.set_clock(until)


async def _once(work: Callable[[], Awaitable[None]]) -> Actor:
    await work()
    never: tuple[datetime, ...] = ()
    for later in never:
        yield later
