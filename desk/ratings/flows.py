"""Rating a handling: once, by the customer whose conversation it is."""

from __future__ import annotations

from collections.abc import Sequence

from desk import errors
from desk.conversations.conversation import Conversation
from desk.conversations.entry import checked_text
from desk.conversations.flows import conversation_of, settled, whole_transcript
from desk.customers.customer import Customer
from desk.feedback.recovering import noted
from desk.ports import DeskPorts
from desk.ratings.rating import TEXT_LIMIT, Rating, Reason, ended_handling, rated


async def rate(
    conversation_id: str,
    customer: Customer,
    seq: int,
    score: int,
    reasons: Sequence[Reason],
    text: str,
    desk: DeskPorts,
) -> Conversation:
    """Keep the rating of the handling that ended with entry `seq`; the same again changes nothing.

    Raises `nothing_to_rate`, and `already_rated` when it was rated otherwise.
    """
    words = checked_text(text, may_be_empty=True)[:TEXT_LIMIT]

    async def once() -> tuple[Conversation, bool]:
        async with desk.record.change() as unit:
            before = await conversation_of(unit, conversation_id, customer)
            handling = ended_handling(await whole_transcript(unit, before.id), seq)
            chosen = tuple(sorted(set(reasons)))
            now = desk.clock()
            wanted = Rating(before.id, seq, handling.agent_id, score, chosen, words, now)
            earlier = await unit.ratings.get(before.id, seq)
            if earlier is not None:
                if (earlier.score, earlier.reasons, earlier.text) != (score, chosen, words):
                    raise errors.already_rated()
                return before, False
            change = rated(before, seq, score, now)
            await unit.ratings.add(wanted)
            await unit.conversations.save(before, change)
            return change.conversation, await noted(unit, wanted, before, desk)

    after, news = await settled(once)
    await desk.announce.conversation_changed(after.id)
    if news:
        await desk.announce.line_changed()
    return after
