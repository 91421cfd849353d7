"""Conversations as the two sides see them (docs/wire.md §4)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from desk import errors
from desk.agents.agent import Agent
from desk.conversations.bot_turn import BotJob, JobKind
from desk.conversations.conversation import Conversation, State
from desk.conversations.entry import stamp
from desk.customers.customer import Customer
from desk.handoff import waiting_line
from desk.handoff.handoff import REASONS
from desk.ports import Unit

HELD = (State.WITH_AGENT, State.WRAP_UP)


async def for_customer(conversation: Conversation, unit: Unit, agents_online: int) -> dict[str, Any]:
    """What a customer may know: the state, who is talking, and their place in line."""
    agent = await unit.agents.get(conversation.agent_id) if conversation.agent_id else None
    place = None
    if conversation.state is State.WAITING:
        place = waiting_line.place_of(conversation, await unit.conversations.ahead_of(conversation))
    return {
        "id": conversation.id,
        "state": str(conversation.state),
        "agent": {"name": agent.name} if agent and conversation.state in HELD else None,
        "waiting": {"position": place.position, "since": stamp(place.since), "agents_online": agents_online}
        if place
        else None,
        "last_seq": conversation.last_seq,
    }


async def summary(conversation: Conversation, unit: Unit) -> dict[str, Any]:
    """A line of the agent's inbox."""
    customer = await _customer(conversation, unit)
    agent = await unit.agents.get(conversation.agent_id) if conversation.agent_id else None
    handoff = await unit.handoffs.get(conversation.handoff_id) if conversation.handoff_id else None
    return {
        "id": conversation.id,
        "state": str(conversation.state),
        "customer": {"name": customer.shown_name, "verified": customer.verified, "tier": customer.tier},
        "waiting_since": stamp(conversation.waiting_since)
        if conversation.state is State.WAITING and conversation.waiting_since
        else None,
        "agent": {"id": agent.id, "name": agent.name} if agent else None,
        "reason": REASONS[handoff.reason] if handoff else None,
    } | _words(conversation)


def with_words(line: dict[str, Any], conversation: Conversation) -> dict[str, Any] | None:
    """A line of the inbox after something was said; None when more than that happened to the conversation."""
    holder = line["agent"]["id"] if line["agent"] else None
    if (line["state"], holder) != (str(conversation.state), conversation.agent_id):
        return None
    return line | _words(conversation)


async def counts(agent: Agent, unit: Unit) -> dict[str, int]:
    """The numbers beside the inbox's views."""
    return (await counts_of([agent.id], unit))[agent.id]


async def counts_of(agent_ids: Iterable[str], unit: Unit) -> dict[str, dict[str, int]]:
    """The same for many agents at once."""
    waiting = await unit.conversations.count_in([State.WAITING])
    every = await unit.conversations.count_in(list(State))
    held = await unit.conversations.held_now()
    return {agent_id: {"waiting": waiting, "mine": held.get(agent_id, 0), "all": every} for agent_id in agent_ids}


async def view(name: str, agent: Agent, unit: Unit) -> list[dict[str, Any]]:
    """The conversations of one view: `waiting` in the line's order, `mine` and `all` by last change."""
    if name == "waiting":
        found = await unit.conversations.in_state([State.WAITING])
    elif name == "mine":
        found = await unit.conversations.held_by(agent.id)
    else:
        found = await unit.conversations.in_state(list(State))
    return [await summary(conversation, unit) for conversation in found]


async def customer_card(conversation: Conversation, unit: Unit) -> dict[str, Any]:
    """Who the agent is talking to."""
    customer = await _customer(conversation, unit)
    return {
        "name": customer.shown_name,
        "verified": customer.verified,
        "email": customer.email,
        "tier": customer.tier,
        "customer_id": customer.shop_customer_id,
        "since": stamp(customer.created_at),
        "contacts": await unit.conversations.contacts_of(customer.id),
    }


def turns(jobs: list[BotJob]) -> list[dict[str, Any]]:
    """What the bot understood, by the number of the message."""
    return [
        {
            "seq": job.seq,
            "intent": read.intent,
            "confidence": read.confidence,
            "ranking": [{"name": name, "confidence": confidence} for name, confidence in read.ranking],
            "entities": list(read.entities),
            "actions": list(read.actions),
            "missed": read.missed,
            "frustration": read.frustration,
            "model_id": job.answer.model_id,
        }
        for job in jobs
        if job.kind is JobKind.TURN and job.answer is not None
        for read in [job.answer.understanding]
    ]


def _words(conversation: Conversation) -> dict[str, Any]:
    return {
        "last_text": conversation.last_text,
        "last_author": str(conversation.last_author) if conversation.last_author else None,
        "last_at": stamp(conversation.updated_at),
        "mood": conversation.mood,
        "last_seq": conversation.last_seq,
    }


async def _customer(conversation: Conversation, unit: Unit) -> Customer:
    customer = await unit.customers.get(conversation.customer_id)
    if customer is None:
        raise errors.conversation_not_found()
    return customer
