"""The way through the desk, with real HTTP and a real record."""

from __future__ import annotations

import asyncio
import uuid

import pytest

from tests.desk.conftest import Bot, Running, proof

ON_BOTH_DATABASES = True

HANDOFF = {"reason": "frustration", "evidence": ["three exclamation marks"]}


async def test_customer_asks_and_bot_answers(desk: Running, bot: Bot) -> None:
    """A message is stored, numbered and answered; the bot learns who speaks from the desk alone."""
    ana = await desk.visitor(proof(desk.settings))
    sent = await ana.say("where is 20417")
    assert sent.status_code == 201
    assert sent.json()["entry"]["seq"] == 1
    assert await ana.until("You said") == ["customer: where is 20417", "bot: Hello Ana. You said: where is 20417"]
    heard = bot.turns[0]["customer"]
    assert heard.pop("address").startswith("a_")
    assert heard == {
        "verified": True,
        "customer_id": "C1003",
        "name": "Ana Petrova",
        "email": "ana@example.com",
    }


async def test_handoff_to_resolution(desk: Running, bot: Bot) -> None:
    """Handoff with a brief, claim, reply, hand back without replay, second handoff, resolve, reopen with the bot."""
    bot.answer_to(
        "this is a joke", replies=[], handoff=HANDOFF, facts=[{"asked": "order", "answered": "late", "ok": True}]
    )
    ana = await desk.visitor(proof(desk.settings))
    await ana.say("where is my order")
    await ana.until("You said")
    await ana.say("this is a joke")
    seen = await ana.until("Your place in line is kept")
    assert seen[-2] == "system: Waiting for a person from our team"

    maya = await desk.agent()
    inbox = (await maya.get("/api/agent/conversations?view=waiting")).json()
    assert inbox["counts"]["waiting"] == 1
    one = f"/api/agent/conversations/{ana.conversation_id}"
    brief = (await maya.get(one)).json()["brief"]
    assert brief["reason"] == "frustration"
    assert brief["customer"]["verified"] is True
    assert brief["shop"] == [{"asked": "order", "answered": "late", "ok": True}]
    assert [line["text"] for line in brief["asked"]] == ["where is my order", "this is a joke"]

    assert (await maya.post(f"{one}/claim", json={})).json()["conversation"]["state"] == "with_agent"
    await maya.post(f"{one}/messages", json={"id": str(uuid.uuid4()), "text": "I am on it"})
    await ana.until("agent: I am on it")
    await ana.say("thank you")
    await maya.post(f"{one}/hand-back", json={})
    await ana.say("one more thing")
    await ana.until("You said: one more thing")
    assert [turn["text"] for turn in bot.turns] == ["where is my order", "this is a joke", "one more thing"]
    assert bot.handbacks[0]["stretch"] == [
        {"author": "agent", "text": "I am on it"},
        {"author": "customer", "text": "thank you"},
    ]

    again = await ana.http.post(f"/api/widget/conversations/{ana.conversation_id}/handoff", json={})
    assert again.json()["conversation"]["waiting"]["position"] == 1
    await maya.post(f"{one}/claim", json={})
    done = await maya.post(f"{one}/resolve", json={"solved": True, "note": "sent again"})
    assert done.json()["conversation"]["state"] == "closed"
    await ana.say("hello again")
    assert (await ana.until("You said: hello again"))[-3] == "system: Conversation reopened"


@pytest.mark.slow
async def test_reply_that_comes_after_the_handoff_is_dropped(desk: Running, bot: Bot) -> None:
    """A person was asked for while the bot was thinking: its answer is not shown any more."""
    bot.delay = 4.0
    ana = await desk.visitor()
    await ana.say("slow question")
    while not bot.turns:
        await asyncio.sleep(0.01)
    await ana.http.post(f"/api/widget/conversations/{ana.conversation_id}/handoff", json={})
    await asyncio.sleep(4.5)
    assert not [line for line in await ana.texts() if line.startswith("bot:")]


@pytest.mark.slow
async def test_bot_gone_is_told_and_leads_to_a_person(desk: Running, bot: Bot) -> None:
    """The customer is told within the patience, and the second unanswered message goes to a person."""
    await bot.stop()
    ana = await desk.visitor()
    await ana.say("hello")
    await ana.until("Our assistant is not answering", seconds=12)
    await ana.say("hello?")
    await ana.until("Waiting for a person", seconds=12)
    maya = await desk.agent()
    brief = (await maya.get(f"/api/agent/conversations/{ana.conversation_id}")).json()["brief"]
    assert brief["reason"] == "bot_unavailable"


async def test_only_one_agent_gets_it(desk: Running) -> None:
    """Of two agents who claim at the same moment one gets it and the other is told."""
    ana = await desk.visitor()
    await ana.http.post(f"/api/widget/conversations/{ana.conversation_id}/handoff", json={})
    maya, tom = await desk.agent(), await desk.agent("tom@warmhand.example")
    one = f"/api/agent/conversations/{ana.conversation_id}"
    answers = await asyncio.gather(maya.post(f"{one}/claim", json={}), tom.post(f"{one}/claim", json={}))
    assert sorted(a.status_code for a in answers) == [200, 409]
    loser = tom if answers[0].status_code == 200 else maya
    refused = await loser.post(f"{one}/messages", json={"id": str(uuid.uuid4()), "text": "me too"})
    assert refused.json()["code"] == "not_yours"


async def test_repeat_is_stored_once(desk: Running) -> None:
    """The same id and text gives the first entry again; the same id with other words is refused."""
    ana = await desk.visitor()
    message_id = str(uuid.uuid4())
    first, second = await ana.say("once", message_id), await ana.say("once", message_id)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()
    other = await ana.say("twice", message_id)
    assert (other.status_code, other.json()["code"]) == (409, "message_id_reused")


async def test_messages_at_once_are_all_kept_in_order(desk: Running) -> None:
    """Twenty messages at the same moment: all stored, numbered without gaps, each answered once, in order."""
    ana = await desk.visitor()
    await asyncio.gather(*(ana.say(f"message {n}") for n in range(20)))
    while len(entries := await ana.entries()) < 40:
        await asyncio.sleep(0.05)
    assert [e["seq"] for e in entries] == list(range(1, 41))
    said = [e["message"]["text"] for e in entries if e["author"]["kind"] == "customer"]
    answered = [e["message"]["text"] for e in entries if e["author"]["kind"] == "bot"]
    assert answered == [f"You said: {text}" for text in said]
