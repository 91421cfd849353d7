"""What was read a moment ago: one question goes to the vendor once, however many ask it, until something changes."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar, cast

KEPT_SECONDS = 20.0
MOST_KEPT = 2000
Answer = TypeVar("Answer")


class Shelf:
    """Answers by what was asked. `clock` is in seconds. What is not there (None) and failures are not kept.

    Whoever asked may go away: the question goes on, and the answer is there for the next try.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._kept: dict[str, tuple[float, Any]] = {}
        self._asked: dict[str, asyncio.Task[Any]] = {}

    async def get(self, name: str, ask: Callable[[], Awaitable[Answer]]) -> Answer:
        """The kept answer, or a fresh one."""
        kept = self._kept.get(name)
        if kept is not None and self._clock() - kept[0] < KEPT_SECONDS:
            return cast(Answer, kept[1])
        task = self._asked.get(name)
        if task is None:
            task = asyncio.create_task(self._fetch(name, ask))
            self._asked[name] = task
            task.add_done_callback(_heard)
        return cast(Answer, await asyncio.shield(task))

    def clear(self) -> None:
        """Something changed: forget all, also what is being asked at this moment."""
        self._kept.clear()
        self._asked.clear()

    async def _fetch(self, name: str, ask: Callable[[], Awaitable[Any]]) -> Any:
        task = asyncio.current_task()
        try:
            answer = await ask()
            if answer is not None and self._asked.get(name) is task:
                if len(self._kept) >= MOST_KEPT:
                    self._kept.clear()
                self._kept[name] = (self._clock(), answer)
            return answer
        finally:
            if self._asked.get(name) is task:
                del self._asked[name]


def _heard(task: asyncio.Task[Any]) -> None:
    """Whoever asked may be gone; a failure then concerns nobody."""
    if not task.cancelled():
        task.exception()
