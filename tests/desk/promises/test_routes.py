"""Promises over HTTP and the socket at a running desk: who may, what is refused, what each side reads."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import connect

from desk.settings import Settings
from tests.desk.conftest import Running, Visitor, proof, running


@dataclass
class House:
    """A running desk; Ana talks to Maya."""

    desk: Running
    ana: Visitor
    maya: httpx.AsyncClient
    olu: httpx.AsyncClient

    @property
    def one(self) -> str:
        return f"/api/agent/conversations/{self.ana.conversation_id}/promises"

    async def make(self, **more: Any) -> httpx.Response:
        return await self.maya.post(self.one, json=wish(**more))


def day(ahead: int) -> str:
    return (datetime.now(UTC) + timedelta(days=ahead)).date().isoformat()


def wish(**more: Any) -> dict[str, Any]:
    return {"id": str(uuid.uuid4()), "what": "refund", "due_on": day(3)} | more


@pytest.fixture
async def house(desk_settings: Settings) -> AsyncIterator[House]:
    async with running(desk_settings) as desk:
        ana = await desk.visitor(proof(desk_settings, "C1003"))
        await ana.say("my refund is late")
        await ana.http.post(f"/api/widget/conversations/{ana.conversation_id}/handoff", json={})
        maya, olu = await desk.agent(), await desk.agent("olu@warmhand.example")
        claimed = await maya.post(f"/api/agent/conversations/{ana.conversation_id}/claim", json={})
        assert claimed.status_code == 200, claimed.text
        yield House(desk, ana, maya, olu)


async def test_made_moved_and_kept(house: House):
    """Over HTTP, as the console does it; the customer's own transcript has it too."""
    made = (await house.make(note="order 20417")).json()["promise"]
    assert (made["state"], made["standing"], made["due_on"], made["at"]) == ("open", "open", day(3), None)
    moved = await house.maya.post(
        f"/api/agent/promises/{made['id']}/move",
        json={"id": str(uuid.uuid4()), "due_on": day(5), "at": "10:30", "why": "The bank is slow."},
    )
    successor = moved.json()["promise"]
    assert (successor["moved_from"], successor["at"], successor["due_on"]) == (made["id"], "10:30", day(5))
    kept = await house.maya.post(f"/api/agent/promises/{successor['id']}/keep", json={"why": ""})
    assert kept.json()["promise"]["state"] == "kept"
    lines = await house.ana.until("kept a promise")
    assert sum("promise" in line for line in lines) == 3
    shown = (await house.maya.get(house.one)).json()["promises"]
    assert {each["state"] for each in shown} == {"kept", "moved"}
    rate = (await house.olu.get("/api/agent/promises/kept")).json()
    assert (rate["all"]["kept"], rate["all"]["moved"], rate["all"]["share"]) == (1, 1, 1.0)
    transcript = await house.ana.http.get(f"/api/widget/conversations/{house.ana.conversation_id}/transcript")
    assert "Maya promised: refund (order 20417)" in transcript.text, "the customer keeps it with the transcript"


@pytest.mark.parametrize(
    ("more", "status", "code"),
    [
        ({"due_on": "2026-02-30"}, 400, "invalid_field"),
        ({"due_on": "tomorrow"}, 400, "invalid_field"),
        ({"due_on": "2020-01-01"}, 409, "due_passed"),
        ({"due_on": "2099-01-01"}, 400, "due_too_far"),
        ({"at": "25:00"}, 400, "invalid_field"),
        ({"what": "miracle"}, 400, "invalid_field"),
        ({"what": "other"}, 400, "words_needed"),
        ({"what": "other", "note": "   "}, 400, "words_needed"),
        ({"note": "x" * 61}, 400, "invalid_field"),
        ({"note": "\x00"}, 400, "invalid_field"),
        ({"said_seq": 1}, 409, "not_said"),
        ({"id": "nonsense"}, 400, "invalid_field"),
    ],
)
async def test_what_is_refused(house: House, more: dict[str, Any], status: int, code: str):
    """Each with its code, and nothing is kept."""
    answer = await house.make(**more)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert (await house.maya.get(house.one)).json()["promises"] == []


async def test_roles(house: House):
    """Lists of the house are for supervisors; designers and customers have none of it."""
    made = (await house.make()).json()["promise"]
    ida, tom = await house.desk.agent("ida@warmhand.example"), await house.desk.agent("tom@warmhand.example")
    for path in ("/api/agent/promises", "/api/agent/promises/kept"):
        assert (await house.maya.get(path)).status_code == 403
        assert (await house.olu.get(path)).status_code == 200
    assert (await ida.get(house.one)).status_code == 403
    assert (await tom.post(house.one, json=wish())).json()["code"] == "not_yours"
    assert (await tom.post("/api/agent/promises/none/keep", json={})).json()["code"] == "promise_not_found"
    kept = await tom.post(f"/api/agent/promises/{made['id']}/withdraw", json={"why": "It was found."})
    assert kept.json()["promise"]["settled_by"] == "Tom", "a colleague may, under their own name"
    assert (await house.ana.http.get(house.one)).status_code == 401


async def test_the_list_narrows_down(house: House):
    """By what, by day, by how it stands, by who promised."""
    await house.make()
    await house.make(what="call_back", due_on=day(5), at="09:00")

    async def kinds(**query: str) -> list[str]:
        answer = await house.olu.get("/api/agent/promises", params=query)
        assert answer.status_code == 200, answer.text
        return [each["what"] for each in answer.json()["promises"]]

    assert await kinds() == ["refund", "call_back"]
    assert await kinds(what="call_back") == ["call_back"]
    assert await kinds(due_by=day(4)) == ["refund"]
    assert await kinds(standing="at_risk") == []
    assert await kinds(agent_id="a_tom") == []
    assert (await house.olu.get("/api/agent/promises?what=miracle")).status_code == 400


async def test_an_alarm_reaches_the_console_by_itself(house: House):
    """One for within the hour is at risk from the start: the round calls, the open console hears it."""
    cookie = house.maya.cookies.jar
    headers = {"Cookie": "; ".join(f"{each.name}={each.value}" for each in cookie), "Origin": house.desk.url}
    address = house.desk.url.replace("http", "ws") + "/api/agent/socket"
    async with connect(address, additional_headers=headers) as socket:
        soon = datetime.now(UTC) + timedelta(minutes=30)
        await house.make(what="call_back", due_on=soon.date().isoformat(), at=f"{soon:%H:%M}")
        async with asyncio.timeout(15):
            while True:
                frame = json.loads(await socket.recv())
                if frame["type"] == "desk" and frame["promises"] == 1:
                    break
    (called,) = (await house.maya.get("/api/agent/promises/calling")).json()["promises"]
    assert (called["standing"], called["customer"]) == ("at_risk", "Ana Petrova")
    assert not [line for line in await house.ana.texts() if "due soon" in line], "the alarm is the team's own"
