"""What browsers send: whole messages wait in a row for the socket that reads them.

Sanic hands every frame over through two tasks and a lock of its own, which costs more than all the rest of receiving a
message. And nearly everything that browsers send is one short frame that arrives as a whole: it is unmasked and kept,
without the parser that is ready for everything else. This protocol is Sanic's in all that remains: handshake, frames in
parts, pings, closing, and refusing what breaks the rules.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Sequence
from typing import Any

from sanic.server.protocols.websocket_protocol import WebSocketProtocol
from sanic.server.websockets.impl import WebsocketImplProtocol
from websockets.frames import Frame, Opcode, apply_mask  # type: ignore[attr-defined]  # in C where there is one
from websockets.protocol import State

from desk.live.pace import Pace

MOST_WAITING, FEW_WAITING = 64, 16
"""Messages waiting at which reading from the browser pauses, and goes on again."""
FINAL_TEXT, MASKED, LONG = 0x81, 0x80, 126
"""The first byte of a whole text frame; the bit that says it is masked; the length that says a longer one follows."""
DATA = (Opcode.TEXT, Opcode.BINARY, Opcode.CONT)


class LiveProtocol(WebSocketProtocol):
    """The protocol the desk is served with (`app.run(protocol=...)`)."""

    async def websocket_handshake(
        self, request: Any, subprotocols: Sequence[str] | None = None
    ) -> WebsocketImplProtocol:
        connection: Any = await super().websocket_handshake(request, subprotocols)
        # In the same step as the connection came to be: nothing can have been received before.
        pace = vars(self.app.ctx).setdefault("pace", Pace())
        connection.frames = FrameRow(connection, pace)
        connection.data_received = connection.frames.data_received
        return connection  # type: ignore[no-any-return]


class FrameRow:
    """Whole messages of one browser, oldest first."""

    def __init__(self, connection: WebsocketImplProtocol, pace: Pace) -> None:
        self._connection = connection
        self._pace = pace
        self._waiting: deque[bytes] = deque()
        self._parts: list[bytes] = []
        self._wanted: asyncio.Future[None] | None = None
        self._ended = False
        self._paused = False
        self._begun = 0
        """Bytes the parser has of a frame that is not complete."""

    def data_received(self, data: bytes) -> None:
        """Bytes from the browser, as the transport calls it."""
        message = self._whole(data)
        if message is None:
            self._parse(data)
        else:
            self._waiting.append(message)
        if self._wanted is not None and (self._waiting or self._ended):
            wanted, self._wanted = self._wanted, None
            self._pace.wake(wanted)
        if len(self._waiting) >= MOST_WAITING and not self._paused:
            self._paused = True
            self._transport.pause_reading()

    async def read(self) -> bytes | None:
        """The next message; None once the browser has said good-bye."""
        while not self._waiting:
            if self._ended:
                return None
            self._wanted = asyncio.get_running_loop().create_future()
            await self._wanted
        if self._paused and len(self._waiting) <= FEW_WAITING:
            self._paused = False
            self._transport.resume_reading()
        return self._waiting.popleft()

    def _whole(self, data: bytes) -> bytes | None:
        """What is said, if these bytes are one whole message and nothing else was begun."""
        protocol = self._connection.ws_proto
        if self._begun or self._parts or protocol.state is not State.OPEN or protocol.extensions:
            return None
        message = text_in(data)
        return message if message is not None and len(message) <= (protocol.max_size or len(message)) else None

    def _parse(self, data: bytes) -> None:
        protocol = self._connection.ws_proto
        protocol.receive_data(data)
        answers, events = protocol.data_to_send(), protocol.events_received()
        # A length that is written longer than it must be leaves bytes over here: then the parser gets everything.
        self._begun += len(data) - sum(_size(event) for event in events)
        others = [event for event in events if not self._kept(event)]
        if answers or others:
            asyncio.get_running_loop().create_task(self._connection.async_data_received(answers, others))  # type: ignore[no-untyped-call]  # Sanic has none

    def _kept(self, event: Any) -> bool:
        if not isinstance(event, Frame) or event.opcode not in DATA:
            self._ended = self._ended or (isinstance(event, Frame) and event.opcode is Opcode.CLOSE)
            return False
        if event.fin and not self._parts:
            self._waiting.append(bytes(event.data))
            return True
        self._parts.append(bytes(event.data))
        if event.fin:
            self._waiting.append(b"".join(self._parts))
            self._parts.clear()
        return True

    @property
    def _transport(self) -> Any:
        return self._connection.io_proto.transport if self._connection.io_proto else None


def text_in(data: bytes) -> bytes | None:
    """The message in these bytes if they are one final, masked text frame and nothing more (RFC 6455 §5.2)."""
    if len(data) < 6 or data[0] != FINAL_TEXT or not data[1] & MASKED:
        return None
    size, head = data[1] - MASKED, 2
    if size == LONG:
        size, head = int.from_bytes(data[2:4], "big"), 4
    if size > 0xFFFF or len(data) != head + 4 + size or (head == 2 and size > LONG):
        return None
    return bytes(apply_mask(data[head + 4 :], data[head : head + 4]))


def _size(event: Any) -> int:
    """The bytes of a masked frame on the wire."""
    if not isinstance(event, Frame):
        return 0
    size = len(event.data)
    return 2 + 4 + size + (0 if size < LONG else 2 if size <= 0xFFFF else 8)
