"""Reads praise off conversations and comments once they are quiet: nobody has to report it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

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


async def read_praise(desk: DeskPorts, quiet: timedelta = timedelta(0)) -> int:
    """Look through conversations that changed and have been quiet so long; how many."""
    async with desk.record.look() as unit:
        unread = await unit.praise.unread(desk.clock() - quiet, READ_AT_ONCE)
    for conversation_id, version in unread:
        async with desk.record.change() as unit:
            await _read(conversation_id, version, unit, desk)
    return len(unread)


async def _read(conversation_id: str, version: int, unit: Unit, desk: DeskPorts) -> None:
    conversation = await unit.conversations.get(conversation_id)
    customer = await unit.customers.get(conversation.customer_id) if conversation else None
    if conversation is None or customer is None:
        # Erased meanwhile.
        return
    known = {praise.place: praise for praise in await unit.praise.of(conversation_id)}
    found = []
    for each in await _found(conversation, customer, unit, desk):
        before = known.get(each.place)
        # What somebody took down stays down, whatever the conversation goes on with.
        found.append(_as_it_hangs(each, before) if before else each)
    await unit.praise.keep(conversation_id, version, found)


def _as_it_hangs(read: Praise, before: Praise) -> Praise:
    return replace(read, id=before.id, hidden_at=before.hidden_at, hidden_by=before.hidden_by)


async def _found(conversation: Conversation, customer: Customer, unit: Unit, desk: DeskPorts) -> list[Praise]:
    entries = await whole_transcript(unit, conversation.id)
    team = [agent.name for agent in await unit.agents.all()]
    said = [
        (entry.seq, Source.CHAT, entry.message.text, entry.at)
        for entry in entries
        if entry.kind is EntryKind.MESSAGE
        and entry.author.kind is AuthorKind.CUSTOMER
        and entry.message is not None
        and not entry.message.deleted
    ]
    said += [
        (rating.seq, Source.COMMENT, rating.text, rating.at)
        for rating in kind_ratings(await unit.ratings.of(conversation.id))
    ]
    found = []
    for seq, source, text, at in said:
        # Scrubbed before it is cut into sentences: half an address is no address any more to whoever masks.
        words = praise_in(scrubbed(text, customer), team)
        case = case_before(entries, seq) if words else []
        credited = credits_of(case, await _keepers(case, unit)) if case else ()
        if words and credited:
            found.append(
                Praise(desk.new_id("r"), conversation.id, seq, source, words, at, conversation.about, credited)
            )
    return found


async def _keepers(case: Sequence[Entry], unit: Unit) -> list[str]:
    """Who keeps the articles that were shown in it."""
    seqs = {entry.seq for entry in case}
    uses = [use for use in await unit.article_uses.of(case[0].conversation_id) if use.seq in seqs]
    articles = await unit.articles.these(sorted({use.article_id for use in uses}))
    return sorted({article.owner_id for article, _ in articles.values()})
