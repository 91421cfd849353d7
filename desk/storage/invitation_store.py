"""Links by which people come in, in SQL: one a person, known by its digest."""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy import delete, insert, select

from desk.agents.invitation import Invitation
from desk.storage.access_schema import agent_invitations
from desk.storage.sql import Sql


class SqlInvitations:
    """Keeps `desk.agents.ports.InvitationStore`."""

    def __init__(self, connection: Sql) -> None:
        self._connection = connection

    async def put(self, invitation: Invitation) -> None:
        await self.remove(invitation.agent_id)
        await self._connection.execute(insert(agent_invitations).values(asdict(invitation)))

    async def by_hash(self, token_hash: str) -> Invitation | None:
        query = select(agent_invitations).where(agent_invitations.c.token_hash == token_hash)
        row = (await self._connection.execute(query)).mappings().first()
        return Invitation(**row) if row else None

    async def all(self) -> dict[str, Invitation]:
        found = (await self._connection.execute(select(agent_invitations))).mappings()
        return {row["agent_id"]: Invitation(**row) for row in found}

    async def use(self, invitation: Invitation) -> bool:
        this = agent_invitations.c.token_hash == invitation.token_hash
        result = await self._connection.execute(delete(agent_invitations).where(this))
        return bool(result.rowcount == 1)

    async def remove(self, agent_id: str) -> None:
        await self._connection.execute(delete(agent_invitations).where(agent_invitations.c.agent_id == agent_id))
