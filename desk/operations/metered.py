"""The record and the bot with a meter on them: counted is what was committed, timed is what people wait for.

Wrapped around the ports where the desk is assembled, so that no flow has to remember to count.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from types import TracebackType
from typing import Any

from desk.conversations.bot_turn import BotAnswer, BotJob, JobEnd, JobState
from desk.conversations.conversation import Change
from desk.conversations.entry import EntryKind
from desk.conversations.ports import Bot, BotFailed, BotUnavailable
from desk.errors import DeskError
from desk.handoff.handoff import Handoff
from desk.operations.metrics import Metrics
from desk.ports import Record, Unit


class MeteredRecord:
    """Keeps `desk.ports.Record`; what a transaction wrote is counted once it is durable."""

    def __init__(self, record: Record, metrics: Metrics) -> None:
        self._record, self._metrics = record, metrics

    def change(self) -> AbstractAsyncContextManager[Unit]:
        return _MeteredChange(self._record.change(), self._metrics)

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


class _MeteredChange(AbstractAsyncContextManager[Unit]):
    """A transaction with its times taken. Written out, since a generator costs every message some microseconds."""

    __slots__ = ("_began", "_change", "_metrics", "_unit")

    def __init__(self, change: AbstractAsyncContextManager[Unit], metrics: Metrics) -> None:
        self._change, self._metrics = change, metrics

    async def __aenter__(self) -> Unit:
        self._began = time.perf_counter()
        try:
            self._unit = await self._change.__aenter__()
        except DeskError as refused:
            self._metrics.refused_writes.labels(refused.code).inc()
            raise
        return self._unit

    async def __aexit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None:
        metrics, committing = self._metrics, time.perf_counter()
        try:
            await self._change.__aexit__(kind, raised, trace)
        except DeskError as refused:
            metrics.refused_writes.labels(refused.code).inc()
            raise
        if raised is not None:
            if isinstance(raised, DeskError):
                metrics.refused_writes.labels(raised.code).inc()
            return
        done = time.perf_counter()
        metrics.commits.observe(done - committing)
        metrics.transactions.observe(done - self._began)
        for written in self._unit.written:
            count(written, metrics)


def count(written: Change | JobEnd | Handoff, metrics: Metrics) -> None:
    """Count what has become durable."""
    if isinstance(written, Change):
        for entry in () if written.conversation.shopper else written.entries:
            if entry.kind is EntryKind.MESSAGE:
                metrics.message_stored(entry.author.kind)
    elif isinstance(written, Handoff):
        metrics.handoffs.labels(written.reason).inc()
    elif written.job.answer is not None and (written.job.state is JobState.DROPPED or not written.kept):
        metrics.dropped_replies.inc()
