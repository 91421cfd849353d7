"""Rewording and deleting messages, by customers and agents."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from desk import errors
from desk.agents.agent import Agent
from desk.conversations import amendment as rules
from desk.conversations.amendment import Amendment
from desk.conversations.conversation import Change
from desk.conversations.entry import Author, AuthorKind, Entry, checked_text
from desk.conversations.flows import agent_author, conversation_of, settled
from desk.customers.customer import Customer
from desk.ports import DeskPorts, Unit

AuthorIn = Callable[[Unit], Awaitable[Author]]
"""Who amends, found out inside the transaction."""


async def customer_amends(
    conversation_id: str, customer: Customer, message_id: str, text: str | None, desk: DeskPorts
) -> Entry:
    """Reword (or, without a text, delete) an own message; returns it as it reads now. Repeating is harmless."""

    async def author_in(unit: Unit) -> Author:
        await conversation_of(unit, conversation_id, customer)
        return Author(AuthorKind.CUSTOMER, customer.shown_name)

    return await _amend(conversation_id, message_id, text, author_in, desk)


async def agent_amends(conversation_id: str, agent: Agent, message_id: str, text: str | None, desk: DeskPorts) -> Entry:
    """The same for an agent's own message, whoever holds the conversation now."""

    async def author_in(_unit: Unit) -> Author:
        return agent_author(agent)

    return await _amend(conversation_id, message_id, text, author_in, desk)


async def _amend(
    conversation_id: str, message_id: str, text: str | None, author_in: AuthorIn, desk: DeskPorts
) -> Entry:
    words = checked_text(text) if text is not None else None

    async def once() -> tuple[Entry, Change | None]:
        async with desk.record.change() as unit:
            author = await author_in(unit)
            before = await unit.conversations.get(conversation_id)
            target = await unit.conversations.entry_by_message(conversation_id, message_id)
            if before is None or target is None:
                raise errors.conversation_not_found()
            made: Amendment | None
            if words is None:
                made = rules.take_back(before, target, author, desk.clock())
            else:
                made = rules.reword(before, target, author, words, desk.clock())
            if made is None:
                return target, None
            await unit.conversations.save(before, made.change)
            await unit.conversations.amend(made.target)
            if words is None and target.message is not None:
                await unit.attachments.remove([file.id for file in target.message.attachments])
            await unit.jobs.amend(conversation_id, target.seq, words)
            return made.target, made.change

    target, change = await settled(once)
    if change is not None:
        await desk.announce.conversation_changed(conversation_id, change)
    return target
