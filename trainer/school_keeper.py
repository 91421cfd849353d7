"""Keeps the school running beside the door: starts it, starts it again, and closes its standard input at the end."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import subprocess
import sys

from sanic import Sanic

logger = logging.getLogger(__name__)

LOOK_EVERY = 1.0
LONGEST_PAUSE = 30.0
STOP_SECONDS = 5.0


class SchoolKeeper:
    """One school, whatever happens to it."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._task: asyncio.Task[None] | None = None

    @property
    def is_open(self) -> bool:
        """Whether it runs just now."""
        return self._process is not None and self._process.poll() is None

    def attach(self, app: Sanic) -> None:
        """Open and close it with the door."""

        async def opened(_app: Sanic, _loop: asyncio.AbstractEventLoop) -> None:
            self._task = asyncio.get_running_loop().create_task(self._keep())

        async def closed(_app: Sanic, _loop: asyncio.AbstractEventLoop) -> None:
            if self._task is not None:
                self._task.cancel()
                await asyncio.gather(self._task, return_exceptions=True)
            await asyncio.get_running_loop().run_in_executor(None, self._stop)

        app.register_listener(opened, "after_server_start")
        app.register_listener(closed, "after_server_stop")

    async def _keep(self) -> None:
        pause = LOOK_EVERY
        while True:
            if not self.is_open:
                if self._process is not None:
                    logger.warning("trainer: the school ended (%s); opening it again", self._process.poll())
                    await asyncio.sleep(pause)
                    pause = min(pause * 2, LONGEST_PAUSE)
                self._process = await asyncio.to_thread(_opened)
            await asyncio.sleep(LOOK_EVERY)

    def _stop(self) -> None:
        if self._process is None:
            return
        if self._process.stdin is not None:
            self._process.stdin.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(STOP_SECONDS)
            return
        self._process.kill()
        self._process.wait()


def _opened() -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "trainer.school"], stdin=subprocess.PIPE)
