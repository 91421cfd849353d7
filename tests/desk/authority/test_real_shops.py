"""The desk in front of WooCommerce and Shopify: matrix, ledger and the vendor's books say the same."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from desk.authority.grant import State
from desk.authority.matrix import Gift
from desk.settings import Settings
from storefront.line import Line
from storefront.settings import ShopifySettings
from storefront.shopify.adapter import Shopify
from tests.desk.authority.conftest import Counter
from tests.desk.quiet import Quiet
from tests.shop.conftest import API_KEY, JWT_SECRET, OpenShop
from tests.storefront.conftest import Front, Pauses, running, woo_front
from tests.storefront.shopify_shop import NOW, TOKEN, VERSION, ShopifyShop
from tests.storefront.woo_shop import WooShop

WRITES = {"woocommerce": {"method": "POST"}, "shopify": {"within": '"operationName":"Refund"'}}


@dataclass
class Real:
    """A vendor's books, the storefront in front of them, and Ana's order that is on its way."""

    kind: str
    books: WooShop | ShopifyShop
    front: Front
    number: str


@pytest.fixture(params=["woocommerce", "shopify"])
async def real(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Real]:
    async with AsyncExitStack() as stack:
        path = tmp_path / "storefront.db"
        if request.param == "woocommerce":
            woo = WooShop()
            stack.callback(woo.server.close)
            woo.add_customer(7, "Ana Petrova", "ana@example.com", "gold")
            number, front = (
                str(woo.add_order(status="completed")),
                await stack.enter_async_context(woo_front(path, woo)),
            )
            yield Real("woocommerce", woo, front, number)
        else:
            books, pauses = ShopifyShop(), Pauses()
            stack.callback(books.server.close)
            books.add_customer(7, "Ana Petrova", "ana@example.com", "tier:gold")
            line = Line(books.server.url, {"X-Shopify-Access-Token": TOKEN}, sleep=pauses)
            vendor = Shopify(line, api_version=VERSION, pepper=JWT_SECRET, clock=lambda: NOW)
            given = ShopifySettings(books.server.url, TOKEN, VERSION)
            opened = running(path, vendor, given, "shopify", pauses)
            number = books.add_order(sent=True)
            yield Real("shopify", books, await stack.enter_async_context(opened), number)


@pytest.fixture
def desk_settings(desk_settings: Settings, real: Real) -> Settings:
    """A desk whose orders come through the storefront."""
    return desk_settings.model_copy(update={"shop_api_url": real.front.url, "shop_api_key": API_KEY})


@pytest.fixture
async def counter(quiet: Quiet, shop: OpenShop) -> Counter:
    """Maya talks to Ana, the vendor's customer 7."""
    agent = await quiet.agent("a_maya")
    _, conversation = await quiet.held(agent, "7")
    return Counter(quiet, shop, agent, conversation)


async def test_a_voucher_is_given_and_taken_back(counter: Counter, real: Real):
    """Within the cap; the code is the vendor's, and the ledger knows both steps."""
    grant = await counter.give(counter.ask(1_000, order=real.number))
    assert grant.state is State.DONE
    assert grant.told is not None
    assert grant.told["code"].startswith("WARM-")
    undone = await counter.undo(grant)
    assert undone.state is State.UNDONE
    assert (real.books.coupons if isinstance(real.books, WooShop) else real.books.codes) == {}
    await counter.whole()


async def test_a_lost_answer_of_the_vendor_is_no_second_payment(counter: Counter, real: Real):
    """The vendor paid and hung up: the desk keeps it open and charged, asks again, and hears that it was paid once."""
    real.books.server.breaks("cut_after", **WRITES[real.kind])
    grant = await counter.give(counter.ask(500, order=real.number, gift=Gift.REFUND))
    assert (grant.state, grant.problem) == (State.UNKNOWN, "status 503")
    counter.clock.forward(seconds=3)
    assert await counter.settle() == 1
    assert (await counter.now_of(grant.id)).state is State.DONE
    assert [str(amount) for _, amount in real.books.paid_out] == ["5.00"]
    await counter.whole()


async def test_what_the_vendor_cannot_do_is_not_offered(counter: Counter, real: Real):
    """The offers an agent sees say why there is no faster delivery."""
    offers = await counter.ports.remedies.offers(real.number, "customer:7")
    upgrade = next(offer for offer in offers.offers if offer.gift == "shipping_upgrade")
    assert (offers.tier, upgrade.possible) == ("gold", False)
    assert upgrade.why == "This shop cannot change a delivery that is ordered already."
