"""Rewording and deleting, read receipts, and who is typing."""

from __future__ import annotations

import asyncio
import json
import uuid
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from desk.conversations.amendments import customer_amends
from desk.conversations.bot_turn import JobState
from desk.customers import flows as customers
from desk.errors import DeskError
from desk.live import typing
from tests.desk.conftest import Bot, Running, Visitor
from tests.desk.test_sending import console, held, sending
from tests.desk.test_sockets import frames_until, widget

pytestmark = pytest.mark.slow

ON_BOTH_DATABASES = True


def of_message(visitor: Visitor, message_id: str) -> str:
    return f"/api/widget/conversations/{visitor.conversation_id}/messages/{message_id}"


async def said(visitor: Visitor, text: str) -> str:
    """Say something; returns the message's id."""
    message_id = str(uuid.uuid4())
    assert (await visitor.say(text, message_id)).status_code == 201
    return message_id


async def test_a_reworded_message_reads_otherwise_for_everybody(desk: Running, bot: Bot) -> None:
    """The message keeps its number in its new words, and a new entry tells whoever resumes that it changed."""
    ana, maya = await desk.visitor(), await desk.agent()
    one = await held(desk, ana, maya)
    message_id = await said(ana, "my order is 20147")
    async with widget(desk, ana) as wire, console(desk, maya) as agent:
        await agent.send(json.dumps({"type": "watch", "conversation_id": ana.conversation_id, "after": 0}))
        await frames_until(agent, lambda f: f["type"] == "entry" and f["entry"]["seq"] == 4)
        answer = await ana.http.patch(of_message(ana, message_id), json={"text": "my order is 20417"})
        assert answer.status_code == 200
        for reader in (wire, agent):
            told = (await frames_until(reader, lambda f: f["type"] == "entry" and f["entry"]["kind"] == "edited"))[-1]
            assert told["entry"]["change"]["seq"] == answer.json()["entry"]["seq"]
            assert told["entry"]["change"]["message"]["text"] == "my order is 20417"
    entries = (await maya.get(f"{one}/entries?after=0")).json()["entries"]
    assert [e["seq"] for e in entries] == list(range(1, len(entries) + 1))
    message = next(e["message"] for e in entries if e["message"] and e["message"]["id"] == message_id)
    assert (message["text"], "edited_at" in message) == ("my order is 20417", True)
    assert (await maya.get(one)).json()["conversation"]["last_text"] == "my order is 20417"
    before = len(entries)
    await ana.http.patch(of_message(ana, message_id), json={"text": "my order is 20417"})
    assert len(await ana.entries()) == before


async def test_a_deleted_message_leaves_no_words_anywhere(desk: Running, bot: Bot) -> None:
    """Deleting leaves a mark with its number; the words are gone from every later answer."""
    ana, maya = await desk.visitor(), await desk.agent()
    one = await held(desk, ana, maya)
    message_id = await said(ana, "canary one")
    await ana.http.patch(of_message(ana, message_id), json={"text": "canary two"})
    for _ in range(2):
        answer = await ana.http.delete(of_message(ana, message_id))
        assert answer.status_code == 200
    entries = await ana.entries()
    assert [e["seq"] for e in entries] == list(range(1, len(entries) + 1))
    assert [e["kind"] for e in entries[-3:]] == ["message", "edited", "deleted"]
    mark = next(e["message"] for e in entries if e["message"] and e["message"]["id"] == message_id)
    assert (mark["text"], mark["deleted"]) == ("", True)
    everything = json.dumps([entries, (await maya.get(one)).json(), (await maya.get(f"{one}/entries?after=0")).json()])
    assert "canary" not in everything
    assert (await ana.say("canary three", message_id)).status_code == 409
    refused = await ana.http.patch(of_message(ana, message_id), json={"text": "back again"})
    assert (refused.status_code, refused.json()["code"]) == (409, "wrong_state")


async def test_only_the_author_may_amend(desk: Running) -> None:
    """Neither the other side, nor a colleague, nor a stranger may change a message."""
    ana, eve, maya = await desk.visitor(), await desk.visitor(), await desk.agent()
    tom = await desk.agent("tom@warmhand.example")
    one = await held(desk, ana, maya)
    hers, its = await said(ana, "mine"), str(uuid.uuid4())
    await maya.post(f"{one}/messages", json={"id": its, "text": "from Maya"})

    async def refused(client: httpx.AsyncClient, path: str) -> tuple[int, str]:
        answers = [await client.patch(path, json={"text": "changed"}), await client.delete(path)]
        assert answers[0].json()["code"] == answers[1].json()["code"]
        return answers[0].status_code, answers[0].json()["code"]

    assert await refused(maya, f"{one}/messages/{hers}") == (403, "forbidden")
    assert await refused(tom, f"{one}/messages/{its}") == (403, "forbidden")
    assert await refused(ana.http, of_message(ana, its)) == (403, "forbidden")
    assert await refused(eve.http, of_message(ana, hers)) == (404, "conversation_not_found")
    assert await refused(ana.http, of_message(ana, str(uuid.uuid4()))) == (404, "conversation_not_found")
    assert (await maya.patch(f"{one}/messages/{its}", json={"text": "Maya, better"})).status_code == 200
    assert "agent: Maya, better" in await ana.texts()


async def test_amending_has_an_end(desk: Running) -> None:
    """A quarter of an hour later a message stays as it is."""
    ana = await desk.visitor()
    message_id = await said(ana, "old words")
    ports = desk.desk.ports
    customer, _ = await customers.session_of(ana.token, ports)
    later = replace(ports, clock=lambda: ports.clock() + timedelta(minutes=16))
    with pytest.raises(DeskError) as refused:
        await customer_amends(ana.conversation_id, customer, message_id, "new words", later)
    assert refused.value.code == "too_late"


async def test_the_bot_does_not_answer_what_was_deleted(desk: Running, bot: Bot) -> None:
    """A message deleted before its turn is not sent to the bot any more."""
    await bot.stop()
    ana = await desk.visitor()
    await desk.desk.runner.stop()
    message_id = await said(ana, "never mind this")
    await desk.desk.runner.stop()
    await ana.http.delete(of_message(ana, message_id))
    await bot.start()
    await said(ana, "but this")
    await ana.until("You said: but this")
    assert [turn["text"] for turn in bot.turns] == ["but this"]
    async with desk.desk.record.look() as unit:
        jobs = await unit.jobs.of(ana.conversation_id)
    assert [(job.state, job.text) for job in jobs] == [(JobState.DROPPED, ""), (JobState.DONE, "but this")]


async def test_receipts_grow_and_reach_the_other_side(desk: Running) -> None:
    """Each side learns up to where the other has seen; it never falls, a colleague's look does not count."""
    ana, maya, tom = await desk.visitor(), await desk.agent(), await desk.agent("tom@warmhand.example")
    await held(desk, ana, maya)
    await said(ana, "seen?")

    def seen(seq: int) -> str:
        return json.dumps({"type": "seen", "conversation_id": ana.conversation_id, "seq": seq})

    async with widget(desk, ana) as wire, console(desk, maya) as hers, console(desk, tom) as his:
        watch = json.dumps({"type": "watch", "conversation_id": ana.conversation_id, "after": 0})
        for agent in (hers, his):
            await agent.send(watch)
        await his.send(seen(4))
        await hers.send(seen(2))
        await hers.send(seen(999))
        await hers.send(seen(1))
        told = await frames_until(wire, lambda f: f["type"] == "seen" and f["by"] == "agent" and f["seq"] == 4)
        assert [f["seq"] for f in told if f["type"] == "seen" and f["by"] == "agent"] == [2, 4]
        await wire.send(seen(3))
        await frames_until(hers, lambda f: f["type"] == "seen" and f["by"] == "customer" and f["seq"] == 3)
    async with widget(desk, ana) as again:
        await frames_until(again, lambda f: f["type"] == "seen" and (f["by"], f["seq"]) == ("agent", 4))


async def test_typing_ends_by_itself(desk: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever is said to type and is not heard of again stops at the other side; a change of hands ends it too."""
    monkeypatch.setattr(typing, "TYPING_SECONDS", 0.5)
    ana, maya = await desk.visitor(), await desk.agent()
    one = await held(desk, ana, maya)
    async with widget(desk, ana) as wire, console(desk, maya) as agent:
        await frames_until(wire, lambda f: f["type"] == "conversation")
        await agent.send(json.dumps({"type": "watch", "conversation_id": ana.conversation_id, "after": 0}))
        on = json.dumps({"type": "typing", "conversation_id": ana.conversation_id, "on": True})
        await agent.send(on)
        await frames_until(wire, lambda f: f["type"] == "typing" and f["on"])
        await frames_until(wire, lambda f: f["type"] == "typing" and not f["on"], seconds=3)
        monkeypatch.setattr(typing, "TYPING_SECONDS", 60)
        await agent.send(on)
        await frames_until(wire, lambda f: f["type"] == "typing" and f["on"])
        await maya.post(f"{one}/hand-back", json={})
        await frames_until(wire, lambda f: f["type"] == "typing" and not f["on"], seconds=3)


async def test_s2_a_socket_cannot_speak_for_another_conversation(desk: Running) -> None:
    """Sending, receipts and typing with a stranger's conversation id reach nobody and tell nothing."""
    ana, eve = await desk.visitor(), await desk.visitor()
    await said(ana, "canary of ana")
    await ana.until("You said: canary of ana")
    async with widget(desk, ana) as hers, widget(desk, eve) as his:
        await frames_until(hers, lambda f: f["type"] == "conversation")
        await his.send(sending(ana.conversation_id, "intruder"))
        refused = await frames_until(his, lambda f: f["type"] == "refused")
        unknown = sending("c_unknown", "intruder", refused[-1]["id"])
        await his.send(unknown)
        again = await frames_until(his, lambda f: f["type"] == "refused")
        assert refused[-1] | {"conversation_id": ""} == again[-1] | {"conversation_id": ""}
        for frame in (
            {"type": "seen", "conversation_id": ana.conversation_id, "seq": 2},
            {"type": "typing", "conversation_id": ana.conversation_id, "on": True},
        ):
            await his.send(json.dumps(frame))
        await his.send(json.dumps({"type": "ping"}))
        heard = await frames_until(his, lambda f: f["type"] == "pong")
        assert "canary" not in json.dumps([refused, again, heard])
        await asyncio.sleep(0.2)
        await hers.send(json.dumps({"type": "ping"}))
        frames = await frames_until(hers, lambda f: f["type"] == "pong")
    assert not [f for f in frames if f["type"] in ("typing", "seen")]
    assert len(await ana.entries()) == 2
