"""Several who write in one conversation at once: everybody is told the same, in order, and each line once."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection

from desk.conversations import flows
from desk.ports import DeskPorts
from tests.desk.conftest import Running
from tests.desk.test_sending import console, held, sending
from tests.desk.test_sockets import frames_until, says, widget

ON_BOTH_DATABASES = True

pytestmark = pytest.mark.slow


async def test_r22_everybody_sees_the_same_each_once(desk: Running) -> None:
    """Two tabs, a phone and the agent write at the same time: all four see the same transcript, each line once."""
    ana, maya = await desk.visitor(), await desk.agent()
    await held(desk, ana, maya)
    async with (
        widget(desk, ana) as tab,
        widget(desk, ana) as other_tab,
        widget(desk, ana) as phone,
        console(desk, maya) as agent,
    ):
        await agent.send(json.dumps({"type": "watch", "conversation_id": ana.conversation_id, "after": 0}))
        writers = (tab, other_tab, phone, agent)

        async def write(wire: ClientConnection, name: str) -> None:
            for n in range(6):
                await wire.send(sending(ana.conversation_id, f"{name} {n}"))
                await asyncio.sleep(0.01)

        async def read(wire: ClientConnection) -> list[dict[str, Any]]:
            seen: dict[int, dict[str, Any]] = {}
            numbers: list[int] = []
            async with asyncio.timeout(20):
                while len(seen) < total:
                    frame = json.loads(await wire.recv())
                    if frame["type"] in ("entry", "sent"):
                        numbers.append(frame["entry"]["seq"])
                        seen[frame["entry"]["seq"]] = frame["entry"]
            assert len(numbers) == len(set(numbers)), "told twice"
            return [seen[seq] for seq in sorted(seen)]

        total = len(await ana.entries()) + 6 * len(writers)
        results = await asyncio.gather(
            *(read(wire) for wire in writers),
            *(write(wire, name) for wire, name in zip(writers, ("tab", "other", "phone", "agent"), strict=True)),
        )
    stored = await ana.entries()
    assert [entry["seq"] for entry in stored] == list(range(1, total + 1))
    for view in results[:4]:
        assert view == stored


async def test_what_the_record_shows_early_is_told_once(desk: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    """A look at the record between the commit and what follows it tells the writer `sent`, and that is all."""
    ana = await desk.visitor()
    announced = flows._told

    async def later(written: flows.Written, ports: DeskPorts) -> None:
        await ports.announce.conversation_changed(written.entry.conversation_id)
        await asyncio.sleep(0.2)
        await announced(written, ports)

    async with widget(desk, ana) as wire:
        await frames_until(wire, lambda f: f["type"] == "conversation")
        monkeypatch.setattr(flows, "_told", later)
        await wire.send(sending(ana.conversation_id, "hello"))
        frames = await frames_until(wire, lambda f: f["type"] == "entry" and f["entry"]["author"]["kind"] == "bot")
    mine = [f["type"] for f in frames if f["type"] in ("entry", "sent") and f["entry"]["author"]["kind"] == "customer"]
    assert mine == ["sent"]


async def test_a_message_announced_before_an_earlier_one_is_told_after_it(
    desk: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What two write at once is stored in order but may be announced the other way round: told in order, and once."""
    ana, maya = await desk.visitor(), await desk.agent()
    await held(desk, ana, maya)
    announced = flows._told

    async def first_is_late(written: flows.Written, ports: DeskPorts) -> None:
        message = written.entry.message
        if message is not None and message.text.startswith("first"):
            await asyncio.sleep(0.3)
        await announced(written, ports)

    async def both(early: ClientConnection, late: ClientConnection, name: str) -> list[str]:
        await early.send(sending(ana.conversation_id, f"first of {name}"))
        await asyncio.sleep(0.1)
        await late.send(sending(ana.conversation_id, f"second of {name}"))
        await early.send(sending(ana.conversation_id, f"end of {name}"))
        frames = await frames_until(late, says(f"end of {name}"))
        told = [f["entry"]["message"]["text"] for f in frames if f["type"] in ("entry", "sent")]
        return [text.split()[0] for text in told if text.endswith(name)]

    async with widget(desk, ana) as tab, widget(desk, ana) as other_tab, console(desk, maya) as agent:
        end = (await ana.entries())[-1]["seq"]
        await agent.send(json.dumps({"type": "watch", "conversation_id": ana.conversation_id, "after": end}))
        for wire in (tab, other_tab):
            await frames_until(wire, lambda f: f["type"] == "conversation")
        monkeypatch.setattr(flows, "_told", first_is_late)
        assert await both(tab, other_tab, "tabs") == ["first", "second", "end"]
        assert await both(tab, agent, "agent") == ["first", "second", "end"]
