"""Letters in SQL, portable between SQLite and PostgreSQL."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, insert, or_, select, update

from desk.letters.letter import AnswerWish, Letter, LetterKind, LetterState
from desk.storage.letter_schema import answer_wishes, letters
from desk.storage.schema import conversations
from desk.storage.sql import Sql


class SqlLetters:
    """Keeps `desk.letters.ports.LetterStore`."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    async def put_wish(self, wish: AnswerWish) -> None:
        values = asdict(wish)
        this = answer_wishes.c.conversation_id == wish.conversation_id
        if (await self._sql.execute(update(answer_wishes).where(this).values(values))).rowcount == 0:
            await self._sql.execute(insert(answer_wishes).values(values))

    async def wish_of(self, conversation_id: str) -> AnswerWish | None:
        query = select(answer_wishes).where(answer_wishes.c.conversation_id == conversation_id)
        row = (await self._sql.execute(query)).mappings().first()
        return AnswerWish(**row) if row else None

    async def drop_wish(self, conversation_id: str) -> None:
        await self._sql.execute(delete(answer_wishes).where(answer_wishes.c.conversation_id == conversation_id))

    async def wishes_behind(self, limit: int = 100) -> list[AnswerWish]:
        joined = answer_wishes.join(conversations, conversations.c.id == answer_wishes.c.conversation_id)
        behind = conversations.c.last_seq > answer_wishes.c.looked_seq
        query = select(answer_wishes).select_from(joined).where(behind).order_by(answer_wishes.c.at).limit(limit)
        return [AnswerWish(**row) for row in (await self._sql.execute(query)).mappings()]

    async def get(self, letter_id: str) -> Letter | None:
        found = await self._find(letters.c.id == letter_id, 1)
        return found[0] if found else None

    async def add(self, letter: Letter) -> None:
        await self._sql.execute(insert(letters).values(_values(letter)))

    async def gathering_of(self, conversation_id: str) -> Letter | None:
        gathering = and_(
            letters.c.conversation_id == conversation_id,
            letters.c.kind == str(LetterKind.ANSWER),
            letters.c.state == str(LetterState.PENDING),
            letters.c.through_seq.is_(None),
        )
        found = await self._find(gathering, 1)
        return found[0] if found else None

    async def due(self, now: datetime, limit: int = 10) -> list[Letter]:
        waiting = letters.c.state.in_([str(LetterState.PENDING), str(LetterState.HANDING_IN)])
        free = or_(letters.c.lease_until.is_(None), letters.c.lease_until <= now)
        return await self._find(and_(waiting, letters.c.due_at <= now, free), limit)

    async def save(self, before: Letter, after: Letter) -> bool:
        held = letters.c.lease_until
        same = and_(
            letters.c.id == before.id,
            letters.c.state == str(before.state),
            letters.c.attempts == before.attempts,
            held.is_(None) if before.lease_until is None else held == before.lease_until,
        )
        return bool((await self._sql.execute(update(letters).where(same).values(_values(after)))).rowcount == 1)

    async def dead(self, limit: int = 200) -> list[Letter]:
        query = select(letters).where(letters.c.state == str(LetterState.DEAD))
        rows = (await self._sql.execute(query.order_by(letters.c.ended_at.desc()).limit(limit))).mappings()
        return [_letter(dict(row)) for row in rows]

    async def _find(self, wanted: ColumnElement[bool], limit: int) -> list[Letter]:
        query = select(letters).where(wanted).order_by(letters.c.due_at, letters.c.id).limit(limit)
        return [_letter(dict(row)) for row in (await self._sql.execute(query)).mappings()]


def _values(letter: Letter) -> dict[str, Any]:
    return asdict(letter) | {"kind": str(letter.kind), "state": str(letter.state)}


def _letter(row: dict[str, Any]) -> Letter:
    return Letter(**{**row, "kind": LetterKind(row["kind"]), "state": LetterState(row["state"])})
