"""One thing after the other, for each order."""

from __future__ import annotations

import asyncio


class Turns:
    """A lock for each name, gone when nobody waits for it."""

    def __init__(self) -> None:
        self._locks: dict[str, tuple[asyncio.Lock, int]] = {}

    def of(self, name: str) -> Turn:
        """To be entered with `async with`."""
        return Turn(self._locks, name)


class Turn:
    """Waits until everybody who came before has left."""

    def __init__(self, locks: dict[str, tuple[asyncio.Lock, int]], name: str) -> None:
        self._locks = locks
        self._name = name

    async def __aenter__(self) -> None:
        lock, waiting = self._locks.get(self._name, (asyncio.Lock(), 0))
        self._locks[self._name] = (lock, waiting + 1)
        try:
            await lock.acquire()
        except BaseException:
            self._leave()
            raise

    async def __aexit__(self, *_failure: object) -> None:
        self._locks[self._name][0].release()
        self._leave()

    def _leave(self) -> None:
        lock, waiting = self._locks[self._name]
        if waiting == 1:
            del self._locks[self._name]
        else:
            self._locks[self._name] = (lock, waiting - 1)
