"""Real processes: started in order, started again, stopped with all they started."""

import asyncio
import contextlib
import io
import json
import os
import signal
import socket
import sys
from datetime import UTC, datetime

import psutil
import pytest

from supervisor import opening
from supervisor.house import House
from supervisor.output import Console
from supervisor.problem import Problem
from tests.supervisor.programs_for_tests import server

pytestmark = pytest.mark.slow


@pytest.fixture
def free_ports():
    """Three ports nobody listens on."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(3)]
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


@pytest.fixture
def printed():
    return io.StringIO()


@pytest.fixture
async def open_house(tmp_path, printed):
    """Makes a house of the given programs and stops it at the end."""
    houses = []

    def make(*programs):
        console = Console(tmp_path / "logs", lambda: datetime.now(UTC), printed)
        environment = {**os.environ, "MARK": "told"}
        house = House(programs, console, root=tmp_path, var=tmp_path, environment=environment, urls={})
        houses.append(house)
        return house

    yield make
    for house in houses:
        await house.stop()


def running(tmp_path, name):
    return json.loads((tmp_path / "run.json").read_text())["processes"][name]


async def until(condition, seconds=15.0):
    """Poll until true."""
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.02)


def alive(pid):
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


async def test_programs_start_in_order_and_are_recorded(tmp_path, free_ports, open_house, printed):
    """Each is there before the next starts; run.json names the pids."""
    house = open_house(server("first", free_ports[0], tmp_path), server("second", free_ports[1], tmp_path))
    await house.start()
    await house.all_there()
    said = printed.getvalue()
    assert said.index("first is there") < said.index(f"open on {free_ports[1]}") < said.index("second is there")
    record = json.loads((tmp_path / "run.json").read_text())
    assert record["ready"] is True
    assert record["supervisor"] == os.getpid()
    first = record["processes"]["first"]
    assert (first["state"], first["restarts"]) == ("up", 0)
    assert psutil.Process(first["pid"]).cmdline()[-2] == str(free_ports[0])


async def test_a_program_that_loads_long_does_not_hold_up_the_next(tmp_path, free_ports, open_house):
    """The desk opens while the bot still loads; only "ready" waits for it."""
    gate = asyncio.Event()

    async def loaded():
        return gate.is_set()

    slow = server("bot", free_ports[0], tmp_path, ready=loaded, waited_for=False)
    house = open_house(slow, server("desk", free_ports[1], tmp_path))
    await house.start()
    assert running(tmp_path, "desk")["state"] == "up"
    assert running(tmp_path, "bot")["state"] == "starting"
    waiting = asyncio.create_task(house.all_there())
    gate.set()
    await asyncio.wait_for(waiting, 10)
    assert running(tmp_path, "bot")["state"] == "up"


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
async def test_what_ends_is_started_again(tmp_path, free_ports, open_house, printed, how):
    """A killed process is back, with a new pid, and counted; its neighbour is left alone."""
    house = open_house(server("one", free_ports[0], tmp_path), server("two", free_ports[1], tmp_path))
    await house.start()
    await house.all_there()
    keeping = asyncio.create_task(house.keep())
    before, neighbour = running(tmp_path, "one")["pid"], running(tmp_path, "two")["pid"]
    os.kill(before, how)
    await until(lambda: running(tmp_path, "one")["state"] == "up" and running(tmp_path, "one")["restarts"] == 1)
    assert running(tmp_path, "one")["pid"] not in (None, before)
    assert running(tmp_path, "two")["pid"] == neighbour
    assert f"one was ended by signal {how.value}; starting it again in 0.5 s" in printed.getvalue()
    keeping.cancel()


async def test_a_killed_server_leaves_no_worker_behind_that_holds_its_port(tmp_path, free_ports, open_house):
    """What a process started ends with it."""
    house = open_house(server("one", free_ports[0], tmp_path, "parent"))
    await house.start()
    await house.all_there()
    keeping = asyncio.create_task(house.keep())
    worker = int((tmp_path / "worker.pid").read_text())
    assert alive(worker)
    os.kill(running(tmp_path, "one")["pid"], signal.SIGKILL)
    await until(lambda: not alive(worker))
    keeping.cancel()


async def test_stop_ends_all_and_forgets_the_record(tmp_path, free_ports, open_house):
    """Nothing is left: no process, no worker of one, no run.json."""
    house = open_house(
        server("one", free_ports[0], tmp_path, "parent"),
        server("two", free_ports[1], tmp_path),
        server("three", free_ports[2], tmp_path),
    )
    await house.start()
    pids = [running(tmp_path, name)["pid"] for name in ("one", "two", "three")]
    pids.append(int((tmp_path / "worker.pid").read_text()))
    await house.stop()
    assert not any(alive(pid) for pid in pids)
    assert not (tmp_path / "run.json").exists()


async def test_a_process_that_will_not_stop_is_killed(tmp_path, free_ports, open_house, monkeypatch):
    """Patience ends."""
    monkeypatch.setattr("supervisor.house.STOP_PATIENCE", 0.3)
    house = open_house(server("one", free_ports[0], tmp_path, "stubborn"))
    await house.start()
    pid = running(tmp_path, "one")["pid"]
    await asyncio.wait_for(house.stop(), 5)
    assert not alive(pid)


async def test_a_program_that_ends_during_the_start_stops_it_with_its_own_words(tmp_path, free_ports, open_house):
    """A broken setting is told by the process that reads it, and nothing waits for it."""
    house = open_house(server("one", free_ports[0], tmp_path, "ends"))
    with pytest.raises(Problem, match=r"^one ended with code 1 before it was there: no setting for tea$"):
        await asyncio.wait_for(house.start(), 10)


async def test_r25_a_bot_that_cannot_start_leaves_the_desk_open(tmp_path, free_ports, open_house, printed):
    """Its model is missing or damaged: said in its own words, tried again and again, and the desk serves without it."""
    house = open_house(
        server("bot", free_ports[0], tmp_path, "ends", waited_for=False), server("desk", free_ports[1], tmp_path)
    )
    await asyncio.wait_for(house.start(), 10)
    await asyncio.wait_for(house.all_there(), 10)
    assert "bot ended with code 1 before it was there: no setting for tea" in printed.getvalue()
    assert "The desk is open without it" in printed.getvalue()
    assert json.loads((tmp_path / "run.json").read_text())["ready"] is True
    keeping = asyncio.create_task(house.keep())
    await until(lambda: running(tmp_path, "bot")["restarts"] >= 2)
    assert running(tmp_path, "desk")["state"] == "up"
    assert running(tmp_path, "desk")["restarts"] == 0
    keeping.cancel()


async def test_a_program_that_never_answers_stops_the_start(tmp_path, free_ports, open_house):
    """The sentence names the log to read."""

    async def never():
        return False

    house = open_house(server("one", free_ports[0], tmp_path, ready=never, patience=0.5))
    with pytest.raises(Problem, match=r"one was not there after 0 seconds: see what it printed in .*one\.log"):
        await house.start()


def test_a_taken_port_stops_the_start_with_one_sentence(tmp_path):
    """The sentence names the port, the program and the setting."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(Problem, match=rf"Port {port} is taken, so desk cannot open.*WARMHAND_DESK_PORT"):
            opening.check_ports([server("desk", port, tmp_path)])
    opening.check_ports([server("desk", port, tmp_path)])


async def test_output_of_a_process_is_printed_with_its_name_and_kept(tmp_path, free_ports, open_house, printed):
    """Terminal and log file tell the same."""
    house = open_house(server("one", free_ports[0], tmp_path))
    await house.start()
    await house.stop()
    assert f" one       | open on {free_ports[0]}\n" in printed.getvalue()
    assert f"open on {free_ports[0]}" in (tmp_path / "logs" / "one.log").read_text()


SUPERVISOR = """
import asyncio, io, os, pathlib, sys
from datetime import UTC, datetime
from supervisor.house import House
from supervisor.output import Console
from tests.supervisor.programs_for_tests import server
folder, *ports = sys.argv[1:]
folder = pathlib.Path(folder)
async def main():
    console = Console(None, lambda: datetime.now(UTC))
    programs = [server(f"p{port}", int(port), folder) for port in ports]
    house = House(programs, console, root=folder, var=folder, environment=os.environ, urls={})
    await house.start(); await house.all_there(); await house.keep()
asyncio.run(main())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's promise is Linux's")
async def test_no_process_outlives_a_supervisor_that_was_killed(tmp_path, free_ports):
    """kill -9 of the supervisor ends every process it started."""
    ours = await asyncio.create_subprocess_exec(
        sys.executable, "-c", SUPERVISOR, str(tmp_path), *map(str, free_ports), stdout=asyncio.subprocess.DEVNULL
    )
    record = tmp_path / "run.json"
    try:
        await until(lambda: record.exists() and json.loads(record.read_text())["ready"])
        pids = [process["pid"] for process in json.loads(record.read_text())["processes"].values()]
        assert len(pids) == 3
        assert all(alive(pid) for pid in pids)
    finally:
        with contextlib.suppress(ProcessLookupError):
            ours.kill()
        await ours.wait()
    await until(lambda: not any(alive(pid) for pid in pids))
