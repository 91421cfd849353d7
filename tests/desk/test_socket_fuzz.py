"""Whatever is said on the sockets, in whatever order: no crash, no other person's words, and everybody else goes on."""

from __future__ import annotations

import asyncio
import json
import logging
import uuid
from collections.abc import AsyncIterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from desk.live import widget_socket
from desk.settings import Settings
from tests.desk.conftest import Running, Visitor, running
from tests.desk.test_sending import sending
from tests.desk.test_sockets import frames_until, widget

pytestmark = pytest.mark.slow

ON_BOTH_DATABASES = True

CANARY = "canary-of-ana"
AGREED = {1000, 1001, 1002, 1003, 1007, 1009, 4400, 4401, 4408, 4429}
"""Codes that a socket may end with; 1011, a server that broke, is not among them."""

ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(allow_nan=False),
    st.text(max_size=60),
    st.sampled_from(["", "\x00", "*", "a\r\nb", "x" * 5_000, "c_unknown", "💥", "-1", "' OR 1=1 --"]),
    st.lists(st.integers(), max_size=3),
    st.dictionaries(st.text(max_size=5), st.integers(), max_size=3),
)
KINDS = ("send", "typing", "seen", "ping", "hello", "watch", "unwatch", "sent", "nonsense")
FIELDS = ("conversation_id", "id", "text", "seq", "after", "on", "token", "extra")
GOOD = "good"
"""Stands for the value that is right in its place."""

FRAME = st.one_of(
    st.fixed_dictionaries(
        {"type": st.one_of(st.sampled_from(KINDS), ODD)},
        optional={name: st.one_of(st.just(GOOD), st.just(GOOD), ODD) for name in FIELDS},
    ),
    st.binary(max_size=200),
    st.text(max_size=200),
    ODD,
)


@pytest.fixture
async def patient_desk(desk_settings: Settings) -> AsyncIterator[Running]:
    """A desk that lets one address open as many sockets as this takes."""
    async with running(desk_settings.model_copy(update={"limit_factor": 100.0})) as found:
        yield found


def examples(count: int) -> list[list[Any]]:
    """So many conversations with a socket, as Hypothesis invents them."""
    found: list[list[Any]] = []

    @settings(max_examples=count, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(st.lists(FRAME, min_size=1, max_size=12))
    def collect(frames: list[Any]) -> None:
        found.append(frames)

    collect()
    return found


def spoken(frame: Any, good: dict[str, Any]) -> str | bytes:
    """A frame as it goes over the wire."""
    if isinstance(frame, bytes):
        return frame
    if isinstance(frame, dict) and "type" in frame:
        filled = {name: good.get(name, "x") if value == GOOD else value for name, value in frame.items()}
        return json.dumps(filled)
    return frame if isinstance(frame, str) else json.dumps(frame)


async def play(wire: Any, frames: list[Any], good: dict[str, Any]) -> tuple[str, int | None]:
    """Say all that; returns what was heard and the close code, if the socket was closed."""
    heard: list[str] = []

    async def listen() -> None:
        async for said in wire:
            heard.append(str(said))

    listening = asyncio.create_task(listen())
    try:
        for frame in frames:
            await wire.send(spoken(frame, good | {"id": str(uuid.uuid4())}))
            await asyncio.sleep(0)
        await asyncio.sleep(0.02)
    except ConnectionClosed:
        pass
    await wire.close()
    await asyncio.gather(listening, return_exceptions=True)
    return "".join(heard), wire.close_code


@pytest.mark.timeout(300)
async def test_s13_s2_no_frames_break_the_widgets_socket(
    patient_desk: Running, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Invented frames in any order end in an agreed code at worst, tell nothing of Ana, and Ana is served after."""
    desk = patient_desk
    monkeypatch.setattr(widget_socket, "HELLO_SECONDS", 0.5)
    ana, eve = await desk.visitor(), await desk.visitor()
    await ana.say(CANARY)
    await ana.until(f"You said: {CANARY}")
    good = {"conversation_id": ana.conversation_id, "text": "hello", "after": 0, "seq": 1, "on": True}
    good |= {"token": eve.token}
    with caplog.at_level(logging.ERROR):
        for number, frames in enumerate(examples(150)):
            hello = {} if number % 4 else {"conversation_id": ana.conversation_id}
            async with widget(desk, eve, **hello) as wire:
                heard, code = await play(wire, frames, good)
            assert CANARY not in heard
            assert code in AGREED, (code, frames)
    assert [record for record in caplog.records if record.exc_info] == []
    await still_served(desk, ana)
    assert len([e for e in await ana.entries() if e["author"]["kind"] == "customer"]) == 2


@pytest.mark.timeout(300)
async def test_s13_no_frames_break_the_consoles_socket(patient_desk: Running, caplog: pytest.LogCaptureFixture) -> None:
    """The same on the console: an agent who holds nothing writes nothing, whatever is invented."""
    desk = patient_desk
    ana, maya = await desk.visitor(), await desk.agent()
    await ana.say("hello")
    await ana.until("You said: hello")
    cookie = f"warmhand_agent={maya.cookies['warmhand_agent']}"
    address = desk.url.replace("http", "ws") + "/api/agent/socket"
    good = {"conversation_id": ana.conversation_id, "text": "hello", "after": 0, "seq": 1, "on": True}
    with caplog.at_level(logging.ERROR):
        for frames in examples(150):
            async with connect(address, origin=desk.url, additional_headers={"cookie": cookie}, proxy=None) as wire:  # type: ignore[arg-type]
                _, code = await play(wire, frames, good)
            assert code in AGREED, (code, frames)
    assert [record for record in caplog.records if record.exc_info] == []
    await still_served(desk, ana)
    assert "agent" not in {e["author"]["kind"] for e in await ana.entries()}


async def still_served(desk: Running, visitor: Visitor) -> None:
    async with widget(desk, visitor) as wire:
        await wire.send(sending(visitor.conversation_id, "still served"))
        await frames_until(wire, lambda f: f["type"] == "sent", seconds=5)
