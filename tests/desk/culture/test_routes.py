"""Culture over HTTP: who may, what is refused, and that a round finds praise by itself."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.desk.conftest import Bot, Running


async def test_praise_of_the_assistant_finds_its_way_by_itself(desk: Running, bot: Bot) -> None:
    """Said in the widget; seconds later it hangs on the wall with the assistant's share, and a designer sees it too."""
    visitor = await desk.visitor()
    await visitor.say("where is my parcel")
    await visitor.until("You said: where is my parcel")
    await visitor.say("wow, your chatbot is really helpful")
    ida = await desk.agent("ida@warmhand.example")
    deadline = asyncio.get_running_loop().time() + 30
    while not (wall := (await ida.get("/api/agent/praise")).json()["praise"]):
        assert asyncio.get_running_loop().time() < deadline, "nothing came"
        await asyncio.sleep(0.3)
    (told,) = wall
    assert told["words"] == "wow, your chatbot is really helpful"
    assert [(each["bot"], each["answers"], each["of"]) for each in told["credits"]] == [(True, 1, 1)]
    assert (told["conversation_id"], told["may_hide"]) == (None, False)
    refused = await ida.put(f"/api/agent/praise/{told['id']}", json={"hidden": True})
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    olu = await desk.agent("olu@warmhand.example")
    assert (await olu.put(f"/api/agent/praise/{told['id']}", json={"hidden": True})).status_code == 200
    assert (await ida.get("/api/agent/praise")).json()["praise"] == []


@pytest.mark.parametrize(
    "method, path, body, status, code",
    [
        ("PUT", "/praise/r_none", {"hidden": True}, 404, "praise_not_found"),
        ("PUT", "/praise/r_none", {"hidden": "yes"}, 400, "invalid_field"),
        ("PUT", "/praise/r_none", {"hidden": True, "more": 1}, 400, "invalid_field"),
        ("POST", "/practice/sessions", {"exercise": "x_none"}, 404, "practice_not_found"),
        ("POST", "/practice/sessions", {"exercise": "x\u0000"}, 400, "invalid_field"),
        ("GET", "/practice/sessions/t_none", None, 404, "practice_not_found"),
        ("POST", "/practice/sessions/t_none/answers", {"step": 0, "text": "hi"}, 404, "practice_not_found"),
        ("POST", "/practice/sessions/t_none/answers", {"step": -1, "text": "hi"}, 400, "invalid_field"),
        ("POST", "/practice/sessions/t_none/answers", {"step": 0, "text": " "}, 400, "invalid_field"),
    ],
)  # fmt: skip
async def test_what_is_refused(desk: Running, method: str, path: str, body: Any, status: int, code: str) -> None:
    """Each with its code, nothing guessed."""
    http = await desk.agent("olu@warmhand.example")
    answer = await http.request(method, f"/api/agent{path}", json=body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_care_and_practice_are_for_those_who_answer(desk: Running) -> None:
    """Designers are turned away, strangers too; an agent gets no team."""
    ida = await desk.agent("ida@warmhand.example")
    for path in ("care", "practice"):
        assert (await ida.get(f"/api/agent/{path}")).status_code == 403
    async with desk.http() as nobody:
        for path in ("praise", "care", "practice"):
            assert (await nobody.get(f"/api/agent/{path}")).status_code == 401
    maya = await desk.agent()
    assert (await maya.get("/api/agent/care")).json() == {"own": [], "team": None}
    assert (await maya.get("/api/agent/practice")).json()["exercises"] == []
