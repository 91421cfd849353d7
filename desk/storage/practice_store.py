"""The practice room in SQL."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import delete, exists, insert, select, update

from desk.conversations.conversation import State
from desk.conversations.entry import AuthorKind, EntryKind
from desk.practice.refusals import practice_moved
from desk.practice.session import PracticeAnswer, Session
from desk.storage.culture_schema import practice_answers, practice_sessions
from desk.storage.schema import conversations, entries
from desk.storage.sql import Sql


class SqlPractice:
    """Keeps `desk.practice.ports.PracticeStore`."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    async def candidates(self, limit: int) -> list[str]:
        said = (entries.c.kind == str(EntryKind.MESSAGE), entries.c.author_kind == str(AuthorKind.AGENT))
        answered = exists().where(entries.c.conversation_id == conversations.c.id, *said)
        over = (conversations.c.state == str(State.CLOSED), conversations.c.merged_into.is_(None))
        query = select(conversations.c.id).where(*over, answered).order_by(conversations.c.updated_at.desc())
        return [str(each) for each in (await self._sql.execute(query.limit(limit))).scalars()]

    async def begin(self, session: Session) -> None:
        await self._sql.execute(insert(practice_sessions).values(asdict(session)))

    async def get(self, session_id: str) -> Session | None:
        query = select(practice_sessions).where(practice_sessions.c.id == session_id)
        row = (await self._sql.execute(query)).mappings().first()
        return Session(**row) if row else None

    async def of(self, agent_id: str) -> list[Session]:
        query = select(practice_sessions).where(practice_sessions.c.agent_id == agent_id)
        rows = (await self._sql.execute(query.order_by(practice_sessions.c.begun_at.desc()).limit(500))).mappings()
        return [Session(**row) for row in rows]

    async def answer(self, before: Session, after: Session, answer: PracticeAnswer) -> None:
        held = (practice_sessions.c.id == before.id, practice_sessions.c.step == before.step)
        changed = update(practice_sessions).where(*held).values(step=after.step, done_at=after.done_at)
        if (await self._sql.execute(changed)).rowcount != 1:
            raise practice_moved()
        await self._sql.execute(insert(practice_answers).values(asdict(answer)))

    async def answers(self, session_id: str) -> list[PracticeAnswer]:
        query = select(practice_answers).where(practice_answers.c.session_id == session_id)
        rows = (await self._sql.execute(query.order_by(practice_answers.c.step))).mappings()
        return [PracticeAnswer(**row) for row in rows]

    async def forget_before(self, moment: datetime) -> int:
        old = select(practice_sessions.c.id).where(practice_sessions.c.begun_at < moment)
        await self._sql.execute(delete(practice_answers).where(practice_answers.c.session_id.in_(old)))
        gone = delete(practice_sessions).where(practice_sessions.c.begun_at < moment)
        return (await self._sql.execute(gone)).rowcount
