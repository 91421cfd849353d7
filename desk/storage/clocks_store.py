"""Service clocks and timers in SQL, portable between SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, delete, insert, select, update

from desk.service_levels.service_level import ClockState, Measure, ServiceClock
from desk.storage.clocks_schema import service_clocks, service_marks, timers
from desk.storage.schema import conversations
from desk.storage.sql import Prepared, Sql
from desk.timers.timer import Timer, TimerKind

READ_TO = Prepared(select(service_marks.c.seq).where(service_marks.c.conversation_id == bindparam("conversation_id")))
BEGIN = Prepared(insert(service_marks).values(conversation_id=bindparam("conversation_id"), seq=bindparam("seq")))
ADVANCE = Prepared(
    update(service_marks)
    .where(service_marks.c.conversation_id == bindparam("held_id"), service_marks.c.seq == bindparam("before"))
    .values(seq=bindparam("seq"))
)
RUNNING_OF = Prepared(
    select(service_clocks)
    .where(
        service_clocks.c.conversation_id == bindparam("conversation_id"),
        service_clocks.c.state == bindparam("running", str(ClockState.RUNNING)),
    )
    .order_by(service_clocks.c.due_at, service_clocks.c.id)
)
SAVE_CLOCK = Prepared(
    update(service_clocks)
    .where(service_clocks.c.id == bindparam("held_id"))
    .values({column.name: bindparam(column.name) for column in service_clocks.c if column.name != "id"})
)
ADD_CLOCK = Prepared(
    insert(service_clocks).values({column.name: bindparam(column.name) for column in service_clocks.c})
)
SAVE_TIMER = Prepared(
    update(timers)
    .where(timers.c.conversation_id == bindparam("held_id"), timers.c.kind == bindparam("held_kind"))
    .values(
        {column.name: bindparam(column.name) for column in timers.c if column.name not in ("conversation_id", "kind")}
    )
)
ADD_TIMER = Prepared(insert(timers).values({column.name: bindparam(column.name) for column in timers.c}))
DROP_TIMERS = Prepared(delete(timers).where(timers.c.conversation_id == bindparam("held_id")))
RUNNING = service_clocks.c.state == str(ClockState.RUNNING)


class SqlClocks:
    """Keeps `desk.service_levels.ports.ClockStore`."""

    def __init__(self, connection: Sql) -> None:
        self._connection = connection

    async def begin(self, conversation_id: str, seq: int) -> None:
        if await self.read_to(conversation_id) is None:
            await self._connection.run(BEGIN, {"conversation_id": conversation_id, "seq": seq})

    async def read_to(self, conversation_id: str) -> int | None:
        found = await self._connection.fetch(READ_TO, conversation_id=conversation_id)
        return int(found[0]["seq"]) if found else None

    async def advance(self, conversation_id: str, before: int, after: int) -> bool:
        values = {"held_id": conversation_id, "before": before, "seq": after}
        return await self._connection.run(ADVANCE, values) == 1

    async def behind(self, since: datetime) -> list[str]:
        joined = conversations.join(service_marks, service_marks.c.conversation_id == conversations.c.id)
        lagging = and_(conversations.c.updated_at > since, conversations.c.last_seq > service_marks.c.seq)
        query = select(conversations.c.id).select_from(joined).where(lagging)
        return [str(row["id"]) for row in (await self._connection.execute(query)).mappings()]

    async def behind_among(self, conversation_ids: Collection[str]) -> list[str]:
        joined = conversations.join(service_marks, service_marks.c.conversation_id == conversations.c.id)
        found: list[str] = []
        names = sorted(conversation_ids)
        for first in range(0, len(names), 500):
            among = conversations.c.id.in_(names[first : first + 500])
            lagging = and_(among, conversations.c.last_seq > service_marks.c.seq)
            query = select(conversations.c.id).select_from(joined).where(lagging)
            found += [str(row["id"]) for row in (await self._connection.execute(query)).mappings()]
        return found

    async def running_of(self, conversation_id: str) -> list[ServiceClock]:
        found = await self._connection.fetch(RUNNING_OF, conversation_id=conversation_id)
        return [_clock(row) for row in found]

    async def all_of(self, conversation_id: str) -> list[ServiceClock]:
        return await self._find(service_clocks.c.conversation_id == conversation_id)

    async def save(self, clocks: Sequence[ServiceClock]) -> None:
        for clock in clocks:
            values = _clock_values(clock)
            if await self._connection.run(SAVE_CLOCK, values | {"held_id": clock.id}) == 0:
                await self._connection.run(ADD_CLOCK, values)

    async def to_warn(self, now: datetime) -> list[ServiceClock]:
        return await self._find(and_(RUNNING, service_clocks.c.warn_at <= now, service_clocks.c.warned_at.is_(None)))

    async def to_breach(self, now: datetime) -> list[ServiceClock]:
        # The index is on the warning, which never comes after the due time.
        late = and_(service_clocks.c.warn_at <= now, service_clocks.c.due_at <= now)
        return await self._find(and_(RUNNING, late, service_clocks.c.breached_at.is_(None)))

    async def mark(self, clock: ServiceClock, column: str, now: datetime) -> bool:
        unset = and_(service_clocks.c.id == clock.id, service_clocks.c[column].is_(None), RUNNING)
        marked = await self._connection.execute(update(service_clocks).where(unset).values({column: now}))
        return bool(marked.rowcount == 1)

    async def _find(self, wanted: ColumnElement[bool]) -> list[ServiceClock]:
        query = select(service_clocks).where(wanted).order_by(service_clocks.c.due_at, service_clocks.c.id)
        found = (await self._connection.execute(query)).mappings()
        return [_clock(dict(row)) for row in found]


class SqlTimers:
    """Keeps `desk.timers.ports.TimerStore`."""

    def __init__(self, connection: Sql) -> None:
        self._connection = connection

    async def put(self, timer: Timer) -> None:
        values = asdict(timer) | {"kind": str(timer.kind)}
        held = {"held_id": timer.conversation_id, "held_kind": values["kind"]}
        if await self._connection.run(SAVE_TIMER, values | held) == 0:
            await self._connection.run(ADD_TIMER, values)

    async def drop(self, conversation_id: str) -> None:
        await self._connection.run(DROP_TIMERS, {"held_id": conversation_id})

    async def of(self, conversation_id: str) -> list[Timer]:
        return await self._find(timers.c.conversation_id == conversation_id, limit=10)

    async def due(self, now: datetime, limit: int = 100) -> list[Timer]:
        return await self._find(timers.c.due_at <= now, limit)

    async def take(self, timer: Timer) -> bool:
        same = and_(_this(timer), timers.c.seq == timer.seq)
        taken = await self._connection.execute(delete(timers).where(same))
        return bool(taken.rowcount == 1)

    async def _find(self, wanted: ColumnElement[bool], limit: int) -> list[Timer]:
        query = select(timers).where(wanted).order_by(timers.c.due_at, timers.c.conversation_id).limit(limit)
        found = (await self._connection.execute(query)).mappings()
        return [Timer(**{**row, "kind": TimerKind(row["kind"])}) for row in found]


def _this(timer: Timer) -> ColumnElement[bool]:
    return and_(timers.c.conversation_id == timer.conversation_id, timers.c.kind == str(timer.kind))


def _clock(row: dict[str, Any]) -> ServiceClock:
    return ServiceClock(**{**row, "measure": Measure(row["measure"]), "state": ClockState(row["state"])})


def _clock_values(clock: ServiceClock) -> dict[str, Any]:
    return vars(clock) | {"measure": clock.measure.value, "state": clock.state.value}
