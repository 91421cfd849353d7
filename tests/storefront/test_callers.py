"""Bot and desk at three kinds of shop: one contract, whoever keeps it.

`generic` is the demo shop, which is how the contract is meant; the others stand behind the storefront.
"""

from __future__ import annotations

import random
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from actions.breaker import Breaker
from actions.confirmation import idempotency_key
from actions.guest_proof import Claim
from actions.order_words import state_words
from actions.shop_client import ShopClient
from actions.shop_errors import NotCancellable, NotReturnable, OrderNotFound
from desk.authority.grant import Grant, State
from desk.authority.matrix import Cause, Gift, Standing
from desk.authority.money import Money
from desk.authority.ports import ShopRefused
from desk.errors import DeskError
from desk.shop_client import Shop
from desk.shop_remedies import ShopRemedies
from storefront.line import Line
from storefront.settings import ShopifySettings
from storefront.shopify.adapter import Shopify
from tests.shop.conftest import API_KEY, JWT_SECRET
from tests.shop.conftest import running as running_shop
from tests.storefront.conftest import Pauses, running, woo_front
from tests.storefront.shopify_shop import NOW, TOKEN, VERSION, ShopifyShop
from tests.storefront.woo_shop import WooShop

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class House:
    """A shop of one kind: Ana's orders of three states, an order of somebody else, and who Ana is."""

    kind: str
    url: str
    ana: str
    paid: str
    sent: str
    theirs: str
    email: str = "ana@example.com"

    @property
    def bot(self) -> ShopClient:
        return ShopClient(self.url, API_KEY, breaker=Breaker(time.monotonic), jitter=random.Random(7).random)

    @property
    def claim(self) -> Claim:
        return Claim("customer_id", self.ana)


@pytest.fixture(params=["generic", "woocommerce", "shopify"])
async def house(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[House]:
    async with AsyncExitStack() as stack:
        if request.param == "generic":
            shop = await stack.enter_async_context(running_shop(tmp_path / "shop.db", faults=False))
            yield House("generic", shop.settings.url, "C1003", "20435", "20417", "20401")
        elif request.param == "woocommerce":
            woo = WooShop()
            stack.callback(woo.server.close)
            woo.add_customer(7, "Ana Petrova", "ana@example.com", "gold")
            woo.add_customer(8, "Ben Okafor", "ben@example.com")
            numbers = woo.add_order(), woo.add_order(status="completed"), woo.add_order(customer=8)
            front = await stack.enter_async_context(woo_front(tmp_path / "storefront.db", woo))
            yield House("woocommerce", front.url, "7", *map(str, numbers))
        else:
            books, pauses = ShopifyShop(), Pauses()
            stack.callback(books.server.close)
            books.add_customer(7, "Ana Petrova", "ana@example.com", "tier:gold")
            books.add_customer(8, "Ben Okafor", "ben@example.com")
            found = books.add_order(), books.add_order(sent=True), books.add_order(customer=8)
            line = Line(books.server.url, {"X-Shopify-Access-Token": TOKEN}, sleep=pauses)
            vendor = Shopify(line, api_version=VERSION, pepper=JWT_SECRET, clock=lambda: NOW)
            given = ShopifySettings(books.server.url, TOKEN, VERSION)
            opened = running(tmp_path / "storefront.db", vendor, given, "shopify", pauses)
            yield House("shopify", (await stack.enter_async_context(opened)).url, "7", *found)


async def test_the_bot_reads_orders(house: House) -> None:
    """Every document passes the bot's strict reader, and there are words for it."""
    orders = await house.bot.orders_of(house.ana)
    assert {house.paid, house.sent} <= {order.number for order in orders}
    assert [order.placed_on for order in orders] == sorted((order.placed_on for order in orders), reverse=True)
    for order in orders:
        assert await house.bot.order_of(order.number, house.claim) == order
        assert order.number in state_words(order, datetime.now(UTC).date()).text
    glance = await house.bot.glance_at(house.sent, house.email)
    assert glance.state == next(order.state for order in orders if order.number == house.sent)
    assert isinstance(await house.bot.products(), tuple)


async def test_the_bot_meets_typed_refusals(house: House) -> None:
    """Not hers, gone too far, not sent yet."""
    with pytest.raises(OrderNotFound):
        await house.bot.order_of(house.theirs, house.claim)
    with pytest.raises(NotCancellable):
        await house.bot.cancel(house.sent, house.claim, idempotency_key("c", house.sent, "cancel"))
    with pytest.raises(NotReturnable):
        await house.bot.send_back(house.paid, house.claim, "too big", idempotency_key("c", house.paid, "return"))


async def test_the_bot_cancels_once(house: House) -> None:
    """The same key again is the same answer; the money is on its way back."""
    key = idempotency_key("c", house.paid, "cancel")
    first = await house.bot.cancel(house.paid, house.claim, key)
    assert (first.state, first.cancellable) == ("cancelled", False)
    assert first.refund is not None
    assert first.refund.amount == first.total
    assert await house.bot.cancel(house.paid, house.claim, key) == first


async def test_the_panel_shows_orders_and_customer(house: House) -> None:
    """What the console asks for."""
    shop = Shop(house.url, API_KEY)
    try:
        assert await shop.ready()
        assert house.sent in [order["number"] for order in await shop.orders_of(house.ana)]
        assert (await shop.customer(house.ana))["email"] == house.email
        assert await shop.orders_proved_in("c_12345678") == []
        await shop.forget(["c_12345678"])
    finally:
        await shop.close()


async def test_the_matrix_gives_and_takes_back(house: House) -> None:
    """A voucher under the grant's id, twice the same; taken back, and gone; more than was paid is refused."""
    shop = ShopRemedies(house.url, API_KEY)
    try:
        offers = await shop.offers(house.sent, f"customer:{house.ana}")
        assert offers.shop_customer_id == house.ana
        possible = {offer.gift: offer for offer in offers.offers if offer.possible}
        assert {"refund", "voucher"} <= set(possible)
        voucher = _grant(house, Gift.VOUCHER, 1_000)
        told = await shop.give(voucher)
        assert told["code"].startswith("WARM-")
        assert await shop.give(voucher) == told
        await shop.take_back(_told(voucher, told))
        await shop.take_back(_told(voucher, told))
        with pytest.raises(ShopRefused):
            await shop.give(_grant(house, Gift.REFUND, possible["refund"].most.minor + 1))
        with pytest.raises(DeskError):
            await shop.offers(house.theirs, f"customer:{house.ana}")
    finally:
        await shop.close()


def _grant(house: House, gift: Gift, cents: int) -> Grant:
    return Grant(
        id=f"g_{gift}_{cents:08d}",
        conversation_id="c_12345678",
        customer_id=house.ana,
        order_number=house.sent,
        claim=f"customer:{house.ana}",
        gift=gift,
        cause=Cause.LATE,
        amount=Money(cents),
        sku=None,
        tier="gold",
        standing=Standing.AGENT,
        asked_by="a_maya",
        asked_by_name="Maya",
        matrix_version=1,
        case_key="k",
        customer_key="k",
        created_at=NOW,
        state=State.ASKED,
    )


def _told(grant: Grant, told: dict[str, object]) -> Grant:
    return replace(grant, told=told)
