"""The hub: who is looking at what, and the nudge that something changed.

A nudge carries no content. Whoever is nudged reads the record from the number it holds, so a nudge that is lost, late
or doubled costs at most a moment and never a message. Redis passes nudges between desks; without it each desk still
nudges its own sockets, and every socket looks by itself now and then (`desk/live/socket.py`).
"""

from __future__ import annotations

import asyncio
import json
from typing import Any, Protocol

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

log = structlog.get_logger()

CHANNEL = "desk:nudges"
PAUSE_SECONDS = 1.0
MOST_UNDERWAY = 500


class Looker(Protocol):
    """A socket that wants to know. None of these may block or raise."""

    def conversation_changed(self, conversation_id: str) -> None: ...

    def line_changed(self) -> None: ...

    def access_changed(self, who: str) -> None: ...

    def typing(self, conversation_id: str, author: dict[str, Any], on: bool) -> None: ...


class Hub:
    """Keeps `desk.conversations.ports.Announcer`, here and across desks."""

    def __init__(self, redis: Redis, desk_id: str) -> None:
        self._redis = redis
        self._desk_id = desk_id
        self._lookers: set[Looker] = set()
        self._listening: asyncio.Task[None] | None = None
        self._connected = False
        self._leaving: set[asyncio.Task[None]] = set()

    @property
    def connected(self) -> bool:
        """Whether nudges from other desks arrive just now."""
        return self._connected

    def join(self, looker: Looker) -> None:
        self._lookers.add(looker)

    def leave(self, looker: Looker) -> None:
        self._lookers.discard(looker)

    async def conversation_changed(self, conversation_id: str) -> None:
        await self._say({"kind": "conversation", "id": conversation_id})

    async def line_changed(self) -> None:
        await self._say({"kind": "line"})

    async def access_changed(self, who: str) -> None:
        await self._say({"kind": "access", "id": who})

    async def typing(self, conversation_id: str, author: dict[str, Any], on: bool) -> None:
        await self._say({"kind": "typing", "id": conversation_id, "author": author, "on": on})

    def start(self) -> None:
        """Begin to listen to the other desks."""
        self._listening = asyncio.get_running_loop().create_task(self._listen())

    async def stop(self) -> None:
        if self._listening is not None:
            self._listening.cancel()
            await asyncio.gather(self._listening, *self._leaving, return_exceptions=True)

    async def _say(self, nudge: dict[str, Any]) -> None:
        self._deliver(nudge)
        # Passed on in the background: a Redis that hangs must not hold up the answer to a customer.
        if self._connected and len(self._leaving) < MOST_UNDERWAY:
            task = asyncio.get_running_loop().create_task(self._pass_on(nudge))
            self._leaving.add(task)
            task.add_done_callback(self._leaving.discard)

    async def _pass_on(self, nudge: dict[str, Any]) -> None:
        try:
            await self._redis.publish(CHANNEL, json.dumps(nudge | {"from": self._desk_id}))
        except (RedisError, OSError) as failure:
            log.warning("nudge_not_passed_on", problem=type(failure).__name__)

    def _deliver(self, nudge: dict[str, Any]) -> None:
        for looker in list(self._lookers):
            if nudge["kind"] == "conversation":
                looker.conversation_changed(nudge["id"])
            elif nudge["kind"] == "line":
                looker.line_changed()
            elif nudge["kind"] == "access":
                looker.access_changed(nudge["id"])
            else:
                looker.typing(nudge["id"], nudge["author"], nudge["on"])

    async def _listen(self) -> None:
        while True:
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
        while True:
            # A bounded wait, so that a dead connection is noticed by the ping that redis-py sends in between.
            message = await heard.get_message(ignore_subscribe_messages=True, timeout=5.0)
            if message is None:
                await heard.ping()
                continue
            if message["type"] != "message":
                continue
            nudge = json.loads(message["data"])
            if nudge.get("from") != self._desk_id:
                self._deliver(nudge)
