"""Work that is finished even when whoever asked for it goes away.

The web server cancels a request's task when its browser leaves, and a socket's tasks end with it. Cancelled in the
middle of a database call, the driver would give up the connection and leave its thread's last answer hanging for ever.
So what touches the record runs here, and only the waiting for it is cancelled.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

Result = TypeVar("Result")

SETTLE_SECONDS = 5.0


class Shelter:
    """Keeps started work alive until it is done; `settle` waits for it when the desk closes."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()

    async def run(self, work: Coroutine[Any, Any, Result]) -> Result:
        """What the work returns or raises. Cancelling the caller does not cancel the work."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return await asyncio.shield(task)

    async def settle(self) -> None:
        """Wait, for a bounded time, until all started work is done."""
        if self._tasks:
            await asyncio.wait(list(self._tasks), timeout=SETTLE_SECONDS)

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        # Looked at, so that an error nobody waits for any more is not reported as forgotten.
        if not task.cancelled():
            task.exception()
