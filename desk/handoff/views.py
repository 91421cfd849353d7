"""Conversations as the two sides see them (docs/wire.md §4)."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any

from desk import errors
from desk.agents.agent import Agent
from desk.conversations.bot_turn import BotJob, JobKind
from desk.conversations.conversation import Conversation, State
from desk.conversations.entry import stamp
from desk.customers.customer import Customer
from desk.handoff.follow_up import FollowUp, FollowUpState, due_json, is_owed
from desk.handoff.handoff import REASONS
from desk.handoff.inbox_filter import Channel, Cursor, InboxFilter
from desk.ports import DeskPorts, Unit
from desk.routing.expected_wait import LOOK_BACK, Expected, expected_wait
from desk.routing.line_order import in_order, order_key, why
from desk.routing.place import LinePlace
from desk.routing.seat import StaffedSeat, can_serve
from desk.routing.team import team

HELD = (State.WITH_AGENT, State.WRAP_UP)
NO_PLACES: Mapping[str, LinePlace] = MappingProxyType({})
BREATH = 20
"""Lines of a list read before others get their turn."""


async def for_customer(
    conversation: Conversation, unit: Unit, present: Collection[str], desk: DeskPorts
) -> dict[str, Any]:
    """What a customer may know: the state, who is talking, their place in line, and the message they left."""
    agent = await unit.agents.get(conversation.agent_id) if conversation.agent_id else None
    left = await unit.follow_ups.open_of(conversation.id) if conversation.state is State.MESSAGE_LEFT else None
    return {
        "id": conversation.id,
        "state": str(conversation.state),
        "agent": {"name": agent.name} if agent and conversation.state in HELD else None,
        "waiting": await _waiting(conversation, unit, present, desk) if conversation.in_line else None,
        "left": {"email": left.email if desk.can_mail else None, "due_at": stamp(left.due_at)} if left else None,
        "notice": await unit.incidents.banner_for(conversation.customer_id),
        "last_seq": conversation.last_seq,
    }


async def shown_to_customer(conversation: Conversation, desk: DeskPorts) -> dict[str, Any]:
    """The same, read just now."""
    present = await desk.presence.present()
    async with desk.record.look() as unit:
        return await for_customer(conversation, unit, present, desk)


async def _waiting(
    conversation: Conversation, unit: Unit, present: Collection[str], desk: DeskPorts
) -> dict[str, Any] | None:
    place = await unit.line.get(conversation.id)
    if place is None:
        return None
    now = desk.clock()
    position = await unit.line.ahead_of(place, now, desk.routing.fairness_floor) + 1
    staffed = await team(unit, present)
    expected = await _expected(place, position, staffed, unit, now)
    return {
        "position": position,
        "since": stamp(place.since),
        "expected": expected.to_json() if expected else None,
        "agents_online": sum(seat.serving for seat in staffed),
        "contract": str(place.contract),
        "email": place.email,
        "opens": desk.service.opens_words(now),
        "can_mail": desk.can_mail,
    }


async def _expected(
    place: LinePlace, position: int, staffed: Sequence[StaffedSeat], unit: Unit, now: datetime
) -> Expected | None:
    able = [seat for seat in staffed if can_serve(seat.seat, place, now)]
    here = [seat.agent_id for seat in able if seat.serving]
    past = await unit.handoffs.past_waits(now - LOOK_BACK)
    return expected_wait(past, [seat.agent_id for seat in able], here, position, now - place.since)


async def summary(
    conversation: Conversation, unit: Unit, desk: DeskPorts, place: LinePlace | None = None
) -> dict[str, Any]:
    """A line of the agent's inbox. `place` is looked up when it is not given and there is one."""
    customer = await _customer(conversation, unit)
    agent = await unit.agents.get(conversation.agent_id) if conversation.agent_id else None
    handoff = await unit.handoffs.get(conversation.handoff_id) if conversation.handoff_id else None
    if place is None and conversation.in_line:
        place = await unit.line.get(conversation.id)
    # The inbox is read a lot: asked only where there can be one.
    since = conversation.waiting_since
    owed = await unit.follow_ups.owed_in(conversation.id) if conversation.state is not State.WAITING else None
    left = owed if owed is not None and owed.state is FollowUpState.OPEN else None
    return {
        "id": conversation.id,
        "state": str(conversation.state),
        "customer": {"name": customer.shown_name, "verified": customer.verified, "tier": customer.tier},
        "waiting_since": stamp(since) if conversation.in_line and since else None,
        "agent": {"id": agent.id, "name": agent.name} if agent else None,
        "reason": REASONS[handoff.reason] if handoff else None,
        "narrowed_by": await _narrowed_by(conversation, place, unit),
        "line": _line(place, desk) if place else None,
        "due": await _due(conversation, owed, unit, desk),
        "follow_up": left.to_json() if left else None,
        "labels": await unit.labels.of(conversation.id),
        "snoozed_until": _aside(conversation),
        "merged_into": conversation.merged_into,
    } | _words(conversation)


async def _narrowed_by(conversation: Conversation, place: LinePlace | None, unit: Unit) -> dict[str, Any]:
    """What an `InboxFilter` asks and the line does not tell anyway: a console narrows down what arrives live, too."""
    mailed = await unit.letters.wish_of(conversation.id) is not None
    kept = {place.for_team} if place and place.for_team else set()
    held = (await unit.seats.get(conversation.agent_id)).teams if conversation.agent_id else frozenset[str]()
    return {
        "channel": str(Channel.EMAIL if mailed else Channel.CHAT),
        "teams": sorted(held | kept),
    } | _matter(conversation)


def _aside(conversation: Conversation) -> str | None:
    return stamp(conversation.snoozed_until) if conversation.snoozed_until else None


def _matter(conversation: Conversation) -> dict[str, Any]:
    return {"language": conversation.language, "reason": conversation.reason, "about": conversation.about}


def with_words(line: dict[str, Any], conversation: Conversation) -> dict[str, Any] | None:
    """A line of the inbox after something was said; None when more than that happened to the conversation."""
    # What was put aside is back with the first word: then the line is to be read anew.
    before = line["state"], (line["agent"] or {}).get("id"), line["snoozed_until"]
    if before != (str(conversation.state), conversation.agent_id, _aside(conversation)):
        return None
    # The assistant's answer may bring what it understood.
    return line | _words(conversation) | {"narrowed_by": line["narrowed_by"] | _matter(conversation)}


async def _due(conversation: Conversation, owed: FollowUp | None, unit: Unit, desk: DeskPorts) -> dict[str, Any] | None:
    """What is due first: a clock of the service levels, or the answer to a message that was left."""
    running = await unit.clocks.running_of(conversation.id) if conversation.handoff_id else []
    if owed is not None and is_owed(owed, conversation) and not (running and running[0].due_at <= owed.due_at):
        return due_json(owed, desk.clock())
    return running[0].to_json(desk.clock()) if running else None


def _line(place: LinePlace, desk: DeskPorts) -> dict[str, Any]:
    """Where the conversation stands and why; `rank` sorts the line the way it is served."""
    now = desk.clock()
    order = order_key(place, now, desk.routing)
    return {
        "why": why(place, now, desk.routing),
        "rank": [order[0], stamp(order[1]), stamp(order[2])],
        "contract": str(place.contract),
        "for_agent": place.for_agent,
        "for_team": place.for_team,
    }


async def counts(agent: Agent, unit: Unit) -> dict[str, int]:
    """The numbers beside the inbox's views."""
    return (await counts_of([agent.id], unit))[agent.id]


async def counts_of(agent_ids: Iterable[str], unit: Unit) -> dict[str, dict[str, int]]:
    """The same for many agents at once."""
    waiting = await unit.line.count()
    left = len(await unit.follow_ups.open())
    every = await unit.conversations.count_in(list(State))
    held, aside = await unit.conversations.held_now(), await unit.conversations.snoozed_now()
    called = await unit.mentions.unread()
    shared = {"waiting": waiting, "follow_ups": left, "all": every}
    own = {"mine": held, "snoozed": aside, "mentions": called}
    return {id_: shared | {name: of.get(id_, 0) for name, of in own.items()} for id_ in agent_ids}


async def page(
    wanted: InboxFilter, after: Cursor | None, limit: int, unit: Unit, desk: DeskPorts
) -> tuple[list[dict[str, Any]], Cursor | None]:
    """One page of all conversations by last change, and where the next begins; None at the end."""
    found = await unit.conversations.page(wanted, after, limit + 1)
    shown = await _summaries(found[:limit], unit, desk)
    return shown, Cursor.after(found[limit - 1]) if len(found) > limit else None


async def line_page(
    wanted: InboxFilter, after: str | None, limit: int, unit: Unit, desk: DeskPorts
) -> tuple[list[dict[str, Any]], str | None]:
    """One page of the line as it is served, and the conversation the next one begins after; None at the end.

    Where `after` has left the line meanwhile, the page is the first one: nobody is passed over.
    """
    places = in_order(await unit.line.places(), desk.clock(), desk.routing)
    if wanted != InboxFilter():
        fitting = await unit.conversations.in_line(wanted)
        places = [place for place in places if place.conversation_id in fitting]
    begin = next((at for at, place in enumerate(places, 1) if place.conversation_id == after), 0)
    here = places[begin : begin + limit]
    waiting = [await unit.conversations.get(place.conversation_id) for place in here]
    shown = await _summaries(waiting, unit, desk, {place.conversation_id: place for place in here})
    return shown, here[-1].conversation_id if begin + limit < len(places) else None


async def view(name: str, agent: Agent, unit: Unit, desk: DeskPorts) -> list[dict[str, Any]]:
    """The conversations of a short view: messages left by urgency, others by last change."""
    if name == "follow_ups":
        return await _follow_ups_view(unit, desk)
    if name == "mentions":
        named = [await unit.conversations.get(each) for each in await unit.mentions.conversations_of(agent.id)]
        return await _summaries(named, unit, desk)
    held = await unit.conversations.held_by(agent.id)
    return await _summaries([each for each in held if bool(each.snoozed_until) is (name == "snoozed")], unit, desk)


async def _follow_ups_view(unit: Unit, desk: DeskPorts) -> list[dict[str, Any]]:
    open_ones = await unit.follow_ups.open()
    return await _summaries([await unit.conversations.get(each.conversation_id) for each in open_ones], unit, desk)


async def _summaries(
    found: Sequence[Conversation | None], unit: Unit, desk: DeskPorts, places: Mapping[str, LinePlace] = NO_PLACES
) -> list[dict[str, Any]]:
    """Lines of the inbox; whoever else is served by this desk gets a turn in between."""
    shown = []
    for number, conversation in enumerate(found, 1):
        if conversation is not None:
            shown.append(await summary(conversation, unit, desk, places.get(conversation.id)))
        if number % BREATH == 0:
            await asyncio.sleep(0)
    return shown


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


def given_up(job: BotJob) -> dict[str, Any]:
    """A job nobody will try again, for a supervisor."""
    return {
        "conversation_id": job.conversation_id,
        "seq": job.seq,
        "kind": str(job.kind),
        "at": stamp(job.created_at),
        "attempts": job.attempts,
        "problem": job.problem,
    }


async def _customer(conversation: Conversation, unit: Unit) -> Customer:
    if (customer := await unit.customers.get(conversation.customer_id)) is None:
        raise errors.conversation_not_found()
    return customer
