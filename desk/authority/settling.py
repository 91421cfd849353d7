"""Asking the shop and writing down what it said, however often that takes.

What is to be asked is in the record before it is asked (`asked`), under a key that never changes. A desk that dies, a
shop that is silent, an answer that is lost: each leaves an open grant, and open grants are asked about again - when a
desk opens and by a round - until the shop has said yes or no. The shop carries each key out once.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from desk.authority import grant as rules
from desk.authority import words
from desk.authority.grant import OPEN, UNDOING, Grant, State
from desk.authority.ports import ShopRefused, ShopSilent
from desk.authority.recording import announce, into_conversation, into_ledger
from desk.conversations.conversation import Change
from desk.conversations.flows import settled
from desk.ports import DeskPorts, Unit

SYSTEM = "system"
Outcome = Callable[[Grant, datetime], Grant]
LONGEST_PAUSE = timedelta(minutes=10)
"""No pause is longer: what lies further ahead was written by a clock that was wrong."""


async def carry_out(grant_id: str, desk: DeskPorts, *, at_once: bool = False) -> Grant | None:
    """Ask the shop about an open grant and store what it said; the grant as it stands then.

    Nothing is asked while another desk does, unless `at_once`; asking twice would do no harm either.
    """
    grant, mine = await _take(grant_id, desk, at_once)
    if grant is None or not mine:
        return grant
    undoing = grant.state in UNDOING
    try:
        if undoing:
            await desk.remedies.take_back(grant)
            return await _settle(grant, rules.undone, desk)
        told = await desk.remedies.give(grant)
    except ShopRefused as refused:
        why = str(refused)
        return await _settle(grant, lambda now_open, now: rules.refused(now_open, why, now), desk)
    except ShopSilent as silent:
        return await _leave_open(grant, str(silent), desk)
    async with desk.record.look() as unit:
        minutes = (await unit.authority.matrix()).undo_minutes
    return await _settle(grant, lambda now_open, now: rules.done(now_open, told, minutes, now), desk)


async def settle_open(desk: DeskPorts, *, all_of_them: bool = False) -> int:
    """Ask about every grant whose time has come; with `all_of_them` (a desk opens) about every open one."""
    async with desk.record.look() as unit:
        now = desk.clock()
        due = await unit.authority.due(now + LONGEST_PAUSE if all_of_them else now, now + LONGEST_PAUSE)
    for grant in due:
        await carry_out(grant.id, desk, at_once=all_of_them)
    return len(due)


async def _take(grant_id: str, desk: DeskPorts, at_once: bool) -> tuple[Grant | None, bool]:
    async def once() -> tuple[Grant | None, bool]:
        async with desk.record.change() as unit:
            found = await unit.authority.get(grant_id)
            now = desk.clock()
            if found is None or found.state not in OPEN:
                return found, False
            if not at_once and found.next_at and now < found.next_at < now + LONGEST_PAUSE:
                return found, False
            return await unit.authority.save(found, rules.taken(found, now)), True

    return await settled(once)


async def _leave_open(grant: Grant, why: str, desk: DeskPorts) -> Grant | None:
    async def once() -> Grant | None:
        async with desk.record.change() as unit:
            found = await unit.authority.get(grant.id)
            if found is None or found.version != grant.version:
                # Somebody else asks, or has heard.
                return found
            return await unit.authority.save(found, rules.unknown(found, why, desk.clock()))

    return await settled(once)


async def _settle(grant: Grant, outcome: Outcome, desk: DeskPorts) -> Grant | None:
    async def once() -> tuple[Grant | None, Change | None]:
        async with desk.record.change() as unit:
            at = await unit.authority.begin(desk.clock())
            found = await unit.authority.get(grant.id)
            if found is None or found.state not in OPEN or (found.state in UNDOING) != (grant.state in UNDOING):
                # Erased meanwhile, or another desk has heard it first.
                return found, None
            after = await unit.authority.save(found, outcome(found, desk.clock()))
            if after.state in (State.REFUSED, State.UNDONE):
                await unit.authority.release(after.id, at)
            return after, await _write_down(unit, found, after, at, desk)

    after, change = await settled(once)
    await announce(change, desk)
    return after


async def _write_down(unit: Unit, before: Grant, after: Grant, at: datetime, desk: DeskPorts) -> Change | None:
    if before.state in UNDOING and after.state is State.DONE:
        await into_ledger(unit, "undo_refused", after, SYSTEM, at, why=after.problem)
        return await into_conversation(unit, after, words.undo_refused(after), desk, team_only=True)
    if after.state is State.UNDONE:
        await into_ledger(unit, "undone", after, SYSTEM, at)
        return await into_conversation(unit, after, words.taken_back(after), desk, team_only=False)
    if after.state is State.REFUSED:
        await into_ledger(unit, "refused", after, SYSTEM, at, why=after.problem)
        return await into_conversation(unit, after, words.refused(after), desk, team_only=True)
    await into_ledger(unit, "done", after, SYSTEM, at)
    return await into_conversation(unit, after, words.given(after), desk, team_only=False)
