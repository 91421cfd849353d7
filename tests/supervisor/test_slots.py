"""Two slots with real processes: started when wanted, replaced, refused, brought back; the other one left alone."""

import asyncio
import contextlib
import io
import json
import os
import signal
import socket
import sys
import tarfile
from datetime import UTC, datetime

import psutil
import pytest

from supervisor import checked_model
from supervisor.house import House
from supervisor.output import Console
from supervisor.probes import http_probe
from supervisor.programs import SLOTS, Program, slot_program
from supervisor.settings import read_settings
from supervisor.slots import AS_TRAINED, Slots, SlotsFileWrong, Wanted, as_trained, read_wanted
from tests.supervisor.programs_for_tests import SERVER
from tests.supervisor.test_checked_model import GOOD, archive, special

pytestmark = pytest.mark.slow


class TwoSlots:
    """A house of nothing but slots; each runs a small server that is started behind the check, as Rasa is."""

    def __init__(self, folder):
        self.folder, self.models, self.printed = folder, folder / "models", io.StringIO()
        self.models.mkdir()
        with contextlib.ExitStack() as held:
            probes = [held.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in SLOTS]
            self.ports = dict(zip(SLOTS, (probe.getsockname()[1] for probe in probes), strict=True))
        self.console = Console(folder / "logs", lambda: datetime.now(UTC), self.printed)
        self.work = None

    def program(self, slot, model):
        look = (sys.executable, "-IS", checked_model.__file__, str(self.models), model)
        port = self.ports[slot]
        server = (sys.executable, "-c", SERVER, str(port), str(self.folder))
        return Program(SLOTS[slot], (*look, *server), http_probe(f"http://127.0.0.1:{port}/"), port)

    async def open(self, wanted=AS_TRAINED):
        by_slot = wanted.by_slot()
        programs = [self.program(slot, model) for slot, model in by_slot.items() if model is not None]
        empty = {SLOTS[slot]: programs[0].name for slot, model in by_slot.items() if model is None}
        self.house = House(
            programs, self.console, root=self.folder, var=self.folder, environment=os.environ, urls={}, empty=empty
        )
        slots = Slots(self.house, self.console, self.folder, wanted, self.program)
        await self.house.start()
        await self.house.all_there()
        self.work = asyncio.gather(self.house.keep(), slots.watch())

    async def close(self):
        if self.work is not None:
            self.work.cancel()
            await asyncio.gather(self.work, return_exceptions=True)
            await self.house.stop()

    def model(self, name, *members):
        made = archive(self.models / f"{name}.tar.gz", *GOOD, *members)
        manifest = {"model_id": name, "sha256": checked_model.digest_of(made)}
        (self.models / f"{name}.json").write_text(json.dumps(manifest))
        return made

    def want(self, a, b):
        fresh = self.folder / ".slots.json.new"
        fresh.write_text(json.dumps({"a": a, "b": b}))
        fresh.replace(self.folder / "slots.json")

    def state(self, slot):
        path = self.folder / "slots-state.json"
        return json.loads(path.read_text())[slot] if path.exists() else {"state": None, "model_id": None}

    async def until(self, slot, state, model="any", seconds=15.0):
        async with asyncio.timeout(seconds):
            while True:
                found = self.state(slot)
                if found["state"] == state and model in ("any", found["model_id"]):
                    return found
                await asyncio.sleep(0.02)


@pytest.fixture
async def slots(tmp_path):
    found = TwoSlots(tmp_path)
    yield found
    await found.close()


async def test_a_candidate_is_started_beside_the_live_model_and_stopped_again(slots):
    """Slot b runs only while it is wanted; slot a is the same process throughout."""
    slots.model("m1"), slots.model("m2")
    await slots.open(Wanted("m1", None))
    before = await slots.until("a", "up", "m1")
    assert slots.state("b") == {
        "model_id": None, "state": "stopped", "pid": None, "restarts": 0, "code": None, "says": None
    }  # fmt: skip
    slots.want("m1", "m2")
    candidate = await slots.until("b", "up", "m2")
    assert psutil.Process(candidate["pid"]).cmdline()[-2:] == ["--model", str(slots.models / "m2.tar.gz")]
    slots.want("m1", None)
    await slots.until("b", "stopped")
    assert not psutil.pid_exists(candidate["pid"])
    assert slots.state("a") == before


async def test_the_first_roll_out_leaves_the_newest_model_running(slots):
    """Opened without a file, then named by the desk: the same process goes on."""
    slots.model("m1")
    assert as_trained(slots.folder / "empty") == AS_TRAINED
    await slots.open(as_trained(slots.models))
    before = await slots.until("a", "up", "m1")
    slots.model("m2")
    slots.want("m1", "m2")
    await slots.until("b", "up", "m2")
    assert slots.state("a") == before


async def test_slot_a_can_be_the_one_that_is_not_wanted(slots):
    """After a promotion the old model's process ends and the new one's goes on."""
    slots.model("m1"), slots.model("m2")
    await slots.open(Wanted("m1", "m2"))
    promoted = await slots.until("b", "up", "m2")
    slots.want(None, "m2")
    await slots.until("a", "stopped")
    assert slots.state("b") == promoted
    slots.want("m1", "m2")
    await slots.until("a", "up", "m1")
    assert slots.state("b") == promoted


async def test_another_model_takes_the_place_of_the_one_that_ran(slots):
    """The old process has ended before the new one is started on its port."""
    slots.model("m1"), slots.model("m2"), slots.model("m3")
    await slots.open(Wanted("m1", "m2"))
    old = await slots.until("b", "up", "m2")
    slots.want("m1", "m3")
    assert (await slots.until("b", "up", "m3"))["pid"] != old["pid"]


@pytest.mark.parametrize("bad", ["link", "changed", "missing", "pickle"])
async def test_a_refused_candidate_is_said_and_leaves_the_live_model_alone(slots, bad):
    """With a code and a sentence; once it is mended, it comes up by itself."""
    slots.model("m1")
    members = {"link": [special("a", tarfile.SYMTYPE, "/etc")], "pickle": [("m.pkl", b"x")]}.get(bad, [])
    if bad != "missing":
        made = slots.model("m2", *members)
        if bad == "changed":
            made.write_bytes(made.read_bytes()[:-1] + b"\x07")
    await slots.open(Wanted("m1", None))
    before = await slots.until("a", "up")
    slots.want("m1", "m2")
    refused = await slots.until("b", "refused", "m2")
    codes = {"link": "no_plain_file", "changed": "not_as_trained", "missing": "not_there", "pickle": "pickle"}
    assert refused["code"] == codes[bad]
    assert "m2" in refused["says"]
    assert slots.state("a") == before
    slots.model("m2")
    await slots.until("b", "up", "m2")
    assert slots.state("b")["code"] is None


async def test_a_killed_candidate_is_started_again_and_checked_again(slots):
    """Like every other process; an archive that was changed meanwhile is not loaded a second time."""
    slots.model("m1"), slots.model("m2")
    await slots.open(Wanted("m1", "m2"))
    before, live = await slots.until("b", "up"), slots.state("a")
    os.kill(before["pid"], signal.SIGKILL)
    async with asyncio.timeout(15):
        while not (slots.state("b")["restarts"] == 1 and slots.state("b")["state"] == "up"):
            await asyncio.sleep(0.02)
    again = slots.state("b")
    archive(slots.models / "m2.tar.gz", *GOOD, ("more", b"x"))
    os.kill(again["pid"], signal.SIGKILL)
    assert (await slots.until("b", "refused"))["code"] == "not_as_trained"
    assert slots.state("a") == live


async def test_a_file_that_makes_no_sense_changes_nothing(slots):
    """It is said once; what runs goes on."""
    slots.model("m1"), slots.model("m2")
    await slots.open(Wanted("m1", None))
    before = await slots.until("a", "up")
    (slots.folder / "slots.json").write_text("{")
    async with asyncio.timeout(10):
        while "cannot be read" not in slots.printed.getvalue():
            await asyncio.sleep(0.02)
    await asyncio.sleep(1.2)
    assert slots.printed.getvalue().count("cannot be read") == 1
    assert slots.state("a") == before
    slots.want("m1", "m2")
    await slots.until("b", "up", "m2")


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"a": null, "b": null}', '{"a": 1, "b": null}', '{"a": "../x"}', '{"a": "m", "b": "/etc"}',
     '{"a": "", "b": null}', '{"a": "m", "b": ["m"]}', '"a"', "\udcff"],
)  # fmt: skip
def test_what_is_wanted_is_read_strictly(tmp_path, text):
    """A model's id for at least one slot, and nothing that is no id."""
    assert read_wanted(tmp_path) is None
    (tmp_path / "slots.json").write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(SlotsFileWrong):
        read_wanted(tmp_path)


def test_each_slot_has_its_port_and_the_same_surroundings(tmp_path):
    """Slot b is Rasa as slot a is: loopback, no HTTP API, one thread."""
    settings = read_settings({"WARMHAND_MODELS_DIR": "elsewhere"}, tmp_path)
    a, b = (slot_program(settings, slot, "m1") for slot in SLOTS)
    assert (a.port, b.port) == (8020, 8070)
    assert "--interface 127.0.0.1 --port 8070" in " ".join(b.command)
    assert str(tmp_path / "elsewhere") in b.command
    assert a.environment == b.environment
