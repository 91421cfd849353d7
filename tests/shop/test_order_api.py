"""The order API over HTTP, on the real application."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.shop.conftest import OpenShop

EXAMPLES = Path(__file__).parents[1] / "contract" / "examples"
ANA = {"customer_id": "C1003"}
NOT_FOUND = b'{"code":"order_not_found","message":"There is no such order."}'


async def cancel(shop: OpenShop, number: str, customer_id: str = "C1003", key: str = "key-0001") -> httpx.Response:
    body = {"customer_id": customer_id, "idempotency_key": key}
    return await shop.api.post(f"/api/orders/{number}/cancel", json=body)


async def send_back(shop: OpenShop, number: str, customer_id: str = "C1003", **changed: Any) -> httpx.Response:
    body = {"customer_id": customer_id, "reason": "Too small", "idempotency_key": "key-0001", **changed}
    return await shop.api.post(f"/api/orders/{number}/return", json=body)


def example(name: str) -> Any:
    return json.loads((EXAMPLES / name).read_text())


async def test_the_owner_sees_the_whole_order_as_the_contract_shows_it(open_shop: OpenShop) -> None:
    """The example of the contract is what the shop really answers."""
    answer = await open_shop.api.get("/api/orders/20417", params=ANA)
    assert answer.status_code == 200
    order = answer.json()["order"]
    assert order.pop("tracking_url") == f"{open_shop.settings.url}/parcels/{order['tracking_number']}"
    expected = example("order.json")
    del expected["tracking_url"]
    assert order == expected


async def test_a_guest_with_the_right_address_sees_state_and_dates_only(open_shop: OpenShop) -> None:
    """Nothing bought, paid or addressed is in a glance; upper and lower case do not matter."""
    answer = await open_shop.api.get("/api/orders/20417", params={"email": "Ana@Example.COM"})
    assert answer.status_code == 200
    assert answer.json() == {"order": example("order_glance.json")}


async def test_orders_are_listed_newest_first(open_shop: OpenShop) -> None:
    """The list holds the same documents as the single order."""
    listed = (await open_shop.api.get("/api/orders", params=ANA)).json()["orders"]
    assert [order["number"] for order in listed] == ["20435", "20417", "20412", "20406", "20402"]
    single = (await open_shop.api.get("/api/orders/20412", params=ANA)).json()["order"]
    assert listed[2] == single
    assert (single["state"], single["late"], single["state_label"]) == ("late", True, "Running late")
    nobody = await open_shop.api.get("/api/orders", params={"customer_id": "C9999"})
    assert nobody.json() == {"orders": []}


async def test_somebody_elses_order_looks_like_none(open_shop: OpenShop) -> None:
    """Status, headers and bytes are the same for a stranger's order and for a number nobody has, on every call."""
    seen = set()
    for number in ("20418", "99999", "no-such-number"):
        answers = [
            await open_shop.api.get(f"/api/orders/{number}", params=ANA),
            await open_shop.api.get(f"/api/orders/{number}", params={"email": "ana@example.com"}),
            await cancel(open_shop, number),
            await send_back(open_shop, number),
        ]
        for answer in answers:
            assert (answer.status_code, answer.content) == (404, NOT_FOUND)
            seen.add(tuple(answer.headers.multi_items()))
    assert len(seen) == 1


async def test_too_many_wrong_addresses_close_the_number_for_a_while(open_shop: OpenShop) -> None:
    """After more than five failures even the right address fails, until a quarter of an hour has passed."""
    right, wrong = {"email": "ana@example.com"}, {"email": "guess@example.com"}
    for _ in range(5):
        assert (await open_shop.api.get("/api/orders/20417", params=wrong)).content == NOT_FOUND
    assert (await open_shop.api.get("/api/orders/20417", params=right)).status_code == 200
    await open_shop.api.get("/api/orders/20417", params=wrong)
    blocked = await open_shop.api.get("/api/orders/20417", params=right)
    assert (blocked.status_code, blocked.content) == (404, NOT_FOUND)
    assert (await open_shop.api.get("/api/orders/20417", params=ANA)).status_code == 200
    assert (await open_shop.api.get("/api/orders/20412", params=right)).status_code == 200
    open_shop.clock.turn(minutes=14, seconds=59)
    assert (await open_shop.api.get("/api/orders/20417", params=right)).status_code == 404
    open_shop.clock.turn(seconds=1)
    assert (await open_shop.api.get("/api/orders/20417", params=right)).status_code == 200


async def test_guessing_all_at_once_gets_no_further(open_shop: OpenShop) -> None:
    """Twenty guesses in parallel count like twenty in a row."""
    guesses = [{"email": f"guess{n}@example.com"} for n in range(20)]
    await asyncio.gather(*(open_shop.api.get("/api/orders/20417", params=guess) for guess in guesses))
    assert (await open_shop.api.get("/api/orders/20417", params={"email": "ana@example.com"})).status_code == 404


async def test_a_cancelled_order_is_refunded_and_back_on_the_shelf(open_shop: OpenShop) -> None:
    """The answer tells the new state, and the goods can be bought again."""
    before = await stock(open_shop, "FO-110")
    answer = await cancel(open_shop, "20435")
    order = answer.json()["order"]
    assert (answer.status_code, order["state"], order["cancellable"]) == (200, "cancelled", False)
    assert order["refund"] == {
        "state": "approved",
        "amount": {"amount": "55.00", "currency": "EUR"},
        "expected_on": "2026-11-27",
    }
    assert [mark["state"] for mark in order["timeline"]] == ["paid", "cancelled", "refunded"]
    assert await stock(open_shop, "FO-110") == before + 2
    again = (await open_shop.api.get("/api/orders/20435", params=ANA)).json()
    assert again == answer.json()


async def test_the_same_key_gives_the_same_answer(open_shop: OpenShop) -> None:
    """A repeated wish is not carried out twice, even days later, and its answer is byte for byte the first."""
    before = await stock(open_shop, "FO-110")
    first = await cancel(open_shop, "20435")
    open_shop.clock.turn(days=2)
    second = await cancel(open_shop, "20435")
    assert (first.status_code, first.content) == (second.status_code, second.content)
    other_key = await cancel(open_shop, "20435", key="key-0002")
    assert (other_key.status_code, other_key.json()["code"]) == (409, "not_cancellable")
    assert await stock(open_shop, "FO-110") == before + 2


async def test_cancelling_from_many_places_at_once_cancels_once(open_shop: OpenShop) -> None:
    """Ten equal calls get ten equal answers; of ten different ones exactly one wins."""
    before = await stock(open_shop, "FO-110")
    same = await asyncio.gather(*(cancel(open_shop, "20435") for _ in range(10)))
    assert {(answer.status_code, answer.content) for answer in same} == {(200, same[0].content)}
    assert await stock(open_shop, "FO-110") == before + 2
    different = await asyncio.gather(*(cancel(open_shop, "20436", "C1004", f"other-{n:03d}") for n in range(10)))
    assert sorted(answer.status_code for answer in different) == [200] + [409] * 9


async def test_a_key_belongs_to_one_wish_of_one_customer(open_shop: OpenShop) -> None:
    """Another order, another call or another reason under a used key is refused; other customers are free to use it."""
    assert (await cancel(open_shop, "20435")).status_code == 200
    for answer in (await cancel(open_shop, "20417"), await send_back(open_shop, "20406")):
        assert (answer.status_code, answer.json()["code"]) == (409, "idempotency_key_reused")
    returned = await send_back(open_shop, "20406", idempotency_key="key-0009")
    assert returned.status_code == 200
    changed = await send_back(open_shop, "20406", idempotency_key="key-0009", reason="Too large")
    assert (changed.status_code, changed.json()["field"]) == (409, "idempotency_key")
    assert (await cancel(open_shop, "20436", "C1004")).status_code == 200


async def test_a_refusal_is_remembered_but_a_failed_look_up_is_not(open_shop: OpenShop) -> None:
    """A 409 repeats; a key spent on an unknown order is still good."""
    refused = await cancel(open_shop, "20417")
    assert (refused.status_code, refused.json()["code"]) == (409, "not_cancellable")
    assert (await cancel(open_shop, "20417")).content == refused.content
    assert (await cancel(open_shop, "20418", key="key-0002")).status_code == 404
    assert (await cancel(open_shop, "20435", key="key-0002")).status_code == 200


async def test_a_return_gives_a_label_its_owner_can_open(open_shop: OpenShop) -> None:
    """The answer names the return and a page that only the customer sees."""
    answer = await send_back(open_shop, "20406", reason="Too small\nand too blue")
    body = answer.json()
    assert (answer.status_code, body["order"]["state_label"]) == (200, "Return registered")
    assert body["order"]["refund"]["state"] == "requested"
    assert body["return"] == {"id": "R20406", "label_url": f"{open_shop.settings.url}/returns/R20406"}
    ana, tom = await open_shop.customer("C1003"), await open_shop.customer("C1001")
    assert "R20406" in (await ana.get("/returns/R20406")).text
    assert (await tom.get("/returns/R20406")).status_code == 404
    assert (await (await open_shop.visitor()).get("/returns/R20406")).status_code == 303
    second = await send_back(open_shop, "20406", idempotency_key="key-0002")
    assert (second.status_code, second.json()["code"]) == (409, "not_returnable")


async def test_customers_and_products_are_told_as_agreed(open_shop: OpenShop) -> None:
    """Desk and actions find the fields of the contract, and no others."""
    customer = (await open_shop.api.get("/api/customers/C1003")).json()
    assert customer == {
        "customer": {
            "id": "C1003",
            "name": "Ana Petrova",
            "email": "ana@example.com",
            "tier": "gold",
            "since": "2021-09-03",
            "orders": 5,
            "notices": True,
        }
    }
    unknown = await open_shop.api.get("/api/customers/C9999")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "customer_not_found")
    products = (await open_shop.api.get("/api/products")).json()["products"]
    assert len(products) == 14
    mug = next(product for product in products if product["slug"] == "stoneware-mug")
    assert mug == {
        "sku": "FO-102",
        "name": "Stoneware mug",
        "price": {"amount": "18.90", "currency": "EUR"},
        "slug": "stoneware-mug",
        "stock": 30,
        "sizes": ["300 ml"],
        "colours": ["Oat", "Moss", "Slate"],
    }


async def stock(shop: OpenShop, sku: str) -> int:
    products = (await shop.api.get("/api/products")).json()["products"]
    return next(int(product["stock"]) for product in products if product["sku"] == sku)


async def test_everybodys_recent_orders(open_shop: OpenShop) -> None:
    """What orders may have in common, and whom the shop may tell; newest first, and nothing older than asked for."""
    answer = (await open_shop.api.get("/api/recent-orders?days=30")).json()
    assert answer["complete"] is True
    days = [order["placed_on"] for order in answer["orders"]]
    assert days == sorted(days, reverse=True)
    one = next(order for order in answer["orders"] if order["number"] == "20411")
    assert one["customer"] == {"id": "C1004", "name": "Samira Haddad", "notices": True}
    assert (one["carrier"], one["payment_method"], one["warehouse"]) == ("DPD", "invoice", "Venlo")
    assert (one["late"], one["open"], one["products"]) == (
        True,
        True,
        [{"sku": "FO-114", "name": one["products"][0]["name"]}],
    )
    assert {o["customer"]["id"] for o in answer["orders"] if not o["customer"]["notices"]} == {"C1010"}
    few = (await open_shop.api.get("/api/recent-orders?days=2")).json()["orders"]
    assert 0 < len(few) < len(answer["orders"])


@pytest.mark.parametrize("days", ["", "0", "91", "-3", "x"])
async def test_a_strange_number_of_days_is_refused(open_shop: OpenShop, days: str) -> None:
    """One to ninety."""
    answer = await open_shop.api.get(f"/api/recent-orders?days={days}")
    assert (answer.status_code, answer.json()["field"]) == (400, "days")
