"""R20: a network comes back, and with it a crowd of browsers within two seconds, while others go on talking.

A thousand of them by default; `WARMHAND_TEST_CROWD=5000` for the whole case, on a machine with nothing else to do.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from benchmarks.live_client import Load, Peer, Phase
from benchmarks.live_house import House, OpenHouse, desk_process, people

pytestmark = pytest.mark.timeout(600)
CROWD, WITHIN_SECONDS = int(os.environ.get("WARMHAND_TEST_CROWD", "1000")), 2.0
BACK_SECONDS, ACKNOWLEDGED_P99_MS = 30.0, 1_000.0
STEADY, AGENTS, EACH_SECONDS = 20, 2, 0.25
AT_ONCE = 32


def test_r20_a_crowd_comes_back_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All are back within half a minute, and those who were there are acknowledged within a second meanwhile."""
    # Each browser has an address of its own, told by a proxy in front: limits are by address.
    monkeypatch.setenv("WARMHAND_TRUSTED_PROXIES", "127.0.0.0/8")
    with desk_process(tmp_path, f"sqlite+aiosqlite:///{tmp_path}/desk.db") as house:
        found = asyncio.run(rush(house))
    print(json.dumps(found))
    assert found["back"] == CROWD
    assert found["back_s"] < BACK_SECONDS
    assert found["problems"] == {}
    assert found["steady_p99_ms"] < ACKNOWLEDGED_P99_MS


async def rush(house: House) -> dict[str, Any]:
    """Let all connect, go and come back; what that took, and what it was like for those who stayed."""
    held, consoles = await people(house, STEADY, AGENTS)
    browsers = await arrive(house, CROWD)
    steady, crowd = Load({"run": 1}), Load({"run": 2})
    crowd.closing = True
    watching = [await connected(house, steady, who) for who in consoles]
    talkers = [await connected(house, steady, who) for who in held]
    for first in range(0, CROWD, AT_ONCE):
        there = await asyncio.gather(*(connected(house, crowd, who) for who in browsers[first : first + AT_ONCE]))
        for peer in there:
            peer.drop()
    await asyncio.sleep(1.0)
    phase, over = Phase(0, 0), asyncio.Event()
    talking = asyncio.create_task(talk(talkers, phase, over))
    await asyncio.sleep(2.0)
    began = time.perf_counter()
    chance = random.Random(20)
    back = await asyncio.gather(
        *(come_back(house, crowd, who, chance.random() * WITHIN_SECONDS) for who in browsers), return_exceptions=True
    )
    took = time.perf_counter() - began
    over.set()
    await talking
    await asyncio.sleep(2.0)
    steady.closing = True
    waits = sorted(phase.ack)
    assert len(watching) == AGENTS
    return {
        "back": sum(isinstance(one, Peer) for one in back),
        "back_s": round(took, 1),
        "steady_acknowledged": len(waits),
        "steady_p50_ms": round(waits[len(waits) // 2]),
        "steady_p99_ms": round(waits[int(len(waits) * 0.99)]),
        "problems": dict(steady.problems),
    }


async def arrive(house: House, crowd: int) -> list[dict[str, Any]]:
    """So many visitors with a conversation each."""
    gate = asyncio.Semaphore(AT_ONCE)
    async with httpx.AsyncClient(base_url=house.url, timeout=30, trust_env=False) as http:

        async def visit(number: int) -> dict[str, Any]:
            headers = {"X-Forwarded-For": f"10.20.{number // 250}.{number % 250 + 1}"}
            async with gate:
                begun = await http.post("/api/widget/sessions", json={"identity": None}, headers=headers)
                token = begun.raise_for_status().json()["token"]
                mine = headers | {"Authorization": f"Bearer {token}"}
                opened = await http.post("/api/widget/conversations", json={}, headers=mine)
                here = opened.raise_for_status().json()["conversation"]["id"]
            hello = {"type": "hello", "token": token, "conversation_id": here, "after": 0}
            return {
                "from": "127.0.0.1",
                "path": "/api/widget/socket",
                "headers": headers | {"Origin": house.url},
                "greets": [hello],
                "conversations": [here],
            }

        return list(await asyncio.gather(*(visit(number) for number in range(crowd))))


async def connected(house: House | OpenHouse, load: Any, who: dict[str, Any]) -> Peer:
    """A browser that has its greeting answered."""
    loop = asyncio.get_running_loop()
    _, peer = await loop.create_connection(
        lambda: Peer(load, who), "127.0.0.1", house.port, local_addr=(who["from"], 0)
    )
    await asyncio.wait_for(peer.ready, BACK_SECONDS)
    return peer


async def come_back(house: House, load: Load, who: dict[str, Any], after: float) -> Peer:
    """At some moment within the rush."""
    await asyncio.sleep(after)
    return await connected(house, load, who)


async def talk(talkers: list[Peer], phase: Phase, over: asyncio.Event) -> None:
    """Each in turn, so that everybody writes every five seconds, whatever the desk does."""
    for number in range(1_000_000):
        if over.is_set():
            return
        talkers[number % len(talkers)].say(phase, time.perf_counter())
        await asyncio.sleep(EACH_SECONDS)
