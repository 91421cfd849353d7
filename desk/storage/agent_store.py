"""Agents and their sign-in sessions in SQL."""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy import delete, insert, select

from desk.agents.agent import Agent, AgentSession
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

    async def by_email(self, email: str) -> Agent | None:
        row = (await self._connection.execute(select(agents).where(agents.c.email == email))).mappings().first()
        return rows.agent(row) if row else None

    async def put(self, agent: Agent) -> None:
        values = asdict(agent) | {"role": str(agent.role)}
        known = await self.get(agent.id)
        if known is None:
            await self._connection.execute(insert(agents).values(values))
        else:
            await self._connection.execute(agents.update().where(agents.c.id == agent.id).values(values))

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

    async def end_sessions_of(self, agent_id: str) -> None:
        await self._connection.execute(delete(agent_sessions).where(agent_sessions.c.agent_id == agent_id))
