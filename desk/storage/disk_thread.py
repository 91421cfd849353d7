"""The thread that waits for SQLite's disk, so that the event loop does not."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from queue import SimpleQueue
from threading import Thread
from typing import Any


class DiskThread:
    """A thread that does what waits for the disk, in order, and reports back to the event loop."""

    def __init__(self) -> None:
        self._work: SimpleQueue[tuple[asyncio.AbstractEventLoop, Callable[[], Any], Callable[..., None]] | None]
        self._work = SimpleQueue()
        self._thread: Thread | None = None

    def do(self, work: Callable[[], Any], done: Callable[[sqlite3.Error | None], None]) -> None:
        """Do the work there; call `done` here, with the error if there was one."""
        if self._thread is None:
            self._thread = Thread(target=self._run, name="record", daemon=True)
            self._thread.start()
        self._work.put((asyncio.get_running_loop(), work, done))

    def stop(self) -> None:
        """End after the work that was given."""
        if self._thread is not None:
            self._work.put(None)
            self._thread.join()
            self._thread = None

    def _run(self) -> None:
        while (given := self._work.get()) is not None:
            loop, work, done = given
            failure: sqlite3.Error | None = None
            try:
                work()
            except sqlite3.Error as broken:
                failure = broken
            loop.call_soon_threadsafe(done, failure)
