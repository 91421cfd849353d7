"""Failures other desks have had with handing over, each shown not to happen here (docs/failures.md)."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import uuid

import pytest
from sqlalchemy.engine import make_url
from websockets.asyncio.client import connect

from desk.errors import DeskError
from desk.handoff import flows as handoffs
from desk.handoff import queueing
from tests.desk.conftest import Bot, Running
from tests.desk.quiet import Quiet

# Each with a record of its own: left to `make test`.
pytestmark = pytest.mark.slow

WISH = {"reason": "explicit_request", "evidence": ['asked: "a human please"']}


def rename(quiet: Quiet, table: str, name: str) -> None:
    """Rename a table behind the desk's back."""
    with sqlite3.connect(make_url(quiet.settings.database_url).database or "") as database:
        database.execute(f"ALTER TABLE {table} RENAME TO {name}")


@pytest.mark.parametrize("text", ["hello?", "/restart", '/track_order{"order_number":"1"}', "/session_start"])
async def test_failure_01_02_03_07_08_the_bot_hears_nothing_while_a_person_has_it(
    desk: Running, bot: Bot, text: str
) -> None:
    """Who owns the conversation is the desk's row: no expiry, command or slot code wakes the bot; it hears later."""
    ana, maya = await desk.visitor(), await desk.agent()
    one = f"/api/agent/conversations/{ana.conversation_id}"
    await ana.http.post(f"/api/widget/conversations/{ana.conversation_id}/handoff", json={})
    await maya.post(f"{one}/claim", json={})
    await ana.say(text)
    await maya.post(f"{one}/hand-back", json={})
    await ana.say("now the bot again")
    await ana.until("You said: now the bot again")
    assert [turn["text"] for turn in bot.turns] == ["now the bot again"]
    assert [line["text"] for line in bot.handbacks[0]["stretch"]] == [text]


async def test_failure_10_nobody_answers_without_taking(quiet: Quiet) -> None:
    """An agent who has not claimed cannot write, so the bot and a person never both answer."""
    maya = await quiet.agent()
    person, conversation = await quiet.customer()
    await quiet.says(person, conversation)
    for state in ("with_bot", "waiting"):
        assert (await quiet.now_of(conversation)).state == state
        with pytest.raises(DeskError) as refused:
            await quiet.replies(maya, conversation)
        assert refused.value.code == "not_yours"
        await queueing.customer_asks_for_agent(conversation.id, person, quiet.ports)


async def test_failure_11_after_the_hand_back_the_bot_is_there_and_the_old_wish_is_over(
    desk: Running, bot: Bot
) -> None:
    """Handed back, the bot answers the next words; "a human please" from before starts nothing again."""
    bot.answer_to("a human please", replies=[], handoff=WISH)
    ana, maya = await desk.visitor(), await desk.agent()
    one = f"/api/agent/conversations/{ana.conversation_id}"
    await ana.say("a human please")
    await ana.until("Waiting for a person")
    await maya.post(f"{one}/claim", json={})
    await maya.post(f"{one}/messages", json={"id": str(uuid.uuid4()), "text": "all done"})
    await maya.post(f"{one}/hand-back", json={})
    await ana.say("thanks, and my refund?")
    await ana.until("You said: thanks, and my refund?")
    assert [turn["text"] for turn in bot.turns] == ["a human please", "thanks, and my refund?"]
    assert [entry["text"] for entry in bot.handbacks[0]["stretch"]] == ["all done"]
    assert sum("Waiting for a person" in line for line in await ana.texts()) == 1
    assert (await maya.get(one)).json()["conversation"]["state"] == "with_bot"


async def test_failure_12_no_promise_without_a_handoff(quiet: Quiet) -> None:
    """When the handoff cannot be stored, the customer is not told that it was; the bot still has the conversation."""
    person, conversation = await quiet.customer()
    await asyncio.to_thread(rename, quiet, "handoffs", "handoffs_away")
    with pytest.raises(DeskError) as refused:
        await queueing.customer_asks_for_agent(conversation.id, person, quiet.ports)
    assert refused.value.code == "record_unavailable"
    assert await quiet.lines(conversation) == []
    await asyncio.to_thread(rename, quiet, "handoffs_away", "handoffs")
    assert (await quiet.now_of(conversation)).state == "with_bot"
    assert await quiet.row("line", "count") == 0
    waiting = await queueing.customer_asks_for_agent(conversation.id, person, quiet.ports)
    assert waiting.state == "waiting"
    assert "in line" in (await quiet.lines(conversation))[-1]


async def test_failure_13_a_double_start_is_one_handoff(quiet: Quiet) -> None:
    """Five requests at the same moment and one more later: one handoff, one place, one promise."""
    person, conversation = await quiet.customer()
    asks = [queueing.customer_asks_for_agent(conversation.id, person, quiet.ports) for _ in range(5)]
    results = await asyncio.gather(*asks)
    results.append(await queueing.customer_asks_for_agent(conversation.id, person, quiet.ports))
    assert len({result.handoff_id for result in results}) == 1
    assert len(await quiet.lines(conversation)) == 2
    assert await quiet.row("line", "count") == 1


async def test_failure_14_a_known_customer_can_be_handed_over_again(quiet: Quiet) -> None:
    """Second and third handoffs work, also to the same agent, and one without any message before it is in the line."""
    maya = await quiet.agent()
    person, conversation = await quiet.customer("C1003", "gold")
    for number in (1, 2, 3):
        quiet.clock.forward(seconds=1)
        await queueing.customer_asks_for_agent(conversation.id, person, quiet.ports)
        (offer,) = await quiet.round()
        assert offer.conversation_id == conversation.id
        await handoffs.claim(conversation.id, maya, quiet.ports)
        brief = (await quiet.row("handoffs", "latest_of", conversation.id)).brief
        assert brief["contacts"] == number
        await handoffs.hand_back(conversation.id, maya, quiet.ports)


async def test_failure_15_agents_are_told_when_the_bot_hands_over(desk: Running, bot: Bot) -> None:
    """The console gets the inbox line and an offer by itself, and the widget's typing dots go out."""
    bot.answer_to("a human please", replies=[], handoff=WISH)
    bot.delay = 0.2
    ana, maya = await desk.visitor(), await desk.agent()
    cookie = f"warmhand_agent={maya.cookies['warmhand_agent']}"
    console_at = desk.url.replace("http", "ws") + "/api/agent/socket"
    widget_at = desk.url.replace("http", "ws") + "/api/widget/socket"
    hello = {"type": "hello", "token": ana.token, "conversation_id": ana.conversation_id, "after": 0}
    async with (
        connect(console_at, origin=desk.url, additional_headers={"cookie": cookie}, proxy=None) as console,  # type: ignore[arg-type]
        connect(widget_at, origin=desk.url, proxy=None) as widget,  # type: ignore[arg-type]
    ):
        await widget.send(json.dumps(hello))
        await ana.say("a human please")
        told, typing = [], []
        async with asyncio.timeout(10):
            while not any(frame["type"] == "desk" and frame["offer"] for frame in told):
                told.append(json.loads(await console.recv()))
            while typing[-2:] != [True, False]:
                frame = json.loads(await widget.recv())
                if frame["type"] == "typing":
                    typing.append(frame["on"])
    offer = next(frame["offer"] for frame in told if frame["type"] == "desk" and frame["offer"])
    assert offer["conversation_id"] == ana.conversation_id
    lines = [frame["conversation"] for frame in told if frame["type"] == "inbox"]
    assert [line["state"] for line in lines][-1] == "waiting"
    taken = await maya.post(f"/api/agent/offers/{offer['id']}/take", json={})
    assert taken.json()["conversation"]["state"] == "with_agent"
