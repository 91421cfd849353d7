"""The record and the bot with a meter on them: counted is what was committed, timed is what people wait for.

Wrapped around the ports where the desk is assembled, so that no flow has to remember to count.
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime
from typing import Any, cast

from desk.conversations.bot_turn import BotAnswer, BotJob, JobState
from desk.conversations.conversation import Change, Conversation
from desk.conversations.entry import EntryKind
from desk.conversations.ports import Bot, BotFailed, BotUnavailable
from desk.errors import DeskError
from desk.handoff.handoff import Handoff
from desk.operations.metrics import Metrics
from desk.ports import Record, Unit

Note = Callable[[], object]


class MeteredRecord:
    """Keeps `desk.ports.Record`; what a transaction wrote is counted once it is durable."""

    def __init__(self, record: Record, metrics: Metrics) -> None:
        self._record, self._metrics = record, metrics

    @asynccontextmanager
    async def change(self) -> AsyncIterator[Unit]:
        began = committing = time.perf_counter()
        notes: list[Note] = []
        try:
            async with self._record.change() as unit:
                yield cast("Unit", _MeteredUnit(unit, self._metrics, notes))
                committing = time.perf_counter()
        except DeskError as refused:
            self._metrics.refused_writes.labels(refused.code).inc()
            raise
        done = time.perf_counter()
        self._metrics.commits.observe(done - committing)
        self._metrics.transactions.observe(done - began)
        for note in notes:
            note()

    def look(self) -> AbstractAsyncContextManager[Unit]:
        return self._record.look()


class MeteredBot:
    """Keeps `desk.conversations.ports.Bot`."""

    def __init__(self, bot: Bot, metrics: Metrics) -> None:
        self._bot, self._metrics = bot, metrics

    async def answer(self, job: BotJob, customer: dict[str, Any]) -> BotAnswer:
        began, outcome = time.perf_counter(), "broken"
        try:
            answer = await self._bot.answer(job, customer)
            outcome = "handed_over" if answer.handoff else "answered"
            return answer
        except BotUnavailable:
            outcome = "unavailable"
            raise
        except BotFailed:
            outcome = "failed"
            raise
        finally:
            self._metrics.bot_turns.labels(outcome).inc()
            self._metrics.bot_seconds.observe(time.perf_counter() - began)

    async def hand_back(self, conversation_id: str, stretch: Sequence[dict[str, str]]) -> None:
        await self._bot.hand_back(conversation_id, stretch)


class _Metered:
    """A store that passes everything on; some calls leave a note."""

    def __init__(self, inner: Any, metrics: Metrics, notes: list[Note]) -> None:
        self._inner, self._metrics, self._notes = inner, metrics, notes

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


class _MeteredUnit(_Metered):
    @property
    def conversations(self) -> Any:
        return _MeteredConversations(self._inner.conversations, self._metrics, self._notes)

    @property
    def jobs(self) -> Any:
        return _MeteredJobs(self._inner.jobs, self._metrics, self._notes)

    @property
    def handoffs(self) -> Any:
        return _MeteredHandoffs(self._inner.handoffs, self._metrics, self._notes)


class _MeteredConversations(_Metered):
    async def save(self, before: Conversation, change: Change) -> None:
        await self._inner.save(before, change)
        for entry in change.entries:
            if entry.kind is EntryKind.MESSAGE:
                self._notes.append(self._metrics.messages.labels(str(entry.author.kind)).inc)


class _MeteredJobs(_Metered):
    async def finish(self, job: BotJob, at: datetime) -> bool:
        kept: bool = await self._inner.finish(job, at)
        if job.answer is not None and (job.state is JobState.DROPPED or not kept):
            self._notes.append(self._metrics.dropped_replies.inc)
        return kept


class _MeteredHandoffs(_Metered):
    async def add(self, handoff: Handoff) -> None:
        await self._inner.add(handoff)
        self._notes.append(self._metrics.handoffs.labels(handoff.reason).inc)
