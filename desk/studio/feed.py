"""Reading conversations into the studio: everything the bot understood, masked, with what followed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from desk.conversations.flows import whole_transcript
from desk.ports import DeskPorts
from desk.studio.heard import heard
from desk.studio.masked import masked

READ_AT_ONCE = 50
OVERLAP = timedelta(minutes=1)
"""Transactions may become visible in another order than their times: what is that young is looked at again."""
BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)


async def read_conversations(since: datetime, desk: DeskPorts, quiet: timedelta = timedelta(0)) -> tuple[int, datetime]:
    """Read what changed since and has been quiet so long; how many conversations, and from when to look next time."""
    async with desk.record.look() as unit:
        unread = await unit.studio.unread(since, desk.clock() - quiet, READ_AT_ONCE)
    for conversation_id, version, _ in unread:
        async with desk.spare.piece():
            await _read(conversation_id, version, desk)
    if len(unread) < READ_AT_ONCE:
        return len(unread), max(since, desk.clock() - OVERLAP)
    return len(unread), unread[-1][2]


async def _read(conversation_id: str, version: int, desk: DeskPorts) -> None:
    async with desk.record.look() as unit:
        conversation = await unit.conversations.get(conversation_id)
        customer = await unit.customers.get(conversation.customer_id) if conversation else None
        if conversation is None or customer is None:
            return
        jobs = await unit.jobs.of(conversation_id)
        found = heard(
            # Where the bot was never asked there is nothing to read, however long people talk.
            await whole_transcript(unit, conversation_id) if jobs else [],
            jobs,
            [each for each in await unit.handoffs.of_customer(customer.id) if each.conversation_id == conversation_id],
            await unit.ratings.of(conversation_id),
            await unit.wrap_ups.suggested(conversation_id),
        )
    kept = [(message, masked(message.text, customer)) for message in found]
    async with desk.record.change() as unit:
        # It may have been erased meanwhile.
        if await unit.conversations.get(conversation_id) is not None:
            await unit.studio.keep(conversation_id, version, kept)
