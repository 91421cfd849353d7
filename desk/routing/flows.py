"""What happens around offers: making them, taking and passing them, and an agent's own status."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import structlog

from desk import errors
from desk.agents.agent import Agent
from desk.conversations.conversation import Conversation
from desk.conversations.flows import settled
from desk.handoff import flows as handoffs
from desk.handoff.transfers import lose_agent
from desk.ports import DeskPorts
from desk.routing.care import LOOK_BACK, in_need_of_an_easy_one
from desk.routing.decision import Asked, Choice, Decision, decide
from desk.routing.offer import Offer, OfferState
from desk.routing.seat import Seat, Status
from desk.routing.team import team

log = structlog.get_logger()


async def offer_round(present: Collection[str], desk: DeskPorts) -> Decision:
    """Look at the line once and offer what can be offered; says what was decided for whom."""
    await expire_offers(desk)
    now = desk.clock()
    async with desk.record.look() as unit:
        places = await unit.line.places()
        if not places:
            return Decision(())
        easy = in_need_of_an_easy_one(await unit.handoffs.taken_since(now - LOOK_BACK), now)
        seats = [replace(s, needs_an_easy_one=s.agent_id in easy) for s in await team(unit, present)]
        looking = {offer.conversation_id: offer.agent_id for offer in await unit.offers.open()}
        declined = await unit.offers.declined_since(now - desk.routing.again_after)
    asked = Asked(looking, frozenset((offer.conversation_id, offer.agent_id) for offer in declined))
    decision = decide(places, seats, asked, now, desk.routing)
    made = [await _make(choice, desk) for choice in decision.choices]
    if any(made):
        await desk.announce.line_changed()
    return decision


async def _make(choice: Choice, desk: DeskPorts) -> bool:
    """Store one offer, unless the world has moved since it was decided."""
    now = desk.clock()
    offer = Offer(
        desk.new_id("o"), choice.conversation_id, choice.agent_id, now, now + desk.routing.offer_life, choice.why
    )
    try:
        async with desk.record.change() as unit:
            seat = await unit.seats.get(choice.agent_id)
            held = (await unit.seats.loads()).get(choice.agent_id, 0)
            still_waits = await unit.line.get(choice.conversation_id) is not None
            if not still_waits or seat.status is not Status.AVAILABLE or held >= seat.capacity:
                return False
            await unit.offers.add(offer)
    except errors.DeskError as refused:
        if refused.code != "changed_meanwhile":
            raise
        # Another desk made an offer for one of the two a moment ago.
        return False
    return True


async def expire_offers(desk: DeskPorts) -> int:
    """End offers nobody answered; who leaves several unanswered counts as away. Returns how many ended."""
    now = desk.clock()
    async with desk.record.look() as unit:
        overdue = [offer for offer in await unit.offers.open() if offer.expires_at <= now]
    for offer in overdue:
        async with desk.record.change() as unit:
            if await unit.offers.end(offer, OfferState.EXPIRED, now):
                seat = missed_one(await unit.seats.get(offer.agent_id), desk)
                await unit.seats.put(seat)
    if overdue:
        await desk.announce.line_changed()
    return len(overdue)


def missed_one(seat: Seat, desk: DeskPorts) -> Seat:
    """The seat after an unanswered offer; whoever does not answer is not there, whatever their status says."""
    missed = seat.missed + 1
    if missed < desk.routing.missed_until_away or seat.status is not Status.AVAILABLE:
        return replace(seat, missed=missed)
    log.info("agent_set_away", agent=seat.agent_id, missed=missed)
    return replace(seat, missed=0, status=Status.AWAY, status_at=desk.clock())


async def take_offer(offer_id: str, agent: Agent, desk: DeskPorts) -> Conversation:
    """The agent accepts: the conversation is theirs by the same compare-and-set as a claim; `offer_gone` if late."""
    offer = await _own_offer(offer_id, agent, desk)
    return await handoffs.claim(offer.conversation_id, agent, desk)


async def pass_offer(offer_id: str, agent: Agent, desk: DeskPorts) -> None:
    """The agent declines; the next best is asked at once."""
    offer = await _own_offer(offer_id, agent, desk)
    async with desk.record.change() as unit:
        await unit.offers.end(offer, OfferState.PASSED, desk.clock())
        seat = await unit.seats.get(agent.id)
        await unit.seats.put(replace(seat, missed=0))
    await desk.announce.line_changed()


async def set_status(agent: Agent, status: Status, desk: DeskPorts) -> Seat:
    """The agent's own switch. Away keeps what they hold; offline gives it back to the front of the line."""

    async def once() -> Seat:
        async with desk.record.change() as unit:
            seat = await unit.seats.get(agent.id)
            if seat.status is not status:
                seat = replace(seat, status=status, status_at=desk.clock(), missed=0, idle_since=desk.clock())
                await unit.seats.put(seat)
            offer = await unit.offers.open_for(agent.id)
            if offer is not None and status is not Status.AVAILABLE:
                await unit.offers.end(offer, OfferState.PASSED, desk.clock())
            return seat

    seat = await settled(once)
    if status is Status.OFFLINE:
        await give_back_all(agent.id, desk)
    await desk.announce.line_changed()
    return seat


async def give_back_all(agent_id: str, desk: DeskPorts) -> int:
    """All an agent holds goes to the front of the line, each customer told; returns how many.

    What was put aside for later stays: nobody waits for an answer there until its time has come.
    """
    async with desk.record.look() as unit:
        held = await unit.conversations.held_by(agent_id)
    urgent = [conversation for conversation in held if conversation.snoozed_until is None]
    given = [await lose_agent(conversation.id, agent_id, desk) for conversation in urgent]
    return sum(conversation is not None for conversation in given)


async def _own_offer(offer_id: str, agent: Agent, desk: DeskPorts) -> Offer:
    async with desk.record.look() as unit:
        offer = await unit.offers.get(offer_id)
    if offer is None or offer.agent_id != agent.id:
        raise errors.not_found("There is no such offer.")
    if offer.state is not OfferState.OPEN:
        raise errors.offer_gone()
    return offer
