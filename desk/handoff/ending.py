"""The customer ends the conversation: whoever held it is free, a place in line is given up, nothing is lost."""

from __future__ import annotations

from desk.conversations import conversation as rules
from desk.conversations.conversation import Conversation, State
from desk.conversations.flows import conversation_of, settled
from desk.customers.customer import Customer
from desk.feedback.ending import handling_ended
from desk.handoff import handoff
from desk.handoff.steps import announce_line, freed, hand_back_job, message_answered, out_of_line, step_handoff
from desk.ports import DeskPorts

OVER = (State.CLOSED, State.WRAP_UP, State.MESSAGE_LEFT)
"""Ended already; or a message was left, which stays to be answered."""


async def customer_ends(conversation_id: str, customer: Customer, desk: DeskPorts) -> Conversation:
    """Close the conversation; harmless when it is over. Writing again reopens it."""

    async def once() -> Conversation:
        async with desk.record.change() as unit:
            before = await conversation_of(unit, conversation_id, customer)
            if before.state in OVER:
                return before
            now = desk.clock()
            change = await handling_ended(unit, before, rules.end(before, now), desk)
            if before.in_line:
                await step_handoff(unit, before, lambda row: handoff.failed(row, "customer_left_line", now))
                await out_of_line(unit, before.id, desk)
                await unit.letters.drop_wish(before.id)
            elif before.state is State.WITH_AGENT:
                await step_handoff(unit, before, lambda row: handoff.completed(row, "customer_ended", now))
                await freed(unit, before.agent_id or "", desk)
                await message_answered(unit, before.id, desk)
            await unit.jobs.drop_pending(before.id)
            await unit.conversations.save(before, change)
            await unit.jobs.add(hand_back_job(change))
            return change.conversation

    after = await settled(once)
    await announce_line(after, desk)
    desk.wake_bot(conversation_id)
    return after
