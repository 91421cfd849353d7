"""Handing over and back: every promise to the customer is made in the transaction that makes it true."""

from __future__ import annotations

from collections.abc import Callable

from desk import errors
from desk.agents.agent import Agent
from desk.conversations import conversation as rules
from desk.conversations.bot_turn import BotJob, HandoffWish, JobKind, JobState
from desk.conversations.conversation import Change, Conversation, State
from desk.conversations.entry import SYSTEM
from desk.conversations.flows import agent_author, conversation_of, settled
from desk.customers.customer import Customer
from desk.handoff import brief, handoff, waiting_line
from desk.handoff.handoff import Handoff
from desk.ports import DeskPorts, Unit


async def put_in_line(unit: Unit, so_far: Change, wish: HandoffWish, agents_online: int, desk: DeskPorts) -> Change:
    """Add the handoff to a change about to be saved in `unit`: the row, the brief, the words to the customer."""
    now = desk.clock()
    conversation = so_far.conversation
    handoff_id = desk.new_id("h")
    position = await unit.conversations.count_in([State.WAITING]) + 1
    waiting = so_far.then(
        rules.ask_for_agent(conversation, handoff_id, now, deadline=now + waiting_line.FIRST_WORD_WITHIN)
    )
    promise = waiting_line.promise(handoff_id, position, agents_online)
    told = waiting.then(rules.say(waiting.conversation, SYSTEM, promise, now))
    customer = await unit.customers.get(conversation.customer_id)
    if customer is None:
        raise errors.conversation_not_found()
    requested = Handoff(handoff_id, conversation.id, handoff.known_reason(wish.reason), wish.evidence, now)
    await unit.jobs.drop_pending(conversation.id)
    contacts = await unit.conversations.contacts_of(customer.id) + 1
    files = await unit.attachments.sent_in(conversation.id)
    card = brief.build(customer, contacts, await unit.jobs.of(conversation.id), requested, files)
    await unit.handoffs.add(handoff.with_brief(requested, card))
    return told


async def customer_asks_for_agent(conversation_id: str, customer: Customer, desk: DeskPorts) -> Conversation:
    """The customer wants a person; works without the bot. Asking twice changes nothing."""
    agents_online = await desk.presence.online()
    wish = HandoffWish("explicit_request", ('Chose "Talk to a person"',))

    async def once() -> Conversation:
        async with desk.record.change() as unit:
            before = await conversation_of(unit, conversation_id, customer)
            if before.state in (State.WAITING, State.WITH_AGENT):
                return before
            start = Change(rules.reopened_for_agent(before))
            change = await put_in_line(unit, start, wish, agents_online, desk)
            await unit.conversations.save(before, change)
            return change.conversation

    after = await settled(once)
    await _announce_line(after, desk)
    return after


async def customer_leaves_line(conversation_id: str, customer: Customer, desk: DeskPorts) -> Conversation:
    """The customer goes on with the bot instead of waiting; harmless when they do not wait."""

    async def once() -> Conversation:
        async with desk.record.change() as unit:
            before = await conversation_of(unit, conversation_id, customer)
            if before.state is not State.WAITING:
                return before
            now = desk.clock()
            change = rules.leave_line(before, now)
            await _step_handoff(unit, before, lambda row: handoff.failed(row, "customer_left_line", now))
            await unit.conversations.save(before, change)
            await unit.jobs.add(_hand_back_job(change))
            return change.conversation

    after = await settled(once)
    await _announce_line(after, desk)
    desk.wake_bot(conversation_id)
    return after


async def claim(conversation_id: str, agent: Agent, desk: DeskPorts) -> Conversation:
    """The agent takes a waiting conversation; `already_claimed` when a colleague was quicker."""

    async def once() -> Conversation:
        async with desk.record.change() as unit:
            before = await _existing(unit, conversation_id)
            now = desk.clock()
            change = rules.claim(before, agent_author(agent), now)
            if change.entries:
                await _step_handoff(unit, before, lambda row: handoff.accepted(row, agent.id, now))
                await unit.conversations.save(before, change)
            return change.conversation

    after = await settled(once)
    await _announce_line(after, desk)
    return after


async def hand_back(conversation_id: str, agent: Agent, desk: DeskPorts) -> Conversation:
    """Back to the bot, which is told what was said meanwhile before it answers anything."""

    async def once() -> Conversation:
        async with desk.record.change() as unit:
            before = await _existing(unit, conversation_id)
            now = desk.clock()
            change = rules.hand_back(before, agent_author(agent), now)
            await _step_handoff(unit, before, lambda row: handoff.completed(row, "handed_back", now))
            await unit.conversations.save(before, change)
            await unit.jobs.add(_hand_back_job(change))
            return change.conversation

    after = await settled(once)
    await desk.announce.conversation_changed(conversation_id)
    desk.wake_bot(conversation_id)
    return after


async def resolve(conversation_id: str, agent: Agent, solved: bool, note: str, desk: DeskPorts) -> Conversation:
    """The agent is done: outcome and note are kept, the conversation is closed, the bot hears how it went."""

    async def once() -> Conversation:
        async with desk.record.change() as unit:
            before = await _existing(unit, conversation_id)
            now = desk.clock()
            outcome = "solved" if solved else "not_solved"
            change = rules.resolve(before, agent_author(agent), now, {"outcome": outcome, "note": note})
            change = change.then(rules.close(change.conversation, now))
            await _step_handoff(unit, before, lambda row: handoff.completed(row, outcome, now))
            await unit.conversations.save(before, change)
            await unit.jobs.add(_hand_back_job(change))
            return change.conversation

    after = await settled(once)
    await desk.announce.conversation_changed(conversation_id)
    desk.wake_bot(conversation_id)
    return after


async def remind_waiting(desk: DeskPorts) -> int:
    """Tell everyone whose wait ran past its deadline where they stand; returns how many were told."""
    async with desk.record.look() as unit:
        line = waiting_line.in_order(await unit.conversations.in_state([State.WAITING]))
    due = [(place, c) for place, c in enumerate(line, 1) if c.wait_deadline and c.wait_deadline <= desk.clock()]
    for position, seen in due:
        now = desk.clock()
        number = 1 + int((now - (seen.waiting_since or now)) / waiting_line.FIRST_WORD_WITHIN)
        words = waiting_line.reminder(seen.handoff_id or seen.id, number, position)
        async with desk.record.change() as unit:
            before = await _existing(unit, seen.id)
            if before.version != seen.version:
                continue
            change = rules.remind_waiting(before, words, now, now + waiting_line.FIRST_WORD_WITHIN * 2)
            await unit.conversations.save(before, change)
        await desk.announce.conversation_changed(seen.id)
    return len(due)


async def _existing(unit: Unit, conversation_id: str) -> Conversation:
    found = await unit.conversations.get(conversation_id)
    if found is None:
        raise errors.conversation_not_found()
    return found


async def _step_handoff(unit: Unit, conversation: Conversation, step: Callable[[Handoff], Handoff]) -> None:
    row = await unit.handoffs.get(conversation.handoff_id or "")
    if row is not None:
        await unit.handoffs.save(step(row))


async def _announce_line(conversation: Conversation, desk: DeskPorts) -> None:
    await desk.announce.conversation_changed(conversation.id)
    await desk.announce.line_changed()


def _hand_back_job(change: Change) -> BotJob:
    entry = change.entries[-1]
    return BotJob(entry.conversation_id, entry.seq, JobKind.HANDBACK, JobState.PENDING, entry.at)
