"""The console's socket: the inbox as it changes, and the conversations the agent is looking at (docs/wire.md §4)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from desk import errors
from desk.access.frames import CONSOLE
from desk.access.rights import Who, lets_in
from desk.agents import flows as agents
from desk.agents.agent import Agent
from desk.conversations.entry import AuthorKind, Entry
from desk.conversations.flows import Written, agent_writes
from desk.conversations.receipts import agent_saw
from desk.handoff import views
from desk.live.closing import BAD_FRAME, Closed, seq_of, text_of
from desk.live.hub import Hub
from desk.live.inbox import InboxBoard
from desk.live.news import News
from desk.live.presence import RENEW_SECONDS, LeasedPresence
from desk.live.socket import Socket
from desk.live.wire import Wire
from desk.ports import DeskPorts, Unit
from desk.routing.views import own_desk
from desk.shelter import Shelter

WATCHED_AT_ONCE = 20


class AgentSocket(Socket):
    """Tells an agent of every conversation that changed, and streams those being watched."""

    address = CONSOLE
    # Shut out, demoted or signed out: the socket ends at the nudge, and if that is lost, at the next look.
    look_seconds = 4.0
    # What is told while the right is being checked would be read from the record anew, by each console for itself.
    check_ahead = 2.0
    kind = "agent"
    # An agent holds several conversations at once.
    frames_allowed = 200

    def __init__(
        self,
        wire: Wire,
        desk: DeskPorts,
        hub: Hub,
        shelter: Shelter,
        limit: Callable[[str, str], None],
        acknowledged: Callable[[str, float], None],
        presence: LeasedPresence,
        board: InboxBoard,
        agent: Agent,
        cookie: str,
    ) -> None:
        super().__init__(wire, desk, hub, shelter, limit, acknowledged)
        self._presence = presence
        self._board = board
        self.agent = agent
        self._cookie = cookie
        self._watched: dict[str, int] = {}
        self._changed: set[str] = set()
        self._line_moved = True
        self._shown_desk: dict[str, Any] | None = None
        self._behind: set[str] = set()
        """Watched conversations with entries that were not pushed."""
        self._lease: asyncio.Task[None] | None = None

    async def opened(self) -> None:
        await self._presence.arrived(self.agent.id)
        self._lease = asyncio.create_task(self._renew())
        await self._hub.line_changed()
        # Seated before it is said: what the console reads on hearing it and what it is told live leave no gap.
        self._board.sit(self)
        await self.send({"type": "ready"})

    async def authorise(self) -> None:
        self.agent, _ = await agents.signed_in(self._cookie, self._desk)
        if not lets_in(Who.AGENT, self.agent.role):
            raise errors.forbidden("This is not for your role.")

    async def left(self) -> None:
        self._board.stand(self)
        for conversation_id in self._watched:
            self._hub.unfollow(conversation_id, self)
        if self._lease is not None:
            self._lease.cancel()
        await self._presence.left(self.agent.id)
        await self._hub.line_changed()

    async def look(self) -> None:
        changed, self._changed = self._changed, set()
        if self._line_moved:
            self._line_moved = False
            await self._show_own_desk()
        async with self._desk.record.look() as unit:
            counts = await views.counts(self.agent, unit) if changed else None
            for conversation_id in changed:
                found = await unit.conversations.get(conversation_id)
                if found is not None:
                    line = await views.summary(found, unit, self._desk)
                    await self.send({"type": "inbox", "conversation": line, "counts": counts})
            behind, self._behind = set(self._watched) if self._look_at_all else self._behind, set()
            self._look_at_all = False
            for conversation_id in behind:
                await self._stream(conversation_id, unit)

    async def heard(self, frame: dict[str, Any]) -> None:
        conversation_id = text_of(frame, "conversation_id")
        if frame["type"] == "send":
            await self.store(frame, self._write)
        elif frame["type"] == "watch":
            if len(self._watched) >= WATCHED_AT_ONCE and conversation_id not in self._watched:
                raise Closed(BAD_FRAME, "watching too many")
            await self._watch(conversation_id, seq_of(frame))
        elif frame["type"] == "unwatch":
            self._watched.pop(conversation_id, None)
            self._hub.unfollow(conversation_id, self)
        elif frame["type"] == "seen":
            await agent_saw(conversation_id, self.agent, seq_of(frame, "seq"), self._desk)
        elif frame["type"] in ("viewing", "typing"):
            if conversation_id in self._watched:
                await self._busy_with(conversation_id, frame["type"], on=frame.get("on") is True)
        else:
            raise Closed(BAD_FRAME, "unknown frame")

    def step_over(self, entry: Entry) -> bool:
        cursor = self._watched.get(entry.conversation_id, entry.seq)
        if entry.seq > cursor + 1:
            self._fell_behind(entry.conversation_id)
            return False
        if entry.seq > cursor:
            self._watched[entry.conversation_id] = entry.seq
        return True

    async def _busy_with(self, conversation_id: str, how: str, *, on: bool) -> None:
        me = {"name": self.agent.name, "id": self.agent.id}
        if how == "viewing":
            await self._desk.announce.viewing(conversation_id, me, on)
        else:
            await self._desk.announce.typing(conversation_id, {"kind": str(AuthorKind.AGENT)} | me, on)

    async def _write(self, conversation_id: str, message_id: str, text: str, files: list[str]) -> Written:
        return await agent_writes(conversation_id, self.agent, message_id, text, self._desk, files)

    def conversation_changed(self, conversation_id: str, news: News | None) -> None:
        cursor = self._watched.get(conversation_id)
        if cursor is None:
            return
        if news is not None and news.moved:
            self._typing.stop_all(conversation_id)
        reached = self.push(news, cursor) if news is not None else cursor
        self._watched[conversation_id] = reached
        if news is None or (news.entries and reached < news.entries[-1].seq):
            self._fell_behind(conversation_id)

    def inbox_changed(self, frames: dict[str, bytes]) -> None:
        """Lines of the inbox; read anew by this socket itself when they cannot be written now."""
        for conversation_id, frame in frames.items():
            if self.may_push():
                self._wire.write(frame)
            else:
                self._changed.add(conversation_id)
                self._woken.set()

    def line_changed(self) -> None:
        """An offer may have come or gone, and the agent's own status may have changed."""
        self._line_moved = True
        self._woken.set()

    def typing(self, conversation_id: str, author: dict[str, Any], on: bool) -> None:
        if conversation_id in self._watched and author.get("id") != self.agent.id:
            self._typing.heard(conversation_id, author, on)

    def viewing(self, conversation_id: str, agent: dict[str, str], on: bool) -> None:
        """A colleague looks at a watched conversation. Their browser repeats it; ours forgets who falls silent."""
        if conversation_id in self._watched and agent["id"] != self.agent.id:
            self.signal({"type": "viewing", "conversation_id": conversation_id, "agent": agent, "on": on})

    async def _show_own_desk(self) -> None:
        async with self._desk.record.look() as unit:
            shown = await own_desk(self.agent.id, unit, self._desk)
        if shown != self._shown_desk:
            self._shown_desk = shown
            await self.send({"type": "desk", **shown})

    async def _watch(self, conversation_id: str, after: int) -> None:
        async with self._desk.record.look() as unit:
            found = await unit.conversations.get(conversation_id)
            seen = await unit.receipts.seen(conversation_id)
        if found is None:
            self.signal(
                {"type": "error", "code": "conversation_not_found", "message": "There is no such conversation."}
            )
            return
        if after > found.last_seq:
            self.signal({"type": "reload", "conversation_id": conversation_id})
            after = found.last_seq
        self._watched[conversation_id] = after
        self._hub.follow(conversation_id, self)
        self.tell_seen(conversation_id, seen)
        self._fell_behind(conversation_id)

    def _fell_behind(self, conversation_id: str) -> None:
        self._behind.add(conversation_id)
        self._woken.set()

    async def _stream(self, conversation_id: str, unit: Unit) -> None:
        cursor = self._watched.get(conversation_id)
        if cursor is None:
            return
        page = await unit.conversations.entries(conversation_id, cursor)
        for entry in page:
            # News may have been pushed while this page was read, and the agent may have turned away.
            if entry.seq > self._watched.get(conversation_id, entry.seq):
                self._watched[conversation_id] = entry.seq
                await self.send_entry(entry, entry.to_json())
        if len(page) == 200:
            self._fell_behind(conversation_id)

    async def _renew(self) -> None:
        """Renew the lease each time the browser answers a ping: our own clock says nothing about their network."""
        while True:
            await asyncio.sleep(RENEW_SECONDS)
            if await self._wire.answers(RENEW_SECONDS):
                await self._presence.seen(self.agent.id)
