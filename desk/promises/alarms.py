"""Calling before a promise breaks: whoever gave it, then the team. The record says who was called, so once is once."""

from __future__ import annotations

import structlog

from desk import errors
from desk.conversations.conversation import Change
from desk.conversations.entry import SYSTEM
from desk.ports import DeskPorts
from desk.promises import words
from desk.promises.keeping import announce, into_conversation
from desk.promises.promise import Promise, looked_at

log = structlog.get_logger(__name__)


async def look_after(desk: DeskPorts) -> int:
    """Call whom open promises call now, and mark what is broken; returns how many moved on.

    Several desks may look at once: each step is one compare-and-set, with the line that tells of it.
    """
    async with desk.record.look() as unit:
        due = await unit.promises.to_look_at(desk.clock())
    return sum([await _step(promise, desk) for promise in due])


async def _step(seen: Promise, desk: DeskPorts) -> bool:
    try:
        change = await _stored(seen, desk)
    except errors.DeskError as refused:
        if refused.code != "changed_meanwhile":
            raise
        # Another desk was quicker, or somebody wrote in the conversation: the next round sees how it stands.
        return False
    await announce(change, desk)
    return change is not None


async def _stored(seen: Promise, desk: DeskPorts) -> Change | None:
    async with desk.record.change() as unit:
        now = desk.clock()
        found = await unit.promises.get(seen.id)
        if found is None or found.version != seen.version:
            return None
        maker = await unit.agents.get(found.agent_id)
        after = looked_at(found, now, desk.promises, maker_gone=maker is None or not maker.may_answer)
        if after is found:
            return None
        stored = await unit.promises.save(found, after)
        log.info("promise_calls", promise=stored.id, state=str(stored.state), alarm=str(stored.alarm))
        line = words.alarm(stored, now, desk.promises.hours)
        return await into_conversation(unit, stored, line, desk, by=SYSTEM, team_only=True)
