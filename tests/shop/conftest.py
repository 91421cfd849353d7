"""A whole shop for each test: the real application over a file of its own, on a free port, with a clock to turn."""

from __future__ import annotations

import itertools
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from shop.app import assemble
from shop.settings import Settings
from shop.store import Store, open_store

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
API_KEY = "a-key-for-tests"
JWT_SECRET = "a-secret-for-tests-that-is-long-enough"
NAMES = itertools.count()


@dataclass
class Clock:
    """The time the shop believes in."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def turn(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass
class OpenShop:
    """A running shop and a caller that holds its API key."""

    settings: Settings
    clock: Clock
    api: httpx.AsyncClient
    _stack: AsyncExitStack = field(repr=False)

    async def visitor(self) -> httpx.AsyncClient:
        """A browser with a cookie jar of its own."""
        return await self._stack.enter_async_context(httpx.AsyncClient(base_url=self.settings.url, timeout=20))

    async def customer(self, customer_id: str) -> httpx.AsyncClient:
        """A browser in which this customer is signed in."""
        browser = await self.visitor()
        page = await browser.get("/sign-in")
        signed_in = await browser.post("/sign-in", data={"customer_id": customer_id, "form_token": form_token(page)})
        assert signed_in.status_code == 303
        return browser


def form_token(page: httpx.Response) -> str:
    """The hidden token of the page's first form."""
    return page.text.split('name="form_token" value="', 1)[1].split('"', 1)[0]


@asynccontextmanager
async def running(path: Path, *, faults: bool) -> AsyncIterator[OpenShop]:
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    settings = Settings(
        port=port,
        database=path,
        url=f"http://127.0.0.1:{port}",
        desk_url="http://127.0.0.1:8000",
        api_key=API_KEY,
        jwt_secret=JWT_SECRET,
        faults=faults,
    )
    clock, tokens = Clock(), itertools.count(1)
    app = assemble(
        settings, clock=clock, new_token=lambda: f"token-for-tests-{next(tokens):04d}", name=f"shop-{next(NAMES)}"
    )
    # It rewrites the server class for one application; the tests run many in one process.
    app.config.TOUCHUP = False
    server = await app.create_server(sock=listener, return_asyncio_server=True, access_log=False)
    assert server is not None
    await server.startup()
    await server.before_start()
    await server.start_serving()
    try:
        async with AsyncExitStack() as stack:
            headers = {"authorization": f"Bearer {API_KEY}"}
            api = await stack.enter_async_context(httpx.AsyncClient(base_url=settings.url, headers=headers, timeout=20))
            yield OpenShop(settings, clock, api, stack)
    finally:
        await server.before_stop()
        server.close()
        await server.wait_closed()
        for connection in server.connections:
            connection.close_if_idle()
        await server.after_stop()


@pytest.fixture
async def open_shop(tmp_path: Path) -> AsyncIterator[OpenShop]:
    async with running(tmp_path / "shop.db", faults=False) as shop:
        yield shop


@pytest.fixture
async def faulty_shop(tmp_path: Path) -> AsyncIterator[OpenShop]:
    async with running(tmp_path / "shop.db", faults=True) as shop:
        yield shop


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(tmp_path / "store.db")
    yield opened
    opened.close()
