"""Shows what set-up is doing: step n of m, what, for how long, how much so far."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TextIO

from supervisor.problem import Problem

TICK_SECONDS = 10.0
TICK_SECONDS_ON_TERMINAL = 1.0
LINES_OF_A_FAILURE = 20


class Progress:
    """Numbers the steps, runs their programs and keeps what these print in a log."""

    def __init__(self, steps: int, log: Path, environment: Mapping[str, str], stream: TextIO | None = None) -> None:
        self._steps = steps
        self._step = 0
        self._log = log
        self._environment = environment
        self._stream = stream or sys.stdout
        self._in_place = self._stream.isatty()
        log.parent.mkdir(parents=True, exist_ok=True)
        log.write_text("")

    def step(self, what: str) -> None:
        """Begin the next step."""
        self._step += 1
        self._say(f"[{self._step}/{self._steps}] {what}")

    def note(self, text: str) -> None:
        """One line about the step."""
        self._say(f"      {text}")

    def run(
        self,
        command: Sequence[str],
        *,
        failure: str,
        watch: Path | None = None,
        cwd: Path | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        """Run a program to its end, telling every while how long it has taken and how large `watch` has grown.

        Raises Problem(`failure`) after showing the last lines it printed.
        """
        began = time.monotonic()
        with self._log.open("ab") as log:
            log.write(f"\n$ {' '.join(command)}\n".encode())
            log.flush()
            start = log.tell()
            try:
                process = subprocess.Popen(
                    command,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    cwd=cwd,
                    env={**self._environment, **(environment or {})},
                )
            except OSError as failed:
                raise Problem(f"{failure} ({command[0]}: {failed.strerror})") from failed
            self._wait(process, began, watch)
        if process.returncode != 0:
            self._show_last_lines(start)
            raise Problem(f"{failure} All that was printed is in {self._log}.")
        self._say_in_place("")
        self.note(f"done in {spoken(time.monotonic() - began)}{_sized(watch)}")

    def _wait(self, process: subprocess.Popen[bytes], began: float, watch: Path | None) -> None:
        tick = TICK_SECONDS_ON_TERMINAL if self._in_place else TICK_SECONDS
        try:
            while True:
                try:
                    process.wait(timeout=tick)
                except subprocess.TimeoutExpired:
                    self._say_in_place(f"      {spoken(time.monotonic() - began)}{_sized(watch)} ...")
                else:
                    return
        except BaseException:
            process.terminate()
            process.wait()
            raise

    def _show_last_lines(self, start: int) -> None:
        self._say_in_place("")
        text = self._log.read_bytes()[start:].decode(errors="replace")
        for line in text.splitlines()[-LINES_OF_A_FAILURE:]:
            self._say(f"      | {line}")

    def _say_in_place(self, text: str) -> None:
        """On a terminal the line is replaced by the next one; elsewhere each is a line, and an empty one is none."""
        if self._in_place:
            print(f"\r\x1b[2K{text}", end="", file=self._stream, flush=True)
        elif text:
            self._say(text)

    def _say(self, text: str) -> None:
        print(text, file=self._stream, flush=True)


def spoken(seconds: float) -> str:
    """ "12 s", "3 min 5 s"."""
    whole = round(seconds)
    return f"{whole} s" if whole < 60 else f"{whole // 60} min {whole % 60} s"


def _sized(folder: Path | None) -> str:
    return f", {megabytes(folder)} MB" if folder is not None else ""


def megabytes(folder: Path) -> int:
    """What the folder takes on the disk, files shared by hard links counted where they stand."""
    total = 0
    for place, _, names in os.walk(folder):
        for name in names:
            try:
                total += os.lstat(os.path.join(place, name)).st_size  # noqa: PTH118 - 40,000 files, every second
            except FileNotFoundError:
                continue
    return round(total / 1_000_000)
