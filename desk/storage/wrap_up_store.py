"""Wrap-ups, suggested intents and verdicts on briefs in SQL."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import delete, func, insert, select

from desk.handoff.wrap_up import BriefPart, BriefVerdict, IntentSuggestion, WrapUp
from desk.storage.collaboration_schema import brief_verdicts, intent_suggestions, wrap_ups
from desk.storage.sql import Sql


class SqlWrapUps:
    """Keeps `desk.handoff.ports.WrapUpStore`."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    async def add(self, wrap_up: WrapUp) -> None:
        await self._sql.execute(insert(wrap_ups).values(asdict(wrap_up)))

    async def of(self, conversation_id: str) -> list[WrapUp]:
        query = select(wrap_ups).where(wrap_ups.c.conversation_id == conversation_id).order_by(wrap_ups.c.seq)
        return [WrapUp(**row) for row in (await self._sql.execute(query)).mappings()]

    async def suggest(self, suggestion: IntentSuggestion) -> None:
        about = (
            intent_suggestions.c.conversation_id == suggestion.conversation_id,
            intent_suggestions.c.seq == suggestion.seq,
        )
        await self._sql.execute(delete(intent_suggestions).where(*about))
        await self._sql.execute(insert(intent_suggestions).values(asdict(suggestion)))

    async def suggested(self, conversation_id: str) -> list[IntentSuggestion]:
        query = select(intent_suggestions).where(intent_suggestions.c.conversation_id == conversation_id)
        rows = (await self._sql.execute(query.order_by(intent_suggestions.c.seq))).mappings()
        return [IntentSuggestion(**row) for row in rows]

    async def judge(self, verdict: BriefVerdict) -> None:
        await self._sql.execute(delete(brief_verdicts).where(brief_verdicts.c.handoff_id == verdict.handoff_id))
        part = str(verdict.wrong_part) if verdict.wrong_part else None
        await self._sql.execute(insert(brief_verdicts).values(asdict(verdict) | {"wrong_part": part}))

    async def verdict_on(self, handoff_id: str) -> BriefVerdict | None:
        query = select(brief_verdicts).where(brief_verdicts.c.handoff_id == handoff_id)
        row = (await self._sql.execute(query)).mappings().first()
        if row is None:
            return None
        return BriefVerdict(**{**row, "wrong_part": BriefPart(row["wrong_part"]) if row["wrong_part"] else None})

    async def judged(self, since: datetime) -> dict[bool, int]:
        query = select(brief_verdicts.c.right, func.count().label("n")).where(brief_verdicts.c.at >= since)
        rows = (await self._sql.execute(query.group_by(brief_verdicts.c.right))).mappings()
        return {bool(row["right"]): int(row["n"]) for row in rows}
