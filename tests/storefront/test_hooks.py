"""Webhooks: only what is signed is believed, and twice is once."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import logging

import httpx
import pytest

from tests.storefront.conftest import WEBHOOK_SECRET, Front
from tests.storefront.woo_shop import WooShop

ANA = {"customer_id": "7"}


def signature(body: bytes, secret: str = WEBHOOK_SECRET) -> str:
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


async def deliver(front: Front, body: bytes, **changed: str) -> httpx.Response:
    headers = {
        "content-type": "application/json",
        "x-wc-webhook-signature": signature(body),
        "x-wc-webhook-delivery-id": "delivery-1",
        "x-wc-webhook-topic": "order.updated",
        **changed,
    }
    return await front.api.post("/hooks/woocommerce", content=body, headers={**headers, "authorization": ""})


async def test_a_change_at_the_vendor_is_seen_at_once(front: Front, woo: WooShop) -> None:
    """Before the webhook the old answer is given, after it the new one; a second delivery of it changes nothing."""
    number = woo.add_order()
    assert (await front.api.get(f"/api/orders/{number}", params=ANA)).json()["order"]["state"] == "paid"
    woo.orders[number]["date_completed_gmt"] = "2026-11-21T10:00:00"
    assert (await front.api.get(f"/api/orders/{number}", params=ANA)).json()["order"]["state"] == "paid"
    body = json.dumps({"id": number, "billing": {"email": "ana@example.com"}}).encode()
    assert (await deliver(front, body)).json() == {"ok": True, "did": "forgot"}
    assert (await front.api.get(f"/api/orders/{number}", params=ANA)).json()["order"]["state"] == "shipped"
    assert (await deliver(front, body)).json() == {"ok": True, "did": "nothing"}
    assert (await deliver(front, body + b" ")).json() == {"ok": True, "did": "forgot"}


@pytest.mark.parametrize("wrong", ["", "nonsense", signature(b"other"), signature(b"{}", "another-secret"), "\xff"])
async def test_a_wrong_signature_is_refused(front: Front, wrong: str, caplog: pytest.LogCaptureFixture) -> None:
    """401, and the log has neither the body nor a name."""
    body = b'{"email": "ana@example.com"}'
    with caplog.at_level(logging.WARNING):
        answer = await front.api.post(
            "/hooks/woocommerce",
            content=body,
            headers=[(b"x-wc-webhook-signature", wrong.encode("latin-1")), (b"x-wc-webhook-topic", b"order.updated")],
        )
    assert (answer.status_code, answer.json()["code"]) == (401, "wrong_signature")
    assert "wrong signature" in caplog.text
    assert "ana@" not in caplog.text


async def test_a_changed_byte_breaks_the_signature(front: Front) -> None:
    """What is signed is the body as it came, not what it means."""
    body = b'{"id": 1}'
    answer = await deliver(front, b'{"id":1}', **{"x-wc-webhook-signature": signature(body)})
    assert answer.status_code == 401


@pytest.mark.parametrize("topic", ["", "action.woocommerce_thing", "orders/updated", "x" * 500])
async def test_unknown_topics_are_taken_and_ignored(front: Front, topic: str) -> None:
    """200, so that the vendor does not send them again, and nothing happens."""
    answer = await deliver(front, b"{}", **{"x-wc-webhook-topic": topic})
    assert (answer.status_code, answer.json()) == (200, {"ok": True, "did": "nothing"})


async def test_the_ping_of_a_new_webhook_is_answered(front: Front) -> None:
    """WooCommerce tries the address without a signature; anything else without one is refused."""
    form = {"content-type": "application/x-www-form-urlencoded"}
    ping = await front.api.post("/hooks/woocommerce", content=b"webhook_id=12", headers=form)
    assert ping.json() == {"ok": True, "did": "nothing"}
    assert (await front.api.post("/hooks/woocommerce", content=b"webhook_id=12&x=1", headers=form)).status_code == 401


async def test_only_the_own_vendor_has_a_door(front: Front) -> None:
    """The webhooks of another kind of shop come to nowhere."""
    assert (await front.api.post("/hooks/shopify", content=b"{}")).status_code == 404
