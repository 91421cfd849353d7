"""Leaving a message when nobody is there, and answering it later."""

from __future__ import annotations

from dataclasses import replace

from desk import errors
from desk.agents.agent import Agent
from desk.conversations import conversation as rules
from desk.conversations.conversation import Conversation
from desk.conversations.entry import SYSTEM, Author, AuthorKind, Message, checked_text
from desk.conversations.flows import agent_author, conversation_of, settled
from desk.customers.customer import Customer
from desk.handoff import handoff
from desk.handoff.flows import taken
from desk.handoff.follow_up import FollowUp, FollowUpState
from desk.handoff.handoff import Handoff
from desk.handoff.queueing import with_brief
from desk.handoff.steps import announce_line, existing, out_of_line
from desk.letters.flows import wish_for_answers
from desk.ports import DeskPorts, Unit


async def leave_message(
    conversation_id: str, customer: Customer, message_id: str, text: str, email: str | None, desk: DeskPorts
) -> Conversation:
    """Keep what the customer wrote for later, with the time by which it will be answered. Repeating it is harmless."""
    text = checked_text(text)
    author = Author(AuthorKind.CUSTOMER, customer.shown_name)

    async def once() -> Conversation:
        async with desk.record.change() as unit:
            before = await conversation_of(unit, conversation_id, customer)
            if await unit.conversations.entry_by_message(before.id, message_id) is not None:
                return before
            now = desk.clock()
            change = rules.leave_message(before, author, Message(message_id, text), now)
            due = desk.service.answer_by(now)
            follow_up = FollowUp(desk.new_id("f"), before.id, before.handoff_id or "", email, text, now, due)
            await unit.follow_ups.add(follow_up)
            words = left_words(desk.new_id("w"), email if desk.can_mail else None, desk.service.spoken(due, now))
            change = change.then(rules.say(change.conversation, SYSTEM, words, now))
            await unit.jobs.drop_pending(before.id)
            await out_of_line(unit, before.id, desk)
            await unit.conversations.save(before, change)
            await wish_for_answers(unit, change.conversation, email, desk)
            return change.conversation

    after = await settled(once)
    await announce_line(after, desk)
    return after


def left_words(message_id: str, email: str | None, by: str) -> Message:
    """What the customer can rely on after leaving a message."""
    where = f"here and by e-mail to {email}" if email else "here"
    return Message(message_id, f"Thank you, we have your message. You will have an answer {where} by {by}.")


async def take_up(follow_up_id: str, agent: Agent, desk: DeskPorts) -> Conversation:
    """An agent answers a message that was left; `already_claimed` when a colleague was quicker."""

    async def once() -> Conversation:
        async with desk.record.change() as unit:
            wanted = await unit.follow_ups.get(follow_up_id)
            if wanted is None:
                raise errors.not_found("There is no such message.")
            if wanted.state is not FollowUpState.OPEN:
                raise errors.already_claimed()
            before = await existing(unit, wanted.conversation_id)
            now = desk.clock()
            handoff_id = await _handoff_for(unit, before, wanted, agent, desk)
            change = rules.take_up(before, agent_author(agent), handoff_id, now)
            await unit.follow_ups.save(replace(wanted, state=FollowUpState.TAKEN, agent_id=agent.id))
            await unit.jobs.drop_pending(before.id)
            await taken(unit, before.id, agent, desk)
            await unit.conversations.save(before, change)
            return change.conversation

    after = await settled(once)
    await announce_line(after, desk)
    return after


async def _handoff_for(unit: Unit, before: Conversation, wanted: FollowUp, agent: Agent, desk: DeskPorts) -> str:
    """The handoff the message belongs to; a new one when the customer has been with somebody else since."""
    now = desk.clock()
    known = await unit.handoffs.get(before.handoff_id or wanted.handoff_id)
    if known is not None and known.ended_at is None:
        await unit.handoffs.save(handoff.accepted(known, agent.id, now))
        return known.id
    evidence = (f'Left a message: "{wanted.text[:200]}"',)
    fresh = Handoff(desk.new_id("h"), before.id, "explicit_request", evidence, now)
    await unit.handoffs.add(handoff.accepted(await with_brief(unit, before, fresh), agent.id, now))
    return fresh.id
