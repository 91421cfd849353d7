"""The desk is killed with -9 while it gives: whatever the moment, each gift is paid once, charged once, told once."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import threading
import time
import uuid
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.journeys.house import ROOT, House, eventually, open_house

pytestmark = pytest.mark.timeout(900)

ROUNDS = 10
ORDER = "20417"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house of its own."""
    opened = open_house(tmp_path_factory.mktemp("gifts"))
    yield opened
    opened.stop()


def test_a_desk_killed_while_it_gives_pays_once(house: House) -> None:
    """Ten vouchers; the desk dies at another moment of each, from before it reads to after the shop has acted. The
    agent's browser asks again with the same id, as it does, and the desk asks the shop by itself as well."""
    conversation_id = talking(house)
    maya = signed_in(house, "maya@warmhand.example")
    given = []
    for number in range(ROUNDS):
        body = {
            "id": str(uuid.uuid4()),
            "order_number": ORDER,
            "gift": "voucher",
            "cause": "late",
            "amount": {"minor": 100 + number, "currency": "EUR"},
        }
        given.append(body["id"])
        killer = threading.Thread(target=killed_after, args=(house, number * 0.006))
        killer.start()
        asks(maya, conversation_id, body)
        killer.join()
        house.until_up("desk")
        if number % 2:
            eventually(
                lambda body=body: asks(maya, conversation_id, body) == "done", "the second click is answered", 60
            )
    for grant_id in given:
        eventually(lambda grant_id=grant_id: state(house, grant_id) in ("done", None), f"{grant_id} is settled", 60)
    done = [grant_id for grant_id in given if state(house, grant_id) == "done"]
    assert len(done) >= ROUNDS // 2
    with sqlite3.connect(f"file:{house.var / 'shop.db'}?mode=ro", uri=True) as shop:
        amounts = sorted(amount for (amount,) in shop.execute("SELECT amount FROM remedies"))
    assert amounts == sorted(100 + given.index(grant_id) for grant_id in done), "each amount once, and no other"
    told = [text for _, _, text in lines(house, conversation_id) if text and "gives you a voucher" in text]
    assert len(told) == len(done)
    verified = subprocess.run(
        [str(ROOT / "bin/verify-audit")], env=house.environment, capture_output=True, text=True, check=False
    )
    assert verified.returncode == 0, verified.stderr
    assert "The ledger of gifts is whole" in verified.stdout


def killed_after(house: House, seconds: float) -> None:
    time.sleep(seconds)
    before = house.restarts("desk")
    pid = house.pid("desk")
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    eventually(lambda: house.restarts("desk") > before, "the supervisor notices")


def asks(maya: httpx.Client, conversation_id: str, body: dict[str, Any]) -> str:
    """The state the desk answers, or what went wrong."""
    try:
        answer = maya.post(f"/api/agent/conversations/{conversation_id}/gifts", json=body)
    except httpx.HTTPError as failure:
        return type(failure).__name__
    return str(answer.json()["grant"]["state"]) if answer.status_code == 200 else answer.text


def state(house: House, grant_id: str) -> str | None:
    """How the record has it; None when nothing was stored before the desk died."""
    with sqlite3.connect(f"file:{house.var / 'desk.db'}?mode=ro", uri=True) as desk:
        row = desk.execute("SELECT state FROM grants WHERE id = ?", (grant_id,)).fetchone()
    return row[0] if row else None


def lines(house: House, conversation_id: str) -> list[tuple[int, str, str | None]]:
    with sqlite3.connect(f"file:{house.var / 'desk.db'}?mode=ro", uri=True) as desk:
        return list(
            desk.execute(
                "SELECT seq, kind, line FROM entries WHERE conversation_id = ? ORDER BY seq", (conversation_id,)
            )
        )


def talking(house: House) -> str:
    """The shop's customer C1003, whom Maya has taken on."""
    with httpx.Client(base_url=house.url("shop"), trust_env=False) as shop:
        token = shop.get("/sign-in").text.split('name="form_token" value="', 1)[1].split('"', 1)[0]
        shop.post("/sign-in", data={"customer_id": "C1003", "form_token": token})
        identity = shop.get("/widget-token").json()["token"]
    with httpx.Client(base_url=house.url("desk"), trust_env=False, timeout=20) as widget:
        begun = widget.post("/api/widget/sessions", json={"identity": identity}).json()
        widget.headers["authorization"] = f"Bearer {begun['token']}"
        conversation_id = str(widget.post("/api/widget/conversations", json={}).json()["conversation"]["id"])
        widget.post(f"/api/widget/conversations/{conversation_id}/handoff", json={})
    maya = signed_in(house, "maya@warmhand.example")
    assert maya.post(f"/api/agent/conversations/{conversation_id}/claim", json={}).status_code == 200
    return conversation_id


def signed_in(house: House, email: str) -> httpx.Client:
    http = httpx.Client(base_url=house.url("desk"), trust_env=False, timeout=20)
    http.headers["origin"] = house.url("desk")
    answer = http.post("/api/agent/sign-in", json={"email": email, "password": house.agent_password})
    http.headers["x-csrf-token"] = answer.json()["csrf_token"]
    return http
