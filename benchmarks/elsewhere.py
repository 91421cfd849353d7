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
    """Make way for the house, which has been started before, with all that is started from now on.

    Takes a session of its own, as only a process that leads no group may: `bin/bench` starts one.
    """
    if os.getsid(0) != os.getpid():
        os.setsid()
    os.nice(LEAVES_ALL)
    _make_way(os.getpid())


def all_elsewhere(but: set[int]) -> None:
    """The same for whoever this process has started, but for those pids and theirs: a browser has its own sessions."""
    for child in psutil.Process().children():
        if child.pid not in but:
            for one in (child, *child.children(recursive=True)):
                _make_way(one.pid)


def _make_way(pid: int) -> None:
    # Gone meanwhile, or a kernel that does not weigh sessions: there niceness does it.
    with suppress(OSError):
        Path(f"/proc/{pid}/autogroup").write_text(str(LEAVES_ALL), encoding="ascii")
