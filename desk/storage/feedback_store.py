"""Who was asked, recovery tasks and what was solved, in SQL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, insert, select, update

from desk import errors
from desk.conversations.entry import AuthorKind, EntryKind
from desk.feedback.ports import LaterWords
from desk.feedback.recovery import OVER, Recovery, RecoveryState
from desk.feedback.resolution import Resolution
from desk.ratings.survey import About, Asked, WhyNot
from desk.storage.feedback_schema import recoveries, resolutions, survey_asks
from desk.storage.schema import entries
from desk.storage.sql import Sql


class SqlSurveys:
    """Keeps `desk.feedback.ports.SurveyStore`."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    async def add(self, asked: Asked) -> None:
        await self._sql.execute(insert(survey_asks).values(asdict(asked) | {"about": str(asked.about)}))

    async def remove(self, conversation_id: str, seq: int) -> None:
        this = and_(survey_asks.c.conversation_id == conversation_id, survey_asks.c.seq == seq)
        await self._sql.execute(delete(survey_asks).where(this))

    async def of_customer(self, customer_id: str, since: datetime) -> list[Asked]:
        theirs = and_(survey_asks.c.customer_id == customer_id, survey_asks.c.at >= since)
        rows = (await self._sql.execute(select(survey_asks).where(theirs).order_by(survey_asks.c.at))).mappings()
        return [Asked(**{**row, "about": About(row["about"])}) for row in rows]

    async def counts(self, since: datetime) -> Mapping[bool, int]:
        these = and_(survey_asks.c.at >= since, survey_asks.c.about == str(About.RATING))
        query = select(survey_asks.c.person, func.count().label("n")).where(these).group_by(survey_asks.c.person)
        return {bool(row["person"]): int(row["n"]) for row in (await self._sql.execute(query)).mappings()}


class SqlRecoveries:
    """Keeps `desk.feedback.ports.RecoveryStore`."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    async def add(self, recovery: Recovery) -> None:
        await self._sql.execute(insert(recoveries).values(_recovery_values(recovery)))

    async def save(self, before: Recovery, after: Recovery) -> Recovery:
        if after == before:
            return before
        stored = replace(after, version=before.version + 1)
        this = and_(recoveries.c.id == before.id, recoveries.c.version == before.version)
        done = await self._sql.execute(update(recoveries).where(this).values(_recovery_values(stored)))
        if done.rowcount != 1:
            raise errors.changed_meanwhile()
        return stored

    async def get(self, recovery_id: str) -> Recovery | None:
        found = await self._find(recoveries.c.id == recovery_id)
        return found[0] if found else None

    async def of(self, conversation_id: str) -> list[Recovery]:
        return sorted(await self._find(recoveries.c.conversation_id == conversation_id), key=lambda one: one.seq)

    async def open(self) -> list[Recovery]:
        return await self._find(recoveries.c.state.not_in([str(state) for state in OVER]))

    async def ended_since(self, since: datetime, limit: int = 200) -> list[Recovery]:
        query = select(recoveries).where(recoveries.c.ended_at >= since).order_by(recoveries.c.ended_at.desc())
        rows = (await self._sql.execute(query.limit(limit))).mappings()
        return [_recovery(dict(row)) for row in rows]

    async def _find(self, wanted: ColumnElement[bool]) -> list[Recovery]:
        query = select(recoveries).where(wanted).order_by(recoveries.c.due_at, recoveries.c.id)
        return [_recovery(dict(row)) for row in (await self._sql.execute(query)).mappings()]


class SqlResolutions:
    """Keeps `desk.feedback.ports.ResolutionStore`."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    async def add(self, found: Resolution) -> None:
        await self._sql.execute(insert(resolutions).values(_resolution_values(found)))

    async def remove(self, conversation_id: str, seq: int) -> None:
        this = and_(resolutions.c.conversation_id == conversation_id, resolutions.c.seq == seq)
        await self._sql.execute(delete(resolutions).where(this))

    async def save(self, found: Resolution) -> None:
        this = and_(resolutions.c.conversation_id == found.conversation_id, resolutions.c.seq == found.seq)
        await self._sql.execute(update(resolutions).where(this).values(_resolution_values(found)))

    async def get(self, conversation_id: str, seq: int) -> Resolution | None:
        found = await self._find(and_(resolutions.c.conversation_id == conversation_id, resolutions.c.seq == seq), 1)
        return found[0] if found else None

    async def asked_in(self, conversation_id: str) -> Resolution | None:
        asked = and_(resolutions.c.conversation_id == conversation_id, resolutions.c.asked_at.is_not(None))
        found = await self._find(asked, 1)
        return found[0] if found else None

    async def to_ask(self, now: datetime, limit: int = 50) -> list[Resolution]:
        waits = and_(resolutions.c.asked_at.is_(None), resolutions.c.dropped.is_(None))
        query = select(resolutions).where(resolutions.c.ask_at <= now, waits).order_by(resolutions.c.ask_at)
        return [_resolution(dict(row)) for row in (await self._sql.execute(query.limit(limit))).mappings()]

    async def since(self, since: datetime, limit: int) -> list[Resolution]:
        return await self._find(resolutions.c.at >= since, limit)

    async def words_after(self, since: datetime) -> list[LaterWords]:
        joined = resolutions.join(entries, entries.c.conversation_id == resolutions.c.conversation_id)
        theirs = and_(entries.c.author_kind == str(AuthorKind.CUSTOMER), entries.c.kind == str(EntryKind.MESSAGE))
        after = and_(resolutions.c.at >= since, entries.c.seq > resolutions.c.seq)
        told = (resolutions.c.conversation_id, resolutions.c.seq, entries.c.at, entries.c.text)
        query = select(*told).select_from(joined).where(theirs, after).order_by(entries.c.at)
        rows = (await self._sql.execute(query)).mappings()
        return [LaterWords(**{**row, "text": row["text"] or ""}) for row in rows]

    async def _find(self, wanted: ColumnElement[bool], limit: int) -> list[Resolution]:
        query = select(resolutions).where(wanted).order_by(resolutions.c.at.desc(), resolutions.c.seq.desc())
        return [_resolution(dict(row)) for row in (await self._sql.execute(query.limit(limit))).mappings()]


def _recovery(row: dict[str, Any]) -> Recovery:
    return Recovery(**{**row, "state": RecoveryState(row["state"])})


def _recovery_values(recovery: Recovery) -> dict[str, Any]:
    return asdict(recovery) | {"state": str(recovery.state)}


def _resolution(row: dict[str, Any]) -> Resolution:
    return Resolution(**{**row, "dropped": WhyNot(row["dropped"]) if row["dropped"] else None})


def _resolution_values(found: Resolution) -> dict[str, Any]:
    return asdict(found) | {"dropped": str(found.dropped) if found.dropped else None}
