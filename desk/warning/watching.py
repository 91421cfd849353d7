"""The watching: contacts are read off conversations as they change, counted, and alarms follow what is seen."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

import structlog

from desk.conversations.flows import settled
from desk.ports import DeskPorts, Unit
from desk.warning import alarm as rules
from desk.warning.alarm import MUTED_FOR, Alarm, State
from desk.warning.contact import contacts_of
from desk.warning.rise import MOST_WEEKS, WEEK, WINDOWS, Rise, has_history, rises, strongest, windows

READ_AT_ONCE = 50

log = structlog.get_logger(__name__)


async def read_contacts(desk: DeskPorts, quiet: timedelta = timedelta(0)) -> int:
    """Look through conversations that changed and have been quiet so long; how many."""
    async with desk.record.look() as unit:
        unread = await unit.warning.unread(desk.clock() - quiet, READ_AT_ONCE)
    for conversation_id, version in unread:
        async with desk.spare.piece():
            await settled(partial(_read, conversation_id, version, desk))
    return len(unread)


async def _read(conversation_id: str, version: int, desk: DeskPorts) -> None:
    async with desk.record.change() as unit:
        conversation = await unit.conversations.get(conversation_id)
        if conversation is None:
            # It was erased meanwhile.
            return
        jobs, wrap_ups = await unit.jobs.of(conversation_id), await unit.wrap_ups.of(conversation_id)
        contacts = contacts_of(conversation.customer_id, jobs, wrap_ups)
        await unit.warning.keep(conversation_id, version, contacts)


async def look(desk: DeskPorts) -> list[Alarm]:
    """Compare the present with the past, and bring alarms up to it; returns those that are new.

    Any number of desks may do so at once: there is one open alarm of a reason, and every step is a compare-and-set.
    """

    async def once() -> tuple[list[Alarm], bool]:
        now = desk.clock()
        async with desk.record.look() as unit:
            found = await risen(unit, now)
        async with desk.record.change() as unit:
            known = await unit.warning.recent(now - MUTED_FOR)
            busy = [reason for each in await unit.incidents.open() for reason in each.reasons]
            ended = False
            for alarm in known:
                after = rules.followed(alarm, found.get(alarm.reason), now)
                if after is not alarm:
                    await unit.warning.save(alarm, after)
                    ended = ended or after.state is State.QUIET
            fresh = [rules.raised(desk.new_id("w"), each, now) for each in rules.worth_raising(found, known, busy, now)]
            for alarm in fresh:
                await unit.warning.add(alarm)
        return fresh, ended

    fresh, ended = await settled(once)
    for alarm in fresh:
        log.warning("trouble_noticed", reason=alarm.reason, people=alarm.people, everybody=alarm.everybody)
    if fresh or ended:
        await desk.announce.line_changed()
    return fresh


async def risen(unit: Unit, now: datetime) -> dict[str, Rise]:
    """The reasons that are asked for more than usual just now."""
    begun = await unit.warning.first_contact()
    found: list[Rise] = []
    for window in windows(now) if begun else ():
        here = await unit.warning.tally(now - window, now)
        ends = [now - WEEK * week for week in range(1, MOST_WEEKS + 1)]
        past = [await unit.warning.tally(end - window, end) for end in ends if begun and end - window >= begun]
        found += rises(window, here, past)
    return strongest(found)


async def history(unit: Unit, now: datetime) -> bool:
    """Whether there is enough of the past to compare a day with."""
    begun = await unit.warning.first_contact()
    window = max(WINDOWS)
    ends = [now - WEEK * week for week in range(1, MOST_WEEKS + 1)]
    past = [await unit.warning.tally(end - window, end) for end in ends if begun and end - window >= begun]
    return has_history(past)
