"""What the order API refuses: callers without the key and input that is wrong."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.shop.conftest import OpenShop

pytestmark = pytest.mark.slow

ANA = {"customer_id": "C1003"}


@pytest.mark.parametrize(
    "authorization", [None, "", "Bearer", "Bearer wrong", "a-key-for-tests", "Basic a-key-for-tests", "Bearer \xfc"]
)
async def test_without_the_key_nothing_is_told(open_shop: OpenShop, authorization: str | None) -> None:
    """Every call but the health check needs the key, and the answer is the same for any wrong one."""
    stranger = await open_shop.visitor()
    headers = {} if authorization is None else {b"authorization": authorization.encode("latin-1")}
    for method, path in (
        ("GET", "/api/orders?customer_id=C1003"),
        ("GET", "/api/orders/20417?customer_id=C1003"),
        ("POST", "/api/orders/20435/cancel"),
        ("GET", "/api/customers/C1003"),
        ("GET", "/api/products"),
        ("POST", "/api/faults"),
    ):
        answer = await stranger.request(method, path, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (401, "unauthorized")
    assert (await stranger.get("/health", headers=headers)).json() == {"ok": True}


async def test_two_keys_at_once_are_none(open_shop: OpenShop) -> None:
    """A right key beside a wrong one does not open."""
    stranger = await open_shop.visitor()
    both = [("authorization", "Bearer a-key-for-tests"), ("authorization", "Bearer x")]
    assert (await stranger.get("/api/products", headers=both)).status_code == 401


@pytest.mark.parametrize(
    "path, code, field",
    [
        ("/api/orders", "missing_field", "customer_id"),
        ("/api/orders?customer_id=", "missing_field", "customer_id"),
        ("/api/orders?customer_id=C1003&customer_id=C1004", "repeated_field", "customer_id"),
        ("/api/orders?customer_id=%00", "bad_characters", "customer_id"),
        ("/api/orders?customer_id=%ED%A0%80", "bad_characters", "customer_id"),
        ("/api/orders?customer_id=" + "C" * 300, "too_long", "customer_id"),
        ("/api/orders?customer_id=C1%20OR%201", "bad_format", "customer_id"),
        ("/api/orders/20417", "missing_field", "customer_id"),
        ("/api/orders/20417?customer_id=C1003&email=ana@example.com", "missing_field", "customer_id"),
        ("/api/orders/20417?email=ana", "bad_format", "email"),
        ("/api/orders/20417?email=a@b@c", "bad_format", "email"),
        ("/api/orders/20417?email=" + "a" * 300 + "@example.com", "too_long", "email"),
        ("/api/orders/%00?customer_id=C1003", "bad_format", "number"),
        ("/api/orders/20417%2F?customer_id=C1003", "bad_format", "number"),
        ("/api/orders/" + "9" * 21 + "?customer_id=C1003", "bad_format", "number"),
        ("/api/customers/%ff", "bad_format", "customer_id"),
    ],
)
async def test_a_bad_question_is_answered_with_the_field_at_fault(
    open_shop: OpenShop, path: str, code: str, field: str
) -> None:
    """Missing, repeated, overlong and unreadable fields are a 400 that names them."""
    answer = await open_shop.api.get(path)
    assert (answer.status_code, answer.json()["code"], answer.json()["field"]) == (400, code, field)


GOOD_RETURN = {"customer_id": "C1003", "reason": "Too small", "idempotency_key": "key-0001"}


@pytest.mark.parametrize(
    "changed, code, field",
    [
        ({"customer_id": None}, "missing_field", "customer_id"),
        ({"customer_id": 1003}, "wrong_type", "customer_id"),
        ({"customer_id": ["C1003"]}, "wrong_type", "customer_id"),
        ({"reason": ""}, "missing_field", "reason"),
        ({"reason": " \n "}, "missing_field", "reason"),
        ({"reason": "x" * 501}, "too_long", "reason"),
        ({"reason": "a\x00b"}, "bad_characters", "reason"),
        ({"reason": "\ud800"}, "bad_characters", "reason"),
        ({"reason": {"text": "no"}}, "wrong_type", "reason"),
        ({"idempotency_key": "short"}, "bad_format", "idempotency_key"),
        ({"idempotency_key": "k" * 129}, "bad_format", "idempotency_key"),
        ({"idempotency_key": "with space"}, "bad_format", "idempotency_key"),
        ({"idempotency_key": True}, "wrong_type", "idempotency_key"),
        ({"surprise": 1}, "unknown_field", None),
    ],
)
async def test_a_bad_wish_changes_nothing(open_shop: OpenShop, changed: dict[str, Any], code: str, field: str) -> None:
    """Each field is checked before anything is done."""
    body = json.dumps({**GOOD_RETURN, **changed})
    answer = await open_shop.api.post("/api/orders/20406/return", content=body)
    assert (answer.status_code, answer.json()["code"], answer.json().get("field")) == (400, code, field)
    order = (await open_shop.api.get("/api/orders/20406", params=ANA)).json()["order"]
    assert order["returnable"] is True


@pytest.mark.parametrize("body", [b"", b"[]", b"nothing", b'{"customer_id":', b"\xff", b"[" * 60_000])
async def test_a_body_that_is_no_json_object_is_a_400(open_shop: OpenShop, body: bytes) -> None:
    """Broken JSON never reaches the rules."""
    answer = await open_shop.api.post("/api/orders/20435/cancel", content=body)
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_json")


async def test_what_the_server_itself_refuses_has_the_same_shape(open_shop: OpenShop) -> None:
    """Too large, a wrong method and an unknown address are answered like everything else."""
    large = await open_shop.api.post("/api/orders/20435/cancel", content=b"x" * 70_000)
    assert (large.status_code, large.json()["code"]) == (413, "too_large")
    method = await open_shop.api.put("/api/orders/20435/cancel")
    assert (method.status_code, method.json()["code"]) == (405, "method_not_allowed")
    nowhere = await open_shop.api.get("/api/nowhere")
    assert (nowhere.status_code, nowhere.json()["code"]) == (404, "not_found")
