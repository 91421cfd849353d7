"""Sockets: resumed from a number, never a gap, never a repeat, and closed to strangers."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.desk.conftest import Running, Visitor, free_port, running

ON_BOTH_DATABASES = True

# Real sockets, each with its own desk: left to `make test`.
pytestmark = pytest.mark.slow


@asynccontextmanager
async def widget(desk: Running, visitor: Visitor, after: int = 0, **hello: Any) -> AsyncIterator[ClientConnection]:
    address = desk.url.replace("http", "ws") + "/api/widget/socket"
    async with connect(address, origin=desk.url, proxy=None) as wire:  # type: ignore[arg-type]
        frame = {"type": "hello", "token": visitor.token, "conversation_id": visitor.conversation_id, "after": after}
        await wire.send(json.dumps(frame | hello))
        yield wire


async def frames_until(wire: ClientConnection, wanted: Any, seconds: float = 10.0) -> list[dict[str, Any]]:
    """All frames up to the first one that `wanted` likes."""
    seen: list[dict[str, Any]] = []
    async with asyncio.timeout(seconds):
        while not (seen and wanted(seen[-1])):
            seen.append(json.loads(await wire.recv()))
    return seen


def says(text: str) -> Any:
    return lambda f: f["type"] == "entry" and f["entry"]["message"] and f["entry"]["message"]["text"] == text


async def test_replays_from_a_number_and_goes_on_live(desk: Running) -> None:
    """A socket gets what came after its number, then what comes, each once, in order."""
    ana = await desk.visitor()
    await ana.say("one")
    await ana.until("You said: one")
    async with widget(desk, ana, after=1) as wire:
        await ana.say("two")
        frames = await frames_until(wire, says("You said: two"))
    assert [f["entry"]["seq"] for f in frames if f["type"] == "entry"] == [2, 3, 4]


async def test_r12_a_number_beyond_the_end_means_reload(desk: Running) -> None:
    """A browser that claims more than there is, is told to start over."""
    ana = await desk.visitor()
    async with widget(desk, ana, after=99) as wire:
        frames = await frames_until(wire, lambda f: f["type"] == "ready")
    assert frames[0]["type"] == "reload"


async def test_r13_messages_racing_with_connecting_arrive_once(desk: Running) -> None:
    """Fifty connections opened while messages are being stored each see every entry exactly once."""
    ana = await desk.visitor()

    async def one_reader() -> list[int]:
        async with widget(desk, ana) as wire:
            frames = await frames_until(wire, lambda f: f["type"] == "entry" and f["entry"]["seq"] == 20, 40)
        return [f["entry"]["seq"] for f in frames if f["type"] == "entry"]

    async def writer() -> None:
        for n in range(10):
            await ana.say(f"m{n}")

    results = await asyncio.gather(writer(), *(one_reader() for _ in range(50)))
    assert all(seen == list(range(1, 21)) for seen in results[1:])


async def test_agent_sees_inbox_and_conversation_live(desk: Running) -> None:
    """The console hears of a handoff, streams the conversation it watches, and both sides see typing."""
    ana, maya = await desk.visitor(), await desk.agent()
    cookie = f"warmhand_agent={maya.cookies['warmhand_agent']}"
    address = desk.url.replace("http", "ws") + "/api/agent/socket"
    async with (
        connect(address, origin=desk.url, additional_headers={"cookie": cookie}, proxy=None) as console,  # type: ignore[arg-type]
        widget(desk, ana) as wire,
    ):
        await frames_until(console, lambda f: f["type"] == "ready")
        await ana.http.post(f"/api/widget/conversations/{ana.conversation_id}/handoff", json={})
        frames = await frames_until(console, lambda f: f["type"] == "inbox")
        assert frames[-1]["conversation"]["state"] == "waiting"
        assert frames[-1]["counts"]["waiting"] == 1
        shown = await frames_until(wire, lambda f: f["type"] == "conversation" and f["conversation"]["waiting"])
        waiting = shown[-1]["conversation"]["waiting"]
        assert (waiting["position"], waiting["agents_online"], waiting["contract"]) == (1, 1, "nothing_said")
        await console.send(json.dumps({"type": "watch", "conversation_id": ana.conversation_id, "after": 0}))
        await frames_until(console, lambda f: f["type"] == "entry" and f["entry"]["kind"] == "handoff_requested")
        await console.send(json.dumps({"type": "typing", "conversation_id": ana.conversation_id, "on": True}))
        typing = await frames_until(wire, lambda f: f["type"] == "typing")
        assert typing[-1]["author"] == {"kind": "agent", "name": "Maya"}
        await wire.send(json.dumps({"type": "typing", "conversation_id": ana.conversation_id, "on": True}))
        typing = await frames_until(console, lambda f: f["type"] == "typing" and f["author"]["kind"] == "customer")
        one = f"/api/agent/conversations/{ana.conversation_id}"
        await maya.post(f"{one}/claim", json={})
        await maya.post(f"{one}/messages", json={"id": str(uuid.uuid4()), "text": "hello Ana"})
        await frames_until(wire, says("hello Ana"))
        await frames_until(console, says("hello Ana"))


@pytest.mark.parametrize(
    "hello, code",
    [
        ({"token": "wrong"}, 4401),
        ({"token": 7}, 4400),
        ({"conversation_id": "c_other"}, 4401),
        ({"conversation_id": None}, 4400),
        ({"after": -1}, 4400),
        ({"after": "1"}, 4400),
        ({"type": "watch"}, 4400),
    ],
)
async def test_wrong_hello_closes(desk: Running, hello: dict[str, Any], code: int) -> None:
    """A hello that is malformed or not this visitor's closes the socket with a final code, having told nothing."""
    ana = await desk.visitor()
    await ana.say("secret")
    async with widget(desk, ana, **hello) as wire:
        with pytest.raises(ConnectionClosed) as closed:
            await frames_until(wire, lambda f: f["type"] == "entry", seconds=5)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == code


@pytest.mark.parametrize("frame", ["{", "[]", '"x"', '{"type": 1}', '{"type": "watch"}', "x" * 5_000, "[" * 30_000])
async def test_nonsense_frames_close_the_socket(desk: Running, frame: str) -> None:
    """A frame that is not agreed ends this socket with 4400 and harms nobody else."""
    ana = await desk.visitor()
    async with widget(desk, ana) as wire:
        await frames_until(wire, lambda f: f["type"] == "ready")
        await wire.send(frame)
        with pytest.raises(ConnectionClosed) as closed:
            await frames_until(wire, lambda f: False, seconds=5)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4400


async def test_s15_a_flood_of_frames_closes_the_socket(desk: Running) -> None:
    """More frames than a person can cause end the socket with 4429."""
    ana = await desk.visitor()
    async with widget(desk, ana) as wire:
        await frames_until(wire, lambda f: f["type"] == "ready")

        async def flood() -> None:
            for _ in range(500):
                await wire.send('{"type": "ping"}')
            await frames_until(wire, lambda f: False, seconds=5)

        with pytest.raises(ConnectionClosed) as closed:
            await flood()
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4429


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1.evil.example"])
async def test_foreign_pages_get_no_socket(desk: Running, origin: str) -> None:
    """A page of another origin is refused at the handshake, cookie or not."""
    maya = await desk.agent()
    cookie = f"warmhand_agent={maya.cookies['warmhand_agent']}"
    for path in ("/api/widget/socket", "/api/agent/socket"):
        with pytest.raises(InvalidStatus) as refused:
            async with connect(
                desk.url.replace("http", "ws") + path,
                origin=origin,  # type: ignore[arg-type]
                additional_headers={"cookie": cookie},
                proxy=None,
            ):
                pass
        assert refused.value.response.status_code == 403


async def test_agent_socket_needs_the_cookie(desk: Running) -> None:
    """Without a signed-in cookie the console's socket does not open."""
    with pytest.raises(InvalidStatus) as refused:
        async with connect(desk.url.replace("http", "ws") + "/api/agent/socket", origin=desk.url, proxy=None):  # type: ignore[arg-type]
            pass
    assert refused.value.response.status_code == 401


async def test_s18_sign_out_ends_the_socket(desk: Running) -> None:
    """A signed-out console hears nothing more."""
    ana, maya = await desk.visitor(), await desk.agent()
    cookie = f"warmhand_agent={maya.cookies['warmhand_agent']}"
    address = desk.url.replace("http", "ws") + "/api/agent/socket"
    async with connect(address, origin=desk.url, additional_headers={"cookie": cookie}, proxy=None) as console:  # type: ignore[arg-type]
        await frames_until(console, lambda f: f["type"] == "ready")
        await maya.post("/api/agent/sign-out", json={})
        await ana.say("secret")
        with pytest.raises(ConnectionClosed):
            await frames_until(console, lambda f: f["type"] == "inbox", seconds=5)


async def test_second_desk_is_nudged_through_redis(desk: Running) -> None:
    """Two desks on one record and one Redis: what is stored at one is shown live at the other."""
    port = free_port()
    other_settings = desk.settings.model_copy(update={"desk_port": port, "desk_url": f"http://127.0.0.1:{port}"})
    async with running(other_settings) as other:
        ana = await desk.visitor()
        async with widget(other, ana) as wire:
            await frames_until(wire, lambda f: f["type"] == "ready")
            await ana.say("across")
            await frames_until(wire, says("You said: across"), seconds=8)
