"""The inbox of every console at this desk: what changed is read and written down once, however many agents look on.

A conversation that moved shows at once. Words that were said show to whoever holds the conversation within two seconds,
to everybody else within ten: a console with a thousand busy conversations is told what a person can take in.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from typing import Any, Protocol

import orjson
import structlog

from desk.agents.agent import Agent
from desk.conversations.conversation import Conversation
from desk.errors import DeskError
from desk.handoff import views
from desk.live.news import News
from desk.live.wire import length_of
from desk.ports import DeskPorts
from desk.shelter import Shelter

log = structlog.get_logger()

MOVED_SECONDS, HELD_SECONDS, ALL_SECONDS = 0.05, 2.0, 10.0
REMEMBERED_LINES = 2_000
BREATH = 20
"""Lines read before others get their turn."""


class Seat(Protocol):
    """An agent's console. Neither may block or raise."""

    @property
    def agent(self) -> Agent: ...

    def inbox_changed(self, frames: dict[str, bytes]) -> None:
        """Lines of the inbox by conversation, framed."""


class InboxBoard:
    """Gathers changes and tells the consoles (`desk.live.hub.Board`)."""

    def __init__(self, desk: DeskPorts, shelter: Shelter) -> None:
        self._desk = desk
        self._shelter = shelter
        self._seats: set[Seat] = set()
        self._lines: OrderedDict[str, dict[str, Any]] = OrderedDict()
        """Lines as they were last read, so that words can be put into them without reading again."""
        self._gathered: dict[float, dict[str, Conversation | None]]
        self._gathered = {MOVED_SECONDS: {}, HELD_SECONDS: {}, ALL_SECONDS: {}}
        self._tasks: dict[float, asyncio.Task[None]] = {}

    def sit(self, seat: Seat) -> None:
        self._seats.add(seat)

    def stand(self, seat: Seat) -> None:
        self._seats.discard(seat)

    def conversation_changed(self, conversation_id: str, news: News | None) -> None:
        if news is None or news.moved:
            self._lines.pop(conversation_id, None)
        if not self._seats or (news is not None and news.conversation.shopper):
            return
        if news is None or news.moved:
            self._gather(MOVED_SECONDS, conversation_id, None)
            return
        if news.conversation.agent_id is not None:
            self._gather(HELD_SECONDS, conversation_id, news.conversation)
        self._gather(ALL_SECONDS, conversation_id, news.conversation)

    async def stop(self) -> None:
        for task in self._tasks.values():
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)

    def _gather(self, seconds: float, conversation_id: str, said: Conversation | None) -> None:
        self._gathered[seconds][conversation_id] = said
        if seconds not in self._tasks:
            self._tasks[seconds] = asyncio.get_running_loop().create_task(self._later(seconds))

    async def _later(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
        del self._tasks[seconds]
        changed, self._gathered[seconds] = self._gathered[seconds], {}
        try:
            await self._shelter.run(self._tell(changed, only_holders=seconds == HELD_SECONDS))
        except DeskError as refused:
            log.warning("inbox_postponed", code=refused.code)
            for conversation_id in changed:
                self._gather(ALL_SECONDS, conversation_id, None)

    async def _tell(self, changed: dict[str, Conversation | None], *, only_holders: bool) -> None:
        lines: dict[str, bytes] = {}
        holders: dict[str, str | None] = {}
        for number, (conversation_id, said) in enumerate(changed.items(), 1):
            line = await self._line(conversation_id, said)
            if line is not None:
                holders[conversation_id] = line["agent"]["id"] if line["agent"] else None
                lines[conversation_id] = orjson.dumps(line)
            if number % BREATH == 0:
                await asyncio.sleep(0)
        async with self._desk.record.look() as unit:
            numbers = await views.counts_of({seat.agent.id for seat in self._seats}, unit)
        counts = {agent_id: orjson.dumps(shown) for agent_id, shown in numbers.items()}
        for seat in list(self._seats):
            mine = counts.get(seat.agent.id)
            if mine is not None:
                wanted = (id_ for id_ in lines if not only_holders or holders[id_] == seat.agent.id)
                seat.inbox_changed({id_: _framed(lines[id_], mine) for id_ in wanted})

    async def _line(self, conversation_id: str, said: Conversation | None) -> dict[str, Any] | None:
        known = self._lines.get(conversation_id)
        line = views.with_words(known, said) if known is not None and said is not None else None
        if line is None:
            async with self._desk.record.look() as unit:
                found = await unit.conversations.get(conversation_id)
                line = await views.summary(found, unit, self._desk) if found and not found.shopper else None
        if line is not None:
            self._lines[conversation_id] = line
            self._lines.move_to_end(conversation_id)
            if len(self._lines) > REMEMBERED_LINES:
                self._lines.popitem(last=False)
        return line


def _framed(line: bytes, counts: bytes) -> bytes:
    body = b'{"type":"inbox","conversation":' + line + b',"counts":' + counts + b"}"
    return length_of(body) + body
