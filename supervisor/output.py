"""What the processes print: one stamped, named line each, on the terminal and in a log file."""

from __future__ import annotations

import logging
import logging.handlers
import os
import re
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TextIO

NAME_WIDTH = 10
LONGEST_LINE = 16_000
LOG_BYTES = 5_000_000
LOGS_KEPT = 3
COLOURS = {"redis": 31, "shop": 33, "actions": 35, "rasa": 34, "desk": 36, "warmhand": 32}
# Terminal codes of a process must not reach the log file, nor move the cursor of the terminal.
TERMINAL_CODE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b\][^\x07]*\x07")
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")

# A library telling its authors about another library: two lines, of which the second quotes the source.
MURMUR = re.compile(
    r"\S+\.py:\d+: \w*(Deprecation|Future)Warning: |\S+\.py:\d+: UserWarning: pkg_resources is deprecated"
)

Clock = Callable[[], datetime]


def terminal_line(name: str, text: str, at: datetime, *, colour: bool) -> str:
    """`12:03:01 rasa       | text`, the name in its colour when the terminal has colours."""
    head = f"{at:%H:%M:%S} {name:<{NAME_WIDTH}}|"
    if colour:
        head = f"\x1b[{COLOURS.get(name, 37)}m{head}\x1b[0m"
    return f"{head} {text}"


def plain(text: str) -> str:
    """The line without terminal codes and control characters, cut where it is absurdly long."""
    clean = UNPRINTABLE.sub("", TERMINAL_CODE.sub("", text)).rstrip()
    if len(clean) > LONGEST_LINE:
        return f"{clean[:LONGEST_LINE]} ... ({len(clean)} characters)"
    return clean


class Lines:
    """Cuts a stream of bytes into lines; a carriage return ends one too, so progress bars stay readable."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, data: bytes) -> list[str]:
        """The lines that `data` completes."""
        *whole, self._rest = re.split(rb"\r\n|\n|\r", self._rest + data)
        if len(self._rest) > 4 * LONGEST_LINE:
            whole.append(self._rest)
            self._rest = b""
        return [line.decode(errors="replace") for line in whole]

    def close(self) -> list[str]:
        """What is left when the stream ends."""
        rest, self._rest = self._rest, b""
        return [rest.decode(errors="replace")] if rest else []


class Console:
    """Prints and logs. One for the whole house, so that lines do not run into each other.

    Warnings about a library's future are logged only: nobody who runs the house can act on them.
    """

    def __init__(self, logs: Path | None, clock: Clock, stream: TextIO | None = None, *, colour: bool = False) -> None:
        self._logs = logs
        self._clock = clock
        self._stream = stream or sys.stdout
        self._colour = colour
        self._files: dict[str, logging.Handler] = {}
        self._murmuring: set[str] = set()

    def say(self, name: str, text: str) -> None:
        """One line of `name`, now. Empty lines are left out."""
        line = plain(text)
        if not line:
            return
        now = self._clock()
        if not self._is_murmur(name, line):
            self._show(terminal_line(name, line, now, colour=self._colour))
        if self._logs is not None:
            self._file(name).emit(logging.makeLogRecord({"msg": f"{now.isoformat(timespec='milliseconds')} {line}"}))

    def close(self) -> None:
        """Close the log files."""
        for handler in self._files.values():
            handler.close()
        self._files.clear()

    def _show(self, line: str) -> None:
        try:
            print(line, file=self._stream, flush=True)
        except BrokenPipeError:
            # The terminal went away (`make run | head`); the log files still have every line.
            self._stream = Path(os.devnull).open("w")  # noqa: SIM115 - stays open as a stream does

    def _is_murmur(self, name: str, line: str) -> bool:
        quoted = name in self._murmuring and line.startswith("  ")
        self._murmuring.discard(name)
        if MURMUR.match(line):
            self._murmuring.add(name)
            return True
        return quoted

    def _file(self, name: str) -> logging.Handler:
        if name not in self._files:
            assert self._logs is not None
            self._logs.mkdir(parents=True, exist_ok=True)
            self._files[name] = logging.handlers.RotatingFileHandler(
                self._logs / f"{name}.log", maxBytes=LOG_BYTES, backupCount=LOGS_KEPT, encoding="utf-8"
            )
        return self._files[name]
