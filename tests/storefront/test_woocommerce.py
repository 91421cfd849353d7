"""The contract in front of WooCommerce: what is read, what is changed, what is refused."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from tests.storefront.conftest import Front, euros, woo_front
from tests.storefront.woo_shop import WooShop

pytestmark = pytest.mark.slow

ANA = {"customer_id": "7"}


async def test_an_order_in_the_contract_s_words(front: Front, woo: WooShop) -> None:
    """Money, dates, tracking and the promised day of a plugin arrive as the contract writes them."""
    tracking = [{"tracking_provider": "DHL", "tracking_number": "JD01", "tracking_link": "https://dhl.example/JD01"}]
    meta = [{"key": "_wc_shipment_tracking_items", "value": tracking}, {"key": "delivery_date", "value": "2026-11-20"}]
    number = woo.add_order(status="completed", meta_data=meta)
    order = (await front.api.get(f"/api/orders/{number}", params=ANA)).json()["order"]
    assert order["total"] == euros("59.90")
    assert [item["unit_price"] for item in order["items"]] == [euros("41.00"), euros("18.90")]
    assert (order["state"], order["late"], order["promised_on"]) == ("late", True, "2026-11-20")
    assert (order["carrier"], order["tracking_number"]) == ("DHL", "JD01")
    assert order["tracking_url"] == "https://dhl.example/JD01"
    assert [mark["state"] for mark in order["timeline"] if mark["done"]] == ["paid", "shipped", "late"]
    assert not order["cancellable"]
    assert order["returnable"]


@pytest.mark.parametrize(
    "query", [{"customer_id": "8"}, {"email": "ben@example.com"}, {"conversation_id": "c_12345678"}]
)
async def test_a_stranger_s_order_is_no_order(front: Front, woo: WooShop, query: dict[str, str]) -> None:
    """Somebody else's order and none at all are answered byte for byte alike."""
    number = woo.add_order()
    theirs = await front.api.get(f"/api/orders/{number}", params=query)
    nobodys = await front.api.get("/api/orders/99999", params=query)
    assert (theirs.status_code, theirs.content) == (404, nobodys.content)


async def test_a_guest_sees_state_and_dates(front: Front, woo: WooShop) -> None:
    """Number and e-mail show a glance, also for somebody without an account."""
    number = woo.add_order(customer=0)
    glance = (await front.api.get(f"/api/orders/{number}", params={"email": "GUS@example.com"})).json()["order"]
    assert glance["state"] == "paid"
    assert "items" not in glance
    assert "total" not in glance


async def test_all_pages_are_turned(front: Front, woo: WooShop) -> None:
    """Of 230 orders each comes once, newest first; nobody else's is among them."""
    numbers = [woo.add_order(days_ago=300 - day) for day in range(230)]
    woo.add_order(customer=8)
    orders = (await front.api.get("/api/orders", params=ANA)).json()["orders"]
    assert [order["number"] for order in orders] == [str(number) for number in reversed(numbers)]


async def test_numbers_of_a_plugin_are_searched_for_on_one_page(front: Front, woo: WooShop) -> None:
    """A number that is not the id is found by search; a number that fits hundreds costs one page."""
    woo.orders[woo.add_order()]["number"] = "A-77"
    assert (await front.api.get("/api/orders/A-77", params=ANA)).json()["order"]["number"] == "A-77"
    for _ in range(230):
        woo.add_order()
    woo.server.asked.clear()
    assert (await front.api.get("/api/orders/2", params=ANA)).status_code == 404
    assert woo.server.count("GET", "/orders") == 1


async def test_customer_and_products(front: Front, woo: WooShop) -> None:
    """The tier comes from the customer's meta data, the count from the list's header, sizes from attributes."""
    woo.add_order()
    woo.add_order()
    customer = (await front.api.get("/api/customers/7")).json()["customer"]
    assert customer == {
        "id": "7",
        "name": "Ana Petrova",
        "email": "ana@example.com",
        "tier": "gold",
        "since": "2024-03-02",
        "orders": 2,
    }
    apron = {"id": 11, "name": "Apron", "slug": "apron", "sku": "FO-101", "price": "41", "stock_quantity": 3}
    woo.products = [{**apron, "attributes": [{"name": "Size", "options": ["S", "M"]}]}, {**apron, "price": ""}]
    products = (await front.api.get("/api/products")).json()["products"]
    assert [(each["price"], each["sizes"], each["stock"]) for each in products] == [(euros("41.00"), ["S", "M"], 3)]
    assert (await front.api.get("/api/customers/99")).json()["code"] == "customer_not_found"


async def test_an_order_that_waits_for_its_money_is_not_paid(front: Front, woo: WooShop) -> None:
    """On hold: said so, and no refund is offered; an abandoned cart is no order at all."""
    number, cart = woo.add_order(status="on-hold"), woo.add_order(status="pending")
    order = (await front.api.get(f"/api/orders/{number}", params=ANA)).json()["order"]
    assert order["state_label"] == "Waiting for payment"
    assert order["timeline"][0] == {"state": "paid", "label": "Paid", "at": None, "done": False}
    assert (await front.offers(str(number)))["refund"]["why"] == "Nothing was paid for this order."
    assert (await front.api.get(f"/api/orders/{cart}", params=ANA)).status_code == 404


async def test_a_cancelled_order_gets_its_money_back_once(front: Front, woo: WooShop) -> None:
    """Ten tries at once under one key: one payment, ten equal answers, and nothing left to refund."""
    number = woo.add_order()
    answers = await asyncio.gather(*(front.cancel(str(number)) for _ in range(10)))
    assert {answer.text for answer in answers} == {answers[0].text}
    order = answers[0].json()["order"]
    assert (order["state"], order["refund"]["state"], order["refund"]["amount"]) == (
        "cancelled",
        "approved",
        euros("59.90"),
    )
    assert [str(amount) for _, amount in woo.paid_out] == ["59.90"]
    assert woo.orders[number]["status"] == "cancelled"
    again = await front.cancel(str(number), key="cancel-0002")
    assert (again.status_code, again.json()["code"]) == (409, "not_cancellable")


async def test_a_provider_that_cannot_pay_back_leaves_the_order_alone(front: Front, woo: WooShop) -> None:
    """A refused refund is a refusal for good, and an order whose money cannot go back is not cancelled."""
    woo.provider_refuses = True
    number = woo.add_order()
    refused = await front.cancel(str(number))
    assert (refused.status_code, refused.json()["code"]) == (409, "not_cancellable")
    assert woo.orders[number]["status"] == "processing"
    refund = await front.give(str(number), kind="refund", amount=euros("5.00"))
    assert "does not support automatic refunds" in refund.json()["message"]
    asked = woo.server.count("POST", "/refunds")
    assert (await front.give(str(number), kind="refund", amount=euros("5.00"))).text == refund.text
    assert woo.server.count("POST", "/refunds") == asked


async def test_a_return_is_registered_and_noted(front: Front, woo: WooShop) -> None:
    """The order says so, those who take the parcel in read why, and the page with the way back is told."""
    number = woo.add_order(status="completed")
    body = {**ANA, "reason": "Too big", "idempotency_key": "return-0001"}
    answer = (await front.api.post(f"/api/orders/{number}/return", json=body)).json()
    assert answer["return"] == {"id": f"R{number}", "label_url": "https://shop.example/returns"}
    assert (answer["order"]["state"], answer["order"]["refund"]["state"]) == ("returned", "requested")
    assert answer["order"]["state_label"] == "Return registered"
    assert ["Too big" in note["note"] for note in woo.notes[number]] == [True]
    second = await front.api.post(f"/api/orders/{number}/return", json={**body, "idempotency_key": "return-0002"})
    assert second.json()["code"] == "not_returnable"


async def test_refunds_never_exceed_what_was_paid(front: Front, woo: WooShop) -> None:
    """Also together with what was sent again."""
    number = str(woo.add_order(status="completed"))
    sent = await front.give(number, kind="replacement", amount=euros("41.00"), sku="FO-101")
    new = sent.json()["remedy"]["new_order"]
    assert woo.orders[int(new)]["total"] == "0.00"
    assert woo.orders[int(new)]["customer_id"] == 7
    assert (await front.offers(number))["refund"]["most"] == euros("18.90")
    over = await front.give(number, key="key-0002", kind="refund", amount=euros("18.91"))
    assert over.json()["code"] == "wrong_amount"
    assert (await front.give(number, key="key-0003", kind="refund", amount=euros("18.90"))).status_code == 200
    assert (await front.offers(number))["refund"]["possible"] is False
    assert (await front.offers(new))["refund"]["why"] == "Nothing was paid for this order."


async def test_what_the_vendor_cannot_do_is_not_offered(front: Front, woo: WooShop) -> None:
    """No faster delivery at WooCommerce: not possible in the offers, and refused when asked for all the same."""
    number = str(woo.add_order())
    offer = (await front.offers(number))["shipping_upgrade"]
    assert (offer["possible"], offer["why"]) == (False, "This shop cannot change a delivery that is ordered already.")
    asked = await front.give(number, kind="shipping_upgrade", amount=offer["most"])
    assert (asked.status_code, asked.json()["code"]) == (409, "not_offered")


async def test_a_voucher_is_a_coupon_for_this_customer(front: Front, woo: WooShop) -> None:
    """One use, for one address; taken back it is gone, used it stays."""
    number = str(woo.add_order())
    voucher = (await front.give(number)).json()["remedy"]
    coupon = next(iter(woo.coupons.values()))
    assert (coupon["amount"], coupon["usage_limit"], coupon["email_restrictions"]) == ("10.00", 1, ["ana@example.com"])
    assert voucher["code"] == coupon["code"].upper()
    undone = await front.api.post(f"/api/remedies/{voucher['id']}/undo", json={"idempotency_key": "undo-0001"})
    assert undone.json()["remedy"]["taken_back_at"]
    assert woo.coupons == {}
    used = (await front.give(number, key="key-0002")).json()["remedy"]
    next(iter(woo.coupons.values()))["usage_count"] = 1
    late = await front.api.post(f"/api/remedies/{used['id']}/undo", json={"idempotency_key": "undo-0002"})
    assert (late.status_code, late.json()["message"]) == (409, "This voucher was used already.")


async def test_a_present_is_a_note_to_those_who_pack(front: Front, woo: WooShop) -> None:
    """Until the parcel leaves; the note goes when it is taken back."""
    number = woo.add_order()
    remedy = (await front.give(str(number), kind="gesture", amount=euros("5.00"))).json()["remedy"]
    assert "present worth 5.00 EUR" in woo.notes[number][0]["note"]
    await front.api.post(f"/api/remedies/{remedy['id']}/undo", json={"idempotency_key": "undo-0001"})
    assert woo.notes[number] == []


@pytest.mark.parametrize(
    ("changed", "status", "code"),
    [
        ({"amount": {"amount": "10.001", "currency": "EUR"}}, 400, "bad_format"),
        ({"amount": {"amount": "10.00", "currency": "XXX"}}, 400, "bad_format"),
        ({"amount": {"amount": "10.00", "currency": "USD"}}, 409, "wrong_amount"),
        ({"amount": 10.0}, 400, "wrong_type"),
        ({"kind": "pony"}, 400, "bad_format"),
        ({"colour": "red"}, 400, "unknown_field"),
        ({"idempotency_key": "short"}, 400, "bad_format"),
        ({"customer_id": "8"}, 404, "order_not_found"),
    ],
)
async def test_bad_requests_are_typed(
    front: Front, woo: WooShop, changed: dict[str, Any], status: int, code: str
) -> None:
    """Each with a code, and nothing is given."""
    answer = await front.give(str(woo.add_order()), **changed)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert woo.coupons == {}


async def test_the_key_opens_the_door(front: Front) -> None:
    """Without it, or with another, nothing is told."""
    for key in ("", "Bearer wrong"):
        answer = await front.api.get("/api/orders", params=ANA, headers={"authorization": key})
        assert (answer.status_code, answer.json()["code"]) == (401, "unauthorized")


async def test_a_guest_proves_an_order_by_letter(front: Front, woo: WooShop) -> None:
    """The code goes to the address on the order, opens it in that conversation, and there it may be cancelled."""
    number, talk = woo.add_order(customer=0), {"conversation_id": "c_12345678"}
    asked = await front.api.post(f"/api/orders/{number}/proofs", json={**talk, "email": "gus@example.com"})
    assert asked.status_code == 202
    async with asyncio.timeout(10):
        while not front.mailbox.letters:
            await asyncio.sleep(0.02)
    assert "123 456" in front.mailbox.letters[0].text
    assert "Moss & Elm" in front.mailbox.letters[0].text
    opened = await front.api.post(f"/api/orders/{number}/proofs/confirm", json={**talk, "code": "123456"})
    assert opened.status_code == 200
    mine = (await front.api.get("/api/conversations/c_12345678/orders")).json()["orders"]
    assert [order["number"] for order in mine] == [str(number)]
    told = (await front.api.get(f"/api/orders/{number}/remedies", params=talk)).json()
    assert told["customer"]["id"].startswith("guest-")
    assert told["customer"]["tier"] == "standard"
    cancelled = await front.api.post(f"/api/orders/{number}/cancel", json={**talk, "idempotency_key": "cancel-0001"})
    assert cancelled.json()["order"]["state"] == "cancelled"
    assert (await front.api.delete("/api/conversations/c_12345678")).status_code == 204
    assert (await front.api.get(f"/api/orders/{number}", params=talk)).status_code == 404


async def test_an_answer_outlives_the_process(tmp_path: Path, woo: WooShop) -> None:
    """A storefront that opens again gives the same answer to the same key and gives nothing twice."""
    number = str(woo.add_order())
    async with woo_front(tmp_path / "storefront.db", woo) as before:
        first = await before.give(number, kind="refund", amount=euros("5.00"))
    async with woo_front(tmp_path / "storefront.db", woo) as after:
        assert (await after.give(number, kind="refund", amount=euros("5.00"))).text == first.text
    assert len(woo.paid_out) == 1
