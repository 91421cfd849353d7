"""Decoding what the shop answers."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.shop_answers import GLANCE, ORDER, decode, order_card
from actions.shop_errors import ShopAnswerInvalid

ORDER_DOCUMENT: dict[str, Any] = {
    "number": "20417",
    "state": "shipped",
    "state_label": "Shipped",
    "placed_on": "2026-11-18",
    "promised_on": "2026-11-27",
    "delivered_on": None,
    "carrier": "DHL",
    "tracking_number": "JD014600000000001",
    "tracking_url": "http://shop.example/parcels/JD014600000000001",
    "total": {"amount": "59.90", "currency": "EUR"},
    "items": [
        {
            "sku": "FO-101",
            "name": "Linen apron, Sage",
            "quantity": 1,
            "unit_price": {"amount": "59.90", "currency": "EUR"},
        }
    ],
    "timeline": [{"state": "paid", "label": "Paid", "at": "2026-11-18T08:19:00Z", "done": True}],
    "refund": None,
    "late": False,
    "cancellable": False,
    "returnable": False,
}


def body(**changes: Any) -> bytes:
    return json.dumps({"order": {**ORDER_DOCUMENT, **changes}}).encode()


def test_the_card_is_the_order_as_the_shop_sent_it() -> None:
    """Decoding and showing an order again changes nothing in it."""
    order = decode(ORDER, body()).order
    assert order_card(order) == {"kind": "order", "order": ORDER_DOCUMENT}


@pytest.mark.parametrize(
    "changes",
    [
        {"state": "beamed"},
        {"number": 20417},
        {"late": "no"},
        {"late": 0},
        {"promised_on": "soon"},
        {"items": []},
        {"items": None},
        {"total": {"amount": "NaN", "currency": "EUR"}},
        {"total": {"amount": "59.90"}},
        {"total": {"amount": "59.90", "currency": "euro"}},
        {"refund": {"state": "lost", "amount": {"amount": "1", "currency": "EUR"}, "expected_on": None}},
        {"customer_email": "ana@example.com"},
        {"timeline": [{"state": "paid", "label": "Paid", "at": "yesterday", "done": True}]},
    ],
)
def test_anything_outside_the_contract_is_refused(changes: dict[str, Any]) -> None:
    """A wrong type, a missing field and a field nobody agreed on are all invalid answers."""
    with pytest.raises(ShopAnswerInvalid):
        decode(ORDER, body(**changes))


def test_a_missing_field_is_refused() -> None:
    """An order without one of its fields is no order."""
    for name in ORDER_DOCUMENT:
        document = {key: value for key, value in ORDER_DOCUMENT.items() if key != name}
        with pytest.raises(ShopAnswerInvalid):
            decode(ORDER, json.dumps({"order": document}).encode())


def test_a_guest_is_never_shown_a_whole_order() -> None:
    """If the shop ever sent a guest more than a glance, we would not take it."""
    with pytest.raises(ShopAnswerInvalid):
        decode(GLANCE, body())


def test_what_was_wrong_is_said_without_the_content() -> None:
    """The error names the place of the fault, not what stood there."""
    with pytest.raises(ShopAnswerInvalid) as caught:
        decode(ORDER, body(state="secret words"))
    assert "order.state" in caught.value.code
    assert "secret" not in str(caught.value)


@given(st.binary(max_size=200))
def test_any_bytes_give_an_answer_or_the_typed_error(raw: bytes) -> None:
    """No bytes of the shop can raise anything but ShopAnswerInvalid."""
    with pytest.raises(ShopAnswerInvalid):
        decode(ORDER, raw)
