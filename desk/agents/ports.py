"""What the sign-in flows need stored."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from desk.agents.agent import Agent, AgentSession
from desk.agents.invitation import Invitation


class AgentStore(Protocol):
    """Agents and their sign-in sessions, inside one transaction."""

    async def get(self, agent_id: str) -> Agent | None: ...

    async def hold(self, agent_id: str) -> Agent | None:
        """The agent, and nobody else changes them before this transaction ends."""

    async def by_email(self, email: str) -> Agent | None: ...

    async def put(self, agent: Agent) -> None:
        """Add the agent, or replace the one with the same id; when they were last seen stays (`seen`)."""

    async def hold_admins(self) -> list[Agent]:
        """All admins, those let go and invited too; nobody else changes them before this transaction ends."""

    async def seen(self, agent_id: str, at: datetime) -> None:
        """They used the desk."""

    async def add_session(self, session: AgentSession) -> None: ...

    async def session_by_hash(self, token_hash: str) -> AgentSession | None: ...

    async def all(self) -> list[Agent]:
        """Everybody, by name."""

    async def sessions_of(self, agent_id: str) -> list[AgentSession]:
        """Those that were not ended, the one used last first; some may have run out."""

    async def session_used(self, token_hash: str, at: datetime) -> None: ...

    async def end_sessions_of(self, agent_id: str, but: str | None = None) -> int:
        """End all, or all but the one with this hash; returns how many."""

    async def end_session(self, token_hash: str) -> None: ...


class InvitationStore(Protocol):
    """Links by which people come in, inside one transaction: at most one a person."""

    async def put(self, invitation: Invitation) -> None:
        """Keep it in place of an earlier one of that person, whose link opens nothing any more."""

    async def by_hash(self, token_hash: str) -> Invitation | None: ...

    async def all(self) -> dict[str, Invitation]:
        """Those that were not used, run out or not, by whom they are for."""

    async def use(self, invitation: Invitation) -> bool:
        """Take it away; False when it is gone already: of two who use it at once one gets in."""

    async def remove(self, agent_id: str) -> None: ...
