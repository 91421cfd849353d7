"""One running process: started in a group of its own, its output passed on, stopped with all that it started."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Mapping
from pathlib import Path

from supervisor import leash
from supervisor.output import Lines, plain

# How long a process that has ended may hold its output open through something it started.
LAST_WORDS_SECONDS = 1.0

Hear = Callable[[str], None]


class Child(asyncio.SubprocessProtocol):
    """A process that was started. `last_words` are its last lines, for a report.

    A protocol of our own, because the ready-made one tells of the end only after the output was closed, and a process
    that left a worker behind never closes it.
    """

    def __init__(self, hear: Hear) -> None:
        self._hear = hear
        self._lines = Lines()
        self._exited = asyncio.Event()
        self._silent = asyncio.Event()
        self._transport: asyncio.SubprocessTransport | None = None
        self.started_at = time.monotonic()
        self.last_words: deque[str] = deque(maxlen=20)

    @property
    def pid(self) -> int:
        """Also the number of its process group."""
        assert self._transport is not None
        return self._transport.get_pid()

    @property
    def running(self) -> bool:
        """False once it has ended."""
        return not self._exited.is_set()

    async def ended(self) -> int:
        """Wait for its end: the exit code, negative for a signal. What it left behind is ended as well."""
        await self._exited.wait()
        # A server's workers would keep its port; nobody else belongs to this group.
        signal_group(self.pid, signal.SIGKILL)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LAST_WORDS_SECONDS):
                await self._silent.wait()
        assert self._transport is not None
        self._transport.close()
        code = self._transport.get_returncode()
        assert code is not None
        return code

    async def stop(self, patience: float) -> None:
        """Ask the whole group to end, wait `patience` seconds, then insist."""
        if self.running:
            signal_group(self.pid, signal.SIGTERM)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(patience):
                    await self._exited.wait()
        if self.running:
            signal_group(self.pid, signal.SIGKILL)
        await self.ended()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Called by the event loop when the process runs."""
        assert isinstance(transport, asyncio.SubprocessTransport)
        self._transport = transport

    def pipe_data_received(self, fd: int, data: bytes) -> None:  # noqa: ARG002 - both streams are one
        """Called by the event loop with what the process printed."""
        self._say(self._lines.feed(data))

    def pipe_connection_lost(self, fd: int, exc: Exception | None) -> None:  # noqa: ARG002 - as above
        """Called by the event loop when nothing more will be printed."""
        self._say(self._lines.close())
        self._silent.set()

    def process_exited(self) -> None:
        """Called by the event loop when the process has ended."""
        self._exited.set()

    def _say(self, lines: list[str]) -> None:
        for line in lines:
            if plain(line):
                self.last_words.append(plain(line))
            self._hear(line)


async def start(command: tuple[str, ...], *, root: Path, environment: Mapping[str, str], hear: Hear) -> Child:
    """Start `command` in `root`, on a leash (see supervisor/leash.py). Raises OSError when that is impossible."""
    _, child = await asyncio.get_running_loop().subprocess_exec(
        lambda: Child(hear),
        sys.executable,
        "-IS",  # the leash needs nothing that is installed, and starts faster so
        leash.__file__,
        str(os.getpid()),
        *command,
        cwd=root,
        env={**environment, "PYTHONUNBUFFERED": "1"},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        start_new_session=True,  # Ctrl-C in the terminal reaches the supervisor only, which stops things in order
    )
    return child


def signal_group(group: int, number: signal.Signals) -> None:
    """Signal every process of the group that is still there."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)
