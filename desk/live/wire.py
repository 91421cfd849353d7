"""One browser's connection: frames are written at once while it keeps up, and never pile up when it does not.

Sanic's `send` takes a lock and a turn of the event loop for every frame. A text frame of a server is its length and
its bytes, so the same bytes go to every socket that needs them, straight to the transport.
"""

from __future__ import annotations

import asyncio
from typing import Any

import orjson
from sanic.exceptions import WebsocketClosed
from sanic.server.websockets.impl import WebsocketImplProtocol
from websockets.exceptions import ConnectionClosed
from websockets.protocol import State

from desk.live.frames import FrameRow

FULL = 64 * 1024
"""Bytes on their way to a browser beyond which nothing more is written until it has read."""
DRAIN_PAUSE_SECONDS = 0.05


class TooSlow(Exception):
    """The browser did not read in time."""


def framed(frame: dict[str, Any]) -> bytes:
    """A frame as it goes over the wire: one unmasked text frame."""
    body = orjson.dumps(frame)
    return length_of(body) + body


def length_of(body: bytes) -> bytes:
    """The head of a final text frame (RFC 6455 §5.2)."""
    size = len(body)
    if size < 126:
        return bytes((0x81, size))
    if size < 65_536:
        return b"\x81\x7e" + size.to_bytes(2, "big")
    return b"\x81\x7f" + size.to_bytes(8, "big")


class Wire:
    """What the sockets use of a connection."""

    def __init__(self, connection: WebsocketImplProtocol) -> None:
        self._connection = connection
        self._frames: FrameRow | None = getattr(connection, "frames", None)

    @property
    def ready(self) -> bool:
        """Whether the browser has taken what it was sent, so that more may be written."""
        transport = self._transport
        return transport is not None and transport.get_write_buffer_size() < FULL

    def write(self, frame: bytes) -> None:
        """Write a framed frame; raises ConnectionClosed when the browser is gone."""
        transport = self._transport
        if transport is None:
            raise ConnectionClosed(None, None)
        transport.write(frame)

    async def drained(self, seconds: float) -> None:
        """Wait until more may be written; raises TooSlow after so long."""
        deadline = asyncio.get_running_loop().time() + seconds
        while not self.ready:
            if self._transport is None:
                raise ConnectionClosed(None, None)
            if asyncio.get_running_loop().time() > deadline:
                raise TooSlow
            await asyncio.sleep(DRAIN_PAUSE_SECONDS)

    async def read(self) -> str | bytes | None:
        """The next message of the browser; None when it left."""
        return await (self._connection.recv() if self._frames is None else self._frames.read())

    async def answers(self, seconds: float) -> bool:
        """Whether the browser answers a ping within so long: a sign that somebody is still at the other end."""
        try:
            async with asyncio.timeout(seconds):
                await (await self._connection.ping())
        except (TimeoutError, ConnectionClosed, WebsocketClosed):
            return False
        return True

    async def close(self, code: int, reason: str) -> None:
        await self._connection.close(code, reason)

    @property
    def _transport(self) -> Any:
        open_ = self._connection.ws_proto.state is State.OPEN and self._connection.io_proto is not None
        transport = self._connection.io_proto.transport if open_ and self._connection.io_proto else None
        return transport if transport is not None and not transport.is_closing() else None
