"""Second factors and the audit log in SQL."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, insert, select, update

from desk.access.audit import AuditLine, AuditSeals
from desk.agents.factor import Factor
from desk.storage.access_schema import agent_factors, audit_head, audit_log
from desk.storage.sql import Sql

PAGE = 500


class SqlFactors:
    """Keeps `desk.access.ports.FactorStore`."""

    def __init__(self, connection: Sql) -> None:
        self._connection = connection

    async def get(self, agent_id: str) -> Factor | None:
        query = select(agent_factors).where(agent_factors.c.agent_id == agent_id)
        row = (await self._connection.execute(query)).mappings().first()
        return Factor(**dict(row) | {"recovery": tuple(row["recovery"])}) if row else None

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


class SqlAudit:
    """Keeps `desk.access.ports.AuditLog`."""

    def __init__(self, connection: Sql, seals: AuditSeals) -> None:
        self._connection = connection
        self._seals = seals

    def subject(self, kind: str, identifier: str) -> str:
        return self._seals.subject(kind, identifier)

    async def append(self, actor: str, action: str, subject: str, detail: dict[str, Any], at: datetime) -> None:
        # One writer after the other on PostgreSQL; SQLite has only one anyway.
        await self._connection.execute(select(audit_head.c.seq).with_for_update())
        last = select(audit_log).order_by(audit_log.c.seq.desc()).limit(1)
        row = (await self._connection.execute(last)).mappings().first()
        before = _line(dict(row)) if row else None
        line = self._seals.sealed(before, actor, str(action), subject, detail, at)
        await self._connection.execute(insert(audit_log).values(asdict(line)))
        head = {"seq": line.seq, "seal": self._seals.head(line)}
        if before is None:
            await self._connection.execute(insert(audit_head).values(head | {"id": 1}))
            return
        held = audit_head.c.seq == before.seq
        result = await self._connection.execute(update(audit_head).where(held).values(head))
        if result.rowcount != 1:
            # Only a log that was tampered with gets here; it is still written on, and verifying it says so.
            await self._connection.execute(delete(audit_head))
            await self._connection.execute(insert(audit_head).values(head | {"id": 1, "seal": "broken"}))

    async def lines(self, after: int = 0, most: int | None = None) -> AsyncIterator[AuditLine]:
        left = most
        while left is None or left > 0:
            query = (
                select(audit_log)
                .where(audit_log.c.seq > after)
                .order_by(audit_log.c.seq)
                .limit(min(PAGE, left or PAGE))
            )
            page = (await self._connection.execute(query)).mappings().all()
            for row in page:
                yield _line(dict(row))
            if len(page) < PAGE:
                return
            after = page[-1]["seq"]
            left = None if left is None else left - len(page)

    async def broken_at(self) -> int | None:
        head = (await self._connection.execute(select(audit_head.c.seal))).scalars().first()
        return self._seals.broken_at([line async for line in self.lines()], head)


def _line(row: dict[str, Any]) -> AuditLine:
    return AuditLine(**row)


def _values(factor: Factor) -> dict[str, Any]:
    return asdict(factor) | {"recovery": list(factor.recovery)}
