"""Which model answered what, and how candidates read along, in SQL: numbers and names of intents, no words."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select, update

from desk.models.comparison import Arm
from desk.models.turn import Compared, ModelTurn, ReadAlong, Reading
from desk.storage.model_schema import model_turns, read_along, read_otherwise
from desk.storage.sql import Prepared, Sql

MOST_DIFFERENCES = 500
"""So many differing messages are kept of a candidate; all are counted."""
MOST_TIMES = 1_000
"""Of so many conversations a model the reply times are compared, the newest."""

ADD = Prepared(insert(model_turns).values({column.name: bindparam(column.name) for column in model_turns.c}))
PINNED = Prepared(
    select(model_turns.c.model_id)
    .where(model_turns.c.conversation_id == bindparam("conversation_id"), model_turns.c.at > bindparam("since"))
    .order_by(model_turns.c.seq.desc())
    .limit(1)
)


class SqlModelTurns:
    """Keeps `desk.models.ports.ModelTurnStore`."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    async def add(self, turn: ModelTurn) -> None:
        values = asdict(turn) | {"missed": int(turn.missed), "handed_over": int(turn.handed_over)}
        await self._sql.run(ADD, values)

    async def pinned(self, conversation_id: str, since: datetime) -> str | None:
        found = await self._sql.fetch(PINNED, conversation_id=conversation_id, since=since)
        return str(found[0]["model_id"]) if found else None

    async def active_on(self, model_id: str, since: datetime) -> int:
        answered = (model_turns.c.model_id == model_id, model_turns.c.at > since)
        query = select(func.count(model_turns.c.conversation_id.distinct())).where(*answered)
        return int((await self._sql.execute(query)).scalar_one())

    async def arms(self, since: datetime, idle: timedelta) -> dict[str, Arm]:
        begun = _begun(since, idle).subquery()
        sums = {"count": func.count(), "handed_over": func.sum(begun.c.handed_over), "missed": func.sum(begun.c.missed)}
        query = select(begun.c.model_id, *(summed.label(name) for name, summed in sums.items()))
        arms: dict[str, Arm] = {}
        for row in (await self._sql.execute(query.group_by(begun.c.model_id))).mappings().all():
            model_id = str(row["model_id"])
            newest = select(begun.c.took_ms).where(begun.c.model_id == model_id).order_by(begun.c.last.desc())
            times = (await self._sql.execute(newest.limit(MOST_TIMES))).scalars()
            counted = {name: int(row[name]) for name in sums}
            arms[model_id] = Arm(counted["count"], counted["handed_over"], counted["missed"], tuple(map(float, times)))
        return arms

    async def compare(self, compared: Compared) -> None:
        live, candidate = compared.live, compared.candidate
        timed = live.took_ms is not None and candidate.took_ms is not None
        counted = {
            "seen": 1,
            "differ": int(compared.differs),
            "timed": int(timed),
            "live_ms": live.took_ms if timed else 0.0,
            "candidate_ms": candidate.took_ms if timed else 0.0,
        }
        await self._count(candidate.model_id, counted)
        if not compared.differs:
            return
        values = {
            "conversation_id": compared.conversation_id,
            "seq": compared.seq,
            "at": compared.at,
            "live_model": live.model_id,
            "live_intent": live.intent,
            "live_confidence": live.confidence,
            "candidate_model": candidate.model_id,
            "candidate_intent": candidate.intent,
            "candidate_confidence": candidate.confidence,
        }
        await self._sql.execute(insert(read_otherwise).values(values))
        theirs = read_otherwise.c.candidate_model == candidate.model_id
        newest = select(read_otherwise.c.id).where(theirs).order_by(read_otherwise.c.id.desc())
        oldest_kept = (await self._sql.execute(newest.offset(MOST_DIFFERENCES).limit(1))).scalar()
        if oldest_kept is not None:
            await self._sql.execute(delete(read_otherwise).where(theirs, read_otherwise.c.id <= oldest_kept))

    async def drop(self, model_id: str, count: int) -> None:
        await self._count(model_id, {"dropped": count})

    async def _count(self, model_id: str, more: dict[str, Any]) -> None:
        added = {name: read_along.c[name] + number for name, number in more.items()}
        changed = await self._sql.execute(update(read_along).where(read_along.c.model_id == model_id).values(added))
        if changed.rowcount == 0:
            none = {column.name: 0 for column in read_along.c}
            await self._sql.execute(insert(read_along).values(none | {"model_id": model_id} | more))

    async def read_along(self, model_id: str) -> ReadAlong:
        found = (
            (await self._sql.execute(select(read_along).where(read_along.c.model_id == model_id))).mappings().first()
        )
        if found is None:
            return ReadAlong()
        live, candidate = (
            found[name] / found["timed"] if found["timed"] else None for name in ("live_ms", "candidate_ms")
        )
        return ReadAlong(found["seen"], found["differ"], found["dropped"], live, candidate)

    async def differences(self, model_id: str, limit: int) -> list[Compared]:
        query = select(read_otherwise).where(read_otherwise.c.candidate_model == model_id)
        rows = (await self._sql.execute(query.order_by(read_otherwise.c.id.desc()).limit(limit))).mappings()
        return [
            Compared(
                row["conversation_id"],
                row["seq"],
                row["at"],
                Reading(row["live_model"], row["live_intent"], row["live_confidence"]),
                Reading(row["candidate_model"], row["candidate_intent"], row["candidate_confidence"]),
            )
            for row in rows
        ]


def _begun(since: datetime, idle: timedelta) -> Any:
    """A row for each conversation that began since and stayed with one model."""
    earlier = model_turns.alias("earlier")
    went_on = (
        select(earlier.c.seq)
        .where(
            earlier.c.conversation_id == model_turns.c.conversation_id,
            earlier.c.at >= since - idle,
            earlier.c.at < since,
        )
        .exists()
    )
    return (
        select(
            model_turns.c.conversation_id,
            func.min(model_turns.c.model_id).label("model_id"),
            func.max(model_turns.c.handed_over).label("handed_over"),
            func.max(model_turns.c.missed).label("missed"),
            func.avg(model_turns.c.took_ms).label("took_ms"),
            func.max(model_turns.c.at).label("last"),
        )
        .where(model_turns.c.at >= since, ~went_on)
        .group_by(model_turns.c.conversation_id)
        .having(func.count(model_turns.c.model_id.distinct()) == 1)
    )
