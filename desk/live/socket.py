"""One browser's socket: it sends what the record holds beyond the number the browser has, in order, once.

The socket keeps a cursor, not a queue. A nudge only wakes it; it then reads the entries after its cursor. A slow
browser therefore costs no memory here, and nothing can be sent twice or left out.
"""

from __future__ import annotations

import asyncio
import json
from abc import ABC, abstractmethod
from collections import deque
from typing import Any, ClassVar

import structlog
from sanic.server.websockets.impl import WebsocketImplProtocol
from websockets.exceptions import ConnectionClosed

from desk.access.frames import heard_on
from desk.errors import DeskError
from desk.live.hub import Hub
from desk.ports import DeskPorts
from desk.shelter import Shelter

log = structlog.get_logger()

BAD_FRAME, SIGN_IN_AGAIN, TOO_SLOW, TOO_MANY = 4400, 4401, 4408, 4429
SEND_SECONDS = 10.0
LOOK_SECONDS = 15.0
"""How often a socket looks by itself while nudges arrive."""
LOOK_SECONDS_WITHOUT_HUB = 2.0
"""The same while Redis is away and other desks cannot nudge us."""
FRAME_LIMIT, FRAME_SECONDS = 60, 10.0


class Closed(Exception):
    """This socket is to be closed with that code."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


class Socket(ABC):
    """What both sockets do alike: frames in, entries out, typing on the side."""

    look_seconds: ClassVar[float] = LOOK_SECONDS
    address: ClassVar[str]
    """Where it is served: its rows in the role table (`desk/access/frames.py`)."""

    def __init__(self, wire: WebsocketImplProtocol, desk: DeskPorts, hub: Hub, shelter: Shelter) -> None:
        self._wire = wire
        self._shelter = shelter
        self._desk = desk
        self._hub = hub
        self._woken = asyncio.Event()
        self._signals: deque[dict[str, Any]] = deque(maxlen=20)
        self._frames = 0
        self._frames_since = 0.0

    async def run(self) -> None:
        """Serve until the browser leaves or must be sent away."""
        self._hub.join(self)
        tasks: list[asyncio.Task[None]] = []
        try:
            await self._shelter.run(self.opened())
            tasks = [asyncio.create_task(self._hear()), asyncio.create_task(self._tell())]
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        except Closed as closed:
            await self._wire.close(closed.code, closed.reason)
        except (ConnectionClosed, asyncio.CancelledError):
            pass
        finally:
            self._hub.leave(self)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await self._shelter.run(self.left())

    @abstractmethod
    async def opened(self) -> None:
        """Greet the browser."""

    @abstractmethod
    async def look(self) -> None:
        """Send whatever the browser does not have yet."""

    @abstractmethod
    async def heard(self, frame: dict[str, Any]) -> None:
        """A frame of the browser other than ping."""

    @abstractmethod
    async def left(self) -> None:
        """The browser is gone."""

    @abstractmethod
    def conversation_changed(self, conversation_id: str) -> None: ...

    @abstractmethod
    def line_changed(self) -> None: ...

    @abstractmethod
    def typing(self, conversation_id: str, author: dict[str, Any], on: bool) -> None: ...

    @abstractmethod
    def access_changed(self, who: str) -> None: ...

    def signal(self, frame: dict[str, Any]) -> None:
        """Send a frame that may be lost."""
        self._signals.append(frame)
        self._woken.set()

    async def send(self, frame: dict[str, Any]) -> None:
        try:
            await asyncio.wait_for(self._wire.send(json.dumps(frame)), SEND_SECONDS)
        except TimeoutError:
            raise Closed(TOO_SLOW, "too slow") from None

    async def receive(self) -> dict[str, Any]:
        """The next frame; a socket that sends nonsense or a flood is closed."""
        raw = await self._wire.recv()
        if raw is None:
            raise Closed(1001, "gone")
        self._count_frame()
        try:
            frame = json.loads(raw)
        except (ValueError, RecursionError):
            raise Closed(BAD_FRAME, "not JSON") from None
        if not isinstance(frame, dict) or not isinstance(frame.get("type"), str):
            raise Closed(BAD_FRAME, "not a frame")
        return frame

    def _count_frame(self) -> None:
        now = asyncio.get_running_loop().time()
        if now - self._frames_since > FRAME_SECONDS:
            self._frames, self._frames_since = 0, now
        self._frames += 1
        if self._frames > FRAME_LIMIT:
            raise Closed(TOO_MANY, "too many frames")

    async def _hear(self) -> None:
        while True:
            frame = await self.receive()
            if frame["type"] not in heard_on(self.address):
                raise Closed(BAD_FRAME, "unknown frame")
            if frame["type"] == "ping":
                self.signal({"type": "pong"})
            else:
                await self._shelter.run(self.heard(frame))

    async def _tell(self) -> None:
        while True:
            self._woken.clear()
            try:
                await self._shelter.run(self.look())
            except DeskError as refused:
                if refused.status in (401, 403):
                    raise Closed(SIGN_IN_AGAIN, refused.code) from None
                log.warning("socket_look_failed", code=refused.code)
            while self._signals:
                await self.send(self._signals.popleft())
            await self._rest()

    async def _rest(self) -> None:
        patience = self.look_seconds if self._hub.connected else LOOK_SECONDS_WITHOUT_HUB
        try:
            await asyncio.wait_for(self._woken.wait(), patience)
        except TimeoutError:
            return


def text_of(frame: dict[str, Any], name: str, limit: int = 128) -> str:
    """A text field of a frame; the socket is closed when it is missing or absurd."""
    value = frame.get(name)
    if not isinstance(value, str) or not 0 < len(value) <= limit:
        raise Closed(BAD_FRAME, f"{name} is missing")
    return value


def seq_of(frame: dict[str, Any], name: str = "after") -> int:
    """A sequence number of a frame; 0 when it is not given."""
    value = frame.get(name, 0)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= 2_000_000_000:
        raise Closed(BAD_FRAME, f"{name} is not a sequence number")
    return value
