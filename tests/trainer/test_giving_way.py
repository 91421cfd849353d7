"""How the trainer makes room for those who serve customers."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys

import pytest

from trainer.giving_way import AUTOGROUP

TELL = f"""
import os, pathlib
from trainer.giving_way import give_way
give_way(5)
session = pathlib.Path("{AUTOGROUP}")
print(os.nice(0), session.read_text() if session.exists() else "not weighed")
"""


def niceness(told: str) -> tuple[int, int]:
    """Of the process, and of its session."""
    found = re.search(r"(-?\d+) /autogroup-\d+ nice (-?\d+)", told)
    assert found, told
    return int(found[1]), int(found[2])


@pytest.mark.skipif(not AUTOGROUP.exists(), reason="this kernel does not weigh sessions")
def test_a_session_of_its_own_gives_way_as_a_whole() -> None:
    """Niceness alone would count among the trainer's own processes only."""
    before = os.nice(0)
    told = subprocess.check_output([sys.executable, "-c", TELL], text=True, start_new_session=True)
    assert niceness(told) == (before + 5, before + 5)


@pytest.mark.skipif(not AUTOGROUP.exists(), reason="this kernel does not weigh sessions")
def test_somebodys_terminal_stays_as_it_is() -> None:
    """Started by hand, it gives way by itself; the shell and what else is started there do not."""
    before = os.nice(0)
    child, terminal = pty.fork()
    if child == 0:
        os.execv(sys.executable, [sys.executable, "-c", TELL])
    told = b""
    while True:
        try:
            part = os.read(terminal, 1000)
        except OSError:
            break
        if not part:
            break
        told += part
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert niceness(told.decode()) == (before + 5, 0)
