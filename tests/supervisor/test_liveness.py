"""A process that hangs alive is noticed and started anew; one that is only slow is left alone."""

import asyncio
import io
import json
import os
import signal
import socket
from datetime import UTC, datetime

import pytest

from supervisor.house import House
from supervisor.liveness import MISSES, Heard, after_asking, hangs
from supervisor.output import Console
from tests.supervisor.programs_for_tests import server


def test_it_takes_both_time_and_questions():
    """Neither a long gap in asking nor a few quick misses count as hanging."""
    heard = Heard(0.0)
    for second in range(1, MISSES + 1):
        assert not hangs(heard, float(second), allowed=3.0)
        heard = after_asking(heard, float(second), answered=False)
    assert not hangs(heard, 3.0, allowed=3.0)
    assert hangs(heard, 5.0, allowed=3.0)
    assert not hangs(Heard(0.0, misses=1), 9_999.0, allowed=3.0)


def test_one_answer_makes_up_for_all_misses():
    """It is counted from the last answer."""
    heard = after_asking(Heard(0.0, misses=MISSES), 50.0, answered=True)
    assert heard == Heard(50.0)
    assert not hangs(heard, 52.0, allowed=3.0)


@pytest.fixture
async def kept(tmp_path):
    """A house with one program that is asked often; what it printed; where its record is."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    printed = io.StringIO()
    console = Console(None, lambda: datetime.now(UTC), printed)
    program = server("one", port, tmp_path, silence=1.0, patience=10.0)
    house = House([program], console, root=tmp_path, var=tmp_path, environment=os.environ, urls={}, ask_alive_every=0.1)
    await house.start()
    await house.all_there()
    keeping = asyncio.create_task(house.keep())
    yield printed, lambda: json.loads((tmp_path / "run.json").read_text())["processes"]["one"]
    keeping.cancel()
    await house.stop()


@pytest.mark.slow
async def test_a_process_that_hangs_alive_is_started_anew(kept):
    """Stopped for good, it is ended with a line in the log and is back with a new pid."""
    printed, record = kept
    before = record()["pid"]
    os.kill(before, signal.SIGSTOP)
    async with asyncio.timeout(30):
        while record()["restarts"] == 0 or record()["state"] != "up":
            await asyncio.sleep(0.05)
    assert record()["pid"] != before
    assert "one runs but has not answered for" in printed.getvalue()


@pytest.mark.slow
async def test_a_process_that_is_slow_for_a_while_is_left_alone(kept):
    """A pause shorter than the allowed silence costs nothing."""
    printed, record = kept
    before = record()["pid"]
    os.kill(before, signal.SIGSTOP)
    await asyncio.sleep(0.5)
    os.kill(before, signal.SIGCONT)
    await asyncio.sleep(2)
    assert (record()["pid"], record()["restarts"]) == (before, 0)
    assert "has not answered" not in printed.getvalue()
