"""Two bots behind one port: a message goes to the slot whose model its conversation has.

Which that is, is decided by a pure rule (`desk/models/answering.py`) from what stands in the record. A slot that cannot
be reached is left out at once, and the other answers the same message; both remember conversations in one Redis and
know a turn by its id, so nothing is done twice.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

import structlog

from desk.bot.client import RasaBot
from desk.conversations.bot_turn import BotAnswer, BotJob
from desk.conversations.ports import BotFailed, BotUnavailable
from desk.models.answering import slots_to_ask
from desk.models.deployment import Deployment
from desk.models.turn import Reading
from desk.ports import DeskPorts
from desk.shelter import Shelter

log = structlog.get_logger()

Said = TypeVar("Said")


class BotRouter:
    """Keeps `desk.conversations.ports.Bot` and `desk.models.ports.Running`."""

    def __init__(self, slots: Mapping[str, RasaBot], shelter: Shelter) -> None:
        self._slots = slots
        self._shelter = shelter
        self._desk: DeskPorts | None = None
        self._running: dict[str, str] = {}
        self._standing: Deployment | None = None

    def start(self, desk: DeskPorts) -> None:
        """Hand over the ports; the ports hold this router, so they are made after it."""
        self._desk = desk

    def stands(self, deployment: Deployment | None) -> None:
        """What stood in the record a moment ago. With one model only, no message needs to ask again."""
        self._standing = deployment

    def models(self) -> Mapping[str, str]:
        return dict(self._running)

    async def look(self) -> None:
        """Ask every slot what it runs; never raises."""
        await asyncio.gather(*(self._ask(slot) for slot in self._slots))

    async def ready(self) -> bool:
        """Whether any slot answers; never raises."""
        await self.look()
        return bool(self._running)

    async def answer(self, job: BotJob, customer: dict[str, Any]) -> BotAnswer:
        """The bot's answer to one message; raises `BotUnavailable` or `BotFailed`."""
        problem = BotUnavailable("no bot runs")
        for slot in await self._order(job.conversation_id):
            try:
                return await self._slots[slot].answer(job, customer)
            except BotUnavailable as failure:
                problem = self._left_out(slot, failure)
        raise problem

    async def hand_back(self, conversation_id: str, stretch: Sequence[dict[str, str]]) -> None:
        """Tell the bot what a person and the customer said; raises as `answer` does."""
        problem = BotUnavailable("no bot runs")
        for slot in await self._order(conversation_id):
            try:
                await self._slots[slot].hand_back(conversation_id, stretch)
            except BotUnavailable as failure:
                problem = self._left_out(slot, failure)
            else:
                return
        raise problem

    async def read(self, slot: str, text: str) -> Reading:
        return await self._slots[slot].read(text)

    async def try_turn(
        self, slot: str, job: BotJob, customer: dict[str, Any]
    ) -> tuple[BotAnswer, list[dict[str, Any]]]:
        answer = await self._slots[slot].answer(job, customer)
        return answer, await self._slots[slot].explain(job.conversation_id)

    async def close(self) -> None:
        await asyncio.gather(*(client.close() for client in self._slots.values()))

    async def _order(self, conversation_id: str) -> Sequence[str]:
        """The slots that may answer. One that is not known to run is asked all the same when there is no other."""
        assert self._desk is not None, "start comes first"
        pinned = None
        if self._standing is not None and self._standing.other is not None:
            self._standing, pinned = await self._shelter.run(self._read_up(conversation_id, self._desk))
        order = slots_to_ask(self._standing, conversation_id, pinned, self._running)
        return order or (self._standing.live.slot if self._standing else next(iter(self._slots)),)

    @staticmethod
    async def _read_up(conversation_id: str, desk: DeskPorts) -> tuple[Deployment | None, str | None]:
        async with desk.record.look() as unit:
            since = desk.clock() - desk.models.rules.idle
            return await unit.deployment.get(), await unit.model_turns.pinned(conversation_id, since)

    def _left_out(self, slot: str, failure: BotUnavailable) -> BotUnavailable:
        if self._running.pop(slot, None) is not None:
            log.warning("bot_slot_left_out", slot=slot, problem=str(failure))
        return failure

    async def _ask(self, slot: str) -> None:
        try:
            model = await self._slots[slot].model()
        except BotFailed:
            # Busy, not gone: what was known holds.
            return
        if model is None:
            self._running.pop(slot, None)
        else:
            self._running[slot] = model
