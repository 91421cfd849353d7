"""Starts a program that cannot outlive the supervisor: `python leash.py <supervisor's pid> <program> ...`.

On Linux the kernel is asked to end this process the moment its parent ends, however that happens (kill -9 included),
and then it becomes the program: the request survives that step, and the program has the pid that was started. Done
here, after the fork, rather than in a hook between fork and exec: such a hook runs Python in a copy of a process that
may hold locks. Elsewhere than on Linux the program is simply started; an ordinary stop ends it there too.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main(arguments: list[str]) -> None:
    """Tie this process to its parent and become the program."""
    parent, *command = arguments
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    # The parent may have ended before the kernel was asked.
    if os.getppid() != int(parent):
        sys.exit(1)
    os.execvp(command[0], command)  # noqa: S606 - the whole purpose


if __name__ == "__main__":
    main(sys.argv[1:])
