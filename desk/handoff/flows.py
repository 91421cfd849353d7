"""Taking a conversation, giving it back, and being done with it."""

from __future__ import annotations

from dataclasses import replace

from desk.agents.agent import Agent
from desk.conversations import conversation as rules
from desk.conversations.conversation import Conversation
from desk.conversations.flows import agent_author, settled
from desk.handoff import handoff
from desk.handoff.steps import (
    announce_line,
    existing,
    freed,
    hand_back_job,
    message_answered,
    out_of_line,
    step_handoff,
)
from desk.ports import DeskPorts, Unit


async def claim(conversation_id: str, agent: Agent, desk: DeskPorts) -> Conversation:
    """The agent takes a waiting conversation; `already_claimed` when a colleague was quicker."""

    async def once() -> Conversation:
        async with desk.record.change() as unit:
            before = await existing(unit, conversation_id)
            now = desk.clock()
            change = rules.claim(before, agent_author(agent), now)
            if change.entries:
                await unit.jobs.drop_pending(before.id)
                await step_handoff(unit, before, lambda row: handoff.accepted(row, agent.id, now))
                await taken(unit, before.id, agent, desk)
                await unit.conversations.save(before, change)
            return change.conversation

    after = await settled(once)
    await announce_line(after, desk)
    return after


async def taken(unit: Unit, conversation_id: str, agent: Agent, desk: DeskPorts) -> None:
    """Somebody answers: out of the line, and the agent is plainly awake."""
    await out_of_line(unit, conversation_id, desk, taken_by=agent.id)
    seat = await unit.seats.get(agent.id)
    if seat.missed:
        await unit.seats.put(replace(seat, missed=0))


async def hand_back(conversation_id: str, agent: Agent, desk: DeskPorts) -> Conversation:
    """Back to the bot, which is told what was said meanwhile before it answers anything."""

    async def once() -> Conversation:
        async with desk.record.change() as unit:
            before = await existing(unit, conversation_id)
            now = desk.clock()
            change = rules.hand_back(before, agent_author(agent), now)
            await step_handoff(unit, before, lambda row: handoff.completed(row, "handed_back", now))
            await freed(unit, agent.id, desk)
            await message_answered(unit, before.id, desk)
            await unit.conversations.save(before, change)
            await unit.jobs.add(hand_back_job(change))
            return change.conversation

    after = await settled(once)
    await announce_line(after, desk)
    desk.wake_bot(conversation_id)
    return after


async def resolve(conversation_id: str, agent: Agent, solved: bool, note: str, desk: DeskPorts) -> Conversation:
    """The agent is done: outcome and note are kept, the conversation is closed, the bot hears how it went."""

    async def once() -> Conversation:
        async with desk.record.change() as unit:
            before = await existing(unit, conversation_id)
            now = desk.clock()
            outcome = "solved" if solved else "not_solved"
            change = rules.resolve(before, agent_author(agent), now, {"outcome": outcome, "note": note})
            change = change.then(rules.close(change.conversation, now))
            await step_handoff(unit, before, lambda row: handoff.completed(row, outcome, now))
            await freed(unit, agent.id, desk)
            await message_answered(unit, before.id, desk)
            await unit.conversations.save(before, change)
            await unit.jobs.add(hand_back_job(change))
            return change.conversation

    after = await settled(once)
    await announce_line(after, desk)
    desk.wake_bot(conversation_id)
    return after
