"""Signing in and out."""

from __future__ import annotations

import asyncio

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from desk import errors
from desk.agents.agent import SESSION_LIFE, Agent, AgentSession
from desk.customers.customer import hashed, new_token
from desk.ports import DeskPorts

_hasher = PasswordHasher()
_NOBODY = _hasher.hash("nobody has this password")

WRONG = "E-mail or password is not right."


def password_hash(password: str) -> str:
    """An argon2id hash with its parameters and salt."""
    return _hasher.hash(password)


async def sign_in(email: str, password: str, desk: DeskPorts) -> tuple[Agent, AgentSession, str]:
    """Check the password and begin a session; returns the agent, the session and the cookie's secret.

    An unknown e-mail costs the same time and gets the same answer as a wrong password.
    """
    async with desk.record.look() as unit:
        agent = await unit.agents.by_email(email.strip().lower())
    matches = await asyncio.to_thread(_matches, agent.password_hash if agent else _NOBODY, password)
    if agent is None or not matches or agent.disabled_at is not None:
        raise errors.unauthorized(WRONG)
    cookie, now = new_token(), desk.clock()
    session = AgentSession(hashed(cookie), agent.id, new_token(), now, now + SESSION_LIFE)
    async with desk.record.change() as unit:
        await unit.agents.add_session(session)
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


def _matches(password_hash_: str, password: str) -> bool:
    try:
        return _hasher.verify(password_hash_, password)
    except (VerificationError, InvalidHashError):
        return False
