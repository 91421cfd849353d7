"""Messages on the socket: the same rules as the command, answered on the same connection."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from desk.access.limits import LIMITS
from tests.desk.conftest import Bot, Running, Visitor
from tests.desk.files import attach, picture
from tests.desk.test_sockets import frames_until, says, widget

ON_BOTH_DATABASES = True

pytestmark = pytest.mark.slow


def sending(conversation_id: str, text: Any, message_id: Any = None) -> str:
    frame = {"type": "send", "conversation_id": conversation_id, "id": message_id or str(uuid.uuid4()), "text": text}
    return json.dumps(frame)


@asynccontextmanager
async def console(desk: Running, agent: httpx.AsyncClient) -> AsyncIterator[ClientConnection]:
    """An agent's socket, ready."""
    cookie = f"warmhand_agent={agent.cookies['warmhand_agent']}"
    address = desk.url.replace("http", "ws") + "/api/agent/socket"
    async with connect(address, origin=desk.url, additional_headers={"cookie": cookie}, proxy=None) as wire:  # type: ignore[arg-type]
        await frames_until(wire, lambda f: f["type"] == "ready")
        yield wire


async def held(desk: Running, visitor: Visitor, agent: httpx.AsyncClient) -> str:
    """The visitor's conversation, held by that agent."""
    await visitor.http.post(f"/api/widget/conversations/{visitor.conversation_id}/handoff", json={})
    one = f"/api/agent/conversations/{visitor.conversation_id}"
    assert (await agent.post(f"{one}/claim", json={})).status_code == 200
    return one


def entry_numbers(frames: list[dict[str, Any]]) -> list[int]:
    """The numbers a reader was told, as entries or as its own sent messages."""
    return [f["entry"]["seq"] for f in frames if f["type"] in ("entry", "sent")]


async def test_a_message_on_the_socket_is_stored_and_answered_once(desk: Running, bot: Bot) -> None:
    """`send` gives `sent` with the stored entry, the bot answers it, and no entry is told twice."""
    ana = await desk.visitor()
    message_id = str(uuid.uuid4())
    async with widget(desk, ana) as wire:
        await wire.send(sending(ana.conversation_id, "  by wire ", message_id))
        frames = await frames_until(wire, says("You said: by wire"))
    sent = next(f for f in frames if f["type"] == "sent")
    assert (sent["id"], sent["seq"], sent["conversation_id"]) == (message_id, 1, ana.conversation_id)
    assert sent["entry"] == (await ana.entries())[0]
    assert entry_numbers(frames) == [1, 2]
    assert [turn["text"] for turn in bot.turns] == ["by wire"]


async def test_r7_a_lost_acknowledgement_costs_nothing(desk: Running) -> None:
    """The client never sees the answer and sends three times more, by socket and command: one message, one number."""
    ana = await desk.visitor()
    message_id = str(uuid.uuid4())
    numbers = []
    for _ in range(3):
        async with widget(desk, ana, after=0) as wire:
            await wire.send(sending(ana.conversation_id, "only once", message_id))
            frames = await frames_until(wire, lambda f: f["type"] == "sent")
            numbers.append(frames[-1]["seq"])
    by_command = await ana.say("only once", message_id)
    assert by_command.status_code == 200
    numbers.append(by_command.json()["entry"]["seq"])
    assert set(numbers) == {1}
    await ana.until("You said: only once")
    assert [line for line in await ana.texts() if line.startswith("customer")] == ["customer: only once"]


async def test_r8_the_same_id_with_other_words_is_refused(desk: Running) -> None:
    """The first words are kept; the second are refused with 409 on the socket as on the command."""
    ana = await desk.visitor()
    message_id = str(uuid.uuid4())
    async with widget(desk, ana) as wire:
        await wire.send(sending(ana.conversation_id, "first", message_id))
        await frames_until(wire, lambda f: f["type"] == "sent")
        await wire.send(sending(ana.conversation_id, "second", message_id))
        refused = (await frames_until(wire, lambda f: f["type"] == "refused"))[-1]
    assert (refused["code"], refused["status"], refused["id"]) == ("message_id_reused", 409, message_id)
    by_command = await ana.say("second", message_id)
    assert (by_command.status_code, by_command.json()["code"]) == (409, "message_id_reused")
    assert [line for line in await ana.texts() if line.startswith("customer")] == ["customer: first"]


async def test_r9_an_id_belongs_to_its_conversation(desk: Running) -> None:
    """Two visitors who use the same id do not meet: both are stored, and neither is told of the other's message."""
    ana, eve = await desk.visitor(), await desk.visitor()
    message_id = str(uuid.uuid4())
    async with widget(desk, ana) as hers, widget(desk, eve) as his:
        await hers.send(sending(ana.conversation_id, "canary of ana", message_id))
        await frames_until(hers, lambda f: f["type"] == "sent")
        await his.send(sending(eve.conversation_id, "words of eve", message_id))
        frames = await frames_until(his, says("You said: words of eve"))
    assert "canary" not in json.dumps(frames)
    assert next(f for f in frames if f["type"] == "sent")["entry"]["message"]["text"] == "words of eve"


@pytest.mark.parametrize(
    "change, code, field",
    [
        ({"text": ""}, "invalid_field", "text"),
        ({"text": None}, "invalid_field", "text"),
        ({"text": {"$gt": ""}}, "invalid_field", "text"),
        ({"text": "x" * 4_001}, "message_too_long", "text"),
        ({"text": "a\x00b"}, "invalid_field", "text"),
        ({"id": "not-a-uuid"}, "invalid_field", "id"),
        ({"id": str(uuid.uuid4()).upper()}, "invalid_field", "id"),
        ({"conversation_id": "c_unknown"}, "conversation_not_found", None),
    ],
)
async def test_refusals_are_those_of_the_command(desk: Running, change: dict[str, Any], code: str, field: str) -> None:
    """A message that cannot be taken is refused with code and field, stored nowhere, and the socket lives on."""
    ana = await desk.visitor()
    good = {"type": "send", "conversation_id": ana.conversation_id, "id": str(uuid.uuid4()), "text": "hello"}
    async with widget(desk, ana) as wire:
        await wire.send(json.dumps(good | change))
        refused = (await frames_until(wire, lambda f: f["type"] == "refused"))[-1]
        assert (refused["code"], refused.get("field")) == (code, field)
        assert set(refused) <= {"type", "conversation_id", "id", "status", "code", "message", "field"}
        await wire.send(json.dumps(good | {"id": str(uuid.uuid4())}))
        await frames_until(wire, lambda f: f["type"] == "sent")
    assert len([e for e in await ana.entries() if e["author"]["kind"] == "customer"]) == 1


async def test_only_the_holder_writes_on_the_socket(desk: Running) -> None:
    """An agent who does not hold the conversation is refused; the holder's words reach the customer."""
    ana, maya, tom = await desk.visitor(), await desk.agent(), await desk.agent("tom@warmhand.example")
    await held(desk, ana, maya)
    async with widget(desk, ana) as wire, console(desk, maya) as hers, console(desk, tom) as his:
        await his.send(sending(ana.conversation_id, "me too"))
        refused = (await frames_until(his, lambda f: f["type"] == "refused"))[-1]
        assert refused["code"] == "not_yours"
        await hers.send(sending(ana.conversation_id, "hello Ana"))
        await frames_until(hers, lambda f: f["type"] == "sent")
        await frames_until(wire, says("hello Ana"))


async def test_s15_a_visitor_who_floods_is_limited_and_nobody_else(desk: Running) -> None:
    """More than 30 messages in a window are refused with 429, more than 60 frames close the socket; others go on."""
    ana, eve = await desk.visitor(), await desk.visitor()
    async with widget(desk, ana) as hers, widget(desk, eve) as his:

        async def flood() -> list[dict[str, Any]]:
            for n in range(200):
                await his.send(sending(eve.conversation_id, f"spam {n}"))
            return await frames_until(his, lambda f: False)

        flooding = asyncio.create_task(flood())
        for n in range(5):
            await hers.send(sending(ana.conversation_id, f"calm {n}"))
            await frames_until(hers, lambda f: f["type"] == "sent", seconds=5)
        with pytest.raises(ConnectionClosed) as closed:
            await flooding
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4429
    spam = [e for e in await eve.entries() if e["author"]["kind"] == "customer"]
    # A window may have ended in the middle: then it is twice as many.
    assert len(spam) <= 2 * LIMITS["message"].calls < 200


async def test_s18_a_socket_is_cut_when_its_right_ends(desk: Running) -> None:
    """Logging out ends the session's sockets: what is sent afterwards is not stored, and resuming is refused."""
    ana = await desk.visitor()
    async with widget(desk, ana) as wire:
        await frames_until(wire, lambda f: f["type"] == "conversation")
        await ana.http.delete("/api/widget/sessions/current")

        async def go_on() -> None:
            await wire.send(sending(ana.conversation_id, "after the end"))
            await frames_until(wire, lambda f: f["type"] == "sent", seconds=5)

        with pytest.raises(ConnectionClosed) as closed:
            await go_on()
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4401
    async with widget(desk, ana) as again:
        with pytest.raises(ConnectionClosed):
            await frames_until(again, lambda f: f["type"] == "ready", seconds=5)


async def test_files_go_along_on_the_socket(desk: Running) -> None:
    """A `send` frame takes uploads along as the command does; what is no list of ids is refused, not left out."""
    ana = await desk.visitor()
    cup = (await attach(ana.http, ana.conversation_id, picture(20, 20))).json()["attachment"]
    async with widget(desk, ana) as wire:
        for wrong in ("a_1", [1], [""], {"id": cup["id"]}, None):
            frame = json.loads(sending(ana.conversation_id, "see")) | {"attachments": wrong}
            await wire.send(json.dumps(frame))
            refused = (await frames_until(wire, lambda f: f["type"] in ("refused", "sent")))[-1]
            assert (refused["type"], refused["field"]) == ("refused", "attachments")
        await wire.send(json.dumps(json.loads(sending(ana.conversation_id, "")) | {"attachments": [cup["id"]]}))
        sent = (await frames_until(wire, lambda f: f["type"] == "sent"))[-1]
    assert sent["entry"]["message"]["attachments"] == [cup]
    assert (await ana.entries())[0] == sent["entry"]
