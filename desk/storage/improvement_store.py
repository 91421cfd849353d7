"""You said, we did, in SQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, insert, select, update

from desk.feedback.improvement import Improvement, Link, LinkKind, Voice
from desk.storage.feedback_schema import improvement_voices, improvements
from desk.storage.sql import Sql


class SqlImprovements:
    """Keeps `desk.feedback.ports.ImprovementStore`."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    async def add(self, improvement: Improvement, voices: Sequence[Voice]) -> None:
        values = {name: value for name, value in asdict(improvement).items() if name != "link"}
        link = improvement.link
        values |= {"link_kind": str(link.kind) if link else None, "link_to": link.to if link else None}
        await self._sql.execute(insert(improvements).values(values))
        for voice in voices:
            await self._sql.execute(insert(improvement_voices).values(asdict(voice)))

    async def get(self, improvement_id: str) -> Improvement | None:
        query = select(improvements).where(improvements.c.id == improvement_id)
        row = (await self._sql.execute(query)).mappings().first()
        return _improvement(dict(row)) if row else None

    async def all(self, limit: int = 100) -> list[Improvement]:
        query = select(improvements).order_by(improvements.c.at.desc(), improvements.c.id).limit(limit)
        return [_improvement(dict(row)) for row in (await self._sql.execute(query)).mappings()]

    async def voices(self, improvement_id: str) -> list[Voice]:
        query = select(improvement_voices).where(improvement_voices.c.improvement_id == improvement_id)
        query = query.order_by(improvement_voices.c.conversation_id, improvement_voices.c.seq)
        return [Voice(**row) for row in (await self._sql.execute(query)).mappings()]

    async def led_to(self) -> Mapping[tuple[str, int], str]:
        rows = (await self._sql.execute(select(improvement_voices))).mappings()
        return {(str(row["conversation_id"]), int(row["seq"])): str(row["improvement_id"]) for row in rows}

    async def untold(self, limit: int = 50) -> list[Voice]:
        waits = and_(improvement_voices.c.tell.is_(True), improvement_voices.c.told_at.is_(None))
        query = select(improvement_voices).where(waits)
        query = query.order_by(improvement_voices.c.improvement_id, improvement_voices.c.conversation_id).limit(limit)
        return [Voice(**row) for row in (await self._sql.execute(query)).mappings()]

    async def told(self, voice: Voice, now: datetime) -> bool:
        this = and_(
            improvement_voices.c.improvement_id == voice.improvement_id,
            improvement_voices.c.conversation_id == voice.conversation_id,
            improvement_voices.c.seq == voice.seq,
            improvement_voices.c.told_at.is_(None),
        )
        return (await self._sql.execute(update(improvement_voices).where(this).values(told_at=now))).rowcount > 0

    async def told_counts(self) -> Mapping[str, tuple[int, int]]:
        people = func.count(improvement_voices.c.customer_id.distinct()).label("people")
        query = select(
            improvement_voices.c.improvement_id, people, func.count(improvement_voices.c.told_at).label("told")
        )
        rows = (await self._sql.execute(query.group_by(improvement_voices.c.improvement_id))).mappings()
        return {str(row["improvement_id"]): (int(row["people"]), int(row["told"])) for row in rows}


def _improvement(row: dict[str, Any]) -> Improvement:
    kind, to = row.pop("link_kind"), row.pop("link_to")
    return Improvement(**row, link=Link(LinkKind(kind), to) if kind else None)
