"""Making good what a customer rated low: opened with the rating, taken, written about, and ended in words."""

from __future__ import annotations

from collections.abc import Callable

from desk.agents.agent import Agent
from desk.conversations.conversation import Conversation, State
from desk.conversations.entry import checked_text
from desk.conversations.flows import agent_writes, settled
from desk.feedback import recovery as rules
from desk.feedback.recovery import OVER, WITHIN, Lead, Recovery, is_low, may_recover
from desk.feedback.refusals import conversation_busy, recovery_not_found
from desk.handoff import flows as handoffs
from desk.handoff.left_messages import take_up
from desk.handoff.stepping_in import step_in
from desk.handoff.steps import existing
from desk.letters.flows import wish_for_answers
from desk.ports import DeskPorts, Unit
from desk.ratings.rating import Rating


async def noted(unit: Unit, rating: Rating, conversation: Conversation, desk: DeskPorts) -> bool:
    """Note a new rating in the caller's transaction; whether consoles have news.

    It measures the tasks somebody wrote about, and opens one of its own if it is low and none is under way.
    """
    news, under_way = False, False
    for task in await unit.recoveries.of(conversation.id):
        under_way = under_way or task.state not in OVER
        again = rules.rated_again(task, rating.score, rating.at) if task.seq < rating.seq else task
        news = news or again != task
        await unit.recoveries.save(task, again)
    if not is_low(rating) or under_way:
        return news
    owner = rules.owner_of(rating.agent_id, await _teams_of(rating.agent_id, unit), await _leads(unit))
    due = desk.service.hours.add(rating.at, WITHIN) or rating.at + WITHIN
    place = (conversation.id, rating.seq, conversation.customer_id)
    await unit.recoveries.add(Recovery(desk.new_id("y"), *place, rating.agent_id, owner, rating.score, rating.at, due))
    return True


async def take(recovery_id: str, agent: Agent, desk: DeskPorts) -> Recovery:
    """The agent sees to it; raises `own_rating`, `recovery_over`, `recovery_not_found`."""
    return await _step(recovery_id, lambda task: rules.taken(task, agent, desk.clock()), desk)


async def write(recovery_id: str, agent: Agent, message_id: str, text: str, desk: DeskPorts) -> Recovery:
    """Write to the customer, whose conversation is with this agent from then on; the same again changes nothing.

    Raises also `conversation_busy`. Where mail is set up and the address is known, the words go there as well.
    """
    words = checked_text(text)
    task = await take(recovery_id, agent, desk)
    conversation = await _opened(task, message_id, agent, desk)
    written = await agent_writes(conversation.id, agent, message_id, words, desk)
    if not written.repeat:
        await settled(lambda: _by_letter_too(conversation.id, written.entry.seq, desk))
    return await _step(recovery_id, lambda one: rules.written(one, agent, desk.clock()), desk)


async def end(recovery_id: str, agent: Agent, recovered: bool, words: str, desk: DeskPorts) -> Recovery:
    """How it ended."""
    return await _step(recovery_id, lambda task: rules.ended(task, agent, recovered, words, desk.clock()), desk)


async def waiting_for(agent: Agent, unit: Unit) -> int:
    """How many tasks are this agent's that nobody has taken yet."""
    if not may_recover(agent):
        return 0
    open_ones = await unit.recoveries.open()
    return sum(task.owner_id == agent.id and task.state is rules.RecoveryState.OPEN for task in open_ones)


async def _step(recovery_id: str, change: Callable[[Recovery], Recovery], desk: DeskPorts) -> Recovery:
    async def once() -> Recovery:
        async with desk.record.change() as unit:
            found = await unit.recoveries.get(recovery_id)
            if found is None:
                raise recovery_not_found()
            return await unit.recoveries.save(found, change(found))

    after = await settled(once)
    await desk.announce.line_changed()
    return after


async def _opened(task: Recovery, message_id: str, agent: Agent, desk: DeskPorts) -> Conversation:
    """The customer's conversation, held by this agent; as it is if these words stand in it already."""
    async with desk.record.look() as unit:
        found = await unit.conversations.current_of(task.customer_id) or await existing(unit, task.conversation_id)
        if await unit.conversations.entry_by_message(found.id, message_id) is not None:
            return found
        left = await unit.follow_ups.open_of(found.id)
    if found.state is State.WITH_AGENT and found.agent_id == agent.id:
        return found
    if found.state is State.MESSAGE_LEFT and left is not None:
        return await take_up(left.id, agent, desk)
    if found.state in (State.WITH_AGENT, State.WRAP_UP, State.MESSAGE_LEFT):
        raise conversation_busy()
    if found.in_line:
        return await handoffs.claim(found.id, agent, desk)
    return await step_in(found.id, agent, desk)


async def _by_letter_too(conversation_id: str, seq: int, desk: DeskPorts) -> None:
    async with desk.record.change() as unit:
        conversation = await existing(unit, conversation_id)
        customer = await unit.customers.get(conversation.customer_id)
        wished = await unit.letters.wish_of(conversation_id)
        if customer is not None and customer.email and desk.can_mail and wished is None:
            await wish_for_answers(unit, conversation, customer.email, desk, since=seq - 1)


async def _leads(unit: Unit) -> list[Lead]:
    owned = [task.owner_id for task in await unit.recoveries.open()]
    return [
        Lead(agent, await _teams_of(agent.id, unit), owned.count(agent.id))
        for agent in await unit.agents.all()
        if may_recover(agent)
    ]


async def _teams_of(agent_id: str | None, unit: Unit) -> frozenset[str]:
    return (await unit.seats.get(agent_id)).teams if agent_id is not None else frozenset()
