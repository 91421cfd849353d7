"""Promises in SQL."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, insert, or_, select, update

from desk import errors
from desk.promises.ports import Wanted
from desk.promises.promise import Alarm, Promise, State, What
from desk.storage.promise_schema import promises
from desk.storage.schema import conversations
from desk.storage.sql import Prepared, Sql

COLUMNS = [each.name for each in fields(Promise)]
ENDED = [str(state) for state in (State.KEPT, State.MOVED, State.WITHDRAWN)]
SOONEST = (promises.c.due_at, promises.c.id)


def _theirs(*where: ColumnElement[bool]) -> Select[Any]:
    joined = promises.join(conversations, conversations.c.id == promises.c.conversation_id)
    query = select(*(promises.c[name] for name in COLUMNS)).select_from(joined)
    return query.where(conversations.c.customer_id == bindparam("customer_id"), *where)


OWED_TO = Prepared(_theirs(promises.c.settled_at.is_(None)).order_by(*SOONEST).limit(50))
OWED_IN = Prepared(
    select(promises)
    .where(promises.c.conversation_id == bindparam("conversation_id"), promises.c.settled_at.is_(None))
    .order_by(*SOONEST)
    .limit(50)
)
OF_CUSTOMER = Prepared(
    _theirs()
    .order_by(promises.c.settled_at.is_not(None), promises.c.settled_at.desc(), *SOONEST)
    .limit(bindparam("most", type_=promises.c.version.type))
)


class SqlPromises:
    """Keeps `desk.promises.ports.PromiseStore`."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    async def get(self, promise_id: str) -> Promise | None:
        found = await self._find(promises.c.id == promise_id, limit=1)
        return found[0] if found else None

    async def add(self, promise: Promise) -> None:
        if promise.said_seq is not None:
            twin = (promises.c.conversation_id == promise.conversation_id, promises.c.said_seq == promise.said_seq)
            if await self._find(*twin, promises.c.what == str(promise.what), limit=1):
                raise errors.changed_meanwhile()
        await self._sql.execute(insert(promises).values(_values(promise)))

    async def save(self, before: Promise, after: Promise) -> Promise:
        stored = replace(after, version=before.version + 1)
        held = (promises.c.id == before.id, promises.c.version == before.version)
        if (await self._sql.execute(update(promises).where(*held).values(_values(stored)))).rowcount != 1:
            raise errors.changed_meanwhile()
        return stored

    async def made_of(self, conversation_id: str) -> list[Promise]:
        query = select(promises).where(promises.c.conversation_id == conversation_id)
        return await self._all(query.order_by(promises.c.made_at, promises.c.id))

    async def of_customer(self, customer_id: str, limit: int = 50) -> list[Promise]:
        return [_promise(row) for row in await self._sql.fetch(OF_CUSTOMER, customer_id=customer_id, most=limit)]

    async def owed_to(self, customer_id: str) -> list[Promise]:
        return [_promise(row) for row in await self._sql.fetch(OWED_TO, customer_id=customer_id)]

    async def owed_in(self, conversation_id: str) -> list[Promise]:
        return [_promise(row) for row in await self._sql.fetch(OWED_IN, conversation_id=conversation_id)]

    async def owed(self, wanted: Wanted, limit: int = 500) -> list[Promise]:
        where: list[ColumnElement[bool]] = [promises.c.settled_at.is_(None)]
        if wanted.what is not None:
            where.append(promises.c.what == str(wanted.what))
        if wanted.team is not None:
            where.append(promises.c.team == wanted.team)
        if wanted.agent_id is not None:
            where.append(promises.c.agent_id == wanted.agent_id)
        if wanted.due_by is not None:
            where.append(promises.c.due_at <= wanted.due_by)
        return await self._find(*where, limit=limit)

    async def calling(self) -> list[Promise]:
        return await self._find(promises.c.settled_at.is_(None), promises.c.alarm != str(Alarm.NOBODY), limit=500)

    async def to_look_at(self, now: datetime, limit: int = 100) -> list[Promise]:
        return await self._find(promises.c.next_at <= now, limit=limit)

    async def over_since(self, moment: datetime, limit: int = 20_000) -> list[Promise]:
        # A broken one counts from when it was due, however late it was settled.
        broken = and_(promises.c.state == str(State.BROKEN), promises.c.due_at >= moment)
        ended = and_(promises.c.state.in_(ENDED), promises.c.settled_at >= moment)
        return await self._find(or_(broken, ended), limit=limit)

    async def _find(self, *where: ColumnElement[bool], limit: int) -> list[Promise]:
        return await self._all(select(promises).where(*where).order_by(*SOONEST).limit(limit))

    async def _all(self, query: Select[Any]) -> list[Promise]:
        return [_promise(dict(row)) for row in (await self._sql.execute(query)).mappings()]


def _promise(row: dict[str, Any]) -> Promise:
    kinds = {"what": What(row["what"]), "state": State(row["state"]), "alarm": Alarm(row["alarm"])}
    return Promise(**row | kinds)


def _values(promise: Promise) -> dict[str, Any]:
    values = {name: getattr(promise, name) for name in COLUMNS}
    return values | {name: str(values[name]) for name in ("what", "state", "alarm")}
