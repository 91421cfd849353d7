"""The way over HTTP: how a customer waits, and what agents do with offers, status, transfers and messages left."""

from __future__ import annotations

import uuid
from typing import Any

import httpx
import pytest

from tests.desk.conftest import Running, Visitor, proof

# Each with a record of its own: left to `make test`.
pytestmark = pytest.mark.slow


async def in_line(desk: Running, who: str | None = None) -> Visitor:
    """A visitor who waits."""
    ana = await desk.visitor(who)
    await ana.http.post(f"/api/widget/conversations/{ana.conversation_id}/handoff", json={})
    return ana


async def until_offer(maya: httpx.AsyncClient, desk: Running) -> dict[str, Any]:
    """The offer before an agent who is at the desk, once it comes."""
    await desk.desk.presence.seen("a_maya")
    await desk.desk.line_rounds.once()
    found = (await maya.get("/api/agent/desk")).json()
    assert found["offer"], found
    return dict(found["offer"])


async def test_waiting_contract_over_http(desk: Running) -> None:
    """Choices are accepted and repeated in the waiting panel; an e-mail nobody can send is not promised."""
    ana = await in_line(desk)
    wait = f"/api/widget/conversations/{ana.conversation_id}/wait"
    refused = await ana.http.put(wait, json={"contract": "mail_me", "email": "ana@example.com"})
    assert (refused.status_code, refused.json()["code"]) == (409, "mail_not_set_up")
    kept = await ana.http.put(wait, json={"contract": "keep_waiting"})
    waiting = kept.json()["conversation"]["waiting"]
    assert (waiting["contract"], waiting["can_mail"], waiting["position"]) == ("keep_waiting", False, 1)
    tried = await ana.http.put(wait, json={"contract": "bot_meanwhile"})
    conversation = tried.json()["conversation"]
    assert (conversation["state"], conversation["waiting"]["position"]) == ("with_bot", 1)
    await ana.say("do you know?")
    await ana.until("You said: do you know?")


async def test_left_message_over_http(desk: Running) -> None:
    """Left, shown in the follow-ups view with its due time, taken up by one of two agents."""
    ana = await in_line(desk)
    body = {"id": str(uuid.uuid4()), "text": "the lamp flickers", "email": "ana@example.com"}
    left = await ana.http.post(f"/api/widget/conversations/{ana.conversation_id}/left-message", json=body)
    assert left.status_code == 201
    assert left.json()["conversation"]["state"] == "message_left"
    assert left.json()["conversation"]["left"]["email"] is None
    maya, tom = await desk.agent(), await desk.agent("tom@warmhand.example")
    inbox = (await maya.get("/api/agent/conversations?view=follow_ups")).json()
    assert inbox["counts"]["follow_ups"] == 1
    (line,) = inbox["conversations"]
    assert (line["follow_up"]["text"], line["follow_up"]["email"]) == ("the lamp flickers", "ana@example.com")
    take_up = f"/api/agent/follow-ups/{line['follow_up']['id']}/take-up"
    assert (await maya.post(take_up, json={})).json()["conversation"]["state"] == "with_agent"
    assert (await tom.post(take_up, json={})).json()["code"] == "already_claimed"


async def test_offer_over_http(desk: Running) -> None:
    """Passed once and taken once; somebody else's offer does not exist for others."""
    ana = await in_line(desk)
    maya, tom = await desk.agent(), await desk.agent("tom@warmhand.example")
    offer = await until_offer(maya, desk)
    assert offer["conversation_id"] == ana.conversation_id
    assert offer["why"][0].startswith("waiting ")
    assert (await tom.post(f"/api/agent/offers/{offer['id']}/take", json={})).status_code == 404
    passed = await maya.post(f"/api/agent/offers/{offer['id']}/pass", json={})
    assert passed.json()["offer"] is None
    late = await maya.post(f"/api/agent/offers/{offer['id']}/take", json={})
    assert (late.status_code, late.json()["code"]) == (409, "offer_gone")


async def test_the_inbox_says_why_first(desk: Running) -> None:
    """The waiting view is in the line's order, with words for it."""
    first, second = await in_line(desk), await in_line(desk, proof(desk.settings))
    maya = await desk.agent()
    shown = (await maya.get("/api/agent/conversations?view=waiting")).json()["conversations"]
    assert [line["id"] for line in shown] == [second.conversation_id, first.conversation_id]
    assert "gold customer (+2 min)" in shown[0]["line"]["why"]
    assert [line["line"]["rank"] for line in shown] == sorted(line["line"]["rank"] for line in shown)


async def test_status_over_http(desk: Running) -> None:
    """An agent switches the own status, which stays when a supervisor sets up their seat."""
    maya, olu = await desk.agent(), await desk.agent("olu@warmhand.example")
    away = await maya.put("/api/agent/desk/status", json={"status": "away"})
    assert away.json()["seat"]["status"] == "away"
    seat = {"capacity": 2, "skills": ["care"], "languages": ["en", "de"]}
    assert (await olu.patch("/api/agent/people/a_maya", json={"version": 1, "seat": seat})).status_code == 200
    people = (await maya.get("/api/agent/colleagues")).json()["agents"]
    found = next(person["seat"] for person in people if person["id"] == "a_maya")
    assert (found["capacity"], found["languages"], found["status"]) == (2, ["de", "en"], "away")


async def test_transfer_over_http(desk: Running) -> None:
    """With a note, to a colleague; the customer keeps waiting in state `waiting`."""
    ana = await in_line(desk)
    maya = await desk.agent()
    one = f"/api/agent/conversations/{ana.conversation_id}"
    await maya.post(f"{one}/claim", json={})
    passed = await maya.post(f"{one}/transfer", json={"agent_id": "a_tom", "note": "likes tea"})
    assert passed.json()["conversation"]["state"] == "waiting"
    assert passed.json()["conversation"]["line"]["for_agent"] == "a_tom"
    assert (await maya.get(one)).json()["brief"]["evidence"] == ["Maya: likes tea"]
    assert "likes tea" not in str(await ana.entries())


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PUT", "/api/agent/desk/status", {"status": "asleep"}),
        ("PATCH", "/api/agent/people/a_maya", {"version": 1, "seat": {"capacity": -1}}),
        ("PATCH", "/api/agent/people/a_maya", {"version": 1, "seat": {"capacity": True}}),
        ("PATCH", "/api/agent/people/a_maya", {"version": 1, "seat": {"capacity": 2, "languages": ["English"]}}),
        ("PATCH", "/api/agent/people/a_maya", {"version": 1, "seat": {"capacity": 2, "skills": ["x" * 41]}}),
    ],
)
async def test_bad_input_is_refused(desk: Running, method: str, path: str, body: dict[str, Any]) -> None:
    """Typed refusals, nothing stored."""
    olu = await desk.agent("olu@warmhand.example")
    refused = await olu.request(method, path, json=body)
    assert (refused.status_code, refused.json()["code"]) == (400, "invalid_field")
    seat = next(p for p in (await olu.get("/api/agent/colleagues")).json()["agents"] if p["id"] == "a_maya")["seat"]
    assert (seat["status"], seat["capacity"], seat["languages"]) == ("available", 4, ["en"])
