"""The contract in front of Shopify: what is read, what is changed, how its limits and errors are met."""

from __future__ import annotations

import asyncio
import base64
import copy
import hashlib
import hmac
import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from storefront.line import Line
from storefront.settings import ShopifySettings
from storefront.shopify import questions
from storefront.shopify.adapter import Shopify
from storefront.shopify.requests import refill
from tests.shop.conftest import JWT_SECRET
from tests.storefront.conftest import WEBHOOK_SECRET, Front, Pauses, euros, running
from tests.storefront.shopify_shop import NOW, TOKEN, VERSION, ShopifyShop

pytestmark = pytest.mark.slow

ANA = {"customer_id": "7"}
REFUND: dict[str, Any] = {"kind": "refund", "amount": euros("5.00")}


@pytest.fixture
def shopify() -> Iterator[ShopifyShop]:
    """A shop of Ana (7, gold) and Ben (8)."""
    shop = ShopifyShop()
    shop.add_customer(7, "Ana Petrova", "ana@example.com", "vip", "tier:gold")
    shop.add_customer(8, "Ben Okafor", "ben@example.com")
    yield shop
    shop.server.close()


@pytest.fixture
async def front(tmp_path: Path, shopify: ShopifyShop) -> AsyncIterator[Front]:
    pauses = Pauses()
    line = Line(shopify.server.url, {"X-Shopify-Access-Token": TOKEN}, sleep=pauses, answer_seconds=1.0)
    vendor = Shopify(line, api_version=VERSION, pepper=JWT_SECRET, clock=lambda: NOW)
    given = ShopifySettings(shopify.server.url, TOKEN, VERSION)
    async with running(tmp_path / "storefront.db", vendor, given, "shopify", pauses) as found:
        yield found


async def test_an_order_in_the_contract_s_words(front: Front, shopify: ShopifyShop) -> None:
    """Number without its sign, money to the cent, tracking of the parcel."""
    number = shopify.add_order(sent=True)
    order = (await front.api.get(f"/api/orders/{number}", params=ANA)).json()["order"]
    assert (order["number"], order["state"], order["total"]) == (number, "shipped", euros("59.90"))
    assert [item["unit_price"] for item in order["items"]] == [euros("41.00"), euros("18.90")]
    assert (order["carrier"], order["tracking_url"]) == ("DHL", "https://dhl.example/JD01")
    theirs = await front.api.get(f"/api/orders/{number}", params={"customer_id": "8"})
    nobodys = await front.api.get("/api/orders/99999", params=ANA)
    assert (theirs.status_code, theirs.content) == (404, nobodys.content)


async def test_a_number_is_matched_whole(front: Front, shopify: ShopifyShop) -> None:
    """Shopify's search finds beginnings as well; 2040 is not 20401."""
    number = shopify.add_order()
    assert (await front.api.get(f"/api/orders/{number[:-1]}", params=ANA)).status_code == 404


async def test_cursors_are_followed(front: Front, shopify: ShopifyShop) -> None:
    """Of 60 orders each comes once, newest first."""
    numbers = [shopify.add_order(days_ago=100 - day) for day in range(60)]
    shopify.add_order(customer=8)
    orders = (await front.api.get("/api/orders", params=ANA)).json()["orders"]
    assert [order["number"] for order in orders] == list(reversed(numbers))


async def test_an_order_of_many_lines_is_read_whole(front: Front, shopify: ShopifyShop) -> None:
    """A list tells the first lines only; such an order is asked for once more."""
    order = shopify.named(shopify.add_order())
    whole = order["lineItems"]["nodes"]
    real = shopify.on_Orders

    def few(query: str, after: str | None) -> Any:
        found = copy.deepcopy(real(query, after))
        for each in found["orders"]["nodes"]:
            each["lineItems"] = {"nodes": whole[:1], "pageInfo": {"hasNextPage": True}}
        return found

    shopify.on_Orders = few  # type: ignore[method-assign]
    found = (await front.api.get("/api/orders", params=ANA)).json()["orders"]
    assert [len(each["items"]) for each in found] == [2]


async def test_what_was_called_off_was_not_sent(front: Front, shopify: ShopifyShop) -> None:
    """A parcel that failed before it left: the order is still in the house."""
    number = shopify.add_order(sent=True)
    shopify.named(number)["fulfillments"][0]["status"] = "CANCELLED"
    assert (await front.api.get(f"/api/orders/{number}", params=ANA)).json()["order"]["state"] == "paid"


@pytest.mark.parametrize("name", [name for name in vars(questions) if name.isupper() and name != "MONEY"])
def test_no_question_costs_too_much(name: str) -> None:
    """A thousand points are the most that Shopify takes: an object is one, a list as many as it may hold."""
    assert cost_of(getattr(questions, name)) <= 1000


def cost_of(question: str) -> int:
    """Counted without any of the discounts that Shopify may give."""
    operation, _, fragment = question.partition("fragment")
    inside = fragment[fragment.find("{") + 1 : fragment.rfind("}")]
    words = re.findall(r"first: ?[0-9]+|[{}]", operation.replace("...OrderFields", inside))
    cost, factors, factor = 0, [1], 1
    for word in words:
        if word.startswith("first"):
            factor = int(word.removeprefix("first:"))
        elif word == "{":
            factors.append(factors[-1] * factor)
            cost, factor = cost + factors[-1], 1
        else:
            factors.pop()
    return cost


async def test_customer_and_products(front: Front, shopify: ShopifyShop) -> None:
    """The tier is a tag; options are sizes and colours."""
    customer = (await front.api.get("/api/customers/7")).json()["customer"]
    assert (customer["tier"], customer["email"], customer["since"]) == ("gold", "ana@example.com", "2024-03-02")
    variants = {"nodes": [{"sku": "FO-101", "price": "41.00"}]}
    options = [{"name": "Size", "values": ["S"]}, {"name": "Color", "values": ["Sage"]}]
    apron = {"id": "gid://shopify/Product/1", "title": "Apron", "handle": "apron", "totalInventory": 3}
    shopify.products = [{**apron, "options": options, "variants": variants}]
    product = (await front.api.get("/api/products")).json()["products"][0]
    assert (product["price"], product["sizes"], product["colours"]) == (euros("41.00"), ["S"], ["Sage"])


async def test_an_empty_bucket_is_waited_for(front: Front, shopify: ShopifyShop) -> None:
    """Shopify tells how much is missing and how fast it comes back: so long each of two questions waits."""
    number = shopify.add_order()
    shopify.points = 10.0
    assert (await front.api.get(f"/api/orders/{number}", params=ANA)).status_code == 200
    assert front.pauses.taken == [pytest.approx(0.4), pytest.approx(0.4)]


@pytest.mark.parametrize("body", [{}, {"extensions": {"cost": None}}, {"extensions": {"cost": {}}}])
def test_a_bucket_that_does_not_tell_is_given_a_second(body: dict[str, Any]) -> None:
    """Whatever is missing in what Shopify says of its bucket."""
    assert refill(body if body.get("extensions", {}).get("cost") is not None else {}) == 1.0


async def test_refunds_go_to_the_payment_and_never_beyond(front: Front, shopify: ShopifyShop) -> None:
    """Under one key once; together never more than was paid; Shopify's own key goes along."""
    number = shopify.add_order(sent=True)
    answers = await asyncio.gather(*(front.give(number, **REFUND) for _ in range(8)))
    assert {answer.text for answer in answers} == {answers[0].text}
    assert [str(amount) for _, amount in shopify.paid_out] == ["5.00"]
    assert len(shopify.answered) == 1
    over = await front.give(number, key="key-0002", kind="refund", amount=euros("54.91"))
    assert over.json()["code"] == "wrong_amount"
    assert (await front.give(number, key="key-0003", kind="refund", amount=euros("54.90"))).status_code == 200


@pytest.mark.parametrize("how", ["cut_after", "late_status", "garbage", "hang"])
@pytest.mark.parametrize(
    "what",
    [
        REFUND,
        {"kind": "voucher", "amount": euros("10.00")},
        {"kind": "replacement", "amount": euros("41.00"), "sku": "FO-101"},
        {"kind": "gesture", "amount": euros("5.00")},
    ],
)
async def test_done_but_not_heard_is_done_once(
    front: Front, shopify: ShopifyShop, how: str, what: dict[str, Any]
) -> None:
    """The vendor did it and its answer was lost: the same key finds it in the vendor's books."""
    number = shopify.add_order(sent=what["kind"] != "gesture")
    known = dict(shopify.orders)
    operation = {"refund": "Refund", "voucher": "MakeVoucher", "replacement": "SendAgain", "gesture": "AddTags"}
    within = f'"operationName":"{operation[what["kind"]]}"'
    shopify.server.breaks(how, within=within, status=502, body="x", seconds=1.4)
    assert (await front.give(number, **what)).status_code == 503
    await asyncio.sleep(0.6 if how == "hang" else 0)
    again = await front.give(number, **what)
    assert again.status_code == 200, again.text
    done = {
        "refund": len(shopify.paid_out),
        "voucher": len(shopify.codes),
        "replacement": len(shopify.orders) - len(known),
        "gesture": sum(tag.startswith("present") for tag in shopify.named(number)["tags"]),
    }
    assert done[what["kind"]] == 1


async def test_a_cancellation_is_a_job(front: Front, shopify: ShopifyShop) -> None:
    """Waited for; one that takes longer is open, and the same key tells of it once it is done."""
    quick = shopify.add_order()
    order = (await front.cancel(quick)).json()["order"]
    assert (order["state"], order["refund"]["amount"]) == ("cancelled", euros("59.90"))
    shopify.cancels_after = 20
    slow = shopify.add_order()
    assert (await front.cancel(slow, key="cancel-0002")).status_code == 503
    for _ in range(15):
        shopify.on_Find("name:" + slow)
    assert (await front.cancel(slow, key="cancel-0002")).json()["order"]["state"] == "cancelled"
    assert len(shopify.paid_out) == 2


async def test_a_return_is_shopify_s_own(front: Front, shopify: ShopifyShop) -> None:
    """All that was sent, with the customer's words; a second one is refused."""
    number = shopify.add_order(sent=True)
    body = {**ANA, "reason": "Too big", "idempotency_key": "return-0001"}
    answer = (await front.api.post(f"/api/orders/{number}/return", json=body)).json()
    assert answer["return"] == {"id": f"#{number}-R1", "label_url": "https://shop.example/returns"}
    assert answer["order"]["state_label"] == "Return registered"
    second = await front.api.post(f"/api/orders/{number}/return", json={**body, "idempotency_key": "return-0002"})
    assert second.json()["code"] == "not_returnable"


async def test_a_voucher_is_for_this_customer_and_can_be_taken_back(front: Front, shopify: ShopifyShop) -> None:
    """Once, for the one who was let down; a used one stays."""
    number = shopify.add_order()
    voucher = (await front.give(number)).json()["remedy"]
    made = shopify.codes[voucher["code"]]
    assert made["context"] == {"customers": {"add": ["gid://shopify/Customer/7"]}}
    assert made["customerGets"]["value"]["discountAmount"] == {"amount": "10.00", "appliesOnEachItem": False}
    undone = await front.api.post(f"/api/remedies/{voucher['id']}/undo", json={"idempotency_key": "undo-0001"})
    assert undone.json()["remedy"]["taken_back_at"]
    assert shopify.codes == {}
    used = (await front.give(number, key="key-0002")).json()["remedy"]
    shopify.codes[used["code"]]["used"] = 1
    late = await front.api.post(f"/api/remedies/{used['id']}/undo", json={"idempotency_key": "undo-0002"})
    assert late.json()["code"] == "not_undoable"


async def test_a_foreign_currency_is_refunded_by_hand(front: Front, shopify: ShopifyShop) -> None:
    """An order paid in dollars at a shop of euros: refused with words, and no money moves."""
    number = shopify.add_order(sent=True, presentmentCurrencyCode="USD")
    answer = await front.give(number, **REFUND)
    assert (answer.status_code, answer.json()["code"]) == (409, "not_offered")
    assert shopify.paid_out == []


@pytest.mark.parametrize(
    "body",
    [
        {"errors": "[API] Invalid API key"},
        {"errors": [{"message": "Internal error", "extensions": {"code": "INTERNAL_SERVER_ERROR"}}]},
        {"data": None},
        {"data": {"orders": {"nodes": [{"id": 1}], "pageInfo": {}}}},
        [],
    ],
)
async def test_strange_bodies_are_unavailability(front: Front, shopify: ShopifyShop, body: Any) -> None:
    """Errors beside a 200, no data, half an order: the contract's 503, and no word of the vendor's."""
    shopify.server.breaks("status", status=200, body=body, times=9)
    answer = await front.api.get("/api/orders/20401", params=ANA)
    assert (answer.status_code, answer.json()["code"]) == (503, "shop_unavailable")


async def test_webhooks_of_shopify(front: Front, shopify: ShopifyShop) -> None:
    """Signed over the raw body; twice is once; a topic we do not know is taken and ignored."""
    body = b'{"id": 1}'
    signed = base64.b64encode(hmac.new(WEBHOOK_SECRET.encode(), body, hashlib.sha256).digest()).decode()
    headers = {"x-shopify-hmac-sha256": signed, "x-shopify-webhook-id": "w1", "x-shopify-topic": "orders/updated"}
    did = [(await front.api.post("/hooks/shopify", content=body, headers=headers)).json()["did"] for _ in range(2)]
    assert did == ["forgot", "nothing"]
    other = {**headers, "x-shopify-topic": "app/uninstalled"}
    assert (await front.api.post("/hooks/shopify", content=body, headers=other)).json()["did"] == "nothing"
    wrong = {**headers, "x-shopify-hmac-sha256": "no"}
    assert (await front.api.post("/hooks/shopify", content=body, headers=wrong)).status_code == 401
