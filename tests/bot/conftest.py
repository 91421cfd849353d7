"""What the bot's tests share: a real Redis, a model trained once, and the channel served over real HTTP."""

from __future__ import annotations

import asyncio
import importlib.util
import os
import threading
import uuid
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(threads, "1")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
warnings.filterwarnings("ignore")

import pytest  # noqa: E402
import requests  # noqa: E402

from tests.bot.action_stand_in import ActionStandIn  # noqa: E402
from tests.bot.redis_server import RedisServer, free_port  # noqa: E402

# These tests need Rasa's environment: `.venv-rasa/bin/python -m pytest tests/bot`.
collect_ignore_glob = [] if importlib.util.find_spec("rasa") else ["test_*.py"]

ROOT = Path(__file__).resolve().parents[2]
SECRET = "a-secret-only-for-tests"


# Whatever needs Rasa itself costs its import, and mostly a training: the quick check leaves it to `make test`.
NEEDS_RASA = {"model_path", "served", "desk", "redis_server", "own_redis", "prefix", "detector"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if NEEDS_RASA & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    server = RedisServer(tmp_path_factory.mktemp("redis"))
    server.start()
    yield server
    server.kill()


@pytest.fixture(scope="session")
def model_path(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The repository's own configuration and data, trained from nothing."""
    folder = tmp_path_factory.mktemp("model")
    os.environ["RASA_CACHE_DIRECTORY"] = str(folder / "cache")
    from rasa.model_training import train

    result = train(str(ROOT / "domain.yml"), str(ROOT / "config.yml"), [str(ROOT / "data")], output=str(folder))
    assert result.code == 0
    assert result.model
    return str(result.model)


class Desk:
    """Speaks to the channel as the desk does."""

    def __init__(self, url: str, actions: ActionStandIn) -> None:
        self.url = url
        self.actions = actions

    def post(self, path: str, body: Any, *, secret: str | None = SECRET, raw: bytes | None = None) -> requests.Response:
        headers = {"authorization": f"Bearer {secret}"} if secret is not None else {}
        url = f"{self.url}/webhooks/desk/{path}"
        if raw is not None:
            return requests.post(url, data=raw, headers=headers, timeout=30)
        return requests.post(url, json=body, headers=headers, timeout=30)

    def conversation(self, *, verified: bool = False) -> Conversation:
        return Conversation(self, verified)


class Conversation:
    """One customer talking."""

    def __init__(self, desk: Desk, verified: bool) -> None:
        self.desk = desk
        self.id = f"c_{uuid.uuid4().hex}"
        self.customer = {
            "verified": verified,
            "customer_id": "C1003" if verified else None,
            "name": "Ana Petrova" if verified else None,
            "email": "ana@example.com" if verified else None,
        }
        self._seq = 0

    def turn(self, text: str, turn_id: str | None = None) -> dict[str, Any]:
        self._seq += 1
        return {
            "conversation_id": self.id,
            "turn_id": turn_id or uuid.uuid4().hex,
            "seq": self._seq,
            "text": text,
            "customer": self.customer,
        }

    def say(self, text: str, turn_id: str | None = None) -> dict[str, Any]:
        response = self.desk.post("turn", self.turn(text, turn_id))
        assert response.status_code == 200, response.text
        return dict(response.json())

    def steps(self, text: str) -> list[str]:
        return list(self.say(text)["understanding"]["actions"])

    def hand_back(self, *stretch: tuple[str, str]) -> None:
        lines = [{"author": author, "text": text} for author, text in stretch]
        response = self.desk.post("handback", {"conversation_id": self.id, "stretch": lines})
        assert response.status_code == 200, response.text


class ServedChannel:
    """The channel in a Sanic server of its own thread and event loop."""

    def __init__(self, model_path: str, redis_url: str, actions_url: str) -> None:
        self.port = free_port()
        self.loop = asyncio.new_event_loop()
        self.started = threading.Event()
        self.failure: BaseException | None = None
        self._arguments = (model_path, redis_url, actions_url)
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        asyncio.set_event_loop(self.loop)
        try:
            self.loop.run_until_complete(self._start(*self._arguments))
        except BaseException as error:
            self.failure = error
            raise
        finally:
            self.started.set()
        self.loop.run_forever()

    async def _start(self, model_path: str, redis_url: str, actions_url: str) -> None:
        from rasa.core.agent import Agent
        from rasa.core.channels.channel import register
        from rasa.utils.endpoints import EndpointConfig
        from sanic import Sanic

        from bot.desk_channel import DeskChannel
        from bot.redis_lock_store import RedisLockStore
        from bot.redis_tracker_store import AppendOnlyTrackerStore

        self.app = Sanic(f"desk_channel_test_{uuid.uuid4().hex[:6]}")
        prefix = f"test:{uuid.uuid4().hex}"
        store = AppendOnlyTrackerStore(host=redis_url, key_prefix=prefix, socket_seconds=0.5)
        locks = RedisLockStore(EndpointConfig(url=redis_url, key_prefix=f"{prefix}:lock", socket_seconds=0.5))
        self.app.ctx.agent = Agent.load(
            model_path, tracker_store=store, lock_store=locks, action_endpoint=EndpointConfig(url=actions_url)
        )
        register([DeskChannel.from_credentials({"secret": SECRET})], self.app, route="/webhooks/")
        server = await self.app.create_server(
            host="127.0.0.1", port=self.port, return_asyncio_server=True, access_log=False
        )
        await server.startup()
        await server.start_serving()


@pytest.fixture(scope="session")
def served(model_path: str, redis_server: RedisServer) -> Iterator[tuple[ServedChannel, ActionStandIn]]:
    actions = ActionStandIn()
    channel = ServedChannel(model_path, redis_server.url, actions.url)
    assert channel.started.wait(60), "the channel did not start"
    assert channel.failure is None, channel.failure
    yield channel, actions
    channel.loop.call_soon_threadsafe(channel.loop.stop)
    actions.close()


@pytest.fixture
def desk(served: tuple[ServedChannel, ActionStandIn]) -> Iterator[Desk]:
    channel, actions = served
    actions.asked.clear()
    yield Desk(f"http://127.0.0.1:{channel.port}", actions)
    actions.down.clear()
