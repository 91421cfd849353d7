"""The real shop, in the simulation's own process, with a warehouse and carriers that write into its book."""

from __future__ import annotations

import secrets
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sanic import HTTPResponse, Request, text

from benchmarks.quarter.plan import Parcel, Shopper
from shop.app import assemble
from shop.customers import Customer
from shop.demo.catalogue import catalogue
from shop.demo.seeding import seed
from shop.fulfilment import promised_day, tracking_number
from shop.identity import widget_token
from shop.letters import MailServer
from shop.mailbox import Mailbox, Received
from shop.orders import Item, Milestone, Order, Step
from shop.settings import Settings
from shop.store import Store, open_store
from shop.worker import StoreWorker

FIRST_NUMBER = 30_001
GOODS = {product.sku: product for product in catalogue()}


@dataclass
class Letters:
    """What the mail server took, by address; it keeps the newest 200, so it is emptied as time passes."""

    mailbox: Mailbox
    _seen: Received | None = None
    by_address: dict[str, list[Received]] = field(default_factory=dict)

    def collect(self) -> None:
        newest = self.mailbox.letters
        for letter in newest:
            if letter is self._seen:
                break
            self.by_address.setdefault(letter.to, []).append(letter)
        self._seen = newest[0] if newest else self._seen

    def first_with(self, address: str, words: str) -> datetime | None:
        """When the first letter with these words came to that address."""
        found = [each.at for each in self.by_address.get(address, ()) if words in " ".join(each.text.split())]
        return min(found, default=None)


@dataclass
class ShopSide:
    """A shop that serves, its book, and its letters."""

    settings: Settings
    clock: Callable[[], datetime]
    book: StoreWorker[Store]
    letters: Letters
    lose_answers: int = 0
    """So many answers to gifts are lost between shop and desk: the shop has given, and the desk does not hear it."""

    def identity(self, shopper: Shopper) -> str:
        """The proof that the shop gives to a page on which this customer is signed in."""
        claims = {"issuer": self.settings.url, "secret": self.settings.jwt_secret, "token_id": secrets.token_hex(8)}
        return widget_token(_customer(shopper, self.clock()), now=self.clock(), **claims)

    async def admit(self, shoppers: tuple[Shopper, ...]) -> None:
        """Everybody becomes a customer."""
        rows = [(s.id, s.name, s.email, s.tier, "2025-01-01", int(s.notices)) for s in shoppers]
        await self.book.run(lambda store: _insert(store, "INSERT INTO customers VALUES (?, ?, ?, ?, ?, ?)", rows))

    async def move_parcels(self, parcels: tuple[Parcel, ...], since: datetime, now: datetime) -> None:
        """What was ordered, packed, sent and brought after one moment and up to another."""
        await self.book.run(lambda store: _move(store, parcels, since, now))

    async def on_the_way_back(self, request: Request, _answer: HTTPResponse) -> HTTPResponse | None:
        """The line from the shop to the desk: now and then an answer is lost on it."""
        if not (self.lose_answers and request.method == "POST" and request.path.endswith("/remedies")):
            return None
        self.lose_answers -= 1
        return text("", status=504)

    async def remedies(self) -> list[dict[str, Any]]:
        """Everything the shop ever gave, from its own book."""
        return await self.book.run(_remedies)


@asynccontextmanager
async def open_shop(folder: Path, clock: Callable[[], datetime], desk_url: str) -> AsyncIterator[ShopSide]:
    """The shop over a file of its own, while the block lasts."""
    listener = socket.create_server(("127.0.0.1", 0))
    port = int(listener.getsockname()[1])
    mailbox = Mailbox(0, clock)
    mail: MailServer = await mailbox.open()
    settings = Settings(
        port=port, database=folder / "shop.db", url=f"http://127.0.0.1:{port}", desk_url=desk_url,
        api_key=secrets.token_hex(24), jwt_secret=secrets.token_hex(24), mail_server=mail,
    )  # fmt: skip
    store = open_store(settings.database)
    seed(store, clock().date())
    # Shelves that never run empty: what is out of stock is no matter of this simulation.
    store.db.execute("UPDATE variants SET stock = 100000")
    name = f"quarter-shop-{secrets.token_hex(4)}"
    app: Any = assemble(settings, clock=clock, new_token=lambda: secrets.token_urlsafe(32), name=name)
    app.config.TOUCHUP = False
    side = ShopSide(settings, clock, StoreWorker(store), Letters(mailbox))
    app.register_middleware(side.on_the_way_back, "response")
    server = await app.create_server(sock=listener, return_asyncio_server=True, access_log=False)
    await server.startup()
    await server.before_start()
    await server.start_serving()
    try:
        yield side
    finally:
        await server.before_stop()
        server.close()
        await server.wait_closed()
        for connection in server.connections:
            connection.close_if_idle()
        await server.after_stop()
        side.book.close()
        await mailbox.close()


def _customer(shopper: Shopper, now: datetime) -> Customer:
    return Customer(
        shopper.id, shopper.name, shopper.email, shopper.tier, now.date(), orders=0, notices=shopper.notices
    )


def _insert(store: Store, statement: str, rows: list[Any]) -> None:
    with store.transaction():
        store.db.executemany(statement, rows)


def _steps(parcel: Parcel) -> tuple[Step, ...]:
    packed = parcel.placed + (parcel.shipped - parcel.placed) / 2
    told: tuple[tuple[Milestone, datetime], ...] = (
        ("paid", parcel.placed), ("packed", packed), ("shipped", parcel.shipped), ("delivered", parcel.delivered)
    )  # fmt: skip
    return tuple(Step(state, at) for state, at in told)


def _move(store: Store, parcels: tuple[Parcel, ...], since: datetime, now: datetime) -> None:
    with store.transaction():
        for parcel in parcels:
            if parcel.placed > now or parcel.delivered <= since - timedelta(hours=1):
                continue
            steps = tuple(step for step in _steps(parcel) if step.at <= now)
            if parcel.placed > since:
                store.add_order(_order(parcel, steps))
            elif any(step.at > since for step in steps):
                store.save_progress(_order(parcel, steps))
            if since < parcel.shipped <= now:
                tracking = tracking_number(parcel.carrier, parcel.number)
                sent = (parcel.carrier, tracking, parcel.number)
                store.db.execute("UPDATE orders SET carrier = ?, tracking_number = ? WHERE number = ?", sent)


def _order(parcel: Parcel, steps: tuple[Step, ...]) -> Order:
    product = GOODS[parcel.sku]
    kind = product.variants[0]
    item = Item(product.sku, product.name, kind.size, kind.colour, 1, product.price)
    promised = promised_day(parcel.placed.date())
    return Order(
        parcel.number, parcel.shopper, promised, (item,), steps,
        payment_method=parcel.payment, warehouse=parcel.warehouse,
    )  # fmt: skip


def _remedies(store: Store) -> list[dict[str, Any]]:
    rows = store.db.execute(
        "SELECT r.*, a.key FROM remedies r LEFT JOIN remedy_answers a"
        " ON a.status = 200 AND json_extract(a.body, '$.remedy.id') = r.id AND r.taken_back_at IS NULL ORDER BY r.rowid"
    )
    return [dict(row) for row in rows]
