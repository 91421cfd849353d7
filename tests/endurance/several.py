"""Several of each: two desks and two Rasas on one Redis and one record, started and stopped one by one."""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from supervisor.programs import RASA_ENVIRONMENT, rasa_arguments, redis_server
from tests.journeys.house import ROOT, eventually, free_ports

PUBLIC = "http://desk.example"
"""What both desks call themselves, as behind a balancer."""
PASSWORD = "warm-lamp-oak"
PYTHON, RASA_PYTHON = str(ROOT / ".venv/bin/python"), str(ROOT / ".venv-rasa/bin/python")


@dataclass
class Part:
    """One process."""

    name: str
    command: tuple[str, ...]
    environment: dict[str, str]
    url: str
    log: Path
    health: str = "/health"
    headers: dict[str, str] = field(default_factory=dict)
    says: bytes = b""
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                self.command, cwd=ROOT, env=self.environment, stdout=output, stderr=subprocess.STDOUT
            )

    def up(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, f"{self.name} ended:\n{self.log.read_text()[-2000:]}"
        try:
            request = urllib.request.Request(self.url + self.health, headers=self.headers)
            with urllib.request.urlopen(request, timeout=3) as answer:
                return self.says in answer.read()
        except OSError:
            return False

    def until_up(self, seconds: float = 300.0) -> None:
        eventually(self.up, f"{self.name} is up", seconds)

    def end(self, how: signal.Signals, seconds: float = 30.0) -> int:
        """Signal it and wait; its exit code."""
        assert self.process is not None
        self.process.send_signal(how)
        return self.process.wait(seconds)


@dataclass
class Several:
    """Everything, by name: redis, shop, actions, rasa_a, rasa_b, desk_a, desk_b."""

    var: Path
    parts: dict[str, Part]
    secret: str

    def __getitem__(self, name: str) -> Part:
        return self.parts[name]

    @property
    def record(self) -> Path:
        return self.var / "desk.db"


@contextmanager
def opened(var: Path) -> Iterator[Several]:
    """All of it, up; and gone afterwards."""
    found = _plan(var)
    try:
        for verb in ("migrate", "seed"):
            command = (PYTHON, "-m", "desk", verb)
            subprocess.run(command, cwd=ROOT, env=found["desk_a"].environment, check=True, capture_output=True)
        for part in found.parts.values():
            part.start()
            if part.name == "redis":
                eventually(lambda: b"Ready to accept" in found["redis"].log.read_bytes(), "redis is up")
        for part in found.parts.values():
            if part.name != "redis":
                part.until_up()
        yield found
    finally:
        for part in reversed(found.parts.values()):
            if part.process is not None and part.process.poll() is None:
                part.process.send_signal(signal.SIGCONT)
                part.process.terminate()
        for part in found.parts.values():
            if part.process is not None:
                try:
                    part.process.wait(15)
                except subprocess.TimeoutExpired:
                    part.process.kill()
                    part.process.wait()


def _plan(var: Path) -> Several:
    names = ("redis", "shop", "actions", "rasa_a", "rasa_b", "desk_a", "desk_b")
    ports = dict(zip(names, free_ports(len(names)), strict=True))
    urls = {name: f"http://127.0.0.1:{port}" for name, port in ports.items()}
    secret = secrets.token_hex(24)
    shared = {
        **{n: v for n, v in os.environ.items() if not n.startswith(("WARMHAND_", "REDIS_", "DATABASE_"))},
        "PYTHONUNBUFFERED": "1",
        "REDIS_URL": f"redis://127.0.0.1:{ports['redis']}/0",
        "DATABASE_URL": f"sqlite+aiosqlite:///{var / 'desk.db'}",
        "WARMHAND_VAR_DIR": str(var),
        "WARMHAND_BOT_SECRET": secret,
        "WARMHAND_SHOP_API_KEY": secrets.token_hex(24),
        "WARMHAND_SHOP_JWT_SECRET": secrets.token_hex(32),
        "WARMHAND_AGENT_PASSWORD": PASSWORD,
        "WARMHAND_SHOP_DATABASE": str(var / "shop.db"),
        "WARMHAND_SHOP_PORT": str(ports["shop"]),
        "WARMHAND_SHOP_URL": urls["shop"],
        "WARMHAND_ACTIONS_PORT": str(ports["actions"]),
        "WARMHAND_ACTIONS_URL": urls["actions"],
        "WARMHAND_ENCODER_DIR": os.environ.get("WARMHAND_ENCODER_DIR") or str(ROOT / "var" / "encoder"),
        "WARMHAND_LOG_FORMAT": "json",
    }
    redis = (str(redis_server(ROOT)), "--bind", "127.0.0.1", "--port", str(ports["redis"]), "--dir", str(var))

    def part(name: str, *command: str, environment: dict[str, str] | None = None, **fields: object) -> Part:
        told = {**shared, **(environment or {})}
        return Part(name, command, told, urls[name], var / f"{name}.log", **fields)  # type: ignore[arg-type]

    def rasa(name: str) -> Part:
        bearer = {"Authorization": f"Bearer {secret}"}
        command = (RASA_PYTHON, "-W", "ignore", "-m", "rasa", "run", *rasa_arguments(ports[name]))
        health = "/webhooks/desk/health"
        own = {**RASA_ENVIRONMENT, "WARMHAND_RASA_PORT": str(ports[name])}
        return part(name, *command, environment=own, health=health, headers=bearer, says=b'"ready":true')

    def desk(name: str, rasa_name: str) -> Part:
        own = {
            "WARMHAND_DESK_URL": PUBLIC,
            "WARMHAND_DESK_PORT": str(ports[name]),
            "WARMHAND_RASA_URL": urls[rasa_name],
            "WARMHAND_DRAIN_SECONDS": "1",
        }
        return part(name, PYTHON, "-m", "desk", environment=own)

    parts = [
        part("redis", *redis, "--appendonly", "yes"),
        part("shop", PYTHON, "-m", "shop"),
        part("actions", PYTHON, "-m", "actions"),
        rasa("rasa_a"),
        rasa("rasa_b"),
        desk("desk_a", "rasa_a"),
        desk("desk_b", "rasa_b"),
    ]
    return Several(var, {each.name: each for each in parts}, secret)
