"""Faults on request, for tests of whoever calls the shop."""

from __future__ import annotations

import time
from typing import Any

import pytest

from tests.shop.conftest import OpenShop

PRODUCTS = "/api/products"


async def test_without_the_switch_there_are_no_faults(open_shop: OpenShop) -> None:
    """A shop that is not under test knows no such address, key or not."""
    assert (await open_shop.api.post("/api/faults", json={"status": 500})).status_code == 404
    assert (await open_shop.api.delete("/api/faults")).status_code == 404
    assert (await open_shop.api.get(PRODUCTS)).status_code == 200


async def test_a_fault_lasts_as_often_as_asked(faulty_shop: OpenShop) -> None:
    """Two calls fail with the given status and body, the third is answered again."""
    fault = {"status": 503, "body": {"code": "closed"}, "times": 2}
    assert (await faulty_shop.api.post("/api/faults", json=fault)).json() == {"ok": True}
    for _ in range(2):
        answer = await faulty_shop.api.get(PRODUCTS)
        assert (answer.status_code, answer.json()) == (503, {"code": "closed"})
    assert (await faulty_shop.api.get(PRODUCTS)).status_code == 200


async def test_a_fault_without_a_count_lasts_until_taken_back(faulty_shop: OpenShop) -> None:
    """Health and the faults themselves are never at fault, whatever the path says; broken bodies can be sent."""
    await faulty_shop.api.post("/api/faults", json={"status": 200, "body": "{broken", "path": "/"})
    for _ in range(3):
        assert (await faulty_shop.api.get(PRODUCTS)).text == "{broken"
    assert (await faulty_shop.api.get("/")).text == "{broken"
    assert (await faulty_shop.api.get("/health")).json() == {"ok": True}
    assert (await faulty_shop.api.delete("/api/faults")).json() == {"ok": True}
    assert (await faulty_shop.api.get(PRODUCTS)).status_code == 200


async def test_a_fault_meets_only_its_path(faulty_shop: OpenShop) -> None:
    """The prefix decides; other calls neither fail nor count."""
    await faulty_shop.api.post("/api/faults", json={"status": 500, "times": 1, "path": "/api/orders"})
    assert (await faulty_shop.api.get(PRODUCTS)).status_code == 200
    assert (await faulty_shop.api.get("/api/orders", params={"customer_id": "C1003"})).status_code == 500
    assert (await faulty_shop.api.get("/api/orders", params={"customer_id": "C1003"})).status_code == 200


async def test_latency_delays_the_true_answer(faulty_shop: OpenShop) -> None:
    """Without a status the answer is right, only late."""
    await faulty_shop.api.post("/api/faults", json={"latency_ms": 300, "times": 1})
    started = time.monotonic()
    answer = await faulty_shop.api.get(PRODUCTS)
    assert time.monotonic() - started >= 0.3
    assert (answer.status_code, len(answer.json()["products"])) == (200, 14)


@pytest.mark.parametrize(
    "fault, field",
    [
        ({"latency_ms": -1}, "latency_ms"),
        ({"latency_ms": 60_001}, "latency_ms"),
        ({"latency_ms": "10"}, "latency_ms"),
        ({"status": 100}, "status"),
        ({"status": True}, "status"),
        ({"times": 0}, "times"),
        ({"path": "api"}, "path"),
        ({"body": "x" * 10_001}, "body"),
        ({"body": "\u0000"}, "body"),
    ],
)
async def test_a_fault_is_checked_like_any_input(faulty_shop: OpenShop, fault: dict[str, Any], field: str) -> None:
    """A bad fault is refused and sets nothing."""
    answer = await faulty_shop.api.post("/api/faults", json=fault)
    assert (answer.status_code, answer.json()["field"]) == (400, field)
    assert (await faulty_shop.api.get(PRODUCTS)).status_code == 200
