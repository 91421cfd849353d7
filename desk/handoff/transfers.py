"""Passing a customer on: to a colleague, to a team, or back to the line when their agent is gone."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from desk import errors
from desk.agents.agent import Agent
from desk.conversations import conversation as rules
from desk.conversations.conversation import Conversation, State
from desk.conversations.entry import SYSTEM
from desk.conversations.flows import agent_author, settled
from desk.handoff import handoff, waiting_line
from desk.handoff.handoff import Handoff
from desk.handoff.queueing import something_is_owed, with_brief
from desk.handoff.steps import announce_line, existing, freed, step_handoff
from desk.ports import DeskPorts, Unit
from desk.routing.place import LinePlace
from desk.routing.place_making import Need, kept_for, place_for
from desk.routing.team import team


async def transfer(
    conversation_id: str, agent: Agent, to_agent: str | None, to_team: str | None, note: str, desk: DeskPorts
) -> Conversation:
    """Pass the customer on with a note for whoever takes over; exactly one of `to_agent` and `to_team` is given.

    Nobody is put on somebody's desk unasked: the conversation is kept for them in line, and after a while for anybody.
    """
    present = await desk.presence.present()

    async def once() -> Conversation:
        async with desk.record.change() as unit:
            before = await existing(unit, conversation_id)
            if before.state is not State.WITH_AGENT or before.agent_id != agent.id:
                # Whose it is comes before what is asked: a stranger to it learns nothing of colleagues and teams.
                raise errors.not_yours()
            now = desk.clock()
            name = await _name_of(unit, agent, to_agent, to_team, desk)
            wanted = Handoff(desk.new_id("h"), before.id, "transfer", (f"{agent.name}: {note}",) if note else (), now)
            deadline = now + waiting_line.FIRST_WORD_WITHIN
            change = rules.transfer(before, agent_author(agent), wanted.id, name, now, deadline)
            await step_handoff(unit, before, lambda row: handoff.completed(row, "transferred", now))
            await unit.handoffs.add(await with_brief(unit, before, wanted))
            place = await _place_again(unit, change.conversation, "transfer", present, desk)
            seat = await unit.seats.get(to_agent) if to_agent else None
            await unit.line.put(kept_for(place, seat, to_team, now, desk.routing))
            await freed(unit, agent.id, desk)
            await unit.conversations.save(before, change)
            return change.conversation

    after = await settled(once)
    await announce_line(after, desk)
    return after


async def lose_agent(conversation_id: str, agent_id: str, desk: DeskPorts) -> Conversation | None:
    """The agent is gone: the customer goes to the front and is told. None when that agent does not hold it."""
    present = await desk.presence.present()

    async def once() -> Conversation | None:
        async with desk.record.change() as unit:
            before = await existing(unit, conversation_id)
            if before.state is not State.WITH_AGENT or before.agent_id != agent_id:
                return None
            now = desk.clock()
            gone = await unit.agents.get(agent_id)
            name = gone.name if gone else "Your contact"
            change = rules.lose_agent(before, name, now, now + waiting_line.FIRST_WORD_WITHIN)
            words = waiting_line.agent_lost(desk.new_id("w"), name)
            change = change.then(rules.say(change.conversation, SYSTEM, words, now))
            await step_handoff(unit, before, handoff.asked_again)
            place = await _place_again(unit, change.conversation, "agent_lost", present, desk)
            await unit.line.put(replace(place, front=True))
            await unit.conversations.save(before, change)
            return change.conversation

    after = await settled(once)
    if after is not None:
        await announce_line(after, desk)
    return after


async def _place_again(
    unit: Unit, conversation: Conversation, reason: str, present: Collection[str], desk: DeskPorts
) -> LinePlace:
    customer = await unit.customers.get(conversation.customer_id)
    since = conversation.waiting_since or desk.clock()
    tier = customer.tier if customer else None
    promised = await something_is_owed(unit, conversation)
    need = Need(conversation.id, since, conversation.mood or 0.0, tier, promised, reason=reason)
    return place_for(need, await team(unit, present), desk.routing)


async def _name_of(unit: Unit, agent: Agent, to_agent: str | None, to_team: str | None, desk: DeskPorts) -> str:
    if (to_agent is None) == (to_team is None):
        raise errors.invalid_field("to", "Choose one colleague or one team.")
    if to_team is not None:
        if to_team not in desk.teams:
            raise errors.invalid_field("team", "There is no such team.")
        return desk.teams[to_team]
    found = await unit.agents.get(to_agent or "")
    if found is None or not found.may_answer:
        raise errors.invalid_field("agent_id", "There is no such colleague.")
    if found.id == agent.id:
        raise errors.invalid_field("agent_id", "You hold this conversation already.")
    return found.name
