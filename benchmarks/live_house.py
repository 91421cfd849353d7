"""What `bin/bench live` measures: one desk on a record and a Redis of its own, with people in held conversations."""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from desk.agents.agent import Agent, Role
from desk.agents.flows import password_hash
from desk.storage.record import SqlRecord
from supervisor.programs import redis_server

ROOT = Path(__file__).resolve().parent.parent
DESK = (sys.executable, "-m", "desk")
START_SECONDS, STOP_SECONDS = 60.0, 15.0
PASSWORD = "warm-lamp-oak-bench"


@dataclass(frozen=True)
class House:
    """A desk that serves, and how to reach it."""

    port: int
    pid: int
    url: str
    database_url: str


@contextmanager
def desk_process(folder: Path, database_url: str) -> Iterator[House]:
    """A Redis and a desk as the supervisor starts them; both are gone afterwards."""
    with opened(folder, database_url) as house, house.served() as pid:
        yield House(house.port, pid, house.url, database_url)


@dataclass(frozen=True)
class OpenHouse:
    """A Redis and a record, where a desk can be started again and again."""

    port: int
    database_url: str
    environment: dict[str, str]
    log: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @contextmanager
    def served(self) -> Iterator[int]:
        """A desk that serves inside the block, unless somebody kills it; gives its id."""
        with server(DESK, self.port, self.environment, self.log) as pid:
            yield pid


@contextmanager
def opened(folder: Path, database_url: str) -> Iterator[OpenHouse]:
    """What a desk needs besides itself."""
    desk_port, redis_port = free_port(), free_port()
    folder.mkdir(parents=True, exist_ok=True)
    secret = {name: secrets.token_hex(24) for name in ("BOT_SECRET", "SHOP_API_KEY", "SHOP_JWT_SECRET")}
    environment = {
        **os.environ,
        **{f"WARMHAND_{name}": value for name, value in secret.items()},
        "WARMHAND_DESK_PORT": str(desk_port),
        "WARMHAND_VAR_DIR": str(folder),
        "WARMHAND_RASA_PORT": str(free_port()),
        "REDIS_URL": f"redis://127.0.0.1:{redis_port}/0",
        "DATABASE_URL": database_url,
    }
    options = ("--dir", str(folder), "--appendonly", "yes", "--appendfsync", "everysec")
    redis = (str(redis_server(ROOT)), "--bind", "127.0.0.1", "--port", str(redis_port), *options)
    subprocess.run((*DESK, "migrate"), cwd=ROOT, env=environment, check=True, capture_output=True)
    with server(redis, redis_port, environment, folder / "redis.log"):
        yield OpenHouse(desk_port, database_url, environment, folder / "desk.log")


@contextmanager
def server(command: tuple[str, ...], port: int, environment: dict[str, str], log_path: Path) -> Iterator[int]:
    """A process that listens on the port inside the block; gives its id."""
    with log_path.open("ab") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        try:
            deadline = time.monotonic() + START_SECONDS
            while not _listens(port):
                if process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError(f"{command[-1]} did not start: see {log_path}.")
                time.sleep(0.1)
            yield process.pid
        finally:
            process.terminate()
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


async def people(house: House, customers: int, agents: int) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Clients' parts: customers whose conversations are held by agents, each agent watching the ones they hold."""
    await _team(house, agents)
    consoles = [await _sign_in(house, number) for number in range(agents)]
    widgets = []
    for number in range(customers):
        console = consoles[number % agents]
        widgets.append(await _customer(house, number, console))
    for console in consoles:
        await console.pop("http").aclose()
    return widgets, consoles


async def _team(house: House, agents: int) -> None:
    record = SqlRecord(house.database_url, secrets.token_hex(24))
    hashed = password_hash(PASSWORD)
    async with record.change() as unit:
        for number in range(agents):
            email = f"agent{number}@bench.example"
            await unit.agents.put(Agent(f"a_bench{number}", f"Agent {number}", email, Role.AGENT, hashed))
    await record.close()


async def _sign_in(house: House, number: int) -> dict[str, Any]:
    address = f"127.0.1.{number + 1}"
    http = _http(house, address, origin=house.url)
    body = {"email": f"agent{number}@bench.example", "password": PASSWORD}
    signed_in = await http.post("/api/agent/sign-in", json=body)
    signed_in.raise_for_status()
    http.headers["x-csrf-token"] = signed_in.json()["csrf_token"]
    headers = {"Origin": house.url, "Cookie": f"warmhand_agent={http.cookies['warmhand_agent']}"}
    return {
        "from": address,
        "path": "/api/agent/socket",
        "headers": headers,
        "greets": [],
        "conversations": [],
        "http": http,
    }


async def _customer(house: House, number: int, console: dict[str, Any]) -> dict[str, Any]:
    address = f"127.0.{2 + number // 200}.{number % 200 + 1}"
    async with _http(house, address) as http:
        begun = await http.post("/api/widget/sessions", json={"identity": None})
        begun.raise_for_status()
        token = begun.json()["token"]
        http.headers["authorization"] = f"Bearer {token}"
        opened = (await http.post("/api/widget/conversations", json={})).json()["conversation"]["id"]
        (await http.post(f"/api/widget/conversations/{opened}/handoff", json={})).raise_for_status()
    claimed = await console["http"].post(f"/api/agent/conversations/{opened}/claim", json={})
    claimed.raise_for_status()
    last = claimed.json()["conversation"]["last_seq"]
    console["conversations"].append(opened)
    console["greets"].append({"type": "watch", "conversation_id": opened, "after": last})
    hello = {"type": "hello", "token": token, "conversation_id": opened, "after": last}
    return {
        "from": address,
        "path": "/api/widget/socket",
        "headers": {"Origin": house.url},
        "greets": [hello],
        "conversations": [opened],
    }


def _http(house: House, address: str, **headers: str) -> httpx.AsyncClient:
    # Everybody comes from an address of their own, as customers do; the desk limits sessions by address.
    transport = httpx.AsyncHTTPTransport(local_address=address)
    return httpx.AsyncClient(base_url=house.url, transport=transport, headers=headers, timeout=30)


def measure(plan: dict[str, Any]) -> dict[str, Any]:
    """Run one client process through a plan (`benchmarks/live_client.py`); returns what it measured."""
    command = (sys.executable, "-m", "benchmarks.live_client")
    done = subprocess.run(command, cwd=ROOT, input=json.dumps(plan), capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"The client failed: {done.stderr[-500:]}")
    return dict(json.loads(done.stdout))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def prepared(house: House, customers: int, agents: int) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """`people`, for a caller outside an event loop."""
    return asyncio.run(people(house, customers, agents))
