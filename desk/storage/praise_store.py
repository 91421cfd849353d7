"""The wall of praise in SQL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, insert, or_, select, update

from desk.praise.praise import Credit, Part, Praise, Source
from desk.storage.culture_schema import praise, praise_credits, praise_read
from desk.storage.schema import BY_CUSTOMERS, conversations
from desk.storage.sql import Row, Sql


class SqlPraise:
    """Keeps `desk.praise.ports.PraiseStore`."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    async def unread(self, until: datetime, most: int) -> list[tuple[str, int]]:
        joined = conversations.outerjoin(praise_read, praise_read.c.conversation_id == conversations.c.id)
        new = or_(praise_read.c.version.is_(None), praise_read.c.version < conversations.c.version)
        quiet = conversations.c.updated_at <= until
        query = select(conversations.c.id, conversations.c.version).select_from(joined).where(new, quiet, BY_CUSTOMERS)
        rows = (await self._sql.execute(query.order_by(conversations.c.updated_at).limit(most))).mappings()
        return [(str(row["id"]), int(row["version"])) for row in rows]

    async def keep(self, conversation_id: str, version: int, found: Sequence[Praise]) -> None:
        for table in (praise_credits, praise, praise_read):
            await self._sql.execute(delete(table).where(table.c.conversation_id == conversation_id))
        for each in found:
            await self._sql.execute(insert(praise).values(_values(each)))
            for place, credit in enumerate(each.credits):
                place_of = {"praise_id": each.id, "place": place, "conversation_id": conversation_id}
                told = asdict(credit) | {"part": str(credit.part)}
                await self._sql.execute(insert(praise_credits).values(place_of | told))
        await self._sql.execute(insert(praise_read).values(conversation_id=conversation_id, version=version))

    async def of(self, conversation_id: str) -> list[Praise]:
        return await self._find(praise.c.conversation_id == conversation_id)

    async def get(self, praise_id: str) -> Praise | None:
        found = await self._find(praise.c.id == praise_id)
        return found[0] if found else None

    async def save(self, changed: Praise) -> None:
        values = {"hidden_at": changed.hidden_at, "hidden_by": changed.hidden_by}
        await self._sql.execute(update(praise).where(praise.c.id == changed.id).values(values))

    async def wall(self, since: datetime, until: datetime | None, limit: int) -> list[Praise]:
        before = () if until is None else (praise.c.at < until,)
        return await self._find(praise.c.at >= since, *before, limit=limit)

    async def _find(self, *where: ColumnElement[bool], limit: int = 500) -> list[Praise]:
        query = select(praise).where(*where).order_by(praise.c.at.desc(), praise.c.id).limit(limit)
        rows = [dict(row) for row in (await self._sql.execute(query)).mappings()]
        these = praise_credits.c.praise_id.in_([row["id"] for row in rows])
        order = (praise_credits.c.praise_id, praise_credits.c.place)
        found: dict[str, list[Credit]] = {}
        for row in (await self._sql.execute(select(praise_credits).where(these).order_by(*order))).mappings():
            credit = Credit(row["agent_id"], Part(row["part"]), row["answers"])
            found.setdefault(row["praise_id"], []).append(credit)
        return [_praise(row, found.get(row["id"], [])) for row in rows]


def _values(each: Praise) -> dict[str, Any]:
    told = {name: value for name, value in vars(each).items() if name != "credits"}
    return told | {"source": str(each.source)}


def _praise(row: Row, credits_: Sequence[Credit]) -> Praise:
    return Praise(**row | {"source": Source(row["source"]), "credits": tuple(credits_)})
