"""A trainer as it runs, with a Redis, a folder of data and a folder of models of this test session's own."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from redis import Redis

from tests.bot.redis_server import RedisServer

ROOT = Path(__file__).resolve().parents[2]
SECRET = "b7Qk2VxM9rTzL4nHc8WpJ3sYd6FgA1eU5iOqRtKz"
EXAM = [
    {"id": "e1", "text": "where on earth is my parcel", "intent": "track_order"},
    {"id": "e2", "text": "get me a real person", "intent": "human_request"},
    {"id": "e3", "text": "who won the match last night", "intent": "out_of_scope"},
]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class House:
    """Where everything is, and how to speak to the trainer."""

    root: Path
    models: Path
    redis: Redis
    port: int
    process: subprocess.Popen[bytes]
    base: str
    told: dict[str, Any] = field(default_factory=dict)

    def ask(self, path: str, body: Any = None) -> tuple[int, Any]:
        """Status and JSON of the door; 0 when nobody answers."""
        data = None if body is None else json.dumps(body).encode()
        headers = {"Authorization": f"Bearer {SECRET}"}
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", data=data, headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, json.loads(answer.read())
        except urllib.error.HTTPError as refused:
            return refused.code, json.loads(refused.read())
        except OSError:
            return 0, None

    def begin(self, base: str | None = None, exam: Any = None, replay: Any = ()) -> str:
        """Put a job into the line; its id."""
        run_id = f"t_{uuid.uuid4().hex}"
        job = {"run_id": run_id, "base_model": base, "exam": EXAM if exam is None else exam, "replay": list(replay)}
        self.redis.hset(f"warmhand:training:run:{run_id}", "state", "queued")
        self.redis.rpush("warmhand:training:jobs", json.dumps(job))
        return run_id

    def state(self, run_id: str) -> dict[str, str]:
        found = self.redis.hgetall(f"warmhand:training:run:{run_id}")
        return {name.decode(): value.decode() for name, value in found.items()}

    def until(self, run_id: str, *states: str, seconds: float = 240) -> dict[str, str]:
        """What is said of the run once it is in one of these states."""
        deadline = time.monotonic() + seconds
        while (now := self.state(run_id)).get("state") not in states:
            assert time.monotonic() < deadline, now
            time.sleep(0.1)
        return now

    def report(self, run_id: str) -> dict[str, Any]:
        found = self.redis.get(f"warmhand:training:report:{run_id}")
        assert found is not None
        return dict(json.loads(found))


@pytest.fixture(scope="session")
def redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Redis]:
    """A Redis of this session."""
    server = RedisServer(tmp_path_factory.mktemp("redis"))
    server.start()
    yield Redis(port=server.port)
    server.kill()


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory, redis: Redis) -> Iterator[House]:
    """A running trainer that knows a trained model, with a manifest of what it learnt."""
    folder = tmp_path_factory.mktemp("house")
    shutil.copytree(ROOT / "data", folder / "data")
    for name in ("domain.yml", "config.yml"):
        shutil.copy(ROOT / name, folder / name)
    models = folder / "models"
    models.mkdir()
    newest = max((ROOT / "models").glob("*.tar.gz"), key=lambda path: path.stat().st_mtime)
    shutil.copy(newest, models)
    subprocess.run(
        [sys.executable, "-m", "trainer.manifest", str(models / newest.name), str(folder)], cwd=ROOT, check=True
    )
    port = free_port()
    environment = {
        **os.environ,
        "WARMHAND_TRAINER_PORT": str(port),
        "WARMHAND_BOT_SECRET": SECRET,
        "WARMHAND_DATA_ROOT": str(folder),
        "WARMHAND_MODELS_DIR": str(models),
        "WARMHAND_VAR_DIR": str(folder / "var"),
        "REDIS_URL": f"redis://127.0.0.1:{redis.connection_pool.connection_kwargs['port']}/0",
    }
    process = subprocess.Popen([sys.executable, "-m", "trainer"], cwd=ROOT, env=environment)
    found = House(folder, models, redis, port, process, newest.name.removesuffix(".tar.gz"))
    deadline = time.monotonic() + 45
    while time.monotonic() < deadline and found.ask("/health")[0] != 200:
        assert process.poll() is None, "the trainer ended"
        time.sleep(0.1)
    # Until all examples are read, once in the life of a trainer.
    deadline = time.monotonic() + 240
    while time.monotonic() < deadline and not (folder / "var/trainer/vectors.npz").exists():
        time.sleep(0.2)
    yield found
    process.terminate()
    assert process.wait(15) == 0
