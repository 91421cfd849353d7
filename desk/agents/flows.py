"""Signing in and out."""

from __future__ import annotations

import asyncio
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from desk import errors
from desk.access.audit import Action
from desk.agents.agent import SESSION_LIFE, Agent, AgentSession
from desk.agents.factor import accepted
from desk.conversations.flows import settled
from desk.customers.customer import hashed, new_token
from desk.ports import DeskPorts, Unit

_hasher = PasswordHasher()

WRONG = "E-mail or password is not right."
WRONG_CODE = "This code is not right, or it was used before."


@cache
def _nobodys_hash() -> str:
    """What unknown e-mails are compared with. Made when somebody first signs in: a killed desk must be back soon."""
    return _hasher.hash("nobody has this password")


def password_hash(password: str) -> str:
    """An argon2id hash with its parameters and salt."""
    return _hasher.hash(password)


async def sign_in(
    email: str, password: str, code: str | None, old_cookie: str | None, desk: DeskPorts
) -> tuple[Agent, AgentSession, str]:
    """Check password and second factor and begin a session; returns the agent, the session and the cookie's secret.

    An unknown e-mail costs the same time and gets the same answer as a wrong password. The session is always a new one,
    and the one this browser had before ends.
    """
    async with desk.record.look() as unit:
        agent = await unit.agents.by_email(email.strip().lower())
    # Asked for whether or not there is such an agent, so that the first to sign in does not tell by the time it takes.
    nobodys = await asyncio.to_thread(_nobodys_hash)
    matches = await asyncio.to_thread(_matches, agent.password_hash if agent else nobodys, password)
    if agent is None or not matches or agent.disabled_at is not None:
        raise errors.unauthorized(WRONG)
    cookie, now, found = new_token(), desk.clock(), agent
    session = AgentSession(hashed(cookie), agent.id, new_token(), now, now + SESSION_LIFE)

    async def once() -> None:
        async with desk.record.change() as unit:
            await _second_factor(unit, found, code, desk)
            if old_cookie:
                await unit.agents.end_session(hashed(old_cookie))
            await unit.agents.add_session(session)
            await unit.audit.append(found.id, Action.SIGNED_IN, found.id, {}, now)

    await settled(once)
    return agent, session, cookie


async def signed_in(cookie: str | None, desk: DeskPorts) -> tuple[Agent, AgentSession]:
    """The agent behind a cookie; `unauthorized` when there is none."""
    if not cookie:
        raise errors.unauthorized()
    async with desk.record.look() as unit:
        session = await unit.agents.session_by_hash(hashed(cookie))
        agent = await unit.agents.get(session.agent_id) if session else None
    if session is None or agent is None or not session.alive(desk.clock()) or agent.disabled_at is not None:
        raise errors.unauthorized()
    return agent, session


async def sign_out(session: AgentSession, desk: DeskPorts) -> None:
    """End this browser's session."""
    async with desk.record.change() as unit:
        await unit.agents.end_session(session.token_hash)
    await desk.announce.access_changed()


async def _second_factor(unit: Unit, agent: Agent, code: str | None, desk: DeskPorts) -> None:
    """Use the code up, if this colleague has an authenticator. Raises `code_required`, `unauthorized`."""
    factor = await unit.factors.get(agent.id)
    if factor is None or factor.confirmed_at is None:
        return
    if not code:
        raise errors.code_required()
    used = accepted(factor, code, desk.clock())
    if used is None or not await unit.factors.use(factor, used):
        raise errors.unauthorized(WRONG_CODE)


def _matches(password_hash_: str, password: str) -> bool:
    try:
        return _hasher.verify(password_hash_, password)
    except (VerificationError, InvalidHashError):
        return False
