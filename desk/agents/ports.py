"""What the sign-in flows need stored."""

from __future__ import annotations

from typing import Protocol

from desk.agents.agent import Agent, AgentSession


class AgentStore(Protocol):
    """Agents and their sign-in sessions, inside one transaction."""

    async def get(self, agent_id: str) -> Agent | None: ...

    async def by_email(self, email: str) -> Agent | None: ...

    async def put(self, agent: Agent) -> None:
        """Add the agent, or replace the one with the same id."""

    async def add_session(self, session: AgentSession) -> None: ...

    async def session_by_hash(self, token_hash: str) -> AgentSession | None: ...

    async def all(self) -> list[Agent]:
        """Everybody, by name."""

    async def end_sessions_of(self, agent_id: str) -> None: ...

    async def end_session(self, token_hash: str) -> None: ...
