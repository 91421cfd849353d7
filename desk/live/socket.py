"""One browser's socket: it sends what the record holds beyond the number the browser has, in order, once.

The socket keeps a cursor, not a queue. News that come right after the cursor are written at once; anything else wakes
the socket, which then reads the entries after its cursor. A slow browser therefore costs no memory here, and nothing
can be sent twice or left out.
"""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable
from typing import Any, ClassVar

import orjson
import structlog
from websockets.exceptions import ConnectionClosed

from desk.access.frames import heard_on
from desk.conversations.entry import Entry, EntryKind, checked_message_id
from desk.errors import DeskError, invalid_field
from desk.live.closing import BAD_FRAME, GOING_AWAY, TOO_MANY, TOO_SLOW, Closed, text_of
from desk.live.hub import Hub
from desk.live.news import News
from desk.live.send_frame import Write, files_of
from desk.live.trust import Trust
from desk.live.typing import TypingShown
from desk.live.wire import TooSlow, Wire, framed
from desk.ports import DeskPorts
from desk.shelter import Shelter

log = structlog.get_logger()

SEND_SECONDS = 10.0
LOOK_SECONDS = 15.0
"""How often a socket looks by itself while nudges arrive."""
LOOK_SECONDS_WITHOUT_HUB = 2.0
"""The same while Redis is away and other desks cannot nudge us."""
FRAME_SECONDS = 10.0


class Socket(ABC):
    """What both sockets do alike: frames in, messages stored and answered, entries out, typing on the side."""

    look_seconds: ClassVar[float] = LOOK_SECONDS
    address: ClassVar[str]
    """Where it is served: its rows in the role table (`desk/access/frames.py`)."""
    check_ahead: ClassVar[float] = 0.0
    """Seconds before the right runs out at which it is checked again, for those who are told something all the time."""
    frames_allowed = 60
    """Frames within FRAME_SECONDS; who sends more is closed."""

    def __init__(
        self,
        wire: Wire,
        desk: DeskPorts,
        hub: Hub,
        shelter: Shelter,
        limit: Callable[[str, str], None],
        acknowledged: Callable[[str, float], None],
    ) -> None:
        self._wire = wire
        self._shelter = shelter
        self._desk = desk
        self._hub = hub
        self._limit = limit
        self._acknowledged = acknowledged
        self._woken = asyncio.Event()
        self._signals: deque[dict[str, Any]] = deque(maxlen=100)
        self._frames = 0
        self._frames_since = 0.0
        self._trust = Trust(self.authorise)
        self._sending: set[str] = set()
        self._handling = self._ended = False
        """A frame is being handled; no further one is wanted."""
        self._typing = TypingShown(self.signal)
        self._look_at_all = True
        """Nobody told us what changed: everything this browser follows is read."""

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
            self._typing.stop_all()
            await self._shelter.run(self._end(tasks))

    async def _end(self, tasks: list[asyncio.Task[None]]) -> None:
        # In the shelter as a whole: the web server may cancel us a second time while we put things away.
        self._ended = True
        for task in tasks[1:] if self._handling else tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self.left()

    kind: str
    """Whose socket it is: "customer" or "agent"."""

    @abstractmethod
    async def opened(self) -> None:
        """Greet the browser."""

    @abstractmethod
    async def authorise(self) -> None:
        """Raise a DeskError with 401 or 403 unless this browser may still look."""

    @abstractmethod
    async def look(self) -> None:
        """Send whatever the browser does not have yet."""

    @abstractmethod
    async def heard(self, frame: dict[str, Any]) -> None:
        """A frame of the browser other than ping."""

    @abstractmethod
    def step_over(self, entry: Entry) -> bool:
        """Move the cursor over an entry told now; False when others come first and a look will tell them all."""

    @abstractmethod
    async def left(self) -> None:
        """The browser is gone."""

    @abstractmethod
    def conversation_changed(self, conversation_id: str, news: News | None) -> None: ...

    @abstractmethod
    def line_changed(self) -> None: ...

    @abstractmethod
    def typing(self, conversation_id: str, author: dict[str, Any], on: bool) -> None: ...

    @abstractmethod
    def viewing(self, conversation_id: str, agent: dict[str, str], on: bool) -> None: ...

    def seen(self, conversation_id: str, side: str, seq: int) -> None:
        self.signal({"type": "seen", "conversation_id": conversation_id, "by": side, "seq": seq})

    def tell_seen(self, conversation_id: str, seen: dict[str, int]) -> None:
        """Say up to where each side has seen, as far as anything was."""
        for side, seq in seen.items():
            if seq:
                self.seen(conversation_id, side, seq)

    async def go_away(self) -> None:
        """The desk is closing."""
        await self._wire.close(GOING_AWAY, "the desk restarts")

    def access_changed(self) -> None:
        self._trust.end()
        self._woken.set()

    def signal(self, frame: dict[str, Any]) -> None:
        """Send a frame that may be lost."""
        self._signals.append(frame)
        self._woken.set()

    async def send(self, frame: dict[str, Any]) -> None:
        """Write a frame, when the browser has taken what it was sent before."""
        await self._send(framed(frame))

    async def send_entry(self, entry: Entry, shown: dict[str, Any]) -> None:
        """Write an entry read from the record; it may be there before the command that stored it answers `sent`."""
        frame = {"type": "entry", "conversation_id": entry.conversation_id, "entry": shown}
        await self._send(self._sent(entry, shown) if self._is_being_sent(entry) else framed(frame))

    async def _send(self, frame: bytes) -> None:
        if not self._wire.ready:
            try:
                await self._wire.drained(SEND_SECONDS)
            except TooSlow:
                raise Closed(TOO_SLOW, "too slow") from None
        self._wire.write(frame)

    def _is_being_sent(self, entry: Entry) -> bool:
        message = entry.message if entry.kind is EntryKind.MESSAGE else None
        return message is not None and message.id in self._sending

    def may_push(self) -> bool:
        """Whether something may be written right now, outside this socket's own turn."""
        return self._wire.ready and self._trust.seconds_left > 0

    def push(self, news: News, cursor: int) -> int:
        """Write news that follow the cursor at once; returns the new cursor, or the old one when it is not possible."""
        if not news.follows(cursor) or not self.may_push():
            return cursor
        frames = news.customer_frames if self.kind == "customer" else news.frames
        for entry, shown, frame in zip(news.entries, news.shown, frames, strict=True):
            self._wire.write(self._sent(entry, shown) if self._is_being_sent(entry) else frame)
            cursor = entry.seq
        return cursor

    async def store(self, frame: dict[str, Any], write: Write) -> None:
        """Store what a `send` frame says and answer `sent`, or `refused`; a push or a look may answer before this."""
        conversation_id, message_id = text_of(frame, "conversation_id"), text_of(frame, "id")
        began = asyncio.get_running_loop().time()
        try:
            checked_message_id(message_id)
            await self._trust.check()
            text = frame.get("text")
            if not isinstance(text, str):
                raise invalid_field("text", "The text is missing.")
            self._sending.add(message_id)
            entry = (await write(conversation_id, message_id, text, files_of(frame))).entry
        except DeskError as refused:
            self._sending.discard(message_id)
            about = {"conversation_id": conversation_id, "id": message_id, "status": refused.status}
            await self.send({"type": "refused"} | about | refused.body())
            return
        self._acknowledged(self.kind, asyncio.get_running_loop().time() - began)
        if message_id in self._sending and self.step_over(entry):
            self._wire.write(self._sent(entry, entry.to_json()))

    def _sent(self, entry: Entry, shown: Any) -> bytes:
        message_id = entry.message.id if entry.message else ""
        self._sending.discard(message_id)
        about = {"conversation_id": entry.conversation_id, "id": message_id, "seq": entry.seq}
        return framed({"type": "sent"} | about | {"entry": shown})

    async def receive(self) -> dict[str, Any]:
        """The next frame; a socket that sends nonsense or a flood is closed."""
        raw = await self._wire.read()
        if raw is None:
            raise Closed(1001, "gone")
        self._count_frame()
        try:
            frame = orjson.loads(raw)
        except ValueError:
            raise Closed(BAD_FRAME, "not JSON") from None
        if not isinstance(frame, dict) or not isinstance(frame.get("type"), str):
            raise Closed(BAD_FRAME, "not a frame")
        return frame

    def _count_frame(self) -> None:
        now = asyncio.get_running_loop().time()
        if now - self._frames_since > FRAME_SECONDS:
            self._frames, self._frames_since = 0, now
        self._frames += 1
        if self._frames > self.frames_allowed:
            raise Closed(TOO_MANY, "too many frames")

    async def _hear(self) -> None:
        """Handle frames in turn. The last one is finished, whoever leaves, without a task of its own for each."""
        while not self._ended:
            frame = await self.receive()
            if frame["type"] not in heard_on(self.address):
                raise Closed(BAD_FRAME, "unknown frame")
            if frame["type"] == "ping":
                self.signal({"type": "pong"})
            else:
                self._handling = True
                try:
                    await self.heard(frame)
                except DeskError as refused:
                    self.signal({"type": "error"} | refused.body())
                finally:
                    self._handling = False

    async def _tell(self) -> None:
        while True:
            self._woken.clear()
            try:
                await self._shelter.run(self._look())
            except DeskError as refused:
                log.warning("socket_look_failed", code=refused.code)
            while self._signals:
                await self.send(self._signals.popleft())
            await self._rest()

    async def _look(self) -> None:
        await self._trust.check(self.check_ahead)
        await self.look()

    async def _rest(self) -> None:
        patience = self.look_seconds if self._hub.connected else LOOK_SECONDS_WITHOUT_HUB
        if self.check_ahead and (left := self._trust.seconds_left - self.check_ahead / 2) > 0:
            patience = min(patience, left)
        alarm = asyncio.get_running_loop().call_later(patience, self._time_to_look)
        try:
            await self._woken.wait()
        finally:
            alarm.cancel()

    def _time_to_look(self) -> None:
        self._look_at_all = True
        self._woken.set()
