"""The ledger of what was given, in SQL: a chain of seals like the audit log's, in tables of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, select, update

from desk.access.audit import AuditLine, AuditSeals
from desk.storage.authority_schema import authority_head, authority_ledger
from desk.storage.sql import Sql

PAGE = 500


class SqlLedger:
    """Lines are added and read, never changed. Whoever adds one has the turn (`SqlAuthority.begin`)."""

    def __init__(self, sql: Sql, seals: AuditSeals) -> None:
        self._sql = sql
        self._seals = seals

    async def append(self, actor: str, step: str, subject: str, detail: dict[str, Any], at: datetime) -> None:
        last = select(authority_ledger).order_by(authority_ledger.c.seq.desc()).limit(1)
        row = (await self._sql.execute(last)).mappings().first()
        before = AuditLine(**row) if row else None
        line = self._seals.sealed(before, actor, step, subject, detail, at)
        await self._sql.execute(insert(authority_ledger).values(asdict(line)))
        head = {"seq": line.seq, "seal": self._seals.head(line)}
        if before is None:
            await self._sql.execute(insert(authority_head).values(head | {"id": 1}))
            return
        held = authority_head.c.seq == before.seq
        if (await self._sql.execute(update(authority_head).where(held).values(head))).rowcount != 1:
            # Only a ledger that was tampered with gets here; it is still written on, and verifying it says so.
            await self._sql.execute(delete(authority_head))
            await self._sql.execute(insert(authority_head).values(head | {"id": 1, "seal": "broken"}))

    async def lines(self) -> AsyncIterator[AuditLine]:
        """All of them, oldest first."""
        after, page = 0, PAGE
        while page == PAGE:
            beyond = select(authority_ledger).where(authority_ledger.c.seq > after)
            rows = (await self._sql.execute(beyond.order_by(authority_ledger.c.seq).limit(PAGE))).mappings().all()
            for row in rows:
                yield AuditLine(**row)
            page, after = len(rows), rows[-1]["seq"] if rows else after

    async def lines_of(self, subjects: Sequence[str]) -> list[AuditLine]:
        query = select(authority_ledger).where(authority_ledger.c.subject.in_(list(subjects)))
        rows = (await self._sql.execute(query.order_by(authority_ledger.c.seq))).mappings()
        return [AuditLine(**row) for row in rows]

    async def last_at(self) -> datetime | None:
        last = select(authority_ledger.c.at).order_by(authority_ledger.c.seq.desc()).limit(1)
        return (await self._sql.execute(last)).scalars().first()

    async def broken_at(self) -> int | None:
        head = (await self._sql.execute(select(authority_head.c.seal))).scalars().first()
        return self._seals.broken_at([line async for line in self.lines()], head)

    async def count(self) -> int:
        return int((await self._sql.execute(select(func.count()).select_from(authority_ledger))).scalar_one())
