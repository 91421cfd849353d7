"""Signing in and out."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from desk import errors
from desk.access.audit import Action
from desk.agents.agent import SESSION_LIFE, Agent, AgentSession
from desk.agents.factor import accepted
from desk.conversations.flows import settled
from desk.customers.customer import hashed, new_token
from desk.errors import DeskError
from desk.ports import DeskPorts, Unit

_hasher = PasswordHasher()

WRONG = "E-mail or password is not right."
WRONG_CODE = "This code is not right, or it was used before."
WRONG_PASSWORD = "This is not your password."  # noqa: S105 - a sentence


@dataclass(frozen=True)
class Where:
    """Where somebody signs in: the session this browser had, which browser it is, and a key of its address."""

    old_cookie: str | None = None
    browser: str = ""
    address_key: str = ""


@cache
def _nobodys_hash() -> str:
    """What unknown e-mails are compared with. Made when somebody first signs in: a killed desk must be back soon."""
    return _hasher.hash("nobody has this password")


def password_hash(password: str) -> str:
    """An argon2id hash with its parameters and salt."""
    return _hasher.hash(password)


async def sign_in(
    email: str, password: str, code: str | None, where: Where, desk: DeskPorts
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
    session = AgentSession(
        hashed(cookie), agent.id, new_token(), now, now + SESSION_LIFE, where.browser, where.address_key
    )

    async def once() -> None:
        async with desk.record.change() as unit:
            # Whoever changes a password ends every session: none may begin with the old one a moment later.
            held = await unit.agents.hold(found.id)
            if held is None or held.password_hash != found.password_hash or held.disabled_at is not None:
                raise errors.unauthorized(WRONG)
            told = await _second_factor(unit, found, code, desk)
            if where.old_cookie:
                await unit.agents.end_session(hashed(where.old_cookie))
            await unit.agents.add_session(session)
            await unit.agents.seen(found.id, now)
            await unit.audit.append(found.id, Action.SIGNED_IN, found.id, told, now)

    await settled(once)
    return agent, session, cookie


async def signed_in(cookie: str | None, desk: DeskPorts) -> tuple[Agent, AgentSession]:
    """The agent behind a cookie; `unauthorized` when there is none."""
    if not cookie:
        raise errors.unauthorized()
    async with desk.record.look() as unit:
        session = await unit.agents.session_by_hash(hashed(cookie))
        agent = await unit.agents.get(session.agent_id) if session else None
    now = desk.clock()
    if session is None or agent is None or not session.alive(now) or agent.disabled_at is not None:
        raise errors.unauthorized()
    if session.use_is_news(now):
        # Good to know, and no reason to keep anybody out: it is written down the next time.
        with suppress(DeskError):
            async with desk.record.change() as unit:
                await unit.agents.session_used(session.token_hash, now)
                await unit.agents.seen(agent.id, now)
    return agent, session


async def sign_out(session: AgentSession, desk: DeskPorts) -> None:
    """End this browser's session."""
    async with desk.record.change() as unit:
        await unit.agents.end_session(session.token_hash)
    await desk.announce.access_changed()


async def password_is_right(agent: Agent, password: str) -> bool:
    """Whether this is the colleague's password. Takes its time, beside the loop."""
    return await asyncio.to_thread(_matches, agent.password_hash, password)


async def _second_factor(unit: Unit, agent: Agent, code: str | None, desk: DeskPorts) -> dict[str, Any]:
    """Use the code up, if this colleague has an authenticator; returns what the audit log is to say of it.

    Raises `code_required`, `unauthorized`.
    """
    factor = await unit.factors.get(agent.id)
    if factor is None or factor.confirmed_at is None:
        return {}
    if not code:
        raise errors.code_required()
    used = accepted(factor, code, desk.clock())
    if used is None or not await unit.factors.use(factor, used):
        raise errors.unauthorized(WRONG_CODE)
    recovered = used.recovery != factor.recovery
    return {"recovery_codes_left": len(used.recovery)} if recovered else {"authenticator": True}


def _matches(password_hash_: str, password: str) -> bool:
    try:
        return _hasher.verify(password_hash_, password)
    except (VerificationError, InvalidHashError):
        return False
