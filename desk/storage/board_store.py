"""The improvement board, and who wants the weekly letter, in SQL."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import delete, insert, select, update

from desk.insights import refusals
from desk.insights.improvement import Improvement, Plan, State, Step
from desk.insights.measured import from_json
from desk.storage.insights_schema import improvement_steps, improvements, insight_readers
from desk.storage.sql import Row, Sql


class SqlBoard:
    """Keeps `desk.insights.ports.BoardStore`."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    async def add(self, improvement: Improvement) -> None:
        await self._sql.execute(insert(improvements).values(_values(improvement)))

    async def get(self, improvement_id: str) -> Improvement | None:
        query = select(improvements).where(improvements.c.id == improvement_id)
        row = (await self._sql.execute(query)).mappings().first()
        return _improvement(dict(row)) if row else None

    async def all(self) -> list[Improvement]:
        query = select(improvements).order_by(improvements.c.created_at.desc(), improvements.c.id)
        return [_improvement(dict(row)) for row in (await self._sql.execute(query)).mappings()]

    async def save(self, before: Improvement, after: Improvement) -> None:
        held = (improvements.c.id == before.id, improvements.c.version == before.version)
        values = _values(after) | {"version": before.version + 1}
        if (await self._sql.execute(update(improvements).where(*held).values(values))).rowcount != 1:
            raise refusals.improvement_moved()

    async def note(self, step: Step) -> None:
        values = {"improvement_id": step.improvement_id, "at": step.at, "by": step.by, "says": step.says}
        await self._sql.execute(insert(improvement_steps).values(values))

    async def history(self) -> list[Step]:
        names = ("improvement_id", "at", "by", "says")
        query = select(*(improvement_steps.c[name] for name in names)).order_by(improvement_steps.c.id)
        return [Step(**row) for row in (await self._sql.execute(query)).mappings()]

    async def wants_letter(self, agent_id: str) -> bool:
        query = select(insight_readers.c.agent_id).where(insight_readers.c.agent_id == agent_id)
        return (await self._sql.execute(query)).first() is not None

    async def want_letter(self, agent_id: str, wanted: bool, week: date) -> None:
        if not wanted:
            await self._sql.execute(delete(insight_readers).where(insight_readers.c.agent_id == agent_id))
        elif not await self.wants_letter(agent_id):
            await self._sql.execute(insert(insight_readers).values(agent_id=agent_id, week=week))

    async def readers_behind(self, week: date) -> list[str]:
        query = select(insight_readers.c.agent_id).where(insight_readers.c.week < week)
        return [str(each) for each in (await self._sql.execute(query)).scalars()]

    async def take_letter(self, agent_id: str, week: date) -> bool:
        still = (insight_readers.c.agent_id == agent_id, insight_readers.c.week < week)
        return (await self._sql.execute(update(insight_readers).where(*still).values(week=week))).rowcount == 1


def _improvement(row: Row) -> Improvement:
    plan = Plan(row["title"], row["figure"], row["reason"], row["owner_id"], row["action"], row["due_on"])
    made = (State(row["state"]), row["created_at"], row["created_by"], row["acted_on"])
    before = from_json(row["before"]) if row["before"] else None
    return Improvement(row["id"], plan, *made, before, row["version"])


def _values(improvement: Improvement) -> dict[str, Any]:
    plan = improvement.plan
    return {
        "id": improvement.id,
        "title": plan.title,
        "figure": plan.figure,
        "reason": plan.reason,
        "owner_id": plan.owner_id,
        "action": plan.action,
        "due_on": plan.due_on,
        "state": str(improvement.state),
        "created_at": improvement.created_at,
        "created_by": improvement.created_by,
        "acted_on": improvement.acted_on,
        "before": improvement.before.to_json() if improvement.before else None,
        "version": improvement.version,
    }
