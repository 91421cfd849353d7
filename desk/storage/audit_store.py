"""The audit log in SQL."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, String, delete, insert, literal_column, select, update

from desk.access.audit import BEGINNING, AuditFilter, AuditLine, AuditSeals, Checked
from desk.storage.access_schema import audit_conversations, audit_head, audit_log
from desk.storage.sql import Sql
from desk.storage.sqlite import SqliteSql

PAGE = 500
NAMED_ON_SQLITE: ColumnElement[str] = literal_column("json_extract(audit_log.detail, '$.conversation')", String)
NAMED_ON_POSTGRES: ColumnElement[str] = literal_column("(audit_log.detail ->> 'conversation')", String)


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

    async def conversation(self, conversation_id: str) -> str:
        name = self._seals.subject("conversation", conversation_id)
        if name not in await self.conversations_of([name]):
            kept = insert(audit_conversations).values(name=name, conversation_id=conversation_id)
            await self._connection.execute(kept)
        return name

    async def conversations_of(self, names: Collection[str]) -> dict[str, str]:
        query = select(audit_conversations).where(audit_conversations.c.name.in_(names))
        rows = (await self._connection.execute(query)).mappings()
        return {str(row["name"]): str(row["conversation_id"]) for row in rows}

    async def page(self, wanted: AuditFilter, before: int | None, most: int) -> list[AuditLine]:
        log = audit_log.c
        query = select(audit_log).where(*self._conditions(wanted)).order_by(log.seq.desc()).limit(most)
        if before is not None:
            query = query.where(log.seq < before)
        queries = [query]
        if wanted.person is not None:
            # Apart, each walks its index from the end and stops; with an "or" all of somebody's lines would be sorted.
            done_to = query.where(log.subject == wanted.person, log.actor != wanted.person)
            queries = [query.where(log.actor == wanted.person), done_to]
        found = [_line(dict(row)) for each in queries for row in (await self._connection.execute(each)).mappings()]
        return sorted(found, key=lambda line: line.seq, reverse=True)[:most]

    async def intact(self, lines: Sequence[AuditLine]) -> set[int]:
        earlier = select(audit_log.c.seq, audit_log.c.seal).where(audit_log.c.seq.in_([line.seq - 1 for line in lines]))
        seals = {row.seq: row.seal for row in await self._connection.execute(earlier)} | {0: BEGINNING}
        return {line.seq for line in lines if line.seq - 1 in seals and self._seals.follows(seals[line.seq - 1], line)}

    async def check(self, after: int, most: int) -> Checked:
        before = await self._at(after)
        if before is None and after > 0:
            return Checked(after, after, broken_at=after)
        lines = [line async for line in self.lines(after, most)]
        last = lines[-1] if lines else before
        reached = last.seq if last else 0
        # Looked at after the lines: what was written meanwhile is beyond `reached`, and not missing.
        head = (await self._connection.execute(select(audit_head.c.seq, audit_head.c.seal))).first()
        goes_on = await self._at(reached + 1) is not None
        if goes_on:
            top = self._seals.head(last) if last else None
        else:
            top = None if head is None else head.seal if head.seq == reached else ""
        broken = self._seals.broken_at(lines, top, before)
        return Checked(reached, max(reached + goes_on, head.seq if head else 0), broken)

    async def broken_at(self) -> int | None:
        checked = await self.check(0, PAGE)
        while checked.broken_at is None and not checked.whole:
            checked = await self.check(checked.upto, PAGE)
        return checked.broken_at

    async def _at(self, seq: int) -> AuditLine | None:
        row = (await self._connection.execute(select(audit_log).where(audit_log.c.seq == seq))).mappings().first()
        return _line(dict(row)) if row else None

    def _conditions(self, wanted: AuditFilter) -> list[ColumnElement[bool]]:
        log = audit_log.c
        on_sqlite = isinstance(self._connection, SqliteSql)
        conditions = [
            log.action == wanted.action if wanted.action else None,
            # In the words of the index that migration 0025 made.
            (NAMED_ON_SQLITE if on_sqlite else NAMED_ON_POSTGRES) == wanted.conversation
            if wanted.conversation
            else None,
            log.at >= wanted.since if wanted.since else None,
            log.at < wanted.until if wanted.until else None,
        ]
        return [condition for condition in conditions if condition is not None]


def _line(row: dict[str, Any]) -> AuditLine:
    return AuditLine(**row)
