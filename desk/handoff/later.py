"""Putting a conversation aside for later, and having it back."""

from __future__ import annotations

from datetime import datetime

from desk.agents.agent import Agent
from desk.conversations import snooze
from desk.conversations.conversation import Conversation, require_holder
from desk.conversations.flows import agent_author, settled
from desk.handoff.steps import announce_line, existing, freed
from desk.ports import DeskPorts
from desk.timers.timer import Timer, TimerKind


async def put_aside(conversation_id: str, agent: Agent, until: datetime, desk: DeskPorts) -> Conversation:
    """See to it at that time; whoever is in line may have the agent's room meanwhile."""

    async def once() -> Conversation:
        async with desk.record.change() as unit:
            before = await existing(unit, conversation_id)
            change = snooze.put_aside(before, agent_author(agent), until, desk.clock())
            await unit.timers.drop(before.id)
            await unit.timers.put(Timer(before.id, TimerKind.WAKE, change.conversation.last_seq, until))
            await freed(unit, agent.id, desk)
            await unit.conversations.save(before, change)
            return change.conversation

    after = await settled(once)
    await announce_line(after, desk)
    return after


async def take_out(conversation_id: str, agent: Agent, desk: DeskPorts) -> Conversation:
    """Have it back before its time; harmless when it was not put aside."""

    async def once() -> Conversation:
        async with desk.record.change() as unit:
            before = await existing(unit, conversation_id)
            require_holder(before, agent.id)
            change = snooze.wake(before, agent_author(agent), desk.clock())
            if change.entries:
                await unit.timers.drop(before.id)
                await unit.conversations.save(before, change)
            return change.conversation

    after = await settled(once)
    await announce_line(after, desk)
    return after
