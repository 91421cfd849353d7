"""Taking a conversation without having been asked: from the bot, or again after its end. It also undoes an end."""

from __future__ import annotations

from dataclasses import replace

from desk.access.audit import Action
from desk.access.rights import Who, lets_in
from desk.agents.agent import Agent
from desk.conversations import reopening
from desk.conversations.conversation import Conversation, State
from desk.conversations.flows import agent_author, settled
from desk.handoff import handoff
from desk.handoff.flows import taken
from desk.handoff.handoff import Handoff
from desk.handoff.queueing import with_brief
from desk.handoff.steps import announce_line, existing, freed, step_handoff
from desk.ports import DeskPorts, Unit


async def step_in(conversation_id: str, agent: Agent, desk: DeskPorts) -> Conversation:
    """The agent holds it from now on; raises `already_claimed` or `wrong_state` when somebody does or waits.

    Supervisors may also take over from a colleague, which is written down.
    """
    over = lets_in(Who.SUPERVISOR, agent.role)

    async def once() -> Conversation:
        async with desk.record.change() as unit:
            before = await existing(unit, conversation_id)
            now = desk.clock()
            wanted = Handoff(desk.new_id("h"), before.id, "stepped_in", (), now)
            change = reopening.step_in(before, agent_author(agent), wanted.id, now, over=over)
            if before.state is State.WITH_AGENT:
                await _taken_over(unit, before, agent, desk)
            last = await unit.handoffs.latest_of(before.id)
            if before.state is not State.WITH_BOT and last is not None and last.brief is not None:
                # The matter is the same, and so is what is known of it.
                known = replace(wanted, brief=last.brief)
            else:
                known = await with_brief(unit, before, wanted)
            await unit.handoffs.add(handoff.accepted(known, agent.id, now))
            await unit.jobs.drop_pending(before.id)
            await taken(unit, before.id, agent, desk)
            await unit.clocks.begin(before.id, before.last_seq)
            await unit.conversations.save(before, change)
            return change.conversation

    after = await settled(once)
    await announce_line(after, desk)
    return after


async def _taken_over(unit: Unit, before: Conversation, agent: Agent, desk: DeskPorts) -> None:
    now = desk.clock()
    await step_handoff(unit, before, lambda row: handoff.completed(row, "transferred", now))
    await freed(unit, before.agent_id or "", desk)
    await unit.timers.drop(before.id)
    told = {"conversation": await unit.audit.conversation(before.id)}
    await unit.audit.append(agent.id, Action.TAKEN_OVER, before.agent_id or "", told, now)
