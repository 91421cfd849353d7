"""What browsers send is understood the same, however it is cut up, and whichever way it is read."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from websockets.frames import Frame, Opcode
from websockets.protocol import State
from websockets.server import ServerProtocol

from desk.live.frames import FrameRow, text_in
from desk.live.pace import Pace

MOST = 1_000
FRAMES = st.builds(
    Frame,
    st.sampled_from([Opcode.TEXT, Opcode.TEXT, Opcode.TEXT, Opcode.BINARY, Opcode.CONT, Opcode.PING, Opcode.PONG]),
    st.one_of(st.binary(max_size=20), st.binary(min_size=120, max_size=140), st.binary(min_size=990, max_size=1_010)),
    st.booleans(),
)


@dataclass
class Line:
    """Sanic's side of a connection, as far as reading goes."""

    ws_proto: Any = field(default_factory=lambda: ServerProtocol(max_size=MOST, state=State.OPEN))
    io_proto: None = None
    answers: list[bytes] = field(default_factory=list)

    async def async_data_received(self, answers: Sequence[bytes], _others: Sequence[Any]) -> None:
        self.answers += answers


def on_the_wire(frame: Frame) -> bytes:
    """The frame as a browser sends it; control frames are never in parts, nor long."""
    if frame.opcode in (Opcode.PING, Opcode.PONG):
        frame = Frame(frame.opcode, frame.data[:20])
    return frame.serialize(mask=True)


async def heard(pieces: Sequence[bytes]) -> tuple[list[bytes], Any, bytes]:
    """The messages of these bytes, how the connection stands, and what was answered."""
    line = Line()
    row = FrameRow(line, Pace())  # type: ignore[arg-type]
    messages: list[bytes] = []
    for piece in pieces:
        row.data_received(piece)
        messages += row._waiting
        row._waiting.clear()
        await asyncio.sleep(0)
    await asyncio.sleep(0)
    return messages, line.ws_proto.state, b"".join(line.answers)


def parsed(data: bytes) -> tuple[list[bytes], Any, bytes]:
    """The same by the parser alone, all at once."""
    protocol = ServerProtocol(max_size=MOST, state=State.OPEN)
    protocol.receive_data(data)
    messages: list[bytes] = []
    parts: list[bytes] = []
    for event in protocol.events_received():
        if isinstance(event, Frame) and event.opcode in (Opcode.TEXT, Opcode.BINARY, Opcode.CONT):
            parts.append(bytes(event.data))
            if event.fin:
                messages.append(b"".join(parts))
                parts.clear()
    return messages, protocol.state, b"".join(protocol.data_to_send())


@settings(max_examples=300, deadline=None)
@given(st.lists(FRAMES, min_size=1, max_size=8), st.data())
def test_cut_anywhere_the_same_is_heard(frames: list[Frame], data: st.DataObject) -> None:
    """Whole frames, parts, several at once, too long ones and forbidden orders end as the parser ends them."""
    wire = [on_the_wire(frame) for frame in frames]
    said = b"".join(wire)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(said)), max_size=4)))
    by_frame = data.draw(st.booleans())
    ends = [0, *cuts, len(said)]
    pieces = wire if by_frame else [said[a:b] for a, b in pairwise(ends) if b > a]
    assert asyncio.run(heard(pieces)) == parsed(said)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (Frame(Opcode.TEXT, b"hello").serialize(mask=True), b"hello"),
        (Frame(Opcode.TEXT, b"").serialize(mask=True), b""),
        (Frame(Opcode.TEXT, b"x" * 126).serialize(mask=True), b"x" * 126),
        (Frame(Opcode.TEXT, b"x" * 0xFFFF).serialize(mask=True), b"x" * 0xFFFF),
        (Frame(Opcode.TEXT, b"x" * 0x10000).serialize(mask=True), None),
        (Frame(Opcode.TEXT, b"hello").serialize(mask=False), None),
        (Frame(Opcode.TEXT, b"hello", fin=False).serialize(mask=True), None),
        (b"\xc1" + Frame(Opcode.TEXT, b"hello").serialize(mask=True)[1:], None),
        (Frame(Opcode.BINARY, b"hello").serialize(mask=True), None),
        (Frame(Opcode.PING, b"hello").serialize(mask=True), None),
        (Frame(Opcode.TEXT, b"hello").serialize(mask=True)[:-1], None),
        (Frame(Opcode.TEXT, b"hello").serialize(mask=True) + b"\x81", None),
        (b"\x81\xff" + b"\0" * 200, None),
        (b"\x81", None),
        (b"", None),
    ],
)
def test_only_one_whole_text_frame_is_read_without_the_parser(data: bytes, said: bytes | None) -> None:
    """Anything else is the parser's."""
    assert text_in(data) == said
