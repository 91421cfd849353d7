"""Widget sessions: beginning one, anonymous or vouched for by the shop, and ending it."""

from __future__ import annotations

from dataclasses import replace

from desk import errors
from desk.conversations.flows import settled, whole_transcript
from desk.customers.customer import SESSION_LIFE, Customer, WidgetSession, hashed, new_token
from desk.customers.identity import Identity, identify
from desk.letters.return_link import shows_orders
from desk.ports import DeskPorts, Unit


async def begin_session(
    proof: str | None, address_key: str, desk: DeskPorts, back: str | None = None
) -> tuple[Customer, WidgetSession, str]:
    """A new session and its secret token.

    With a proof it belongs to that customer of the shop and sees their conversation; with the token of a letter's link
    (`back`) to the visitor who asked for that letter; without either it is a new visitor. Signing in never takes over
    what an anonymous visitor wrote. Raises `identity_refused`, `return_link_refused`.
    """
    now = desk.clock()
    identity = identify(proof, desk.trust, now) if proof else None

    async def once() -> tuple[Customer, WidgetSession, str]:
        async with desk.record.change() as unit:
            known = await unit.customers.by_shop_id(identity.customer_id) if identity else None
            if identity is None and back is not None:
                known = await _led_back(back, unit, desk)
            customer = _as_vouched(known or Customer(desk.new_id("p"), now), identity)
            customer = replace(customer, address_key=address_key)
            if known is None:
                await unit.customers.add(customer)
            elif customer != known:
                await unit.customers.save(customer)
            token = new_token()
            session = WidgetSession(desk.new_id("s"), hashed(token), customer.id, now, now + SESSION_LIFE)
            await unit.customers.add_session(session)
            return customer, session, token

    return await settled(once)


async def session_of(token: str | None, desk: DeskPorts) -> tuple[Customer, WidgetSession]:
    """Whose session a token is; `unauthorized` when unknown, `session_expired` when over."""
    if not token:
        raise errors.unauthorized("This needs a session token.")
    async with desk.record.look() as unit:
        session = await unit.customers.session_by_hash(hashed(token))
        customer = await unit.customers.get(session.customer_id) if session else None
    if session is None or customer is None:
        raise errors.unauthorized("This session token is not known.")
    if not session.alive(desk.clock()):
        raise errors.session_expired()
    return customer, session


async def _led_back(token: str, unit: Unit, desk: DeskPorts) -> Customer:
    """The visitor whom a letter's link names; customers of the shop sign in there instead."""
    if desk.return_links is None:
        raise errors.return_link_refused()
    conversation = await unit.conversations.get(desk.return_links.conversation(token, desk.clock()))
    customer = await unit.customers.get(conversation.customer_id) if conversation else None
    if conversation is None or customer is None or customer.verified:
        raise errors.return_link_refused()
    if shows_orders(await whole_transcript(unit, conversation.id)):
        raise errors.return_link_refused()
    return customer


async def introduce(
    customer: Customer, name: str | None, email: str | None, consent: bool, desk: DeskPorts
) -> Customer:
    """What visitors say of themselves before they write. It proves nothing; of customers the shop knows better."""

    async def once() -> Customer:
        async with desk.record.change() as unit:
            known = await unit.customers.get(customer.id)
            if known is None:
                raise errors.unauthorized("This session token is not known.")
            told = known if known.verified else replace(known, name=name or known.name, email=email or known.email)
            if consent and told.consented_at is None:
                told = replace(told, consented_at=desk.clock())
            if told != known:
                await unit.customers.save(told)
            return told

    return await settled(once)


async def end_session(session: WidgetSession, desk: DeskPorts) -> None:
    """Log out: the token is dead from now on."""
    async with desk.record.change() as unit:
        await unit.customers.end_session(replace(session, ended_at=desk.clock()))
    await desk.announce.access_changed()


def _as_vouched(customer: Customer, identity: Identity | None) -> Customer:
    if identity is None:
        return customer
    return replace(
        customer,
        shop_customer_id=identity.customer_id,
        name=identity.name,
        email=identity.email,
        tier=identity.tier,
    )
