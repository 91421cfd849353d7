"""Any sequence of gifts, repeats, faults, waiting and new storefronts: nothing is paid twice or beyond the price.

Hypothesis makes the sequences; WooCommerce is a server that behaves as documented, all else is real.
"""

from __future__ import annotations

import asyncio
import itertools
import tempfile
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shop.errors import ShopError
from shop.worker import StoreWorker
from storefront.book import Book, open_book
from storefront.doing import Counter, Wanted
from storefront.woocommerce.adapter import WooCommerce
from tests.shop.conftest import JWT_SECRET, NOW
from tests.storefront.conftest import TERMS, Pauses, woo_line
from tests.storefront.woo_shop import WooShop

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
FAULTS = st.sampled_from(["", "", "cut", "cut_after", "status", "late_status", "garbage"])
GIVE = st.tuples(st.just("give"), st.integers(0, 4), FAULTS, st.sampled_from(["POST", "PUT", "GET"]))
CANCEL = st.tuples(st.just("cancel"), st.integers(0, 1), FAULTS, st.sampled_from(["POST", "PUT", "GET"]))
STEPS = st.one_of(
    GIVE, GIVE, CANCEL, st.tuples(st.just("wait"), st.sampled_from([1, 2, 4])), st.just(("die",)), st.just(("settle",))
)
AMOUNTS = (500, 2_000, 3_000, 5_000, 5_990)


class Life:
    """One storefront after another on one book, in front of one shop."""

    def __init__(self, folder: Path, woo: WooShop) -> None:
        self.path, self.woo, self.now, self.ids = folder / "storefront.db", woo, NOW, itertools.count()
        self.answers: dict[str, set[str]] = {}
        self.errors: set[str] = set()
        self.open()

    def open(self) -> None:
        self.worker: StoreWorker[Book] = StoreWorker(open_book(self.path))
        self.vendor = WooCommerce(woo_line(self.woo, Pauses()), promised_meta="", pepper=JWT_SECRET)
        self.counter = Counter(
            self.vendor, self.worker, TERMS, self.clock, lambda: f"m_{next(self.ids):08d}", lambda: None
        )

    def clock(self) -> datetime:
        return self.now

    async def close(self) -> None:
        await self.counter.finish()
        await self.vendor.close()
        self.worker.close()

    async def ask(self, wanted: Wanted) -> None:
        try:
            answer = await self.counter.do(wanted, lambda: self.counter.order(wanted.number))
        except ShopError as refusal:
            self.errors.add(refusal.code)
        else:
            self.answers.setdefault(wanted.key, set()).add(answer.body)


async def play(steps: list[tuple[Any, ...]], folder: Path) -> None:
    woo = WooShop()
    woo.add_customer(7, "Ana Petrova", "ana@example.com")
    number = str(woo.add_order())
    life = Life(folder, woo)
    try:
        for step in steps:
            await _one(life, number, step)
            assert sum(amount for _, amount in woo.paid_out) <= Decimal("59.90")
        woo.server.faults.clear()
        life.now += timedelta(minutes=10)
        await life.counter.settle_open()
        assert await life.worker.run(lambda book: book.open_deeds(life.now)) == []
        assert life.errors <= {"shop_unavailable"}
        assert all(len(bodies) == 1 for bodies in life.answers.values())
        marks = [refund["reason"].rpartition("[")[2] for refund in woo.refunds.get(int(number), [])]
        assert len(marks) == len(set(marks)) == len(woo.paid_out)
    finally:
        await life.close()
        woo.server.close()


async def _one(life: Life, number: str, step: tuple[Any, ...]) -> None:
    kind = step[0]
    if kind == "wait":
        life.now += timedelta(minutes=step[1])
    elif kind == "die":
        await life.close()
        life.open()
    elif kind == "settle":
        await life.counter.settle_open()
    else:
        if step[2]:
            life.woo.server.breaks(step[2], method=step[3], status=500, body={})
        if kind == "give":
            key, amount = f"key-{step[1]}", AMOUNTS[step[1]]
            await life.ask(Wanted(key, f"give {amount}", number, "refund", amount, currency="EUR"))
        else:
            await life.ask(Wanted(f"7/cancel-{step[1]}", "cancel", number, "cancel"))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(STEPS, min_size=1, max_size=12))
def test_nothing_is_paid_twice(steps: list[tuple[Any, ...]]) -> None:
    """At the end nothing is open, every key has one answer, and each payment its own mark."""
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(play(steps, Path(folder)))
