"""A customer writes again after the end: to the agent who knows the matter, if that is still true and possible."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from desk.agents.agent import Agent
from desk.conversations import reopening as reopening_rules
from desk.conversations.conversation import Change, Conversation, State
from desk.conversations.entry import Author, AuthorKind
from desk.handoff import handoff
from desk.handoff.handoff import Handoff, HandoffState
from desk.ports import DeskPorts, Unit
from desk.routing.routing_rules import RoutingRules
from desk.routing.seat import StaffedSeat
from desk.routing.team import team

ENDED_WITH_CUSTOMER = ("solved", "not_solved", "fell_silent")


async def reopened(unit: Unit, before: Conversation, present: Collection[str], desk: DeskPorts) -> Change | None:
    """The conversation back with its last agent, in the caller's transaction; None when it is the bot's turn."""
    if before.state is not State.CLOSED:
        return None
    last = await unit.handoffs.latest_of(before.id)
    if last is None or not knows_the_matter(last, desk.clock(), desk.routing):
        return None
    return await _back_to(last, unit, before, present, desk)


async def back_to_last_agent(
    unit: Unit, before: Conversation, present: Collection[str], desk: DeskPorts
) -> Change | None:
    """As `reopened`, however long ago it was: the solution did not hold, and its agent knows the matter best."""
    last = await unit.handoffs.latest_of(before.id)
    if last is None or last.outcome not in ENDED_WITH_CUSTOMER:
        return None
    return await _back_to(last, unit, before, present, desk)


async def _back_to(
    last: Handoff, unit: Unit, before: Conversation, present: Collection[str], desk: DeskPorts
) -> Change | None:
    seats = await team(unit, present)
    agent = await unit.agents.get(last.agent_id or "")
    if agent is None or not takes_back(agent, seats):
        return None
    now = desk.clock()
    author = Author(AuthorKind.AGENT, agent.name, agent.id)
    fresh = Handoff(desk.new_id("h"), before.id, "reopened", (), now, brief=last.brief)
    await unit.handoffs.add(handoff.accepted(fresh, agent.id, now))
    return reopening_rules.reopen_with(before, author, fresh.id, now)


def knows_the_matter(last: Handoff, now: datetime, rules_: RoutingRules) -> bool:
    """Whether the last handoff was resolved by an agent a short while ago."""
    if last.state is not HandoffState.COMPLETED or last.outcome not in ENDED_WITH_CUSTOMER:
        return False
    return last.agent_id is not None and last.ended_at is not None and now - last.ended_at < rules_.reopen_within


def takes_back(agent: Agent, seats: list[StaffedSeat]) -> bool:
    """Whether the agent is there and has room; nobody is given work behind their back."""
    return any(s.agent_id == agent.id and s.serving and s.load < s.seat.capacity for s in seats)
