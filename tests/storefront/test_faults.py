"""A vendor that is slow, busy, broken or cut off: nothing is paid twice, nothing is lost, every error is typed."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.actions.conftest import ROOT, free_port
from tests.shop.conftest import API_KEY, JWT_SECRET
from tests.storefront import woo_shop
from tests.storefront.conftest import WEBHOOK_SECRET, Front, euros, woo_front
from tests.storefront.woo_shop import WooShop

pytestmark = pytest.mark.slow

ANA = {"customer_id": "7"}
REFUND: dict[str, Any] = {"kind": "refund", "amount": euros("5.00")}


async def test_a_busy_vendor_is_asked_again_when_it_says(front: Front, woo: WooShop) -> None:
    """429 twice with Retry-After: the third try is answered, after the pauses the vendor asked for."""
    number = woo.add_order()
    woo.server.breaks("status", status=429, times=2, headers={"retry-after": "2"}, body={"code": "slow_down"})
    assert (await front.api.get(f"/api/orders/{number}", params=ANA)).status_code == 200
    assert front.pauses.taken == [2.0, 2.0]


async def test_a_storm_of_429_ends_typed(front: Front, woo: WooShop) -> None:
    """A vendor that stays busy is unavailable, also for a change; the same key works once it is calm again."""
    number = str(woo.add_order())
    woo.server.breaks("status", method="POST", status=429, times=4, body={})
    busy = await front.give(number, **REFUND)
    assert (busy.status_code, busy.json()["code"]) == (503, "shop_unavailable")
    assert woo.paid_out == []
    assert (await front.give(number, **REFUND)).status_code == 200
    assert len(woo.paid_out) == 1


@pytest.mark.parametrize("how", ["cut", "status", "hang", "garbage"])
async def test_reads_are_repeated(front: Front, woo: WooShop, how: str) -> None:
    """Whatever goes wrong with a read once is not noticed by whoever asked."""
    number = woo.add_order()
    woo.server.breaks(how, method="GET", status=502, body="<html>", seconds=1.5)
    assert (await front.api.get(f"/api/orders/{number}", params=ANA)).status_code == 200


@pytest.mark.parametrize("how", ["cut_after", "late_status", "garbage", "hang"])
@pytest.mark.parametrize(
    "what",
    [
        REFUND,
        {"kind": "voucher", "amount": euros("10.00")},
        {"kind": "replacement", "amount": euros("41.00"), "sku": "FO-101"},
    ],
)
async def test_done_but_not_heard_is_done_once(front: Front, woo: WooShop, how: str, what: dict[str, Any]) -> None:
    """The vendor did it and its answer was lost: the same key finds it in the vendor's books."""
    number = str(woo.add_order(status="completed"))
    woo.server.breaks(how, method="POST", status=500, body={"code": "internal"}, seconds=1.4)
    unheard = await front.give(number, **what)
    assert (unheard.status_code, unheard.json()["code"]) == (503, "shop_unavailable")
    await asyncio.sleep(0.6 if how == "hang" else 0)
    again = await front.give(number, **what)
    assert again.status_code == 200, again.text
    assert (await front.give(number, **what)).text == again.text
    done = {"refund": len(woo.paid_out), "voucher": len(woo.coupons), "replacement": len(woo.orders) - 1}
    assert done[what["kind"]] == 1


@pytest.mark.parametrize("how", ["cut", "status"])
async def test_perhaps_not_done_is_asked_again_only_when_nothing_can_arrive(
    front: Front, woo: WooShop, how: str
) -> None:
    """The books hold nothing, but the request may still be under way: not before three minutes have gone."""
    number = str(woo.add_order())
    woo.server.breaks(how, method="POST", status=500, body={})
    assert (await front.give(number, **REFUND)).status_code == 503
    asked = woo.server.count("POST", "/refunds")
    assert (await front.give(number, **REFUND)).status_code == 503
    assert woo.server.count("POST", "/refunds") == asked
    other = await front.give(number, key="key-0002", **REFUND)
    assert other.json()["message"] == "Something else that was asked for this order is not settled yet."
    front.clock.turn(minutes=3)
    assert (await front.give(number, **REFUND)).status_code == 200
    assert len(woo.paid_out) == 1


async def test_a_cancellation_cut_in_the_middle_is_brought_to_its_end(front: Front, woo: WooShop) -> None:
    """The money went back and the order was not marked: asked again, it is marked, and no money moves."""
    number = woo.add_order()
    woo.server.breaks("cut", method="PUT")
    assert (await front.cancel(str(number))).status_code == 503
    assert [str(amount) for _, amount in woo.paid_out] == ["59.90"]
    again = await front.cancel(str(number))
    assert again.json()["order"]["state"] == "cancelled"
    assert len(woo.paid_out) == 1


async def test_a_proof_that_ran_out_does_not_hide_what_was_done(front: Front, woo: WooShop) -> None:
    """A guest's order: the refund was made, its answer lost, the proof is over; the same key still tells of it."""
    number, talk = woo.add_order(customer=0), {"conversation_id": "c_12345678"}
    await front.api.post(f"/api/orders/{number}/proofs", json={**talk, "email": "gus@example.com"})
    async with asyncio.timeout(10):
        while not front.mailbox.letters:
            await asyncio.sleep(0.02)
    await front.api.post(f"/api/orders/{number}/proofs/confirm", json={**talk, "code": "123456"})
    woo.server.breaks("cut_after", method="POST")
    wish = {**talk, **REFUND, "reason": "late", "idempotency_key": "key-0001"}
    assert (await front.api.post(f"/api/orders/{number}/remedies", json=wish)).status_code == 503
    front.clock.turn(minutes=31)
    assert (await front.api.post(f"/api/orders/{number}/remedies", json=wish)).status_code == 200
    assert len(woo.paid_out) == 1
    fresh = {**wish, "idempotency_key": "key-0002"}
    assert (await front.api.post(f"/api/orders/{number}/remedies", json=fresh)).status_code == 404


async def test_what_nobody_asks_about_any_more_is_settled(tmp_path: Path, woo: WooShop) -> None:
    """The storefront died before the vendor acted, and nobody asks again: the next one does, in time."""
    path, number = tmp_path / "storefront.db", str(woo.add_order())
    async with woo_front(path, woo) as before:
        woo.server.breaks("cut", method="POST")
        assert (await before.give(number, **REFUND)).status_code == 503
    with sqlite3.connect(path) as book:
        book.execute("UPDATE deeds SET asked_at = '2026-11-22T09:00:00Z'")
    async with woo_front(path, woo) as after:
        async with asyncio.timeout(10):
            while not woo.paid_out:
                await asyncio.sleep(0.02)
        assert (await after.give(number, **REFUND)).status_code == 200
    assert len(woo.paid_out) == 1


async def test_whoever_asked_may_go_away(front: Front, woo: WooShop) -> None:
    """The caller hangs up at once; the refund is made all the same, and the key tells so."""
    number = str(woo.add_order())
    woo.server.breaks("hang", method="POST", seconds=0.4)
    with pytest.raises(httpx.ReadTimeout):
        await front.api.post(
            f"/api/orders/{number}/remedies",
            json={**ANA, **REFUND, "reason": "late", "idempotency_key": "key-0001"},
            timeout=httpx.Timeout(5, read=0.1),
        )
    assert (await front.give(number, **REFUND)).status_code == 200
    assert len(woo.paid_out) == 1


async def test_a_refused_key_is_no_refusal_for_good(front: Front, woo: WooShop) -> None:
    """Our key was withdrawn at the vendor: unavailable, and the same wish works when it is given back."""
    number = str(woo.add_order())
    denied = {"code": "woocommerce_rest_cannot_create", "message": "Sorry."}
    woo.server.breaks("status", method="POST", status=401, body=denied)
    assert (await front.give(number, **REFUND)).status_code == 503
    assert (await front.give(number, **REFUND)).status_code == 200


@pytest.mark.parametrize("body", [[], {"id": 1}, "x", None, {"id": "a", "number": 7}])
async def test_strange_bodies_are_unavailability(front: Front, woo: WooShop, body: Any) -> None:
    """A document that is not as its documentation says is nobody's order."""
    number = woo.add_order()
    woo.server.breaks("status", status=200, body=body, times=9)
    answer = await front.api.get(f"/api/orders/{number}", params=ANA)
    assert (answer.status_code, answer.json()["code"]) == (503, "shop_unavailable")


async def test_the_log_names_nobody(front: Front, woo: WooShop, caplog: pytest.LogCaptureFixture) -> None:
    """After every kind of fault: no key of ours, no address, no reason, no body of the vendor's."""
    number = str(woo.add_order(customer=0))
    with caplog.at_level(logging.WARNING):
        for how in ("cut", "cut_after", "status", "garbage"):
            body = {"code": "x", "message": "for ana@example.com"}
            woo.server.breaks(how, times=9, status=401 if how == "status" else 500, body=body)
            await front.api.get(f"/api/orders/{number}", params={"email": "gus@example.com"})
            await front.give(number, key=f"key-of-{how}", reason="my secret reason", **REFUND)
            woo.server.faults.clear()
    assert "does not accept our key" in caplog.text
    for secret in (woo_shop.KEY, woo_shop.SECRET, API_KEY, "example.com", "secret reason", "Fatal"):
        assert secret not in caplog.text


async def test_one_question_for_many(front: Front, woo: WooShop) -> None:
    """Thirty consoles ask for one order at once: the vendor is asked once."""
    number = woo.add_order()
    await asyncio.gather(*(front.api.get(f"/api/orders/{number}", params=ANA) for _ in range(30)))
    assert woo.server.count("GET", f"/orders/{number}") == 1


@pytest.mark.parametrize("how", ["hang", "cut_after"])
def test_killed_between_ask_and_answer(tmp_path: Path, woo: WooShop, how: str) -> None:
    """kill -9 while the vendor works: the process after it finds the refund by itself, and the key tells of it."""
    number, port = str(woo.add_order()), free_port()
    url, environment = f"http://127.0.0.1:{port}", _environment(tmp_path, woo, port)
    body = {**ANA, **REFUND, "reason": "late", "idempotency_key": "key-0001"}
    woo.server.breaks(how, method="POST", seconds=1.0)
    first = _open(environment, url)
    _ask_and_hang_up(url, number, body)
    os.kill(first.pid, signal.SIGKILL)
    first.wait(10)
    deadline = time.monotonic() + 15
    second = _open(environment, url)
    try:
        answer = httpx.post(f"{url}/api/orders/{number}/remedies", json=body, headers=_headers(), timeout=20)
        while answer.status_code == 503 and time.monotonic() < deadline:
            time.sleep(0.3)
            answer = httpx.post(f"{url}/api/orders/{number}/remedies", json=body, headers=_headers(), timeout=20)
        assert answer.status_code == 200, answer.text
        assert len(woo.paid_out) == 1
    finally:
        second.terminate()
        second.wait(10)


def _headers() -> dict[str, str]:
    return {"authorization": f"Bearer {API_KEY}"}


def _environment(folder: Path, woo: WooShop, port: int) -> dict[str, str]:
    return {
        "WARMHAND_SHOP_KIND": "woocommerce",
        "WARMHAND_SHOP_PORT": str(port),
        "WARMHAND_SHOP_API_KEY": API_KEY,
        "WARMHAND_SHOP_JWT_SECRET": JWT_SECRET,
        "WARMHAND_SHOP_WEBHOOK_SECRET": WEBHOOK_SECRET,
        "WARMHAND_STOREFRONT_DATABASE": str(folder / "storefront.db"),
        "WARMHAND_WOOCOMMERCE_URL": woo.server.url,
        "WARMHAND_WOOCOMMERCE_KEY": woo_shop.KEY,
        "WARMHAND_WOOCOMMERCE_SECRET": woo_shop.SECRET,
        "SMTP_URL": "smtp://127.0.0.1:1",
    }


def _open(environment: dict[str, str], url: str) -> subprocess.Popen[bytes]:
    process = subprocess.Popen([sys.executable, "-m", "storefront"], cwd=ROOT, env={**os.environ, **environment})
    deadline = time.monotonic() + 45
    while time.monotonic() < deadline:
        assert process.poll() is None, "the storefront stopped at once"
        try:
            if httpx.get(f"{url}/health", timeout=1).status_code == 200:
                return process
        except httpx.HTTPError:
            time.sleep(0.05)
    raise AssertionError("the storefront was not there in time")


def _ask_and_hang_up(url: str, number: str, body: dict[str, Any]) -> None:
    """Ask, and go on when the request is at the vendor."""
    patience = httpx.Timeout(5, read=0.7)
    with contextlib.suppress(httpx.ReadTimeout):
        httpx.post(f"{url}/api/orders/{number}/remedies", json=body, headers=_headers(), timeout=patience)
