"""One's own account: the password, and the browsers one is signed in on. What changes takes hold at once."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

from desk import errors
from desk.access.audit import Action
from desk.agents.agent import Agent, AgentSession
from desk.agents.flows import WRONG_PASSWORD, password_hash, password_is_right
from desk.agents.password import too_weak
from desk.conversations.entry import stamp
from desk.conversations.flows import settled
from desk.ports import DeskPorts


async def change_password(agent: Agent, session: AgentSession, old: str, new: str, desk: DeskPorts) -> int:
    """Another password; every other session of this colleague ends. Returns how many. Raises `invalid_field`."""
    if not await password_is_right(agent, old):
        raise errors.invalid_field("old", WRONG_PASSWORD)
    weak = "This is the password you have." if new == old else too_weak(new, agent.name, agent.email)
    if weak is not None:
        raise errors.invalid_field("new", weak)
    made = await asyncio.to_thread(password_hash, new)

    async def once() -> int:
        async with desk.record.change() as unit:
            held, now = await unit.agents.hold(agent.id), desk.clock()
            if held is None or held.password_hash != agent.password_hash:
                raise errors.wrong_state("Your password was changed elsewhere just now. Please sign in again.")
            await unit.agents.put(replace(held, password_hash=made, password_set_at=now))
            ended = await unit.agents.end_sessions_of(agent.id, but=session.token_hash)
            await unit.audit.append(agent.id, Action.PASSWORD_CHANGED, agent.id, {"sessions_ended": ended}, now)
            return ended

    ended = await settled(once)
    await desk.announce.access_changed()
    return ended


async def look_at(agent: Agent, session: AgentSession, address_key: str, desk: DeskPorts) -> dict[str, Any]:
    """One's own account as its page shows it."""
    async with desk.record.look() as unit:
        factor = await unit.factors.get(agent.id)
        sessions = await unit.agents.sessions_of(agent.id)
    since = factor.confirmed_at if factor else None
    now = desk.clock()
    return {
        "agent": agent.to_json(),
        "password_set_at": stamp(agent.password_set_at) if agent.password_set_at else None,
        "authenticator": {
            "since": stamp(since) if since else None,
            "recovery_codes_left": len(factor.recovery) if factor and since else 0,
        },
        "sessions": [_told(each, session, address_key) for each in sessions if each.alive(now)],
    }


async def end_session(agent: Agent, session: AgentSession, session_id: str, desk: DeskPorts) -> None:
    """End another session of one's own. Raises `not_found` for one that is somebody else's or nobody's."""
    if session_id == session.id:
        raise errors.wrong_state("This is where you are. Sign out instead.")

    async def once() -> None:
        async with desk.record.change() as unit:
            theirs = await unit.agents.sessions_of(agent.id)
            found = next((each for each in theirs if each.id == session_id), None)
            if found is None:
                raise errors.not_found("There is no such session.")
            await unit.agents.end_session(found.token_hash)
            told = {"browser": found.browser}
            await unit.audit.append(agent.id, Action.SESSION_ENDED, agent.id, told, desk.clock())

    await settled(once)
    await desk.announce.access_changed()


async def end_others(agent: Agent, session: AgentSession, desk: DeskPorts) -> int:
    """End every session of one's own but this one; returns how many."""

    async def once() -> int:
        async with desk.record.change() as unit:
            ended = await unit.agents.end_sessions_of(agent.id, but=session.token_hash)
            if ended:
                told = {"sessions": ended}
                await unit.audit.append(agent.id, Action.OTHER_SESSIONS_ENDED, agent.id, told, desk.clock())
            return ended

    ended = await settled(once)
    await desk.announce.access_changed()
    return ended


def _told(session: AgentSession, own: AgentSession, address_key: str) -> dict[str, Any]:
    return {
        "id": session.id,
        "this": session.token_hash == own.token_hash,
        "browser": session.browser or None,
        "same_place": session.address_key == address_key if session.address_key else None,
        "since": stamp(session.created_at),
        "last_used": stamp(session.last_used),
    }
