"""Giving over HTTP at a running desk: what each role is told, live and on asking."""

from __future__ import annotations

import asyncio
import json
import secrets
import sqlite3
import subprocess
import sys
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import connect

from desk.settings import Settings
from tests.desk.authority.conftest import SHIPPED
from tests.desk.conftest import Running, Visitor, proof, running
from tests.desk.programs import environment_of
from tests.house.sources import ROOT
from tests.shop.conftest import OpenShop


@dataclass
class House:
    """A running desk beside a running shop; Ana talks to Maya."""

    desk: Running
    shop: OpenShop
    ana: Visitor
    maya: httpx.AsyncClient
    olu: httpx.AsyncClient

    @property
    def one(self) -> str:
        return f"/api/agent/conversations/{self.ana.conversation_id}"

    async def give(self, minor: int, **more: Any) -> httpx.Response:
        return await self.maya.post(f"{self.one}/gifts", json=wish(minor, **more))

    async def ledger(self) -> list[dict[str, Any]]:
        return (await self.maya.get(f"{self.one}/gifts")).json()["grants"]


def wish(minor: int, **more: Any) -> dict[str, Any]:
    body = {"id": str(uuid.uuid4()), "order_number": SHIPPED, "gift": "voucher", "cause": "late"}
    return body | {"amount": {"minor": minor, "currency": "EUR"}} | more


@pytest.fixture
async def house(desk_settings: Settings, shop: OpenShop) -> AsyncIterator[House]:
    async with running(desk_settings) as desk:
        ana = await desk.visitor(proof(desk_settings, "C1003"))
        await ana.say("my parcel is late")
        await ana.http.post(f"/api/widget/conversations/{ana.conversation_id}/handoff", json={})
        maya, olu = await desk.agent(), await desk.agent("olu@warmhand.example")
        assert (await maya.post(f"/api/agent/conversations/{ana.conversation_id}/claim", json={})).status_code == 200
        yield House(desk, shop, ana, maya, olu)


async def test_what_can_be_given_and_what_would_be_said(house: House):
    """The offers come from the shop, the verdict from the matrix, with its reasons; nothing is kept by asking."""
    told = (await house.maya.get(f"{house.one}/orders/{SHIPPED}/gifts")).json()
    assert told["tier"] == "gold"
    assert {offer["gift"] for offer in told["offers"]} == {
        "refund", "replacement", "voucher", "shipping_upgrade", "gesture"
    }  # fmt: skip
    ask = {name: value for name, value in wish(3_001).items() if name != "id"}
    verdict = (await house.maya.post(f"{house.one}/gifts/check", json=ask)).json()["verdict"]
    assert (verdict["answer"], verdict["left"], verdict["matrix_version"]) == ("needs_approval", 3_000, 0)
    assert verdict["reasons"][0] == "€30.01 is more than the €30.00 agents may give as a voucher for a late delivery."
    assert await house.ledger() == []


async def test_the_customer_reads_it_and_the_ledger_keeps_it(house: House):
    """The line with the code reaches the widget; the ledger says who, what and under which version."""
    given = (await house.give(1_000)).json()["grant"]
    assert (given["state"], given["told"]["code"][:5]) == ("done", "WARM-")
    assert any(given["told"]["code"] in line for line in await house.ana.texts())
    (kept,) = await house.ledger()
    assert [(step["step"], step["by"], step["matrix_version"]) for step in kept["steps"]] == [
        ("asked", "Maya", 0),
        ("done", None, 0),
    ]
    assert kept["outcome"] == {"rating": None, "solved": None}


async def test_the_outcome_is_linked(house: House):
    """Solved and rated, the entry says both."""
    await house.give(1_000)
    await house.maya.post(
        f"{house.one}/resolve", json={"solved": True, "note": "", "contact_reason": None, "understood": []}
    )
    entries = await house.ana.entries()
    seq = next(entry["seq"] for entry in entries if entry["kind"] == "resolved")
    rated = await house.ana.http.post(
        f"/api/widget/conversations/{house.ana.conversation_id}/ratings", json={"seq": seq, "score": 5}
    )
    assert rated.status_code in (200, 201), rated.text
    assert (await house.ledger())[0]["outcome"] == {"rating": 5, "solved": True}


async def test_a_supervisor_hears_of_it_at_once_and_the_agent_of_the_answer(house: House):
    """The supervisor's socket counts one approval; the customer sees the voucher and nothing of the asking."""
    headers = {"Cookie": f"warmhand_agent={house.olu.cookies['warmhand_agent']}", "Origin": house.desk.url}
    async with connect(
        f"{house.desk.url.replace('http', 'ws')}/api/agent/socket", additional_headers=headers
    ) as socket:
        await _heard(socket, lambda frame: frame["type"] == "desk" and frame["approvals"] == 0)
        asked = (await house.give(5_000, with_approval=True)).json()["grant"]
        assert asked["state"] == "waiting"
        await _heard(socket, lambda frame: frame["type"] == "desk" and frame["approvals"] == 1)
        (line,) = (await house.olu.get("/api/agent/approvals")).json()["approvals"]
        assert (line["grant"]["id"], line["verdict"]["answer"], line["stage"]) == (asked["id"], "within", "all")
        done = (await house.olu.post(f"/api/agent/approvals/{asked['id']}", json={"approve": True})).json()["grant"]
        assert (done["state"], done["decided_by"]) == ("done", "Olu")
        await _heard(socket, lambda frame: frame["type"] == "desk" and frame["approvals"] == 0)
    seen = await house.ana.texts()
    assert not any("approv" in line for line in seen), "that it was asked for is the team's own"
    assert any("Maya gives you a voucher of €50.00" in line for line in seen)


async def test_an_agent_can_neither_list_nor_decide(house: House):
    """Supervisors only; and the matrix is not for agents either."""
    asked = (await house.give(5_000, with_approval=True)).json()["grant"]
    assert (await house.maya.get("/api/agent/approvals")).status_code == 403
    assert (await house.maya.post(f"/api/agent/approvals/{asked['id']}", json={"approve": True})).status_code == 403
    assert (await house.maya.get("/api/agent/authority")).status_code == 403


@pytest.mark.parametrize(
    ("changed", "status", "code"),
    [
        ({"amount": {"minor": 10.5, "currency": "EUR"}}, 400, "invalid_field"),
        ({"amount": {"minor": -1, "currency": "EUR"}}, 400, "invalid_field"),
        ({"amount": {"minor": 100, "currency": "ZZZ"}}, 400, "invalid_field"),
        ({"amount": {"minor": 100, "currency": "USD"}}, 409, "gift_impossible"),
        ({"gift": "car"}, 400, "invalid_field"),
        ({"order_number": "../../x"}, 400, "invalid_field"),
        ({"order_number": "20433"}, 409, "gift_impossible"),
        ({"id": "1"}, 400, "invalid_field"),
        ({"gift": "replacement"}, 409, "gift_impossible"),
        ({"amount": {"minor": 20_001, "currency": "EUR"}}, 403, "beyond_authority"),
        ({"amount": {"minor": 5_000, "currency": "EUR"}}, 409, "approval_needed"),
    ],
)
async def test_bad_wishes_are_refused_with_a_code(house: House, changed: dict[str, Any], status: int, code: str):
    """Each mistake by its own code, and nothing is kept."""
    answer = await house.give(100, **changed)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert await house.ledger() == []


async def test_odd_order_numbers_reach_no_other_address_of_the_shop(house: House):
    """A number that is a path is refused at the desk."""
    answer = await house.maya.get(f"{house.one}/orders/..%2F..%2Fcustomers/gifts")
    assert answer.status_code in (400, 404)


async def test_taking_back_over_http(house: House):
    """The undo button's call; too late or somebody else's id is a typed refusal."""
    given = (await house.give(1_000)).json()["grant"]
    assert given["undo_until"] is not None
    back = (await house.maya.post(f"{house.one}/gifts/{given['id']}/undo")).json()["grant"]
    assert (back["state"], back["undo_until"]) == ("undone", None)
    nothing = await house.maya.post(f"{house.one}/gifts/{uuid.uuid4()}/undo")
    assert (nothing.status_code, nothing.json()["code"]) == (404, "grant_not_found")


async def test_a_supervisor_writes_a_version_and_sees_what_it_would_change(house: House):
    """A stricter rule: one gift of the last 30 days would have needed approval; then the version is in force."""
    await house.give(2_500)
    now = (await house.olu.get("/api/agent/authority")).json()
    draft = {name: now["matrix"][name] for name in ("rules", "caps", "approvers", "undo_minutes")}
    for rule in draft["rules"]:
        if (rule["standing"], rule["gift"]) == ("agent", "voucher"):
            rule["up_to"] = 1_500
    draft |= {"based_on": 0, "why": "Vouchers were too easy."}
    would = (await house.olu.post("/api/agent/authority/preview", json=draft)).json()
    assert (would["asked"], would["changed"]) == (1, 1)
    assert (would["gifts"][0]["before"], would["gifts"][0]["after"]) == ("within", "needs_approval")
    written = (await house.olu.put("/api/agent/authority", json=draft)).json()["matrix"]
    assert (written["version"], written["by"], written["why"]) == (1, "Olu", "Vouchers were too easy.")
    again = await house.olu.put("/api/agent/authority", json=draft)
    assert (again.status_code, again.json()["code"]) == (409, "matrix_moved")
    assert (await house.give(2_000)).json()["code"] == "approval_needed"
    assert (await house.ledger())[0]["matrix_version"] == 0, "a decision names the version it was made under"


async def test_nobody_widens_their_own_authority(house: House):
    """A supervisor cannot change the rows of supervisors; an admin can."""
    now = (await house.olu.get("/api/agent/authority")).json()
    draft = {name: now["matrix"][name] for name in ("rules", "caps", "approvers", "undo_minutes")}
    draft["caps"]["supervisor"]["case"] += 1
    draft |= {"based_on": 0, "why": "More for me."}
    assert (await house.olu.put("/api/agent/authority", json=draft)).status_code == 403
    noor = await house.desk.agent("noor@warmhand.example")
    assert (await noor.put("/api/agent/authority", json=draft)).status_code == 200
    strange = draft | {"based_on": 1, "approvers": {"first": "a_maya", "deputy": None, "minutes": 3}}
    assert (await noor.put("/api/agent/authority", json=strange)).json()["field"] == "approvers"


TAMPERING = {
    "a line changed": "UPDATE authority_ledger SET detail = json_set(detail, '$.amount', 1) WHERE seq = 1",
    "a line removed": "DELETE FROM authority_ledger WHERE seq = 2",
    "the end cut off": "DELETE FROM authority_ledger WHERE seq = (SELECT max(seq) FROM authority_ledger)",
    "a charge made smaller": "UPDATE authority_charges SET amount = 1",
    "a charge released": "UPDATE authority_charges SET released_at = at",
    "a charge removed": "DELETE FROM authority_charges",
    "a charge in another name": "UPDATE authority_charges SET authority_of = 'a_tom'",
    "a grant of another amount": "UPDATE grants SET amount = 1",
    "a grant set back to be paid again": "UPDATE grants SET state = 'asked'",
    "a version of the matrix rewritten": "UPDATE authority_matrices SET document = json_set(document, '$.why', 'x')",
    "a version put in": "INSERT INTO authority_matrices SELECT 9, at, document FROM authority_matrices",
}


@pytest.mark.timeout(300)
async def test_the_command_finds_every_kind_of_tampering(house: House, tmp_path: Path):
    """A whole ledger verifies; whatever is done to a copy of the file behind the desk's back is found."""
    await house.give(1_000)
    now = (await house.olu.get("/api/agent/authority")).json()
    draft = {name: now["matrix"][name] for name in ("rules", "caps", "approvers", "undo_minutes")}
    await house.olu.put("/api/agent/authority", json=draft | {"based_on": 0, "why": "As before."})
    path = Path(house.desk.settings.database_url.partition("///")[2])
    whole = await _verify(house.desk.settings, path)
    assert whole[0] == 0, whole
    assert "The ledger of gifts is whole: 3 lines." in whole[1]
    for what, statement in TAMPERING.items():
        copy = tmp_path / "copy.db"
        with sqlite3.connect(path) as source, sqlite3.connect(copy) as target:
            source.backup(target)
        with sqlite3.connect(copy) as file:
            file.execute(statement)
        code, said = await _verify(house.desk.settings, copy)
        assert code == 1, f"{what}: {said}"
        copy.unlink()


async def _verify(wanted: Settings, path: Path) -> tuple[int, str]:
    environment = environment_of(wanted) | {
        "DATABASE_URL": f"sqlite+aiosqlite:///{path}",
        "WARMHAND_SHOP_API_KEY": secrets.token_urlsafe(24),
    }
    command = [sys.executable, "-m", "desk.customer_data", "verify"]
    done = await asyncio.to_thread(
        subprocess.run, command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    return done.returncode, done.stdout + done.stderr


async def _heard(socket: Any, wanted: Any) -> dict[str, Any]:
    async with asyncio.timeout(8):
        while True:
            frame = json.loads(await socket.recv())
            if wanted(frame):
                return frame
