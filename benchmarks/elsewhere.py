"""Whoever would sit at another machine gets what the house leaves of this one's processor.

Niceness alone does not do it: where Linux weighs whole sessions (autogroup), it counts within a session only, and each
process of the house has one of its own.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

import psutil

LEAVES_ALL = 19
"""The largest niceness there is."""


def be_elsewhere() -> None:
    """Make way for everybody else, with all that is started from now on. To be called first of all by a benchmark that
    `bin/bench` started: it takes a session of its own."""
    if os.getsid(0) != os.getpid():
        os.setsid()
    os.nice(LEAVES_ALL)
    _make_way(os.getpid())


def all_elsewhere(but: set[int]) -> None:
    """The same for whoever this process started meanwhile, but for those pids and theirs: a browser has sessions of its
    own."""
    for child in psutil.Process().children():
        if child.pid not in but:
            for one in (child, *child.children(recursive=True)):
                _make_way(one.pid)


def _make_way(pid: int) -> None:
    # Gone meanwhile, or a kernel that does not weigh sessions: there niceness does it.
    with suppress(OSError):
        Path(f"/proc/{pid}/autogroup").write_text(str(LEAVES_ALL), encoding="ascii")
