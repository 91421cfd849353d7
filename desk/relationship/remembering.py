"""Remembering what a customer wants: said by themselves or noted by an agent, seen, changed and deleted by them."""

from __future__ import annotations

from datetime import timedelta

from desk.agents.agent import Agent
from desk.conversations import conversation as rules
from desk.conversations.conversation import Change
from desk.conversations.entry import SYSTEM, Message
from desk.conversations.flows import settled
from desk.customers.customer import Customer, WidgetSession, hashed, new_token
from desk.handoff.steps import existing
from desk.ports import DeskPorts, Unit
from desk.relationship import preference as wishes
from desk.relationship.ports import Visit
from desk.relationship.preference import TITLES, Birthday, Kind, Preference, SaidBy
from desk.relationship.refusals import not_vouched_for, visit_refused

VISIT_LIFE = timedelta(minutes=15)
OWN_PAGE = "own page"
"""Where somebody agreed, as it is kept with the agreement."""


async def note(conversation_id: str, agent: Agent, note_id: str, kind: Kind, value: str, desk: DeskPorts) -> Preference:
    """An agent notes what the customer said, and the customer reads that they did; raises `not_vouched_for`."""
    value = wishes.checked(kind, value)

    async def once() -> tuple[Preference, Change | None]:
        async with desk.record.change() as unit:
            before = await existing(unit, conversation_id)
            customer = await _vouched(before.customer_id, unit)
            kept = Preference(customer.id, kind, value, SaidBy.AGENT, agent.name, desk.clock())
            if await unit.conversations.entry_by_message(before.id, f"noted-{note_id}") is not None:
                return await unit.relationship.preference(customer.id, kind) or kept, None
            await unit.relationship.put_preference(kept)
            words = f"{agent.name} noted for you: {told(kept)}. You see and change it in the menu, under “About me”."
            change = rules.say(before, SYSTEM, Message(f"noted-{note_id}", words), desk.clock())
            await unit.conversations.save(before, change)
            return kept, change

    kept, change = await settled(once)
    if change is not None:
        await desk.announce.conversation_changed(conversation_id, change)
    return kept


async def forget_noted(conversation_id: str, kind: Kind, desk: DeskPorts) -> None:
    """An agent takes it away."""
    async with desk.record.change() as unit:
        found = await existing(unit, conversation_id)
        await unit.relationship.remove_preference(found.customer_id, kind)


def told(preference: Preference) -> str:
    """`Likes to be called: Annie`."""
    if preference.kind is Kind.NO_PHONE:
        return TITLES[Kind.NO_PHONE]
    return f"{TITLES[preference.kind]}: {preference.words}"


async def begin_visit(customer: Customer, session: WidgetSession, desk: DeskPorts) -> str:
    """The secret of a page on which this customer sees what we know of them; raises `not_vouched_for`."""
    if not customer.verified:
        raise not_vouched_for()
    token, now = new_token(), desk.clock()
    async with desk.record.change() as unit:
        await unit.relationship.add_visit(Visit(hashed(token), customer.id, session.id, now + VISIT_LIFE), now)
    return token


async def visitor(token: str, unit: Unit, desk: DeskPorts) -> Customer:
    """Whose page it is; `visit_refused` when it is over, or they have logged out."""
    found = await unit.relationship.visit(hashed(token), desk.clock())
    customer = await unit.customers.get(found.customer_id) if found else None
    if customer is None or not customer.verified:
        raise visit_refused()
    return customer


async def say(token: str, kind: Kind, value: str, desk: DeskPorts) -> None:
    """The customer says it themselves; no words take it away."""
    plain = wishes.checked(kind, value) if value.strip() else None
    async with desk.record.change() as unit:
        customer = await visitor(token, unit, desk)
        if plain is None:
            await unit.relationship.remove_preference(customer.id, kind)
        else:
            kept = Preference(customer.id, kind, plain, SaidBy.CUSTOMER, None, desk.clock())
            await unit.relationship.put_preference(kept)


async def agree_to_birthday(token: str, month: int, day: int, agreed: bool, desk: DeskPorts) -> Birthday | None:
    """Keep the day of somebody who agrees; without a yes nothing is kept, and what was kept is gone."""
    async with desk.record.change() as unit:
        customer = await visitor(token, unit, desk)
        if not agreed:
            await unit.relationship.remove_birthday(customer.id)
            return None
        kept = wishes.birthday(customer.id, month, day, desk.clock(), OWN_PAGE)
        await unit.relationship.put_birthday(kept)
        return kept


async def _vouched(customer_id: str, unit: Unit) -> Customer:
    customer = await unit.customers.get(customer_id)
    if customer is None or not customer.verified:
        raise not_vouched_for()
    return customer
