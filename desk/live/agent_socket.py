"""The console's socket: the inbox as it changes, and the conversations the agent is looking at (docs/wire.md §4)."""

from __future__ import annotations

import asyncio
from typing import Any

from sanic.exceptions import WebsocketClosed
from sanic.server.websockets.impl import WebsocketImplProtocol
from websockets.exceptions import ConnectionClosed

from desk.agents import flows as agents
from desk.agents.agent import Agent
from desk.conversations.entry import AuthorKind
from desk.handoff import views
from desk.live.hub import Hub
from desk.live.presence import RENEW_SECONDS, LeasedPresence
from desk.live.socket import BAD_FRAME, Closed, Socket, seq_of, text_of
from desk.ports import DeskPorts, Unit
from desk.routing.views import own_desk
from desk.shelter import Shelter

WATCHED_AT_ONCE = 20


class AgentSocket(Socket):
    """Tells an agent of every conversation that changed, and streams those being watched."""

    def __init__(
        self,
        wire: WebsocketImplProtocol,
        desk: DeskPorts,
        hub: Hub,
        shelter: Shelter,
        presence: LeasedPresence,
        agent: Agent,
        cookie: str,
    ) -> None:
        super().__init__(wire, desk, hub, shelter)
        self._presence = presence
        self._agent = agent
        self._cookie = cookie
        self._watched: dict[str, int] = {}
        self._changed: set[str] = set()
        self._line_moved = True
        self._shown_desk: dict[str, Any] | None = None
        self._lease: asyncio.Task[None] | None = None

    async def opened(self) -> None:
        await self._presence.arrived(self._agent.id)
        self._lease = asyncio.create_task(self._renew())
        await self._hub.line_changed()
        await self.send({"type": "ready"})

    async def left(self) -> None:
        if self._lease is not None:
            self._lease.cancel()
        await self._presence.left(self._agent.id)
        await self._hub.line_changed()

    async def look(self) -> None:
        await agents.signed_in(self._cookie, self._desk)
        changed, self._changed = self._changed, set()
        if self._line_moved:
            self._line_moved = False
            await self._show_own_desk()
        async with self._desk.record.look() as unit:
            counts = await views.counts(self._agent, unit) if changed else None
            for conversation_id in changed:
                found = await unit.conversations.get(conversation_id)
                if found is not None:
                    line = await views.summary(found, unit, self._desk)
                    await self.send({"type": "inbox", "conversation": line, "counts": counts})
            for conversation_id in list(self._watched):
                await self._stream(conversation_id, unit)

    async def heard(self, frame: dict[str, Any]) -> None:
        conversation_id = text_of(frame, "conversation_id")
        if frame["type"] == "watch":
            if len(self._watched) >= WATCHED_AT_ONCE and conversation_id not in self._watched:
                raise Closed(BAD_FRAME, "watching too many")
            await self._watch(conversation_id, seq_of(frame))
        elif frame["type"] == "unwatch":
            self._watched.pop(conversation_id, None)
        elif frame["type"] == "typing":
            author = {"kind": str(AuthorKind.AGENT), "name": self._agent.name, "id": self._agent.id}
            if conversation_id in self._watched:
                await self._desk.announce.typing(conversation_id, author, frame.get("on") is True)
        else:
            raise Closed(BAD_FRAME, "unknown frame")

    def conversation_changed(self, conversation_id: str) -> None:
        self._changed.add(conversation_id)
        self._woken.set()

    def line_changed(self) -> None:
        """An offer may have come or gone, and the agent's own status may have changed."""
        self._line_moved = True
        self._woken.set()

    def typing(self, conversation_id: str, author: dict[str, Any], on: bool) -> None:
        if conversation_id in self._watched and author.get("id") != self._agent.id:
            shown = {"kind": author["kind"], "name": author["name"]}
            self.signal({"type": "typing", "conversation_id": conversation_id, "author": shown, "on": on})

    async def _show_own_desk(self) -> None:
        async with self._desk.record.look() as unit:
            shown = await own_desk(self._agent.id, unit)
        if shown != self._shown_desk:
            self._shown_desk = shown
            await self.send({"type": "desk", **shown})

    async def _watch(self, conversation_id: str, after: int) -> None:
        async with self._desk.record.look() as unit:
            found = await unit.conversations.get(conversation_id)
        if found is None:
            self.signal(
                {"type": "error", "code": "conversation_not_found", "message": "There is no such conversation."}
            )
            return
        if after > found.last_seq:
            self.signal({"type": "reload", "conversation_id": conversation_id})
            after = found.last_seq
        self._watched[conversation_id] = after
        self._woken.set()

    async def _stream(self, conversation_id: str, unit: Unit) -> None:
        cursor = self._watched.get(conversation_id)
        if cursor is None:
            return
        page = await unit.conversations.entries(conversation_id, cursor)
        for entry in page:
            await self.send({"type": "entry", "conversation_id": conversation_id, "entry": entry.to_json()})
            if conversation_id in self._watched:
                self._watched[conversation_id] = max(entry.seq, self._watched[conversation_id])
        if len(page) == 200:
            self._woken.set()

    async def _renew(self) -> None:
        """Renew the lease each time the browser answers a ping: our own clock says nothing about their network."""
        while True:
            await asyncio.sleep(RENEW_SECONDS)
            try:
                async with asyncio.timeout(RENEW_SECONDS):
                    await (await self._wire.ping())
            except TimeoutError:
                continue
            except (ConnectionClosed, WebsocketClosed):
                return
            await self._presence.seen(self._agent.id)
