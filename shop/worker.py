"""The store lives on one thread of its own, so that the server never waits for the disk."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Generic, Protocol, TypeVar

Result = TypeVar("Result")


class Closing(Protocol):
    """A store that gives its file back."""

    def close(self) -> None: ...


Opened = TypeVar("Opened", bound=Closing)


class StoreWorker(Generic[Opened]):
    """Runs work on the store, one piece at a time, in the order it was asked for."""

    def __init__(self, store: Opened) -> None:
        self._store = store
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store")

    async def run(self, work: Callable[[Opened], Result]) -> Result:
        """Do the work and give back its result; what it raises is raised here.

        Work that has begun is finished even when the caller goes away.
        """
        return await asyncio.get_running_loop().run_in_executor(self._thread, work, self._store)

    def close(self) -> None:
        """Finish what was asked for, then give the file back."""
        self._thread.shutdown(wait=True)
        self._store.close()
