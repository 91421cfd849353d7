"""The hub: who is looking at what, and the nudge that something changed.

Within this desk a nudge brings along what was just committed; a socket that holds all before it shows it at once, any
other reads the record from the number it holds. Between desks a nudge carries no content. So a nudge that is lost, late
or doubled costs at most a moment and never a message. Redis passes nudges on; without it each desk still nudges its own
sockets, and every socket looks by itself now and then (`desk/live/socket.py`).
"""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from typing import Any, Protocol

import orjson
import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from desk.conversations.conversation import Change
from desk.live.news import News
from desk.live.spare_time import SpareTime

log = structlog.get_logger()

CHANNEL = "desk:nudges"
PAUSE_SECONDS = 1.0
GATHER_SECONDS = 0.02
"""Nudges of so long leave for the other desks together."""
GATHER_SECONDS_ALONE = 0.1
"""The same while no other desk heard the last ones. A desk that has just joined hears of the first that much later."""
MOST_AT_ONCE = 2_000
SEND_AWAY_SECONDS = 2.0
ABOUT_ONE = ("typing", "viewing", "seen")
"""Nudges for those who follow one conversation; they carry all they say."""
STOP_SECONDS = 0.2


class Looker(Protocol):
    """A socket that wants to know. None of these may block or raise."""

    def conversation_changed(self, conversation_id: str, news: News | None) -> None:
        """Something changed; with the news when it happened at this desk."""

    def line_changed(self) -> None: ...

    def typing(self, conversation_id: str, author: dict[str, Any], on: bool) -> None: ...

    def seen(self, conversation_id: str, side: str, seq: int) -> None: ...

    def viewing(self, conversation_id: str, agent: dict[str, str], on: bool) -> None: ...

    async def go_away(self) -> None:
        """The desk is closing: be closed in a way that brings the browser back soon, to whoever serves then."""

    @property
    def kind(self) -> str:
        """Whose socket it is: "customer" or "agent"."""

    def access_changed(self) -> None:
        """Somebody's right to look may have ended: ask again before telling more."""


class Board(Protocol):
    """Hears of every conversation."""

    def conversation_changed(self, conversation_id: str, news: News | None) -> None: ...


class Hub:
    """Keeps `desk.conversations.ports.Announcer`, here and across desks."""

    def __init__(self, redis: Redis, desk_id: str) -> None:
        self._redis = redis
        self._desk_id = desk_id
        self._lookers: set[Looker] = set()
        self._followers: dict[str, set[Looker]] = {}
        self._boards: list[Board] = []
        self._listening: asyncio.Task[None] | None = None
        self._passing: asyncio.Task[None] | None = None
        self._connected = False
        self._alone = False
        self.spare = SpareTime(time.monotonic)
        self.closing = False
        """No socket should join any more: this desk sends its browsers away."""
        self._leaving: dict[tuple[Any, ...], dict[str, Any]] = {}
        self._sent_after: set[asyncio.Task[None]] = set()

    @property
    def connected(self) -> bool:
        """Whether nudges from other desks arrive just now."""
        return self._connected

    def join(self, looker: Looker) -> None:
        """Count this socket in. One that was let in just before the others were sent away is sent after them."""
        self._lookers.add(looker)
        self.spare.came()
        if self.closing:
            sent = asyncio.get_running_loop().create_task(looker.go_away())
            self._sent_after.add(sent)
            sent.add_done_callback(self._sent_after.discard)

    def leave(self, looker: Looker) -> None:
        self._lookers.discard(looker)

    def sockets(self) -> dict[str, int]:
        """How many sockets are connected to this desk, by kind."""
        return {kind: sum(looker.kind == kind for looker in self._lookers) for kind in ("customer", "agent")}

    async def send_away(self) -> None:
        """Close every socket, and wait a bounded time until they are closed."""
        self.closing = True
        closing = (looker.go_away() for looker in list(self._lookers))
        with suppress(TimeoutError):
            await asyncio.wait_for(asyncio.gather(*closing, return_exceptions=True), SEND_AWAY_SECONDS)

    def follow(self, conversation_id: str, looker: Looker) -> None:
        """Tell this looker of that conversation."""
        self._followers.setdefault(conversation_id, set()).add(looker)

    def unfollow(self, conversation_id: str, looker: Looker) -> None:
        followers = self._followers.get(conversation_id, set())
        followers.discard(looker)
        if not followers:
            self._followers.pop(conversation_id, None)

    def attend(self, board: Board) -> None:
        """Tell this board of every conversation."""
        self._boards.append(board)

    async def conversation_changed(self, conversation_id: str, change: Change | None = None) -> None:
        self.spare.talked()
        self._tell_conversation(conversation_id, News(change) if change else None)
        self._pass_on({"kind": "conversation", "id": conversation_id})

    async def line_changed(self) -> None:
        self._say({"kind": "line"})

    async def access_changed(self) -> None:
        self._say({"kind": "access"})

    async def seen(self, conversation_id: str, side: str, seq: int) -> None:
        self._say({"kind": "seen", "id": conversation_id, "side": side, "seq": seq})

    async def typing(self, conversation_id: str, author: dict[str, Any], on: bool) -> None:
        self._say({"kind": "typing", "id": conversation_id, "author": author, "on": on})

    async def viewing(self, conversation_id: str, agent: dict[str, str], on: bool) -> None:
        self._say({"kind": "viewing", "id": conversation_id, "author": agent, "on": on})

    def start(self) -> None:
        """Begin to listen to the other desks."""
        self._listening = asyncio.get_running_loop().create_task(self._listen())

    async def stop(self) -> None:
        self.closing = True
        tasks = [task for task in (self._listening, self._passing) if task is not None]
        if self._listening is not None:
            self._listening.cancel()
        while tasks:
            _, left = await asyncio.wait(tasks, timeout=STOP_SECONDS)
            # The Redis client can lose a cancellation while it connects: it is asked until it ends.
            tasks = list(left)
            for task in tasks:
                task.cancel()

    def _say(self, nudge: dict[str, Any]) -> None:
        self._deliver(nudge)
        self._pass_on(nudge)

    def _pass_on(self, nudge: dict[str, Any]) -> None:
        # Passed on in the background: a Redis that hangs must not hold up the answer to a customer.
        if not self._connected or len(self._leaving) >= MOST_AT_ONCE:
            return
        self._leaving[nudge["kind"], nudge.get("id"), str(nudge.get("author") or nudge.get("side"))] = nudge
        if self._passing is None:
            self._passing = asyncio.get_running_loop().create_task(self._publish())

    async def _publish(self) -> None:
        while self._leaving:
            await asyncio.sleep(GATHER_SECONDS_ALONE if self._alone else GATHER_SECONDS)
            leaving, self._leaving = list(self._leaving.values()), {}
            try:
                said = orjson.dumps({"from": self._desk_id, "nudges": leaving})
                # Our own line counts as one who heard it.
                self._alone = int(await self._redis.publish(CHANNEL, said)) <= 1
            except (RedisError, OSError) as failure:
                log.warning("nudges_not_passed_on", problem=type(failure).__name__, nudges=len(leaving))
        self._passing = None

    def _tell_conversation(self, conversation_id: str, news: News | None) -> None:
        for looker in list(self._followers.get(conversation_id, ())):
            looker.conversation_changed(conversation_id, news)
        for board in self._boards:
            board.conversation_changed(conversation_id, news)

    def _deliver(self, nudge: dict[str, Any]) -> None:
        if nudge["kind"] == "conversation":
            self._tell_conversation(nudge["id"], None)
        elif nudge["kind"] in ABOUT_ONE:
            for looker in list(self._followers.get(nudge["id"], ())):
                _tell(looker, nudge)
        else:
            for looker in list(self._lookers):
                if nudge["kind"] == "line":
                    looker.line_changed()
                elif nudge["kind"] == "access":
                    looker.access_changed()

    async def _listen(self) -> None:
        while not self.closing:
            try:
                async with self._redis.pubsub() as heard:
                    await heard.subscribe(CHANNEL)
                    self._connected = True
                    log.info("hub_connected")
                    await self._hear(heard)
            except (RedisError, OSError) as failure:
                if self._connected:
                    log.warning("hub_disconnected", problem=type(failure).__name__)
                self._connected = False
                await asyncio.sleep(PAUSE_SECONDS)

    async def _hear(self, heard: Any) -> None:
        while not self.closing:
            # A bounded wait, so that a dead connection is noticed by the ping that redis-py sends in between.
            message = await heard.get_message(ignore_subscribe_messages=True, timeout=5.0)
            if message is None:
                await heard.ping()
                continue
            if message["type"] == "message":
                self._heard(message["data"])

    def _heard(self, data: bytes) -> None:
        """Another desk's nudges; whatever else somebody puts on the channel is text to us, and of no use."""
        try:
            said = orjson.loads(data)
            if said["from"] == self._desk_id:
                return
            for nudge in said["nudges"]:
                self._deliver(nudge)
        except (ValueError, KeyError, TypeError) as odd:
            log.warning("nudge_not_understood", problem=type(odd).__name__)


def _tell(looker: Looker, nudge: dict[str, Any]) -> None:
    if nudge["kind"] == "typing":
        looker.typing(nudge["id"], nudge["author"], nudge["on"])
    elif nudge["kind"] == "viewing":
        looker.viewing(nudge["id"], nudge["author"], nudge["on"])
    else:
        looker.seen(nudge["id"], nudge["side"], nudge["seq"])
