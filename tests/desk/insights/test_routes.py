"""Insights over HTTP: who may, what is refused, and the CSV."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from tests.desk.conftest import Running

PLAN = {"title": "Broken parcels", "figure": "durable", "owner_id": "a_maya", "action": "Pack them better"}
ALL = "/api/insights/improvements"


async def test_the_figures_and_their_csv_are_the_same(desk: Running) -> None:
    """Every figure stands in the file for the period, the one before and each step; not kept by anybody on the way."""
    http = await desk.agent("olu@warmhand.example")
    told = (await http.get("/api/insights?days=7")).json()
    answer = await http.get("/api/insights/export?days=7")
    assert answer.headers["cache-control"] == "private, no-store"
    assert "insights-" in answer.headers["content-disposition"]
    lines = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert {len(line) for line in lines} == {11}
    assert len([line for line in lines if line[1] == "" and line[0] != "figure"]) == 9 * len(told["figures"])
    assert told["period"]["last"] == told["steps"][-1]["last"]


@pytest.mark.parametrize(
    "path, code",
    [
        ("?days=8", "invalid_field"), ("?days=x", "invalid_field"), ("?days=7&until=2999-01-01", "invalid_field"),
        ("?days=7&until=2026-02-31", "invalid_field"), ("/conversations?part=nothing", "no_such_part"),
        ("/conversations?first=2026-99-01", "invalid_field"), ("/conversations?page=-1", "invalid_field"),
    ],
)  # fmt: skip
async def test_what_cannot_be_looked_at(desk: Running, path: str, code: str) -> None:
    """Each with its code, nothing guessed."""
    http = await desk.agent("olu@warmhand.example")
    answer = await http.get(f"/api/insights{path}")
    assert (answer.status_code, answer.json()["code"]) == (400, code)


@pytest.mark.parametrize(
    "changed, field",
    [
        ({"title": " "}, "title"), ({"figure": "people"}, "figure"), ({"owner_id": "a_none"}, "owner_id"),
        ({"due_on": "2026-02-31"}, "due_on"), ({"title": "x\u0000"}, "title"), ({"more": 1}, "more"),
    ],
)  # fmt: skip
async def test_what_cannot_be_put_on_the_board(desk: Running, changed: dict[str, Any], field: str) -> None:
    """Each names the field."""
    http = await desk.agent("olu@warmhand.example")
    answer = await http.post(ALL, json=PLAN | changed)
    assert (answer.status_code, answer.json()["code"], answer.json()["field"]) == (400, "invalid_field", field)


async def test_the_board_over_http(desk: Running) -> None:
    """Begun, edited, done; a step that is not there, and a version from before, are refused."""
    http = await desk.agent("noor@warmhand.example")
    made = (await http.post(ALL, json=PLAN)).json()["improvements"][0]
    one = f"{ALL}/{made['id']}"
    edited = await http.put(one, json=PLAN | {"version": 1, "due_on": "2027-03-31"})
    assert edited.json()["improvements"][0]["due_on"] == "2027-03-31"
    assert (await http.put(one, json=PLAN | {"version": 1})).json()["code"] == "improvement_moved"
    done = await http.post(f"{one}/state", json={"version": 2, "to": "done", "remark": "New boxes"})
    told = done.json()["improvements"][0]
    assert (told["state"], told["effect"]["verdict"], told["next"]) == ("done", "too_early", ["doing"])
    assert told["history"][-1]["says"].endswith(": New boxes")
    wrong = await http.post(f"{one}/state", json={"version": 3, "to": "dropped"})
    assert wrong.json()["code"] == "wrong_state"
    gone = await http.post(f"{ALL}/i_none/state", json={"version": 1, "to": "doing"})
    assert (gone.status_code, gone.json()["code"]) == (404, "improvement_not_found")


async def test_no_letter_is_promised_without_a_mail_server(desk: Running) -> None:
    """Asking for it is refused with words."""
    http = await desk.agent("olu@warmhand.example")
    assert (await http.get("/api/insights/letter")).json() == {"wanted": False, "can_mail": False}
    refused = await http.put("/api/insights/letter", json={"wanted": True})
    assert (refused.status_code, refused.json()["code"]) == (409, "mail_not_set_up")


@pytest.mark.parametrize("email", ["maya@warmhand.example", "ida@warmhand.example"])
async def test_insights_are_for_supervisors(desk: Running, email: str) -> None:
    """Agents and designers are turned away from every one."""
    http = await desk.agent(email)
    for path in ("", "/conversations", "/export", "/improvements", "/letter"):
        assert (await http.get(f"/api/insights{path}")).status_code == 403
