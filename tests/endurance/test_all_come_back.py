"""R20: the desk is killed and started again, and all its browsers come back by themselves.

Each waits as `web/shared/socket.ts` does: half a second to fifteen, never in step with others. Those who talk repeat
what was not acknowledged, under the same id. Five thousand need a machine with nothing else to do; fewer by
`WARMHAND_TEST_CROWD`.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import sqlite3
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from signal import SIGKILL
from typing import Any

import orjson
import psutil
import pytest

from benchmarks.live_client import Peer, used
from benchmarks.live_house import House, OpenHouse, opened, people
from tests.endurance.test_many_come_back import AT_ONCE, arrive, connected

pytestmark = pytest.mark.timeout(900)
CROWD = int(os.environ.get("WARMHAND_TEST_CROWD", "1000"))
STEADY, AGENTS = 20, 2
BACK_SECONDS, REPEAT_SECONDS = 30.0, 2.0
SHORTEST_WAIT, LONGEST_WAIT = 0.5, 15.0


def test_r20_all_come_back_after_a_restart(tmp_path: Path) -> None:
    """All are back within half a minute of the start, and of what the talkers said nothing is lost or doubled."""
    path = tmp_path / "desk.db"
    with opened(tmp_path, f"sqlite+aiosqlite:///{path}") as house:
        # Each browser has an address of its own, told by a proxy in front: limits are by address.
        house.environment["WARMHAND_TRUSTED_PROXIES"] = "127.0.0.0/8"
        found, said = asyncio.run(killed_and_back(house))
    print(json.dumps(found))
    assert found["back"] == CROWD + STEADY + AGENTS
    assert found["back_s"] < BACK_SECONDS
    assert len(said) > STEADY
    assert stored(path, said) == {"lost": 0, "doubled": 0, "gaps": 0}


async def killed_and_back(house: OpenHouse) -> tuple[dict[str, Any], set[str]]:
    """What coming back took, and the ids of all that was acknowledged."""
    with desk_of(house) as (pid, seen_as):
        held, consoles = await people(seen_as, STEADY, AGENTS)
        browsers = await arrive(seen_as, CROWD)
        crowd = [Browser(house, who, number) for number, who in enumerate([*browsers, *consoles])]
        talkers = [Talker(house, who, CROWD + AGENTS + number) for number, who in enumerate(held)]
        everybody: list[Browser] = [*crowd, *talkers]
        gate = asyncio.Semaphore(AT_ONCE)
        await asyncio.gather(*(browser.arrive(gate) for browser in everybody))
        over = asyncio.Event()
        talking = [asyncio.create_task(talker.talk(over)) for talker in talkers]
        await asyncio.sleep(3.0)
        os.kill(pid, SIGKILL)
    began = time.perf_counter()
    with desk_of(house) as (pid, _):
        served = time.perf_counter() - began
        back, away = await asyncio.wait([browser.back for browser in everybody], timeout=3 * BACK_SECONDS)
        took, worked = time.perf_counter() - began, used(psutil.Process(pid))
        await asyncio.sleep(3.0)
        over.set()
        await asyncio.gather(*talking)
        for browser in everybody:
            browser.leave()
        for one in away:
            one.cancel()
    waits = sorted(wait for talker in talkers for at, wait in talker.waits if at > began + served)
    return {
        "back": len([one for one in back if one.exception() is None]),
        "served_s": round(served, 1),
        "back_s": round(took, 1),
        "desk_cpu_s": round(worked, 1),
        "acknowledged": sum(len(talker.done) for talker in talkers),
        "longest_wait_s": round(waits[-1], 1),
    }, set().union(*(talker.done for talker in talkers))


@contextmanager
def desk_of(house: OpenHouse) -> Iterator[tuple[int, House]]:
    with house.served() as pid:
        yield pid, House(house.port, pid, house.url, house.database_url)


class Browser:
    """Follows one conversation and comes back by itself when the line ends (what `Peer` tells, it hears)."""

    def __init__(self, house: OpenHouse, who: dict[str, Any], number: int) -> None:
        self.house, self.who, self.number = house, who, number
        self.chance = random.Random(number)
        self.problems: Counter[str] = Counter()
        self.closing = False
        self.peer: Peer | None = None
        self.back: asyncio.Task[None]

    async def arrive(self, gate: asyncio.Semaphore) -> None:
        """Connect for the first time; once that line ends, it connects anew."""
        async with gate:
            await self._connect()
        self.back = asyncio.create_task(self._again())

    def leave(self) -> None:
        self.closing = True
        if self.peer is not None:
            self.peer.drop()

    def acknowledged(self, message_id: str, now: float) -> None:
        """Who only reads has nothing acknowledged."""

    def shown(self, message_id: str, now: float) -> None:
        """Counted elsewhere (`bin/bench storm`)."""

    async def _connect(self) -> None:
        self.peer = await connected(self.house, self, self.who)

    async def _again(self) -> None:
        assert self.peer is not None
        await self.peer.gone.wait()
        self.peer, attempt = None, 0
        while self.peer is None:
            ceiling = min(LONGEST_WAIT, SHORTEST_WAIT * 2 ** (attempt + 1))
            await asyncio.sleep(SHORTEST_WAIT + self.chance.random() * (ceiling - SHORTEST_WAIT))
            attempt += 1
            # Refused or dropped while the desk starts: the next wait is longer.
            with suppress(OSError, TimeoutError):
                await self._connect()


class Talker(Browser):
    """Writes, waits for the acknowledgement, and repeats what was not acknowledged once there is a line again."""

    def __init__(self, house: OpenHouse, who: dict[str, Any], number: int) -> None:
        super().__init__(house, who, number)
        self.done: set[str] = set()
        self.waits: list[tuple[float, float]] = []
        self._heard = asyncio.Event()

    def acknowledged(self, message_id: str, now: float) -> None:
        self.done.add(message_id)
        self._heard.set()

    async def talk(self, over: asyncio.Event) -> None:
        """One message after the other; each until it is acknowledged."""
        for count in range(1, 1_000_000):
            if over.is_set():
                return
            message_id, began = f"{count:08x}-0000-4000-8000-{self.number:012x}", time.perf_counter()
            while message_id not in self.done:
                await self._say(message_id, f"Message {count} of {self.number}")
            self.waits.append((began, time.perf_counter() - began))
            await asyncio.sleep(0.5 + self.chance.random())

    async def _say(self, message_id: str, text: str) -> None:
        self._heard.clear()
        about = {"conversation_id": self.who["conversations"][0], "id": message_id}
        if self.peer is not None and not self.peer.gone.is_set():
            self.peer.write(orjson.dumps({"type": "send"} | about | {"text": text}))
        with suppress(TimeoutError):
            await asyncio.wait_for(self._heard.wait(), REPEAT_SECONDS)


def stored(path: Path, said: set[str]) -> dict[str, int]:
    """What the record makes of the messages that were acknowledged; all zeros when it kept its word."""
    with closing(sqlite3.connect(path)) as record:
        kept = [
            one for (one,) in record.execute("SELECT message_id FROM entries WHERE message_id LIKE '%-0000-4000-%'")
        ]
        numbers = record.execute("SELECT conversation_id, COUNT(*), MAX(seq) FROM entries GROUP BY 1").fetchall()
    return {
        "lost": len(said - set(kept)),
        "doubled": len(kept) - len(set(kept)),
        "gaps": sum(count != last for _, count, last in numbers),
    }
