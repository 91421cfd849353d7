"""Reads contacts off conversations as they change: nobody waits for it, and figures are never more than a round old."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from desk.conversations.flows import whole_transcript
from desk.insights.contact import Told, look_again_at
from desk.insights.reading_off import contacts
from desk.ports import DeskPorts, Unit
from desk.relationship.standings import segment

READ_AT_ONCE = 20


async def read_contacts(desk: DeskPorts, quiet: timedelta = timedelta(0)) -> int:
    """Look through conversations that changed and have been quiet so long; how many."""
    now = desk.clock()
    async with desk.record.look() as unit:
        unread = await unit.insights.unread(now - quiet, now, READ_AT_ONCE)
    for conversation_id, version in unread:
        async with desk.spare.piece(), desk.record.change() as unit:
            await _read(conversation_id, version, unit, desk)
    return len(unread)


async def _read(conversation_id: str, version: int, unit: Unit, desk: DeskPorts) -> None:
    told = await _told(conversation_id, unit)
    if told is None:
        # Erased meanwhile.
        return
    now, rules = desk.clock(), desk.insights
    customer = await unit.customers.get(told.conversation.customer_id)
    theirs = await segment(customer, unit, desk) if customer else None
    found = [replace(each, segment=theirs) for each in contacts(told, desk.service.hours, rules.quiet, now)]
    await unit.insights.keep(conversation_id, found, version, look_again_at(told, rules.quiet, now))
    await unit.insights.mark_returns(told.conversation.customer_id)


async def _told(conversation_id: str, unit: Unit) -> Told | None:
    conversation = await unit.conversations.get(conversation_id)
    if conversation is None:
        return None
    return Told(
        conversation,
        await whole_transcript(unit, conversation_id),
        await unit.jobs.of(conversation_id),
        await unit.handoffs.of_conversation(conversation_id),
        await unit.wrap_ups.of(conversation_id),
        await unit.ratings.of(conversation_id),
        await unit.article_uses.of(conversation_id),
        await unit.authority.of_conversation(conversation_id),
        await unit.clocks.all_of(conversation_id),
    )
