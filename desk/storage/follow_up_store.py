"""Messages that were left, in SQL."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, insert, or_, select, update

from desk.handoff.follow_up import SOON, FollowUp, FollowUpState
from desk.storage.routing_schema import follow_ups
from desk.storage.sql import Prepared, Sql

OPEN_OF = Prepared(
    select(follow_ups)
    .where(
        follow_ups.c.conversation_id == bindparam("conversation_id"),
        follow_ups.c.state == bindparam("open", str(FollowUpState.OPEN)),
    )
    .order_by(follow_ups.c.due_at, follow_ups.c.id)
)

OWED = (str(FollowUpState.OPEN), str(FollowUpState.TAKEN))
OWED_IN = Prepared(
    select(follow_ups)
    .where(
        follow_ups.c.conversation_id == bindparam("conversation_id"),
        follow_ups.c.state != bindparam("done", str(FollowUpState.DONE)),
    )
    .order_by(follow_ups.c.due_at, follow_ups.c.id)
)


class SqlFollowUps:
    """Keeps `desk.handoff.ports.FollowUpStore`."""

    def __init__(self, connection: Sql) -> None:
        self._connection = connection

    async def add(self, follow_up: FollowUp) -> None:
        await self._connection.execute(insert(follow_ups).values(_values(follow_up)))

    async def get(self, follow_up_id: str) -> FollowUp | None:
        return _first(await self._find(follow_ups.c.id == follow_up_id))

    async def open_of(self, conversation_id: str) -> FollowUp | None:
        found = await self._connection.fetch(OPEN_OF, conversation_id=conversation_id)
        return _follow_up(found[0]) if found else None

    async def taken_of(self, conversation_id: str) -> FollowUp | None:
        return _first(await self._find(_of(conversation_id, FollowUpState.TAKEN)))

    async def owed_in(self, conversation_id: str) -> FollowUp | None:
        found = await self._connection.fetch(OWED_IN, conversation_id=conversation_id)
        return _follow_up(found[0]) if found else None

    async def to_alarm(self, now: datetime) -> list[FollowUp]:
        silent = or_(follow_ups.c.alarmed_at.is_(None), follow_ups.c.alarmed_at < follow_ups.c.due_at)
        return await self._find(and_(follow_ups.c.state.in_(OWED), follow_ups.c.due_at <= now + SOON, silent))

    async def alarm(self, follow_up: FollowUp, now: datetime) -> bool:
        column = follow_ups.c.alarmed_at
        same = column.is_(None) if follow_up.alarmed_at is None else column == follow_up.alarmed_at
        this = and_(follow_ups.c.id == follow_up.id, follow_ups.c.state.in_(OWED), same)
        return bool((await self._connection.execute(update(follow_ups).where(this).values(alarmed_at=now))).rowcount)

    async def save(self, follow_up: FollowUp) -> None:
        this = follow_ups.c.id == follow_up.id
        await self._connection.execute(update(follow_ups).where(this).values(_values(follow_up)))

    async def open(self) -> list[FollowUp]:
        return await self._find(follow_ups.c.state == str(FollowUpState.OPEN))

    async def _find(self, wanted: ColumnElement[bool]) -> list[FollowUp]:
        query = select(follow_ups).where(wanted).order_by(follow_ups.c.due_at, follow_ups.c.id)
        rows = (await self._connection.execute(query)).mappings()
        return [_follow_up(dict(row)) for row in rows]


def _follow_up(row: dict[str, Any]) -> FollowUp:
    return FollowUp(**{**row, "state": FollowUpState(row["state"])})


def _of(conversation_id: str, state: FollowUpState) -> ColumnElement[bool]:
    return and_(follow_ups.c.conversation_id == conversation_id, follow_ups.c.state == str(state))


def _first(found: list[FollowUp]) -> FollowUp | None:
    return found[0] if found else None


def _values(follow_up: FollowUp) -> dict[str, Any]:
    return asdict(follow_up) | {"state": str(follow_up.state)}
