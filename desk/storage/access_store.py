"""Second factors in SQL."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from sqlalchemy import and_, delete, insert, select, update

from desk.agents.factor import Factor
from desk.storage.access_schema import agent_factors
from desk.storage.sql import Sql


class SqlFactors:
    """Keeps `desk.access.ports.FactorStore`."""

    def __init__(self, connection: Sql) -> None:
        self._connection = connection

    async def get(self, agent_id: str) -> Factor | None:
        query = select(agent_factors).where(agent_factors.c.agent_id == agent_id)
        row = (await self._connection.execute(query)).mappings().first()
        return Factor(**dict(row) | {"recovery": tuple(row["recovery"])}) if row else None

    async def in_force(self) -> frozenset[str]:
        query = select(agent_factors.c.agent_id).where(agent_factors.c.confirmed_at.is_not(None))
        return frozenset((await self._connection.execute(query)).scalars())

    async def put(self, factor: Factor) -> None:
        await self.remove(factor.agent_id)
        await self._connection.execute(insert(agent_factors).values(_values(factor)))

    async def use(self, before: Factor, after: Factor) -> bool:
        held = and_(agent_factors.c.agent_id == before.agent_id, agent_factors.c.version == before.version)
        values = _values(after) | {"version": before.version + 1}
        result = await self._connection.execute(update(agent_factors).where(held).values(values))
        return bool(result.rowcount == 1)

    async def remove(self, agent_id: str) -> None:
        await self._connection.execute(delete(agent_factors).where(agent_factors.c.agent_id == agent_id))


def _values(factor: Factor) -> dict[str, Any]:
    return asdict(factor) | {"recovery": list(factor.recovery)}
