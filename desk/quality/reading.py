"""Checks handlings against the standard as conversations end: nobody waits for it, nobody is told of a single one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from desk.conversations.entry import AuthorKind
from desk.conversations.flows import whole_transcript
from desk.insights.contact import Told, end_of, look_again_at, stretches
from desk.ports import DeskPorts, Unit
from desk.promises.promise import State
from desk.quality.checks import Known, check, promises_of
from desk.quality.handling import Handling, handlings
from desk.quality.ports import Found
from desk.quality.sample import week_of
from desk.quality.standard import Standard, first_standard

READ_AT_ONCE = 20


async def current_standard(unit: Unit) -> Standard:
    """The one in force."""
    return await unit.quality.standard() or first_standard()


async def standard_of(version: int, unit: Unit) -> Standard:
    """A version that verdicts name; the first was never written by anybody."""
    return await unit.quality.standard(version) or first_standard()


async def check_handlings(desk: DeskPorts, quiet: timedelta = timedelta(0)) -> int:
    """Look through conversations that changed and have been quiet so long; how many."""
    now = desk.clock()
    async with desk.record.look() as unit:
        unread = await unit.quality.unread(now - quiet, now, READ_AT_ONCE)
    for conversation_id, version in unread:
        async with desk.spare.piece(), desk.record.change() as unit:
            await _read(conversation_id, version, unit, desk)
    return len(unread)


async def _read(conversation_id: str, version: int, unit: Unit, desk: DeskPorts) -> None:
    told = await told_of(conversation_id, unit)
    if told is None:
        # Erased meanwhile.
        return
    now, quiet = desk.clock(), desk.insights.quiet
    known = Known(told.jobs, await unit.promises.made_of(conversation_id), desk.service.hours)
    earlier = await unit.quality.checked_under(conversation_id)
    newest = await current_standard(unit)
    took_part = sorted({each.author.id for each in told.entries if _of_team(each.author.kind) and each.author.id})
    found = []
    for handling in handlings_of(told, quiet, now):
        # What was found under one version stays under it: a new standard is for what comes after.
        version_then = earlier.get(handling.seq, newest.version)
        standard = newest if version_then == newest.version else await standard_of(version_then, unit)
        week = week_of(handling.ended_at, desk.service.hours.zone)
        found.append(Found(handling, week, standard.version, check(handling, standard, known), took_part))
    again = _sooner([look_again_at(told, quiet, now), _when_promises_are_due((one.handling for one in found), known)])
    await unit.quality.keep(conversation_id, found, version, again)


async def told_of(conversation_id: str, unit: Unit) -> Told | None:
    """The conversation with its lines and the bot's jobs; None where it is gone."""
    conversation = await unit.conversations.get(conversation_id)
    if conversation is None:
        return None
    return Told(conversation, await whole_transcript(unit, conversation_id), await unit.jobs.of(conversation_id))


def handlings_of(told: Told, quiet: timedelta, now: datetime) -> list[Handling]:
    """The handlings of a conversation that are over; what was merged away is checked where it went on."""
    cut = stretches(told, quiet, now)
    found: list[Handling] = []
    for stretch in cut:
        if str(end_of(stretch, told, stretch is cut[-1])) != "merged":
            found += handlings(stretch, told.conversation.id, told.conversation.language)
    return found


def _of_team(kind: AuthorKind) -> bool:
    return kind is AuthorKind.AGENT


def _when_promises_are_due(found: Iterable[Handling], known: Known) -> datetime | None:
    open_ones = [each for one in found for each in promises_of(one, known) if each.state is State.OPEN]
    return _sooner([each.due_at + timedelta(minutes=1) for each in open_ones])


def _sooner(moments: Iterable[datetime | None]) -> datetime | None:
    return min((each for each in moments if each is not None), default=None)
