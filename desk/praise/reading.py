"""Reads praise off conversations and comments once they are quiet: nobody has to report it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from desk.conversations.conversation import Conversation
from desk.conversations.entry import AuthorKind, Entry, EntryKind
from desk.conversations.flows import whole_transcript
from desk.customers.customer import Customer
from desk.ports import DeskPorts, Unit
from desk.praise.credit import case_before, credits_of
from desk.praise.praise import Praise, Source, kind_ratings
from desk.praise.words import praise_in
from desk.privacy.scrubbing import scrubbed

READ_AT_ONCE = 20
LONGEST = 1_000
"""Characters of a message that is looked at: praise is short, and what is longer is a story or an attack."""
BREATHES_AFTER = 20
Said = tuple[int, Source, str, datetime]
"""Where, in what, the words, and when."""


async def read_praise(desk: DeskPorts, quiet: timedelta = timedelta(0)) -> int:
    """Look through conversations that changed and have been quiet so long; how many."""
    async with desk.record.look() as unit:
        unread = await unit.praise.unread(desk.clock() - quiet, READ_AT_ONCE)
    for conversation_id, version in unread:
        async with desk.spare.piece():
            await _read(conversation_id, version, desk)
    return len(unread)


async def _read(conversation_id: str, version: int, desk: DeskPorts) -> None:
    async with desk.record.look() as unit:
        conversation = await unit.conversations.get(conversation_id)
        customer = await unit.customers.get(conversation.customer_id) if conversation else None
        if conversation is None or customer is None:
            # Erased meanwhile.
            return
        entries = await whole_transcript(unit, conversation_id)
        comments = kind_ratings(await unit.ratings.of(conversation_id))
        team = [agent.name for agent in await unit.agents.all()]
    said = [*_said(entries), *((each.seq, Source.COMMENT, each.text, each.at) for each in comments)]
    # Reading words takes time of its own: neither a transaction nor anybody else waits for it.
    praising = await _praising(said, customer, team)
    async with desk.record.look() as unit:
        found = [praise for each in praising if (praise := await _credited(each, entries, conversation, unit, desk))]
    async with desk.record.change() as unit:
        if await unit.conversations.get(conversation_id) is None:
            return
        known = {praise.place: praise for praise in await unit.praise.of(conversation_id)}
        # What somebody took down stays down, whatever the conversation goes on with.
        hung = [_as_it_hangs(each, known[each.place]) if each.place in known else each for each in found]
        await unit.praise.keep(conversation_id, version, hung)


def _as_it_hangs(read: Praise, before: Praise) -> Praise:
    return replace(read, id=before.id, hidden_at=before.hidden_at, hidden_by=before.hidden_by)


def _said(entries: Sequence[Entry]) -> list[Said]:
    return [
        (entry.seq, Source.CHAT, entry.message.text, entry.at)
        for entry in entries
        if entry.kind is EntryKind.MESSAGE
        and entry.author.kind is AuthorKind.CUSTOMER
        and entry.message is not None
        and not entry.message.deleted
    ]


async def _praising(said: Sequence[Said], customer: Customer, team: Sequence[str]) -> list[Said]:
    """What praises, in the words it hangs with; the desk goes on with everything else in between."""
    found = []
    for number, (seq, source, text, at) in enumerate(said):
        if number % BREATHES_AFTER == 0:
            await asyncio.sleep(0)
        if len(text) > LONGEST or praise_in(text, team) is None:
            continue
        # Scrubbed before it is cut into sentences: half an address is no address any more to whoever masks.
        words = praise_in(scrubbed(text, customer), team)
        if words:
            found.append((seq, source, words, at))
    return found


async def _credited(
    said: Said, entries: Sequence[Entry], conversation: Conversation, unit: Unit, desk: DeskPorts
) -> Praise | None:
    """Praise with everybody it belongs to; None where nobody did anything before it."""
    seq, source, words, at = said
    case = case_before(entries, seq)
    credited = credits_of(case, await _keepers(case, unit)) if case else ()
    if not credited:
        return None
    return Praise(desk.new_id("r"), conversation.id, seq, source, words, at, conversation.about, credited)


async def _keepers(case: Sequence[Entry], unit: Unit) -> list[str]:
    """Who keeps the articles that were shown in it."""
    seqs = {entry.seq for entry in case}
    uses = [use for use in await unit.article_uses.of(case[0].conversation_id) if use.seq in seqs]
    articles = await unit.articles.these(sorted({use.article_id for use in uses}))
    return sorted({article.owner_id for article, _ in articles.values()})
