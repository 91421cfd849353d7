"""Reading clocks off what happened, and raising the alarm before one is late."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from enum import Enum

import structlog

from desk.conversations.conversation import Conversation, State
from desk.conversations.entry import Entry
from desk.ports import DeskPorts, Unit
from desk.service_levels.following import Person, follow
from desk.service_levels.service_level import ServiceClock
from desk.timers.timer import last_word, next_timer

log = structlog.get_logger()

SWEEP_BACK = timedelta(hours=1)
"""How far back a sweep looks for conversations whose nudge was lost."""

AT_ONCE = 4
"""Conversations in one transaction: fewer commits, yet no writer waits long for us."""


class Moved(Enum):
    """What reading off changed. A clock that is well on time shows nowhere, so only an alarm's end is told."""

    NOTHING = 0
    CLOCKS = 1
    ALARM_OVER = 2


async def read_off(conversation_ids: Collection[str], desk: DeskPorts) -> int:
    """Bring the clocks and timers of these conversations up to date; returns for how many clocks changed.

    Most conversations are the bot's and have no clocks: one query finds the few that are behind.
    """
    if not conversation_ids:
        return 0
    async with desk.record.look() as unit:
        behind = await unit.clocks.behind_among(conversation_ids)
    return await _read_all(behind, desk)


async def sweep(desk: DeskPorts, back: timedelta = SWEEP_BACK) -> int:
    """Find conversations whose nudge was lost, after a restart or without Redis, and read them off."""
    async with desk.record.look() as unit:
        behind = await unit.clocks.behind(desk.clock() - back)
    return await _read_all(behind, desk)


async def _read_all(behind: list[str], desk: DeskPorts) -> int:
    moved: dict[str, Moved] = {}
    for first in range(0, len(behind), AT_ONCE):
        async with desk.record.change() as unit:
            for name in behind[first : first + AT_ONCE]:
                moved[name] = await _read_off(unit, name, desk)
    for conversation_id, how in moved.items():
        if how is Moved.ALARM_OVER:
            await desk.announce.conversation_changed(conversation_id)
    return sum(how is not Moved.NOTHING for how in moved.values())


async def _read_off(unit: Unit, conversation_id: str, desk: DeskPorts) -> Moved:
    """Of two desks at it at once, one finds nothing left to do."""
    before = await unit.clocks.read_to(conversation_id)
    conversation = await unit.conversations.get(conversation_id)
    if before is None or conversation is None or conversation.last_seq <= before:
        return Moved.NOTHING
    if not await unit.clocks.advance(conversation_id, before, conversation.last_seq):
        return Moved.NOTHING
    fresh = await unit.conversations.outline(conversation_id, before, conversation.last_seq)
    running = await unit.clocks.running_of(conversation.id)
    customer = await unit.customers.get(conversation.customer_id)
    person = Person(customer.tier if customer else None, conversation.mood)
    after = follow(running, fresh, person, desk.levels, desk.service.hours)
    started = [clock for clock in after.running if clock not in running]
    await unit.clocks.save([*after.over, *started])
    await _set_timer(unit, conversation, fresh, desk)
    if any(clock.warned_at or clock.breached_at for clock in after.over):
        return Moved.ALARM_OVER
    return Moved.CLOCKS if after.over or started else Moved.NOTHING


async def _set_timer(unit: Unit, conversation: Conversation, fresh: list[Entry], desk: DeskPorts) -> None:
    """What was said last decides whether somebody waits for the customer; without new words nothing changes."""
    last = last_word(fresh)
    if conversation.state is State.WITH_AGENT and last is None and conversation.snoozed_until is None:
        return
    await unit.timers.drop(conversation.id)
    wanted = next_timer(conversation, last, desk.silence)
    if wanted is not None:
        await unit.timers.put(wanted)


async def _due(now: datetime, desk: DeskPorts) -> tuple[list[ServiceClock], list[ServiceClock]]:
    """Those to warn of, and those that are late and not written down as that."""
    async with desk.record.look() as unit:
        return await unit.clocks.to_warn(now), await unit.clocks.to_breach(now)


async def sound_alarms(desk: DeskPorts) -> int:
    """Warn of clocks about to be late and write down those that are; returns how many were new."""
    now = desk.clock()
    warn, breach = await _due(now, desk)
    # An answer of just now may not have been read off: nobody is warned of what has been done.
    if await read_off({clock.conversation_id for clock in (*warn, *breach)}, desk):
        warn, breach = await _due(now, desk)
    told = 0
    for column, clocks in (("warned_at", warn), ("breached_at", breach)):
        for clock in clocks:
            async with desk.record.change() as unit:
                first = await unit.clocks.mark(clock, column, now)
            if first:
                told += 1
                event = "service_level_soon" if column == "warned_at" else "service_level_breached"
                log.info(event, conversation=clock.conversation_id, measure=str(clock.measure))
                await desk.announce.conversation_changed(clock.conversation_id)
    return told
