"""The rounds: what the desk does by itself, woken by a nudge or by the clock. Several desks may walk them at once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

import structlog

from desk.errors import DeskError
from desk.handoff.queueing import remind_waiting
from desk.live.news import News
from desk.ports import DeskPorts
from desk.routing.absence import Absences
from desk.routing.alone import Stillness, tell_those_left
from desk.routing.flows import give_back_all, offer_round
from desk.service_levels.flows import SWEEP_BACK, read_off, sound_alarms, sweep
from desk.shelter import Shelter
from desk.timers.flows import alarm_follow_ups, run_timers

log = structlog.get_logger()

ROUND_SECONDS = 1.0
"""Between two looks at the line when nothing nudges."""
READ_EVERY = timedelta(seconds=10)
READ_WORDS_EVERY = timedelta(seconds=30)
"""Clocks are exact however late they are read off, and are read before they sound. Where people only talk, once for
many words."""
SWEEP_EVERY = timedelta(seconds=15)
FIRST_SWEEP_BACK = timedelta(days=30)
WOKEN_SECONDS = 0.05
"""A burst of nudges is answered by one look."""


class LineRounds:
    """Listens to the hub as a socket does, and walks: offers, absences, people left alone, waits past their word."""

    def __init__(self, desk: DeskPorts, shelter: Shelter) -> None:
        self._desk = desk
        self._shelter = shelter
        self._woken = asyncio.Event()
        self._absences = Absences()
        self._stillness = Stillness()
        self._moved: set[str] = set()
        self._spoken: set[str] = set()
        self._read_at: datetime | None = None
        self._words_read_at: datetime | None = None
        self._swept_at: datetime | None = None
        self._walking: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to walk."""
        self._walking = asyncio.get_running_loop().create_task(self._walk())

    async def stop(self) -> None:
        if self._walking is not None:
            self._walking.cancel()
            await asyncio.gather(self._walking, return_exceptions=True)

    kind = "rounds"

    def conversation_changed(self, conversation_id: str, news: News | None) -> None:
        """Its clocks are read off in a later round; words alone do not move the line, so nothing is woken."""
        (self._moved if news is None or news.moved else self._spoken).add(conversation_id)

    def line_changed(self) -> None:
        self._woken.set()

    def typing(self, conversation_id: str, author: dict[str, Any], on: bool) -> None:
        """Nor does typing."""

    def seen(self, conversation_id: str, side: str, seq: int) -> None:
        """Nor do receipts."""

    def viewing(self, conversation_id: str, agent: dict[str, str], on: bool) -> None:
        """Nor does looking."""

    def access_changed(self) -> None:
        """The rounds look with nobody's right."""

    async def go_away(self) -> None:
        """They end with the desk (`stop`), not with its sockets."""

    async def once(self) -> None:
        """One round. A step that fails is logged and tried again next time; the others are not held up."""
        for step in (self._take_back, self._offer, self._measure, self._remind):
            await self._safely(step)

    async def _walk(self) -> None:
        while True:
            self._woken.clear()
            await self.once()
            try:
                # Not wait_for, which in Python 3.11 loses a cancellation that comes together with the waking.
                async with asyncio.timeout(ROUND_SECONDS):
                    await self._woken.wait()
            except TimeoutError:
                continue
            await asyncio.sleep(WOKEN_SECONDS)

    async def _safely(self, step: Callable[[], Awaitable[None]]) -> None:
        try:
            await self._shelter.run(_as_coroutine(step))
        except DeskError as refused:
            log.warning("round_failed", step=step.__name__, code=refused.code)
        except Exception:
            # The last resort: a mistake of ours in one step must not end the rounds and strand everybody in line.
            log.exception("round_broke", step=step.__name__)

    async def _take_back(self) -> None:
        desk = self._desk
        async with desk.record.look() as unit:
            holders = await unit.seats.loads()
        present, signs = await desk.presence.present(), await desk.presence.last_signs()
        gone = self._absences.look(list(holders), present, signs, desk.clock(), desk.routing.gone_after)
        for agent_id in gone:
            given = await give_back_all(agent_id, desk)
            log.info("agent_gone", agent=agent_id, conversations=given)

    async def _offer(self) -> None:
        desk = self._desk
        decision = await offer_round(await desk.presence.present(), desk)
        alone = self._stillness.lasting(decision.waits, desk.clock(), desk)
        await tell_those_left(alone, decision.waits, desk)

    async def _measure(self) -> None:
        desk, now = self._desk, self._desk.clock()
        if self._words_read_at is None or now - self._words_read_at >= READ_WORDS_EVERY:
            self._moved |= self._spoken
            self._spoken, self._words_read_at = set(), now
        if self._read_at is None or now - self._read_at >= READ_EVERY:
            changed, self._moved = self._moved, set()
            self._read_at = now
            await read_off(changed, desk)
        if self._swept_at is None or now - self._swept_at >= SWEEP_EVERY:
            # The first look goes far back: what was missed while no desk ran is read off exactly, if late.
            await sweep(desk, FIRST_SWEEP_BACK if self._swept_at is None else SWEEP_BACK)
            self._swept_at = now
        await sound_alarms(desk)
        await run_timers(desk)
        await alarm_follow_ups(desk)

    async def _remind(self) -> None:
        await remind_waiting(self._desk)


async def _as_coroutine(step: Callable[[], Awaitable[None]]) -> None:
    await step()
