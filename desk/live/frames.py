"""What browsers send: whole messages wait in a row for the socket that reads them.

Sanic hands every frame over through two tasks and a lock of its own, which costs more than all the rest of receiving a
message. This protocol is Sanic's in everything else: handshake, pings, closing.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Sequence
from typing import Any

from sanic.server.protocols.websocket_protocol import WebSocketProtocol
from sanic.server.websockets.impl import WebsocketImplProtocol
from websockets.frames import Frame, Opcode

MOST_WAITING, FEW_WAITING = 64, 16
"""Messages waiting at which reading from the browser pauses, and goes on again."""
DATA = (Opcode.TEXT, Opcode.BINARY, Opcode.CONT)


class LiveProtocol(WebSocketProtocol):
    """The protocol the desk is served with (`app.run(protocol=...)`)."""

    async def websocket_handshake(
        self, request: Any, subprotocols: Sequence[str] | None = None
    ) -> WebsocketImplProtocol:
        connection: Any = await super().websocket_handshake(request, subprotocols)
        # In the same step as the connection came to be: nothing can have been received before.
        connection.frames = FrameRow(connection)
        connection.data_received = connection.frames.data_received
        return connection  # type: ignore[no-any-return]


class FrameRow:
    """Whole messages of one browser, oldest first."""

    def __init__(self, connection: WebsocketImplProtocol) -> None:
        self._connection = connection
        self._waiting: deque[bytes] = deque()
        self._parts: list[bytes] = []
        self._wanted: asyncio.Future[None] | None = None
        self._ended = False
        self._paused = False

    def data_received(self, data: bytes) -> None:
        """Bytes from the browser, as the transport calls it."""
        protocol = self._connection.ws_proto
        protocol.receive_data(data)
        answers = protocol.data_to_send()
        others = [event for event in protocol.events_received() if not self._kept(event)]
        if answers or others:
            asyncio.get_running_loop().create_task(self._connection.async_data_received(answers, others))  # type: ignore[no-untyped-call]  # Sanic has none
        if self._wanted is not None and (self._waiting or self._ended) and not self._wanted.done():
            self._wanted.set_result(None)
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
