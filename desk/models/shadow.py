"""A candidate reads what customers write, outside their way: whatever it does, nobody waits for it.

Fed with finished turns, emptied one message at a time. When more comes than it can read, the oldest is dropped and
counted. What a customer wrote goes to the candidate's process and is kept nowhere; kept is how the two read it.
"""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass
from datetime import datetime

from desk.conversations.bot_turn import BotAnswer, BotJob
from desk.conversations.ports import BotFailed, BotUnavailable
from desk.models.deployment import InSlot
from desk.models.turn import Compared, ModelTurn, Reading
from desk.ports import DeskPorts

MOST_WAITING = 200


@dataclass(frozen=True)
class Answered:
    """A message that the live model has answered, and how it read it."""

    turn: ModelTurn
    text: str
    reading: Reading


def answered_by_model(job: BotJob, answer: BotAnswer, took_ms: float, at: datetime) -> Answered:
    """What is kept of a turn that a model answered."""
    read, handed_over = answer.understanding, answer.handoff is not None
    turn = ModelTurn(job.conversation_id, job.seq, answer.model_id, at, took_ms, read.missed, handed_over)
    return Answered(turn, job.text, Reading(answer.model_id, read.intent, read.confidence, answer.reading_ms))


class Shadow:
    """One desk's queue to the candidate. `candidate` is whoever reads along just now, set by the round."""

    def __init__(self) -> None:
        self.candidate: InSlot | None = None
        self._waiting: deque[Answered] = deque(maxlen=MOST_WAITING)
        self._come = asyncio.Event()
        self._dropped = 0

    def feed(self, answered: Answered) -> None:
        """Never blocks, never fails."""
        if self.candidate is None or answered.turn.model_id == self.candidate.model_id:
            return
        if len(self._waiting) == MOST_WAITING:
            self._dropped += 1
        self._waiting.append(answered)
        self._come.set()

    async def next(self) -> Answered:
        """The oldest that waits; waits for one."""
        while not self._waiting:
            self._come.clear()
            await self._come.wait()
        return self._waiting.popleft()

    def take_dropped(self) -> int:
        """How many were dropped since this was asked last."""
        dropped, self._dropped = self._dropped, 0
        return dropped


async def read_one(answered: Answered, shadow: Shadow, desk: DeskPorts) -> None:
    """Have the candidate read a message and keep how it did; one that it cannot read counts as dropped."""
    candidate = shadow.candidate
    if candidate is None:
        return
    dropped = shadow.take_dropped()
    try:
        reading: Reading | None = await desk.models.running.read(candidate.slot, answered.text)
    except (BotUnavailable, BotFailed):
        reading, dropped = None, dropped + 1
    if reading is not None and reading.model_id != candidate.model_id:
        # The slot has changed hands meanwhile.
        return
    turn = answered.turn
    async with desk.record.change() as unit:
        if dropped:
            await unit.model_turns.drop(candidate.model_id, dropped)
        # It may have been erased meanwhile.
        if reading is not None and await unit.conversations.get(turn.conversation_id) is not None:
            await unit.model_turns.compare(
                Compared(turn.conversation_id, turn.seq, turn.at, answered.reading, reading)
            )
