"""Real processes for the tests of the actions: the shop, and the action server beside it."""

import os
import random
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import requests

from actions.articles import Articles
from actions.assembly import Parts
from actions.breaker import Breaker
from actions.shop_client import ShopClient

ROOT = Path(__file__).parents[2]
API_KEY = "key-of-the-tests-0123456789"
START_SECONDS = 45.0


@dataclass(frozen=True)
class Entry:
    """An order of the demo and whose it is."""

    number: str
    customer_id: str
    email: str
    order: dict[str, Any]


class Book:
    """The demo's orders. A test that changes an order takes it out, so that no other test finds it changed."""

    def __init__(self, entries: list[Entry]) -> None:
        self._entries = entries

    def find(self, **wanted: Any) -> Entry:
        """The first order that is as wanted."""
        return self.all(**wanted)[0]

    def take(self, **wanted: Any) -> Entry:
        """The last order that is as wanted; nobody else gets it."""
        entry = self.all(**wanted)[-1]
        self._entries.remove(entry)
        assert self.all(state=entry.order["state"]), "the demo needs more orders in this state"
        return entry

    def all(self, **wanted: Any) -> list[Entry]:
        """Every order that is as wanted."""
        found = [e for e in self._entries if all(e.order[field] == value for field, value in wanted.items())]
        assert found, f"the demo has no order with {wanted}"
        return found


@dataclass(frozen=True)
class ShopProcess:
    """A running shop with fault injection."""

    url: str

    def breaks(self, **fault: Any) -> None:
        """Order a fault; see docs/wire.md §3."""
        self._faults("POST", fault)

    def heals(self) -> None:
        """Take all faults back."""
        self._faults("DELETE", None)

    def order(self, number: str, customer_id: str) -> dict[str, Any]:
        """The truth about an order, past our own client."""
        headers = {"Authorization": f"Bearer {API_KEY}"}
        answer = requests.get(
            f"{self.url}/api/orders/{number}", params={"customer_id": customer_id}, headers=headers, timeout=5
        )
        answer.raise_for_status()
        order: dict[str, Any] = answer.json()["order"]
        return order

    def book(self) -> list["Entry"]:
        """All orders of the demo customers as they are now."""
        headers, entries = {"Authorization": f"Bearer {API_KEY}"}, []
        for number in range(1001, 1013):
            customer_id = f"C{number}"
            who = requests.get(f"{self.url}/api/customers/{customer_id}", headers=headers, timeout=5)
            who.raise_for_status()
            orders = requests.get(
                f"{self.url}/api/orders", params={"customer_id": customer_id}, headers=headers, timeout=5
            )
            orders.raise_for_status()
            email = who.json()["customer"]["email"]
            entries += [Entry(order["number"], customer_id, email, order) for order in orders.json()["orders"]]
        return entries

    def _faults(self, method: str, fault: dict[str, Any] | None) -> None:
        headers = {"Authorization": f"Bearer {API_KEY}"}
        answer = requests.request(method, f"{self.url}/api/faults", json=fault, headers=headers, timeout=5)
        answer.raise_for_status()


def free_port() -> int:
    """A port nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def running(module: str, environment: dict[str, str], health: str, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """`python -m <module>` until the block ends; ready when its health address answers."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", module],
            cwd=ROOT,
            env={**os.environ, **environment},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        deadline = time.monotonic() + START_SECONDS
        while not _answers(health):
            assert process.poll() is None, f"{module} stopped at once: {log.read_text()[-2000:]}"
            assert time.monotonic() < deadline, f"{module} was not ready in time: {log.read_text()[-2000:]}"
            time.sleep(0.05)
        yield process
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(10)


def _answers(url: str) -> bool:
    try:
        return requests.get(url, timeout=1).status_code == 200
    except requests.RequestException:
        return False


@pytest.fixture(scope="session")
def shop_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ShopProcess]:
    folder, port = tmp_path_factory.mktemp("shop"), free_port()
    url = f"http://127.0.0.1:{port}"
    environment = {
        "WARMHAND_SHOP_PORT": str(port),
        "WARMHAND_SHOP_URL": url,
        "WARMHAND_SHOP_DATABASE": str(folder / "shop.db"),
        "WARMHAND_SHOP_API_KEY": API_KEY,
        "WARMHAND_SHOP_JWT_SECRET": "secret-of-the-tests-" * 3,
        "WARMHAND_SHOP_FAULTS": "1",
    }
    with running("shop", environment, f"{url}/health", folder / "log"):
        yield ShopProcess(url)


@pytest.fixture(scope="session")
def book(shop_process: ShopProcess) -> Book:
    return Book(shop_process.book())


@pytest.fixture
def shop(shop_process: ShopProcess) -> Iterator[ShopProcess]:
    """The shop, without faults before and after each test."""
    shop_process.heals()
    yield shop_process
    shop_process.heals()


def parts_for(url: str, clock: Callable[[], float] = time.monotonic, desk_url: str = "") -> Parts:
    """Parts with a breaker of their own, so that one test's failures are not another's."""
    client = ShopClient(url, API_KEY, breaker=Breaker(clock), jitter=random.Random(7).random)
    articles = Articles(desk_url or f"http://127.0.0.1:{free_port()}", breaker=Breaker(clock), clock=clock)
    return Parts(shop=client, today=lambda: datetime.now(UTC).date(), articles=articles)


@pytest.fixture
def parts(shop: ShopProcess) -> Parts:
    """What an action works with, at the real shop."""
    return parts_for(shop.url)


@pytest.fixture
def nowhere() -> Parts:
    """Parts whose shop is not there: nothing listens on its port."""
    return parts_for(f"http://127.0.0.1:{free_port()}")


@pytest.fixture(scope="session")
def actions_url(shop_process: ShopProcess, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The real action server, talking to the real shop."""
    folder, port = tmp_path_factory.mktemp("actions"), free_port()
    environment = {
        "WARMHAND_ACTIONS_PORT": str(port),
        "WARMHAND_SHOP_URL": shop_process.url,
        "WARMHAND_SHOP_API_KEY": API_KEY,
    }
    url = f"http://127.0.0.1:{port}"
    with running("actions", environment, f"{url}/health", folder / "log"):
        yield url
