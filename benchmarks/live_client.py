"""The load of `bin/bench live`: WebSocket clients as light as can be, and an open loop of arrivals.

A process of its own. It reads one JSON document on stdin (`Plan`), and writes one on stdout: what it measured in each
phase. Arrivals follow a fixed rate, whatever the server does; each is timed from the moment it was due.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import orjson
import psutil
import uvloop

WORDS = "Hello, I wrote about my order yesterday and would like to know when it arrives, please. "
SETTLE_SECONDS = 5.0


@dataclass
class Phase:
    """What happened to the messages of one phase; milliseconds."""

    rate: float
    seconds: float
    ack: list[float] = field(default_factory=list)
    fanout: list[float] = field(default_factory=list)
    sent: int = 0
    began: float = 0.0
    ended: float = 0.0
    cpu_seconds: float = 0.0
    client_cpu_seconds: float = 0.0
    rss_mb: float = 0.0
    echo: bool = False


@dataclass
class Underway:
    phase: Phase
    due: float
    acknowledged: bool = False
    shown: bool = False


class Load:
    """All connections and what is under way on them."""

    def __init__(self, plan: dict[str, Any]) -> None:
        self.plan = plan
        self.underway: dict[str, Underway] = {}
        self.problems: Counter[str] = Counter()
        self.count = 0
        self.closing = False

    def acknowledged(self, message_id: str, now: float) -> None:
        found = self.underway.get(message_id)
        if found is None or found.acknowledged:
            self.problems["acknowledged_twice"] += 1
            return
        found.acknowledged = True
        found.phase.ack.append((now - found.due) * 1000)
        self._forget(message_id, found)

    def shown(self, message_id: str, now: float) -> None:
        found = self.underway.get(message_id)
        if found is None or found.shown:
            self.problems["shown_twice"] += 1
            return
        found.shown = True
        found.phase.fanout.append((now - found.due) * 1000)
        self._forget(message_id, found)

    def _forget(self, message_id: str, found: Underway) -> None:
        if found.acknowledged and (found.shown or found.phase.echo):
            del self.underway[message_id]


class Peer(asyncio.Protocol):
    """One client: shakes hands, greets, and reads whole text frames."""

    def __init__(self, load: Load, who: dict[str, Any]) -> None:
        self.load, self.who = load, who
        self.ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.gone = asyncio.Event()
        self._buffer = bytearray()
        self._shaken = False
        self._turn = 0
        self._own: set[str] = set()
        self._transport: Any = None

    def connection_made(self, transport: Any) -> None:
        self._transport = transport
        head = {"Host": "127.0.0.1", "Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13"}
        head |= {"Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ=="} | self.who["headers"]
        lines = [f"GET {self.who['path']} HTTP/1.1", *(f"{name}: {value}" for name, value in head.items()), "", ""]
        transport.write("\r\n".join(lines).encode())

    def connection_lost(self, _exc: Exception | None) -> None:
        if not self.load.closing:
            self.load.problems["closed"] += 1
        if not self.ready.done():
            self.ready.set_exception(ConnectionError("closed before it was ready"))
        self.gone.set()

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if not self._shaken:
            end = self._buffer.find(b"\r\n\r\n")
            if end < 0:
                return
            if not self._buffer.startswith(b"HTTP/1.1 101"):
                self.ready.set_exception(ConnectionError(bytes(self._buffer[:200]).decode()))
                return
            del self._buffer[: end + 4]
            self._shaken = True
            for frame in self.who["greets"]:
                self.write(orjson.dumps(frame))
            if not self.who["greets"]:
                self.ready.set_result(None)
        self._read_frames()

    def write(self, body: bytes) -> None:
        """Send one text frame, masked with zeros: as many bytes as any client's, and no work."""
        size = len(body)
        head = bytes((0x81, 0x80 | size)) if size < 126 else b"\x81\xfe" + size.to_bytes(2, "big")
        self._transport.write(head + b"\0\0\0\0" + body)

    def drop(self) -> None:
        """Be gone without a word, as a telephone in a tunnel is."""
        self._transport.abort()

    def say(self, phase: Phase, due: float) -> None:
        """Send the next message of this client."""
        load = self.load
        load.count += 1
        message_id = f"{load.count:08x}-0000-4000-8000-{load.plan['run']:012x}"
        conversations = self.who["conversations"]
        conversation_id = conversations[self._turn % len(conversations)]
        self._turn += 1
        phase.sent += 1
        self._own.add(message_id)
        load.underway[message_id] = Underway(phase, due)
        frame = {"type": "send", "conversation_id": conversation_id, "id": message_id, "text": f"{WORDS}{load.count}"}
        self.write(orjson.dumps(frame))

    def _read_frames(self) -> None:
        buffer, start = self._buffer, 0
        while len(buffer) - start >= 2:
            size, head = buffer[start + 1] & 0x7F, 2
            if size == 126:
                size, head = int.from_bytes(buffer[start + 2 : start + 4], "big"), 4
            elif size == 127:
                size, head = int.from_bytes(buffer[start + 2 : start + 10], "big"), 10
            if len(buffer) - start < head + size:
                break
            body = bytes(buffer[start + head : start + head + size])
            kind = buffer[start] & 0x0F
            start += head + size
            if kind == 1:
                self._hear(orjson.loads(body))
            elif kind == 9:
                self._transport.write(bytes((0x8A, 0x80 | size)) + b"\0\0\0\0" + body)
        del buffer[:start]

    def _hear(self, frame: dict[str, Any]) -> None:
        kind, now = frame["type"], time.perf_counter()
        if kind in ("sent", "send"):
            self.load.acknowledged(frame["id"], now)
        elif kind == "entry":
            message = frame["entry"]["message"]
            # A desk that was asked twice at once may tell the writer its own entry besides `sent`.
            if message is not None and message["id"] not in self._own:
                self.load.shown(message["id"], now)
        elif kind == "refused":
            self.load.problems[f"refused_{frame['code']}"] += 1
        elif kind == "ready" and not self.ready.done():
            self.ready.set_result(None)


async def main() -> None:
    plan = json.loads(sys.stdin.read())
    load = Load(plan)
    loop = asyncio.get_running_loop()
    peers: list[list[Peer]] = []
    for group in plan["groups"]:
        made = []
        for who in group["peers"]:
            _, peer = await loop.create_connection(
                lambda who=who: Peer(load, who), "127.0.0.1", plan["port"], local_addr=(who["from"], 0)
            )
            await asyncio.wait_for(peer.ready, 10)
            made.append(peer)
        peers.append(made)
    phases = [await run(load, peers, *phase) for phase in plan["phases"]]
    await settled(load)
    for found in load.underway.values():
        load.problems["not_acknowledged" if not found.acknowledged else "not_shown"] += 1
    load.closing = True
    print(json.dumps({"phases": [vars(phase) for phase in phases], "problems": load.problems}))


async def settled(load: Load) -> None:
    """Give what is still under way a last moment."""
    for _ in range(int(SETTLE_SECONDS / 0.05)):
        if not load.underway:
            return
        await asyncio.sleep(0.05)


async def run(load: Load, peers: list[list[Peer]], rate: float, seconds: float) -> Phase:
    """One phase: arrivals at that rate, each group of clients taking its share in turns."""
    phase = Phase(rate, seconds, echo=load.plan["echo"])
    chance = random.Random(7)
    shares = [group["share"] for group in load.plan["groups"]]
    turns = [0] * len(peers)
    server, client = psutil.Process(load.plan["pid"]), psutil.Process()
    cpu, own = used(server), used(client)
    phase.began = due = time.perf_counter()
    while (due := due + chance.expovariate(rate)) < phase.began + seconds:
        pause = due - time.perf_counter()
        if pause > 0:
            await asyncio.sleep(pause)
        group = chance.choices(range(len(peers)), shares)[0]
        turns[group] += 1
        peers[group][turns[group] % len(peers[group])].say(phase, due)
    await asyncio.sleep(max(0.0, phase.began + seconds - time.perf_counter()))
    phase.ended = time.perf_counter()
    phase.cpu_seconds, phase.client_cpu_seconds = used(server) - cpu, used(client) - own
    phase.rss_mb = server.memory_info().rss / 1e6
    return phase


def used(process: psutil.Process) -> float:
    """Processor seconds so far."""
    times = process.cpu_times()
    return times.user + times.system


if __name__ == "__main__":
    uvloop.run(main())
