"""Giving something to make good: judged, charged and written down in one transaction, only then asked of the shop."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from desk import errors
from desk.agents.agent import Agent, Role
from desk.authority import grant as rules
from desk.authority import refusals, words
from desk.authority.grant import Grant, State
from desk.authority.matrix import STANDING_OF, Cause, Gift, Matrix, Standing
from desk.authority.money import Money
from desk.authority.ports import Offer, Offers
from desk.authority.recording import announce, into_conversation, into_ledger
from desk.authority.settling import carry_out
from desk.authority.verdict import Answer, Spent, Verdict, Wish, judge
from desk.conversations.conversation import Change
from desk.conversations.conversation import State as Stands
from desk.conversations.flows import settled
from desk.handoff.steps import existing
from desk.ports import DeskPorts, Unit

HELD = (Stands.WITH_AGENT, Stands.WRAP_UP)


@dataclass(frozen=True)
class Giver:
    """Who would like to give."""

    id: str
    name: str
    standing: Standing


@dataclass(frozen=True)
class Ask:
    """What is asked for. `id` is made by who asks: the same id and wish again change nothing."""

    id: str
    order_number: str
    gift: Gift
    cause: Cause
    amount: Money
    sku: str | None = None
    with_approval: bool = False


@dataclass(frozen=True)
class _Case:
    """Where it is asked: the conversation, why the order is its customer's, and what the shop offers for it."""

    conversation_id: str
    customer_id: str
    claim: str
    offers: Offers


def giver_of(agent: Agent) -> Giver:
    """An agent as somebody who gives."""
    return Giver(agent.id, agent.name, STANDING_OF[agent.role])


async def offered(conversation_id: str, order_number: str, desk: DeskPorts) -> Offers:
    """What the shop could do for an order of this conversation's customer."""
    return (await _case(conversation_id, order_number, desk)).offers


async def check(conversation_id: str, giver: Giver, ask: Ask, desk: DeskPorts) -> Verdict:
    """What would be said to this wish just now; nothing is kept."""
    case = await _case(conversation_id, ask.order_number, desk)
    _possible(case.offers, ask)
    async with desk.record.look() as unit:
        matrix = await unit.authority.matrix()
        return (await _judged(unit, case, giver, ask, matrix, desk.clock()))[0]


async def give(conversation_id: str, giver: Giver, ask: Ask, desk: DeskPorts) -> Grant:
    """Give it, or ask for approval; the grant as it stands when the shop has answered, or has not.

    Raises `beyond_authority`, `approval_needed`, `gift_impossible`, `shop_unavailable`, `not_yours`.
    """
    async with desk.record.look() as unit:
        earlier = await unit.authority.get(ask.id)
        if earlier is None:
            await _require_holder(unit, conversation_id, giver)
    if earlier is None:
        case = await _case(conversation_id, ask.order_number, desk)
        _possible(case.offers, ask)
        grant, change = await _store(case, giver, ask, desk)
        await announce(change, desk, approvals=grant.state is State.WAITING)
    else:
        grant = _same(earlier, conversation_id, giver, ask)
    if grant.state not in rules.OPEN:
        return grant
    return await carry_out(grant.id, desk) or grant


async def take_back(grant_id: str, conversation_id: str, agent: Agent, desk: DeskPorts) -> Grant:
    """Take back what was given, while there is time. Raises `undo_over`, `grant_not_found`, `forbidden`."""

    async def once() -> Grant:
        async with desk.record.change() as unit:
            at = await unit.authority.begin(desk.clock())
            found = await unit.authority.get(grant_id)
            if found is None or found.conversation_id != conversation_id:
                raise refusals.grant_not_found()
            if agent.id not in (found.asked_by, found.authority_of) and agent.role is Role.AGENT:
                raise errors.forbidden("Only who gave it, or a supervisor, takes it back.")
            if found.state is State.UNDONE:
                return found
            undoing = rules.ask_undo(found, desk.clock())
            if undoing is found:
                return found
            await into_ledger(unit, "undo_asked", undoing, agent.id, at)
            return await unit.authority.save(found, undoing)

    grant = await settled(once)
    return await carry_out(grant.id, desk) or grant


async def _case(conversation_id: str, order_number: str, desk: DeskPorts) -> _Case:
    async with desk.record.look() as unit:
        conversation = await existing(unit, conversation_id)
        customer = await unit.customers.get(conversation.customer_id)
    shop_id = customer.shop_customer_id if customer else None
    claim = f"customer:{shop_id}" if shop_id else f"conversation:{conversation_id}"
    offers = await desk.remedies.offers(order_number, claim)
    return _Case(conversation_id, conversation.customer_id, claim, offers)


def _possible(offers: Offers, ask: Ask) -> Offer:
    """The offer that is asked for, which the shop knows to be possible; raises `gift_impossible`."""
    of_kind = [offer for offer in offers.offers if offer.gift == str(ask.gift) and offer.sku == ask.sku]
    if not of_kind:
        raise refusals.gift_impossible("This order has no such item.")
    offer = of_kind[0]
    if not offer.possible:
        raise refusals.gift_impossible(offer.why or "This is not possible for this order.")
    if offer.most.currency != ask.amount.currency or ask.amount.minor > offer.most.minor:
        raise refusals.gift_impossible("This is more than the shop can give for this order.")
    if offer.fixed and ask.amount != offer.most:
        raise refusals.gift_impossible("This has one price and no other.")
    return offer


async def _judged(
    unit: Unit, case: _Case, giver: Giver, ask: Ask, matrix: Matrix, at: datetime
) -> tuple[Verdict, str, str]:
    case_key = unit.authority.key("order", ask.order_number)
    customer_key = unit.authority.key("customer", case.offers.shop_customer_id)
    spent: Spent = await unit.authority.spent(case_key, customer_key, giver.id, ask.amount.currency, at)
    wish = Wish(ask.gift, ask.cause, case.offers.tier, ask.amount)
    return judge(matrix, giver.standing, wish, spent), case_key, customer_key


async def _store(case: _Case, giver: Giver, ask: Ask, desk: DeskPorts) -> tuple[Grant, Change | None]:
    async def once() -> tuple[Grant, Change | None]:
        async with desk.record.change() as unit:
            at = await unit.authority.begin(desk.clock())
            earlier = await unit.authority.get(ask.id)
            if earlier is not None:
                return _same(earlier, case.conversation_id, giver, ask), None
            await _require_holder(unit, case.conversation_id, giver)
            matrix = await unit.authority.matrix()
            verdict, case_key, customer_key = await _judged(unit, case, giver, ask, matrix, at)
            _refuse(verdict, ask)
            within = verdict.answer is Answer.WITHIN
            grant = _new(case, giver, ask, matrix, (case_key, customer_key), desk.clock(), within)
            await unit.authority.add(grant)
            if within:
                await unit.authority.charge(grant, at)
                await into_ledger(unit, "asked", grant, giver.id, at, reasons=list(verdict.reasons))
                return grant, None
            await into_ledger(unit, "approval_asked", grant, giver.id, at, reasons=list(verdict.reasons))
            return grant, await into_conversation(unit, grant, words.asks(grant), desk, team_only=True)

    return await settled(once)


def _refuse(verdict: Verdict, ask: Ask) -> None:
    if verdict.answer is Answer.NEVER:
        raise refusals.beyond_authority(" ".join(verdict.reasons))
    if verdict.answer is Answer.NEEDS_APPROVAL and not ask.with_approval:
        raise refusals.approval_needed(" ".join(verdict.reasons))


async def _require_holder(unit: Unit, conversation_id: str, giver: Giver) -> None:
    conversation = await existing(unit, conversation_id)
    if giver.standing is Standing.BOT:
        return
    if conversation.agent_id != giver.id or conversation.state not in HELD:
        raise errors.not_yours()


def _new(
    case: _Case, giver: Giver, ask: Ask, matrix: Matrix, keys: tuple[str, str], now: datetime, within: bool
) -> Grant:
    return Grant(
        id=ask.id,
        conversation_id=case.conversation_id,
        customer_id=case.customer_id,
        order_number=ask.order_number,
        claim=case.claim,
        gift=ask.gift,
        cause=ask.cause,
        amount=ask.amount,
        sku=ask.sku,
        tier=case.offers.tier,
        standing=giver.standing,
        asked_by=giver.id,
        asked_by_name=giver.name,
        matrix_version=matrix.version,
        case_key=keys[0],
        customer_key=keys[1],
        created_at=now,
        state=State.ASKED if within else State.WAITING,
        authority_of=giver.id if within else None,
        next_at=now if within else None,
    )


def _same(earlier: Grant, conversation_id: str, giver: Giver, ask: Ask) -> Grant:
    mine = (earlier.conversation_id, earlier.asked_by, earlier.order_number, earlier.gift, earlier.cause)
    if mine != (conversation_id, giver.id, ask.order_number, ask.gift, ask.cause):
        raise refusals.grant_id_reused()
    if (earlier.amount, earlier.sku) != (ask.amount, ask.sku):
        raise refusals.grant_id_reused()
    return earlier
