"""Trouble over HTTP: who may, what is refused by field, and what a customer's widget is told."""

from __future__ import annotations

from typing import Any

import pytest

from desk.settings import Settings
from desk.warning.alarm import raised
from desk.warning.rise import Rise, Rule
from tests.desk.authority.conftest import desk_settings, shop
from tests.desk.conftest import Running, proof, running
from tests.desk.warning.test_alarm import RISE

__all__ = ["desk_settings", "shop"]

SCOPE = {"kind": "carrier", "value": "DHL"}
INCIDENT: dict[str, Any] = {
    "id": "0192aaaa-0000-7000-8000-000000000001", "alarm_id": "w_1", "name": "DHL is on strike",
    "reasons": ["delivery_late"], "scope": SCOPE, "answer": "Your parcel comes by Friday.", "banner": "DHL is late.",
    "tell": True,
}  # fmt: skip


async def with_alarm(desk: Running) -> None:
    """An alarm that somebody raised."""
    assert isinstance(RISE, Rise)
    assert RISE.rule is Rule.HISTORY
    ports = desk.desk.ports
    async with ports.record.change() as unit:
        await unit.warning.add(raised("w_1", RISE, ports.clock()))


async def test_agents_have_no_such_room(desk: Running) -> None:
    """Customers are told by who answers for it."""
    maya = await desk.agent()
    for method, path in (("GET", "troubles"), ("GET", "troubles/w_1"), ("POST", "incidents")):
        assert (await maya.request(method, f"/api/agent/{path}", json=INCIDENT)).status_code == 403


async def test_a_trouble_over_the_wire(desk: Running) -> None:
    """Listed, counted on the supervisor's desk, looked into, confirmed, shown to whom it is about, and ended."""
    await with_alarm(desk)
    olu = await desk.agent("olu@warmhand.example")
    assert (await olu.get("/api/agent/desk")).json()["troubles"] == 1
    assert (await (await desk.agent()).get("/api/agent/desk")).json()["troubles"] == 0
    listed = (await olu.get("/api/agent/troubles")).json()
    assert [alarm["id"] for alarm in listed["alarms"]] == ["w_1"]
    assert (await olu.get("/api/agent/troubles/w_1")).json()["people"] == []
    asked = {"reasons": ["delivery_late"], "scope": SCOPE}
    affected = (await olu.post("/api/agent/troubles/w_1/affected", json=asked)).json()["affected"]
    assert affected["customers"] == len(affected["list"]) > 3
    answer = await olu.post("/api/agent/incidents", json=INCIDENT)
    assert answer.status_code == 201
    assert answer.json()["incident"]["outcome"]["affected"] == affected["customers"]
    ana = await desk.visitor(proof(desk.settings))
    assert (await ana.http.get("/api/widget/conversation")).json()["conversation"]["notice"] == "DHL is late."
    stranger = await desk.visitor()
    assert (await stranger.http.get("/api/widget/conversation")).json()["conversation"]["notice"] is None
    end = f"/api/agent/incidents/{INCIDENT['id']}/end"
    assert (await olu.post(end, json={"words": "DHL drives again."})).json()["incident"]["state"] == "closed"
    assert (await ana.http.get("/api/widget/conversation")).json()["conversation"]["notice"] is None


@pytest.mark.parametrize(
    ("changed", "status", "code"),
    [
        ({"reasons": ["no_such_intent"]}, 400, "invalid_field"),
        ({"reasons": []}, 400, "invalid_field"),
        ({"answer": "short"}, 400, "invalid_field"),
        ({"banner": "x" * 201}, 400, "invalid_field"),
        ({"scope": {"kind": "colour", "value": "red"}}, 400, "invalid_field"),
        ({"scope": {"kind": "placed_on", "value": "yesterday"}}, 400, "invalid_field"),
        ({"id": "not-a-uuid"}, 400, "invalid_field"),
        ({"alarm_id": "w_2"}, 404, "alarm_not_found"),
    ],
)
async def test_what_is_refused(desk: Running, changed: dict[str, Any], status: int, code: str) -> None:
    """Bad words, unknown reasons, an alarm that is none."""
    await with_alarm(desk)
    olu = await desk.agent("olu@warmhand.example")
    answer = await olu.post("/api/agent/incidents", json=INCIDENT | changed)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_without_the_shop_nothing_is_confirmed(desk_settings: Settings) -> None:
    """Nobody would know whom it is about; the alarm waits."""
    async with running(desk_settings.model_copy(update={"shop_url": "http://127.0.0.1:1"})) as desk:
        await with_alarm(desk)
        olu = await desk.agent("olu@warmhand.example")
        answer = await olu.post("/api/agent/incidents", json=INCIDENT)
        assert (answer.status_code, answer.json()["code"]) == (503, "shop_unavailable")
        assert (await olu.get("/api/agent/troubles/w_1")).json()["shared"] is None
        assert (await olu.get("/api/agent/desk")).json()["troubles"] == 1


async def test_what_is_not_there(desk: Running) -> None:
    """Alarms and incidents nobody knows, and a dismissal without a reason."""
    await with_alarm(desk)
    olu = await desk.agent("olu@warmhand.example")
    assert (await olu.post("/api/agent/troubles/w_1/dismissal", json={"why": "no"})).status_code == 400
    missing = await olu.post("/api/agent/troubles/w_9/dismissal", json={"why": "a sale began"})
    assert missing.json()["code"] == "alarm_not_found"
    gone = await olu.post("/api/agent/incidents/i_9/end", json={"words": "It is over now."})
    assert gone.json()["code"] == "incident_not_found"
    dismissed = await olu.post("/api/agent/troubles/w_1/dismissal", json={"why": "a sale began"})
    assert dismissed.json()["alarm"]["why"] == "a sale began"
