"""How those who heard something are woken: at once while little comes, and together while much does.

A message that is handled right after others costs less than one that is handled by itself: what it touches is still
at hand. The record commits in groups anyway (`desk/storage/group_writer.py`), at the same pace, so that waiting
for the others costs nobody time: it is the wait for the disk, moved forward.
"""

from __future__ import annotations

import asyncio
from functools import partial

PACE_SECONDS = 0.02
FEW = 3
"""So many within one pace are woken at once."""


class Pace:
    """One for each event loop."""

    def __init__(self) -> None:
        self._since = 0.0
        self._woken = 0
        """Since then."""
        self._held: list[asyncio.Future[None]] = []

    def wake(self, waiter: asyncio.Future[None]) -> None:
        """Let a waiter go on: now, or with the others."""
        loop = asyncio.get_running_loop()
        now = loop.time()
        if not self._held and now - self._since >= PACE_SECONDS:
            self._since, self._woken = now, 0
        if not self._held and self._woken < FEW:
            self._woken += 1
            _let_go(waiter)
            return
        self._held.append(waiter)
        if len(self._held) == 1:
            loop.call_later(max(0.0, self._since + PACE_SECONDS - now), partial(self._let_go_all, loop))

    def _let_go_all(self, loop: asyncio.AbstractEventLoop) -> None:
        held, self._held = self._held, []
        self._since, self._woken = loop.time(), len(held)
        for waiter in held:
            _let_go(waiter)


def _let_go(waiter: asyncio.Future[None]) -> None:
    # Its socket may have been closed meanwhile, or woken by something else.
    if not waiter.done():
        waiter.set_result(None)
