"""Coming in by a link: somebody new, or somebody who needs another password, chooses one."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import Any

from desk import errors
from desk.access.audit import Action
from desk.agents import refusals
from desk.agents.agent import SESSION_LIFE, Agent, AgentSession
from desk.agents.flows import Where, password_hash
from desk.agents.invitation import Invitation
from desk.agents.password import too_weak
from desk.conversations.flows import settled
from desk.customers.customer import hashed, new_token
from desk.ports import DeskPorts, Unit


@dataclass(frozen=True)
class Joined:
    """Who came in; with a session and its cookie, unless the code of an authenticator is still to be asked for."""

    agent: Agent
    session: AgentSession | None
    cookie: str
    factor_removed: bool


async def look_at_link(token: str, desk: DeskPorts) -> dict[str, Any]:
    """Whom a link is for. Raises `link_refused`, the same for every link that opens nothing."""
    async with desk.record.look() as unit:
        invitation = await _opened(unit, token, desk)
        agent = _whose(await unit.agents.get(invitation.agent_id))
        factors = await unit.factors.in_force()
    return {
        "name": agent.name,
        "email": agent.email,
        "role": str(agent.role),
        "new": agent.invited_at is not None,
        "authenticator_removed": invitation.removes_factor and agent.id in factors,
        "authenticator_stays": agent.id in factors and not invitation.removes_factor,
    }


async def join(token: str, password: str, where: Where, desk: DeskPorts) -> Joined:
    """Set the password and use the link up; every session of theirs ends. Raises `link_refused`, `invalid_field`."""
    async with desk.record.look() as unit:
        agent = _whose(await unit.agents.get((await _opened(unit, token, desk)).agent_id))
    weak = too_weak(password, agent.name, agent.email)
    if weak is not None:
        raise errors.invalid_field("password", weak)
    made = await asyncio.to_thread(password_hash, password)
    cookie = new_token()

    async def once() -> Joined:
        async with desk.record.change() as unit:
            invitation = await _opened(unit, token, desk)
            found = _whose(await unit.agents.hold(invitation.agent_id))
            if not await unit.invitations.use(invitation):
                raise refusals.link_refused()
            return await _let_in(unit, invitation, found, made, cookie, where, desk)

    joined = await settled(once)
    await desk.announce.access_changed()
    return joined


async def _opened(unit: Unit, token: str, desk: DeskPorts) -> Invitation:
    invitation = await unit.invitations.by_hash(hashed(token))
    if invitation is None or not invitation.alive(desk.clock()):
        raise refusals.link_refused()
    return invitation


def _whose(agent: Agent | None) -> Agent:
    if agent is None or agent.disabled_at is not None:
        raise refusals.link_refused()
    return agent


async def _let_in(
    unit: Unit, invitation: Invitation, found: Agent, made: str, cookie: str, where: Where, desk: DeskPorts
) -> Joined:
    now, new = desk.clock(), found.invited_at is not None
    agent = replace(found, password_hash=made, password_set_at=now, invited_at=None, version=found.version + 1)
    await unit.agents.put(agent)
    ended = await unit.agents.end_sessions_of(agent.id)
    told = {"new": new, "sessions_ended": ended, "version": agent.version}
    await unit.audit.append(agent.id, Action.PERSON_JOINED, agent.id, told, now)
    factor = await unit.factors.get(agent.id)
    in_force = factor is not None and factor.confirmed_at is not None
    if in_force and invitation.removes_factor:
        await unit.factors.remove(agent.id)
        await unit.audit.append(invitation.made_by, Action.FACTOR_REMOVED, agent.id, {"with_reset": True}, now)
    elif in_force:
        # A link in a letter is one thing they have; the authenticator is the other, and still asked for.
        return Joined(agent, None, "", factor_removed=False)
    if where.old_cookie:
        await unit.agents.end_session(hashed(where.old_cookie))
    session = AgentSession(
        hashed(cookie), agent.id, new_token(), now, now + SESSION_LIFE, where.browser, where.address_key
    )
    await unit.agents.add_session(session)
    await unit.agents.seen(agent.id, now)
    return Joined(agent, session, cookie, factor_removed=in_force)
