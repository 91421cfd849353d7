"""One matter in two conversations: the agent ends one and goes on in the other."""

from __future__ import annotations

from desk.agents.agent import Agent
from desk.conversations import merging
from desk.conversations.conversation import Change, Conversation
from desk.conversations.flows import agent_author, settled
from desk.handoff import handoff
from desk.handoff.steps import announce_line, existing, freed, hand_back_job, message_answered, step_handoff
from desk.ports import DeskPorts, Unit


async def merge(conversation_id: str, into: str, agent: Agent, desk: DeskPorts) -> Conversation:
    """End this conversation for that one; returns the one that goes on. Repeating it is refused, and harmless."""

    async def once() -> tuple[Conversation, Conversation]:
        async with desk.record.change() as unit:
            source, target = await existing(unit, conversation_id), await existing(unit, into)
            now, author = desk.clock(), agent_author(agent)
            ended = merging.end_for(source, target, author, now)
            customer = await unit.customers.get(source.customer_id)
            name = customer.shown_name if customer else "somebody"
            goes_on = merging.go_on(target, source, name, author, now)
            if ended.entries:
                await _let_go(unit, source, ended, agent, desk)
            await unit.conversations.save(source, ended)
            await unit.conversations.save(target, goes_on)
            return ended.conversation, goes_on.conversation

    source, target = await settled(once)
    await announce_line(source, desk)
    await desk.announce.conversation_changed(target.id)
    desk.wake_bot(source.id)
    return target


async def _let_go(unit: Unit, source: Conversation, ended: Change, agent: Agent, desk: DeskPorts) -> None:
    now = desk.clock()
    await step_handoff(unit, source, lambda row: handoff.completed(row, "merged", now))
    await freed(unit, agent.id, desk)
    await message_answered(unit, source.id, desk)
    await unit.timers.drop(source.id)
    await unit.jobs.add(hand_back_job(ended))
