"""Taking somebody on, and the links by which they come in or set another password."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime

from desk import errors
from desk.access.audit import Action
from desk.agents import colleague_letter, refusals
from desk.agents.agent import Agent, Role
from desk.agents.flows import password_hash
from desk.agents.front_door import Mailed
from desk.agents.invitation import Invitation, invitation
from desk.agents.person import checked_name
from desk.agents.team import SeatWish, checked_version, put_seat
from desk.conversations.flows import settled
from desk.customers.customer import hashed, new_token
from desk.letters.address import checked_email
from desk.letters.ports import Outgoing
from desk.ports import DeskPorts, Unit

SHELL = "shell"
"""Whoever sits at the machine, as the audit log names them."""
SOMEBODY = "Somebody at the machine"


@dataclass(frozen=True)
class MadeLink:
    """A link that was just made: told this once."""

    agent: Agent
    token: str
    expires_at: datetime
    mailed: Mailed


async def invite(name: str, email: str, role: Role, seat: SeatWish | None, by: Agent, desk: DeskPorts) -> MadeLink:
    """Somebody new, with a link to come in by. Raises `invalid_field`, `email_taken`."""
    return await _invite(checked_name(name), one_address(email), role, seat, (by.id, by.name), desk)


async def invite_first(name: str, email: str, desk: DeskPorts, *, removes_factor: bool) -> MadeLink:
    """A link for an admin, made at the machine: for the first one of a house, or for one who is shut out of it.

    Raises `wrong_state` when the address is that of somebody else than an admin who works here.
    """
    address = one_address(email)
    async with desk.record.look() as unit:
        known = await unit.agents.by_email(address)
    if known is None:
        return await _invite(checked_name(name), address, Role.ADMIN, None, (SHELL, SOMEBODY), desk)
    if known.role is not Role.ADMIN or known.disabled_at is not None:
        raise errors.wrong_state(f"{known.name} has this address and is no admin here. Ask an admin, or use another.")
    return await _link(known.id, known.version, (SHELL, SOMEBODY), desk, removes_factor=removes_factor)


async def make_link(agent_id: str, seen: int, by: Agent, desk: DeskPorts, *, removes_factor: bool) -> MadeLink:
    """Another link: to come in by for whoever has not yet, else to set another password. The one before it is void.

    Raises `not_found`, `wrong_state` for who was let go and for oneself, `person_changed`.
    """
    if agent_id == by.id:
        raise errors.wrong_state("Change your own password on the page of your account.")
    return await _link(agent_id, seen, (by.id, by.name), desk, removes_factor=removes_factor)


def one_address(email: str) -> str:
    """The address as it is kept, in small letters: one address is one person. Raises `invalid_field`."""
    return checked_email(email).lower()


async def _invite(
    name: str, email: str, role: Role, seat: SeatWish | None, by: tuple[str, str], desk: DeskPorts
) -> MadeLink:
    token, agent_id = new_token(), desk.new_id("a")
    # Until they choose one they have a password that nobody knows, not none: a sign-in must take the same time.
    nobodys = await asyncio.to_thread(password_hash, new_token())

    async def once() -> tuple[Agent, Invitation]:
        async with desk.record.change() as unit:
            now = desk.clock()
            known = await unit.agents.by_email(email)
            if known is not None:
                raise refusals.email_taken(known.name, known.disabled_at is not None)
            agent = Agent(agent_id, name, email, role, nobodys, invited_at=now)
            await unit.agents.put(agent)
            if seat is not None:
                await put_seat(unit, agent_id, seat, desk)
            made = invitation(agent_id, hashed(token), by[0], now)
            await unit.invitations.put(made)
            await unit.audit.append(by[0], Action.PERSON_INVITED, agent_id, {"role": str(role), "version": 1}, now)
            return agent, made

    agent, made = await settled(once)
    letter = colleague_letter.invitation_letter(
        agent, by[1], desk.shop_name, desk.front_door.link(token), desk.new_id("invitation")
    )
    return MadeLink(agent, token, made.expires_at, await desk.front_door.carry(letter))


async def _link(agent_id: str, seen: int, by: tuple[str, str], desk: DeskPorts, *, removes_factor: bool) -> MadeLink:
    token = new_token()

    async def once() -> tuple[Agent, Invitation]:
        async with desk.record.change() as unit:
            now = desk.clock()
            before = await _to_be_let_in(unit, agent_id, seen)
            agent = replace(before, version=before.version + 1)
            await unit.agents.put(agent)
            made = invitation(agent_id, hashed(token), by[0], now, removes_factor=removes_factor)
            await unit.invitations.put(made)
            told = {"reset": agent.invited_at is None, "authenticator": removes_factor, "version": agent.version}
            await unit.audit.append(by[0], Action.LINK_MADE, agent_id, told, now)
            return agent, made

    agent, made = await settled(once)
    letter = _letter_of(agent, by[1], token, desk, removes_factor=removes_factor)
    return MadeLink(agent, token, made.expires_at, await desk.front_door.carry(letter))


async def _to_be_let_in(unit: Unit, agent_id: str, seen: int) -> Agent:
    before = await checked_version(unit, agent_id, seen)
    if before.disabled_at is not None:
        raise errors.wrong_state(f"{before.name} was let go. Bring them back first.")
    return before


def _letter_of(agent: Agent, by: str, token: str, desk: DeskPorts, *, removes_factor: bool) -> Outgoing:
    link, reference = desk.front_door.link(token), desk.new_id("invitation")
    if agent.invited_at is not None:
        return colleague_letter.invitation_letter(agent, by, desk.shop_name, link, reference)
    return colleague_letter.reset_letter(agent, by, desk.shop_name, link, reference, removes_factor=removes_factor)
