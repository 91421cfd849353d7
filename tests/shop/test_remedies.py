"""Making good over HTTP, on the real application: once per key, within what an order can have, and back again."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx
import pytest

from tests.shop.conftest import OpenShop

pytestmark = pytest.mark.slow

ANA = {"customer_id": "C1003"}
PAID, SHIPPED, DELIVERED = "20435", "20417", "20406"


async def give(shop: OpenShop, number: str = SHIPPED, key: str = "key-0001", **changed: Any) -> httpx.Response:
    """Ask for a voucher of ten euros, or for something else."""
    body = {**ANA, "kind": "voucher", "amount": euros("10.00"), "reason": "late", "idempotency_key": key, **changed}
    return await shop.api.post(f"/api/orders/{number}/remedies", json=body)


def euros(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "EUR"}


async def offers(shop: OpenShop, number: str) -> dict[str, dict[str, Any]]:
    """What is offered, by kind (the last item's, for replacements)."""
    told = (await shop.api.get(f"/api/orders/{number}/remedies", params=ANA)).json()
    assert told["customer"] == {"id": "C1003", "tier": told["customer"]["tier"]}
    return {offer["kind"]: offer for offer in told["offers"]}


async def undo(shop: OpenShop, remedy_id: str, key: str = "undo-0001") -> httpx.Response:
    return await shop.api.post(f"/api/remedies/{remedy_id}/undo", json={"idempotency_key": key})


async def test_the_same_key_gives_once_and_answers_alike(open_shop: OpenShop) -> None:
    """Twenty at once under one key: one voucher, twenty equal answers; a month later still the same one."""
    answers = await asyncio.gather(*(give(open_shop) for _ in range(20)))
    assert {answer.text for answer in answers} == {answers[0].text}
    open_shop.clock.turn(days=31)
    assert (await give(open_shop)).text == answers[0].text
    told = (await open_shop.api.get(f"/api/orders/{SHIPPED}/remedies", params=ANA)).json()
    assert len(told["remedies"]) == 1
    assert told["remedies"][0]["code"].startswith("WARM-")


@pytest.mark.parametrize(
    "changed", [{"amount": euros("10.01")}, {"kind": "gesture"}, {"reason": "lost"}, {"number": PAID}]
)
async def test_the_same_key_for_something_else_is_refused(open_shop: OpenShop, changed: dict[str, Any]) -> None:
    """Whatever differs, nothing is given and the first stays."""
    await give(open_shop)
    answer = await give(open_shop, **changed)
    assert (answer.status_code, answer.json()["code"]) == (409, "idempotency_key_reused")
    assert len((await open_shop.api.get(f"/api/orders/{SHIPPED}/remedies", params=ANA)).json()["remedies"]) == 1


async def test_a_refusal_is_remembered_too(open_shop: OpenShop) -> None:
    """What was refused once under a key is refused for ever, even when it would be possible meanwhile."""
    somebody_else = await give(open_shop, customer_id="C1001")
    assert somebody_else.status_code == 404
    again = await give(open_shop, customer_id="C1001")
    assert again.text == somebody_else.text
    early = await give(open_shop, kind="shipping_upgrade", amount=euros("7.90"), key="key-0002")
    assert early.json() == {"code": "not_offered", "message": "The parcel has left our house already."}


async def test_no_more_than_was_paid_goes_back(open_shop: OpenShop) -> None:
    """Refunds of one order add up to its price and not a cent more, and a cancelled order gives its money back once."""
    most = (await offers(open_shop, PAID))["refund"]["most"]["amount"]
    assert (await give(open_shop, PAID, kind="refund", amount=euros("5.00"))).status_code == 200
    over = await give(open_shop, PAID, kind="refund", amount=euros(most), key="key-0002")
    assert (over.status_code, over.json()["code"]) == (409, "wrong_amount")
    cancelled = await open_shop.api.post(f"/api/orders/{PAID}/cancel", json={**ANA, "idempotency_key": "cancel-0001"})
    assert cancelled.json()["order"]["refund"]["amount"]["amount"] == most
    after = await give(open_shop, PAID, kind="refund", amount=euros("1.00"), key="key-0003")
    assert (after.status_code, after.json()["message"]) == (409, "This order is made good in full already.")


async def test_a_replacement_is_sent_once_and_costs_nothing(open_shop: OpenShop) -> None:
    """The same goods go out again as an order of their own; not a second time, and no money goes back on top of it."""
    offer = (await offers(open_shop, DELIVERED))["replacement"]
    assert offer["possible"], offer
    wanted = {"kind": "replacement", "amount": offer["most"], "sku": offer["sku"]}
    sent = (await give(open_shop, DELIVERED, **wanted)).json()["remedy"]
    new = (await open_shop.api.get(f"/api/orders/{sent['new_order']}", params=ANA)).json()["order"]
    assert (new["total"]["amount"], new["state"]) == ("0.00", "paid")
    second = await give(open_shop, DELIVERED, key="key-0002", **wanted)
    assert second.json()["message"] == "This is replaced already."
    left = (await offers(open_shop, DELIVERED))["refund"]["most"]["amount"]
    total = (await open_shop.api.get(f"/api/orders/{DELIVERED}", params=ANA)).json()["order"]["total"]["amount"]
    assert float(left) == pytest.approx(float(total) - float(offer["most"]["amount"]))
    money = (await offers(open_shop, new["number"]))["refund"]
    assert (money["possible"], money["why"]) == (False, "Nothing was paid for this order.")


async def test_a_faster_delivery_moves_the_promise_and_back(open_shop: OpenShop) -> None:
    """Taken back, the order is promised for the day it was promised for before, and can be upgraded again."""
    before = (await open_shop.api.get(f"/api/orders/{PAID}", params=ANA)).json()["order"]["promised_on"]
    given = (await give(open_shop, PAID, kind="shipping_upgrade", amount=euros("7.90"))).json()["remedy"]
    during = (await open_shop.api.get(f"/api/orders/{PAID}", params=ANA)).json()["order"]["promised_on"]
    assert during < before
    assert (await undo(open_shop, given["id"])).json()["remedy"]["taken_back_at"]
    assert (await open_shop.api.get(f"/api/orders/{PAID}", params=ANA)).json()["order"]["promised_on"] == before
    assert (await offers(open_shop, PAID))["shipping_upgrade"]["possible"]


async def test_taking_back_works_once_and_for_a_while(open_shop: OpenShop) -> None:
    """The same key answers alike, another one is told it is taken back; after a quarter of an hour it is too late."""
    first = (await give(open_shop)).json()["remedy"]["id"]
    taken = await undo(open_shop, first)
    assert (await undo(open_shop, first)).text == taken.text
    assert (await undo(open_shop, first, "undo-0002")).json()["message"] == "This is taken back already."
    late = (await give(open_shop, key="key-0002")).json()["remedy"]["id"]
    open_shop.clock.turn(minutes=16)
    assert (await undo(open_shop, late, "undo-0003")).json()["message"] == "It is too late to take this back."
    nothing = await undo(open_shop, "m_nothing-at-all", "undo-0004")
    assert (nothing.status_code, nothing.json()["code"]) == (404, "remedy_not_found")


async def test_money_that_was_sent_is_not_called_back(open_shop: OpenShop) -> None:
    """A refund cannot be undone."""
    given = (await give(open_shop, PAID, kind="refund", amount=euros("5.00"))).json()["remedy"]
    assert (await undo(open_shop, given["id"])).json()["code"] == "not_undoable"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"kind": "everything"}, "kind"),
        ({"kind": None}, "kind"),
        ({"amount": {"amount": "10", "currency": "EUR"}}, "amount"),
        ({"amount": {"amount": "-1.00", "currency": "EUR"}}, "amount"),
        ({"amount": {"amount": "1.00", "currency": "USD"}}, "amount"),
        ({"amount": 1000}, "amount"),
        ({"reason": ""}, "reason"),
        ({"idempotency_key": "short"}, "idempotency_key"),
        ({"customer_id": None}, "customer_id"),
        ({"sku": 7}, "sku"),
    ],
)
async def test_bad_input_is_refused_by_field(open_shop: OpenShop, changed: dict[str, Any], field: str) -> None:
    """A 400 with the field at fault; the key stays unused."""
    answer = await give(open_shop, **changed)
    assert (answer.status_code, answer.json()["field"]) == (400, field)
    assert (await give(open_shop)).status_code == 200


async def test_nothing_is_given_for_zero_or_beyond_the_most(open_shop: OpenShop) -> None:
    """The shop has bounds of its own, whatever the desk believes."""
    for amount, key in (("0.00", "key-0001"), ("500.01", "key-0002")):
        assert (await give(open_shop, amount=euros(amount), key=key)).json()["code"] == "wrong_amount"


async def test_the_customer_finds_the_voucher_in_the_account(open_shop: OpenShop) -> None:
    """Code and amount stand above the orders; a voucher that was taken back does not."""
    given = (await give(open_shop)).json()["remedy"]
    browser = await open_shop.customer("C1003")
    page = (await browser.get("/account")).text
    assert given["code"] in page
    assert "€10.00" in page
    await undo(open_shop, given["id"])
    assert given["code"] not in (await browser.get("/account")).text


async def test_only_the_key_opens_it(open_shop: OpenShop) -> None:
    """Without the shop's key nothing is told and nothing given."""
    browser = await open_shop.visitor()
    assert (await browser.get(f"/api/orders/{SHIPPED}/remedies", params=ANA)).status_code == 401
    assert (await browser.post("/api/remedies/m_12345678/undo", content=json.dumps({}))).status_code == 401
