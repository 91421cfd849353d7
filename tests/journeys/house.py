"""A whole house of its own for the journeys: every process real, on free ports, its data in its own folder."""

from __future__ import annotations

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
NAMES = ("desk", "shop", "rasa", "actions", "redis", "mail", "trainer", "rasa_b")
READY_SECONDS = 300.0


def eventually(look: Callable[[], Any], what: str, seconds: float = 30.0) -> Any:
    """What `look` finds once it finds something; fails with `what` after the deadline."""
    deadline = time.monotonic() + seconds
    while True:
        found = look()
        if found:
            return found
        assert time.monotonic() < deadline, f"{what}: not within {seconds:.0f} s"
        time.sleep(0.1)


def free_ports(count: int) -> list[int]:
    """Ports nobody listens on just now, all different."""
    probes = [socket.socket() for _ in range(count)]
    for probe in probes:
        probe.bind(("127.0.0.1", 0))
    ports = [int(probe.getsockname()[1]) for probe in probes]
    for probe in probes:
        probe.close()
    return ports


@dataclass
class House:
    """A running house: where its parts are, and how to take them away."""

    var: Path
    environment: dict[str, str]
    supervisor: subprocess.Popen[bytes]

    @property
    def run(self) -> dict[str, Any]:
        """What the supervisor says runs just now."""
        return dict(json.loads((self.var / "run.json").read_text()))

    def url(self, name: str) -> str:
        return f"http://127.0.0.1:{self.environment[f'WARMHAND_{name.upper()}_PORT']}"

    @property
    def agent_password(self) -> str:
        lines = (self.var / "secrets.env").read_text().splitlines()
        return next(line.partition("=")[2] for line in lines if line.startswith("WARMHAND_AGENT_PASSWORD="))

    def pid(self, name: str) -> int | None:
        found: int | None = self.run["processes"][name]["pid"]
        return found

    def restarts(self, name: str) -> int:
        return int(self.run["processes"][name]["restarts"])

    def kill(self, name: str) -> None:
        """SIGKILL one process; returns when the supervisor has seen it."""
        pid, before = self.pid(name), self.restarts(name)
        assert pid is not None, f"{name} does not run"
        os.kill(pid, signal.SIGKILL)
        eventually(lambda: self.restarts(name) > before, f"the supervisor notices that {name} is gone")

    def until_up(self, name: str, seconds: float = 120.0) -> None:
        """Wait until a process answers again."""
        eventually(lambda: self.run["processes"][name]["state"] == "up", f"{name} is up again", seconds)

    def shop_says(self, query: str, *values: object) -> Any:
        """One value from the shop's own database, read behind its back."""
        with sqlite3.connect(f"file:{self.var / 'shop.db'}?mode=ro", uri=True) as database:
            return database.execute(query, values).fetchone()[0]

    def transcript(self, conversation_id: str) -> list[tuple[int, str, str | None]]:
        """Number, author and text of every stored entry of a conversation."""
        with sqlite3.connect(f"file:{self.var / 'desk.db'}?mode=ro", uri=True) as database:
            rows = database.execute(
                "SELECT seq, author_kind, text FROM entries WHERE conversation_id = ? ORDER BY seq", (conversation_id,)
            )
            return [(int(seq), str(author), text) for seq, author, text in rows]

    def stop(self) -> None:
        """Close the house as Ctrl-C does, and see that nothing is left behind."""
        pids = [entry["pid"] for entry in self.run["processes"].values() if entry["pid"]]
        self.supervisor.send_signal(signal.SIGINT)
        try:
            self.supervisor.wait(40)
        except subprocess.TimeoutExpired:
            self.supervisor.kill()
            self.supervisor.wait(10)
            raise
        assert self.supervisor.returncode == 0
        assert not [pid for pid in pids if Path(f"/proc/{pid}").exists()], "a process outlived its house"


def open_house(var: Path, **settings: str) -> House:
    """Start a house with its data in `var`; returns once it says it is ready."""
    ports = dict(zip(NAMES, free_ports(len(NAMES)), strict=True))
    environment = {
        **{
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("WARMHAND_", "REDIS_", "DATABASE_", "SMTP_"))
        },
        **{f"WARMHAND_{name.upper()}_PORT": str(port) for name, port in ports.items()},
        "WARMHAND_VAR_DIR": str(var),
        "WARMHAND_ENCODER_DIR": os.environ.get("WARMHAND_ENCODER_DIR") or str(ROOT / "var" / "encoder"),
        "WARMHAND_SHOP_FAULTS": "1",
        **settings,
    }
    log = var / "house.log"
    with log.open("wb") as output:
        supervisor = subprocess.Popen(
            [sys.executable, "-m", "supervisor"],
            cwd=ROOT,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    house = House(var, environment, supervisor)

    def ready() -> bool:
        assert supervisor.poll() is None, f"the house did not open:\n{log.read_text()[-3000:]}"
        return (var / "run.json").exists() and bool(house.run["ready"])

    try:
        eventually(ready, "the house is ready", READY_SECONDS)
    except AssertionError:
        supervisor.send_signal(signal.SIGINT)
        supervisor.wait(40)
        raise
    return house
