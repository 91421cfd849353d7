"""The customer's own page and the greeting over the wire: for the right person, and for nobody else."""

from __future__ import annotations

import uuid

from tests.desk.bot_side import Bot
from tests.desk.conftest import Running, proof

ON_BOTH_DATABASES = True


async def test_the_page_is_seen_and_changed_by_its_owner_alone(desk: Running) -> None:
    """Anonymous: refused. Another customer's page shows their own. Logged out: over at once."""
    ana, tom = await desk.visitor(proof(desk.settings)), await desk.visitor(proof(desk.settings, "C1004", "Tom"))
    anonymous = await desk.visitor()
    refused = await anonymous.http.post("/api/widget/about-me", json={})
    assert (refused.status_code, refused.json()["code"]) == (409, "not_vouched_for")
    mine = (await ana.http.post("/api/widget/about-me", json={})).json()["path"]
    theirs = (await tom.http.post("/api/widget/about-me", json={})).json()["path"]
    async with desk.http() as browser:
        kept = await browser.post(mine, data={"what": "delivery", "value": "<b>Annie</b>"})
        assert kept.status_code == 303
        shown = (await browser.get(mine)).text
        assert "&lt;b&gt;Annie&lt;/b&gt;" in shown
        assert "<b>Annie" not in shown
        assert "Annie" not in (await browser.get(theirs)).text
        for wrong in ({"what": "shoe size", "value": "42"}, {"what": "language", "value": "xx"}, {},
                      {"what": "called", "value": "<b>Annie</b>"},
                      {"what": "birthday", "day": "31", "month": "4", "agreed": "yes"}):  # fmt: skip
            assert (await browser.post(mine, data=wrong)).status_code == 400
        assert (await browser.post(mine, data={"what": "birthday", "day": "3", "month": "4"})).status_code == 303
        assert "You agreed on" not in (await browser.get(mine)).text
        await ana.http.delete("/api/widget/sessions/current")
        assert (await browser.get(mine)).status_code == 403
        assert (await browser.post(mine, data={"what": "called", "value": ""})).status_code == 403
        assert (await browser.get("/about-me/invented")).status_code == 403


async def test_only_the_verified_are_greeted_by_the_name_they_like(desk: Running, bot: Bot) -> None:
    """An agent's note is used by the assistant; a stranger, and another customer, hear nothing of it."""
    assert bot
    ana = await desk.visitor(proof(desk.settings))
    maya = await desk.agent()
    one = f"/api/agent/conversations/{ana.conversation_id}"
    body = {"id": str(uuid.uuid4()), "kind": "called", "value": "Annie"}
    told = await maya.post(f"{one}/preferences", json=body)
    assert told.json()["preferences"][0]["by"] == "Maya"
    await ana.say("where is 20417")
    assert (await ana.until("You said"))[-1] == "bot: Hello Annie. You said: where is 20417"
    await ana.say("and 20406")
    assert (await ana.until("You said: and 20406"))[-1] == "bot: You said: and 20406"
    stranger, tom = await desk.visitor(), await desk.visitor(proof(desk.settings, "C1004", "Tom"))
    await stranger.say("where is 20417")
    assert (await stranger.until("You said"))[-1] == "bot: You said: where is 20417"
    await tom.say("where is 20417")
    assert (await tom.until("You said"))[-1] == "bot: Hello Tom. You said: where is 20417"
    assert (await maya.get(f"/api/agent/conversations/{stranger.conversation_id}/profile")).json() == {
        "verified": False
    }


async def test_rules_are_written_by_those_who_lead(desk: Running) -> None:
    """Agents are refused; a version that was begun from an older one is, too; what makes no sense has its field."""
    maya, olu = await desk.agent(), await desk.agent("olu@warmhand.example")
    path = "/api/agent/relationship/rules"
    assert (await maya.get(path)).status_code == 403
    now = (await olu.get(path)).json()["rules"]
    draft = {key: now[key] for key in ("segments", "thanks_after", "thanks_words", "birthday_words")}
    draft |= {"why": "test", "based_on": now["version"], "thanks_after": [3, 3, 7]}
    assert (await olu.post(path, json=draft)).json()["rules"]["thanks_after"] == [3, 7]
    assert (await olu.post(path, json=draft)).json()["code"] == "rules_moved"
    wrong = draft | {"based_on": 1, "thanks_after": [0]}
    assert (await olu.post(path, json=wrong)).json()["field"] == "thanks_after"
    assert (await olu.get("/api/insights/segments?days=7")).status_code == 200
