"""A storefront in front of a vendor that behaves as its documentation says, both on loopback, with a clock to turn."""

from __future__ import annotations

import asyncio
import itertools
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from shop.letters import MailServer
from shop.mailbox import Mailbox
from storefront.app import assemble
from storefront.line import Line
from storefront.order import Terms
from storefront.settings import Settings, WooSettings
from storefront.vendor import Vendor
from storefront.woocommerce.adapter import WooCommerce
from tests.shop.conftest import API_KEY, JWT_SECRET, Clock
from tests.storefront import woo_shop
from tests.storefront.woo_shop import WooShop

NAMES = itertools.count()
WEBHOOK_SECRET = "a-webhook-secret-for-tests"
TERMS = Terms(30, "https://shop.example/returns")


@dataclass
class Pauses:
    """Waits not at all, and remembers for how long it was asked to."""

    taken: list[float] = field(default_factory=list)

    async def __call__(self, seconds: float) -> None:
        self.taken.append(seconds)
        await asyncio.sleep(0)


@dataclass
class Front:
    """A running storefront and a caller that holds its key."""

    url: str
    api: httpx.AsyncClient
    clock: Clock
    mailbox: Mailbox
    pauses: Pauses

    async def give(self, number: str, key: str = "key-0001", **changed: Any) -> httpx.Response:
        """Ask for a voucher of ten euros, or for something else."""
        body = {"customer_id": "7", "kind": "voucher", "amount": euros("10.00"), "reason": "late"}
        return await self.api.post(f"/api/orders/{number}/remedies", json={**body, "idempotency_key": key, **changed})

    async def offers(self, number: str) -> dict[str, dict[str, Any]]:
        """What is offered, by kind; of several replacements the last."""
        told = (await self.api.get(f"/api/orders/{number}/remedies", params={"customer_id": "7"})).json()
        return {offer["kind"]: offer for offer in told["offers"]}

    async def cancel(self, number: str, key: str = "cancel-0001") -> httpx.Response:
        body = {"customer_id": "7", "idempotency_key": key}
        return await self.api.post(f"/api/orders/{number}/cancel", json=body)


def euros(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "EUR"}


def settings_for(path: Path, vendor: Any, kind: Any, port: int = 0, mail_port: int = 1) -> Settings:
    return Settings(
        kind=kind,
        port=port,
        database=path,
        api_key=API_KEY,
        pepper=JWT_SECRET,
        webhook_secret=WEBHOOK_SECRET,
        vendor=vendor,
        mail_server=MailServer("smtp", "127.0.0.1", mail_port),
        mail_from="shop@fern-and-oak.example",
        shop_name="Moss & Elm",
        terms=TERMS,
    )


@asynccontextmanager
async def running(path: Path, vendor: Vendor, given: Any, kind: str, pauses: Pauses) -> AsyncIterator[Front]:
    listener = socket.create_server(("127.0.0.1", 0))
    port, clock = listener.getsockname()[1], Clock()
    mailbox = Mailbox(0, clock)
    server_of_letters = await mailbox.open()
    settings = settings_for(path, given, kind, port, server_of_letters.port)
    tokens = itertools.count(1)
    app = assemble(
        settings,
        clock=clock,
        new_token=lambda: f"token-for-tests-{next(tokens):04d}",
        new_code=lambda: "123456",
        vendor=vendor,
        name=f"storefront-{next(NAMES)}",
    )
    app.config.TOUCHUP = False
    server = await app.create_server(sock=listener, return_asyncio_server=True, access_log=False)
    assert server is not None
    await server.startup()
    await server.before_start()
    await server.start_serving()
    url, headers = f"http://127.0.0.1:{port}", {"authorization": f"Bearer {API_KEY}"}
    try:
        async with httpx.AsyncClient(base_url=url, headers=headers, timeout=20) as api:
            yield Front(url, api, clock, mailbox, pauses)
    finally:
        await server.before_stop()
        server.close()
        await server.wait_closed()
        for connection in server.connections:
            connection.close_if_idle()
        await server.after_stop()
        await mailbox.close()


def woo_line(shop: WooShop, pauses: Pauses, answer_seconds: float = 1.0) -> Line:
    auth = (woo_shop.KEY, woo_shop.SECRET)
    return Line(f"{shop.server.url}/wp-json/wc/v3", {}, auth=auth, sleep=pauses, answer_seconds=answer_seconds)


@asynccontextmanager
async def woo_front(path: Path, shop: WooShop) -> AsyncIterator[Front]:
    pauses = Pauses()
    vendor = WooCommerce(woo_line(shop, pauses), promised_meta="delivery_date", pepper=JWT_SECRET)
    given = WooSettings(shop.server.url, woo_shop.KEY, woo_shop.SECRET)
    async with running(path, vendor, given, "woocommerce", pauses) as front:
        yield front


@pytest.fixture
def woo() -> Iterator[WooShop]:
    """A shop of Ana (7, gold), Ben (8) and nobody else."""
    shop = WooShop()
    shop.add_customer(7, "Ana Petrova", "ana@example.com", "gold")
    shop.add_customer(8, "Ben Okafor", "ben@example.com")
    yield shop
    shop.server.close()


@pytest.fixture
async def front(tmp_path: Path, woo: WooShop) -> AsyncIterator[Front]:
    async with woo_front(tmp_path / "storefront.db", woo) as found:
        yield found
