"""Customers are served first: the trainer's processes take what the others leave of the processor."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

AUTOGROUP = Path("/proc/self/autogroup")
TERMINAL = "/dev/tty"


def give_way(added: int) -> None:
    """Add so much niceness, for this process and what it starts.

    Where Linux weighs whole sessions (sched(7), autogroup), niceness counts within a session only, and the supervisor
    gives each process one of its own: so the session is told too. Not one with a terminal: that is somebody's shell.
    """
    niceness = os.nice(added)
    if not _has_terminal():
        # No such file, or not ours to write: a kernel that does not weigh sessions, and then niceness does it.
        with suppress(OSError):
            AUTOGROUP.write_text(str(niceness), encoding="ascii")


def _has_terminal() -> bool:
    try:
        os.close(os.open(TERMINAL, os.O_RDWR | os.O_NOCTTY))
    except OSError:
        return False
    return True
