"""Agents and their sign-in sessions in SQL."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import delete, insert, select, update

from desk.agents.agent import Agent, AgentSession, Role
from desk.storage import rows, statements
from desk.storage.schema import agent_sessions, agents
from desk.storage.sql import Sql


class SqlAgents:
    """Keeps `desk.agents.ports.AgentStore`."""

    def __init__(self, connection: Sql) -> None:
        self._connection = connection

    async def get(self, agent_id: str) -> Agent | None:
        found = await self._connection.fetch(statements.AGENT, id=agent_id)
        return rows.agent(found[0]) if found else None

    async def hold(self, agent_id: str) -> Agent | None:
        # SQLite has one writer anyway, and leaves the lock out.
        query = select(agents).where(agents.c.id == agent_id).with_for_update()
        row = (await self._connection.execute(query)).mappings().first()
        return rows.agent(row) if row else None

    async def by_email(self, email: str) -> Agent | None:
        row = (await self._connection.execute(select(agents).where(agents.c.email == email))).mappings().first()
        return rows.agent(row) if row else None

    async def put(self, agent: Agent) -> None:
        values = asdict(agent) | {"role": str(agent.role)}
        values.pop("seen_at")  # Written by `seen` alone: what was read before it must not turn it back.
        known = await self.get(agent.id)
        if known is None:
            await self._connection.execute(insert(agents).values(values))
        else:
            await self._connection.execute(agents.update().where(agents.c.id == agent.id).values(values))

    async def hold_admins(self) -> list[Agent]:
        # In order, so that two who hold them wait for each other instead of clashing.
        query = select(agents).where(agents.c.role == str(Role.ADMIN)).order_by(agents.c.id).with_for_update()
        return [rows.agent(row) for row in (await self._connection.execute(query)).mappings()]

    async def seen(self, agent_id: str, at: datetime) -> None:
        await self._connection.execute(update(agents).where(agents.c.id == agent_id).values(seen_at=at))

    async def add_session(self, session: AgentSession) -> None:
        await self._connection.execute(insert(agent_sessions).values(asdict(session)))

    async def session_by_hash(self, token_hash: str) -> AgentSession | None:
        found = await self._connection.fetch(statements.AGENT_SESSION, token_hash=token_hash)
        return rows.agent_session(found[0]) if found else None

    async def end_session(self, token_hash: str) -> None:
        await self._connection.execute(delete(agent_sessions).where(agent_sessions.c.token_hash == token_hash))

    async def all(self) -> list[Agent]:
        found = (await self._connection.execute(select(agents).order_by(agents.c.name, agents.c.id))).mappings().all()
        return [rows.agent(row) for row in found]

    async def sessions_of(self, agent_id: str) -> list[AgentSession]:
        query = select(agent_sessions).where(agent_sessions.c.agent_id == agent_id)
        found = [rows.agent_session(row) for row in (await self._connection.execute(query)).mappings()]
        return sorted(found, key=lambda session: session.last_used, reverse=True)

    async def session_used(self, token_hash: str, at: datetime) -> None:
        held = agent_sessions.c.token_hash == token_hash
        await self._connection.execute(update(agent_sessions).where(held).values(used_at=at))

    async def end_sessions_of(self, agent_id: str, but: str | None = None) -> int:
        theirs = delete(agent_sessions).where(agent_sessions.c.agent_id == agent_id)
        if but is not None:
            theirs = theirs.where(agent_sessions.c.token_hash != but)
        return int((await self._connection.execute(theirs)).rowcount)
