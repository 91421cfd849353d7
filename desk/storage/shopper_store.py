"""Scripts of the mystery shopper and their runs, in SQL."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import and_, exists, insert, select, update
from sqlalchemy.exc import IntegrityError

from desk import errors
from desk.quality.script import Finding, Handover, Run, RunState, Script, line_from_json, line_to_json
from desk.storage.quality_schema import runs, scripts
from desk.storage.sql import Sql


class SqlShopper:
    """Keeps `desk.quality.ports.ShopperStore`."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    async def scripts(self) -> list[Script]:
        return await self._scripts(select(scripts))

    async def script(self, script_id: str) -> Script | None:
        found = await self._scripts(select(scripts).where(scripts.c.id == script_id))
        return found[0] if found else None

    async def put_script(self, script: Script) -> None:
        await self._sql.execute(insert(scripts).values(_script_values(script)))

    async def save_script(self, before: Script, after: Script) -> bool:
        same_time = scripts.c.next_at.is_(None) if before.next_at is None else scripts.c.next_at == before.next_at
        this = and_(scripts.c.id == before.id, scripts.c.version == before.version, same_time)
        done = await self._sql.execute(update(scripts).where(this).values(_script_values(after)))
        return done.rowcount == 1

    async def due(self, now: datetime) -> list[Script]:
        return await self._scripts(select(scripts).where(scripts.c.active, scripts.c.next_at <= now))

    async def add_run(self, run: Run) -> None:
        try:
            await self._sql.execute(insert(runs).values(_run_values(run)))
        except IntegrityError as taken:
            raise errors.changed_meanwhile() from taken

    async def save_run(self, before: RunState, after: Run) -> bool:
        this = and_(runs.c.id == after.id, runs.c.state == str(before))
        return (await self._sql.execute(update(runs).where(this).values(_run_values(after)))).rowcount == 1

    async def run(self, run_id: str) -> Run | None:
        found = await self._runs(select(runs).where(runs.c.id == run_id))
        return found[0] if found else None

    async def runs_of(self, script_id: str, limit: int) -> list[Run]:
        query = select(runs).where(runs.c.script_id == script_id)
        return await self._runs(query.order_by(runs.c.started_at.desc(), runs.c.id.desc()).limit(limit))

    async def in_state(self, state: RunState) -> list[Run]:
        return await self._runs(select(runs).where(runs.c.state == str(state)).order_by(runs.c.started_at))

    async def see(self, run_id: str, by: str, at: datetime) -> bool:
        this = and_(runs.c.id == run_id, runs.c.alarm, runs.c.seen_at.is_(None))
        return (await self._sql.execute(update(runs).where(this).values(seen_at=at, seen_by=by))).rowcount == 1

    async def alarms(self, owner_id: str | None = None) -> list[Run]:
        later = runs.alias("later")
        passed = and_(later.c.script_id == runs.c.script_id, later.c.state == str(RunState.PASSED))
        well_again = exists().where(passed, later.c.started_at > runs.c.started_at)
        query = select(*runs.c).where(runs.c.alarm, runs.c.seen_at.is_(None), ~well_again)
        query = query.select_from(runs.join(scripts, scripts.c.id == runs.c.script_id)).where(scripts.c.active)
        if owner_id is not None:
            query = query.where(scripts.c.owner_id == owner_id)
        return await self._runs(query.order_by(runs.c.started_at.desc()))

    async def _scripts(self, query: Any) -> list[Script]:
        ordered = query.order_by(scripts.c.name, scripts.c.id)
        return [_script(row) for row in (await self._sql.execute(ordered)).mappings()]

    async def _runs(self, query: Any) -> list[Run]:
        return [_run(row) for row in (await self._sql.execute(query)).mappings()]


def _script(row: Mapping[Any, Any]) -> Script:
    read = {"lines": tuple(line_from_json(each) for each in row["lines"]), "handover": Handover(row["handover"])}
    return Script(**{**row, **read, "active": bool(row["active"])})


def _script_values(script: Script) -> dict[str, Any]:
    told = {"lines": [line_to_json(each) for each in script.lines], "handover": str(script.handover)}
    return dict(vars(script)) | told


def _run(row: Mapping[Any, Any]) -> Run:
    findings = tuple(Finding(**each) for each in row["findings"])
    return Run(**{**row, "state": RunState(row["state"]), "findings": findings, "alarm": bool(row["alarm"])})


def _run_values(run: Run) -> dict[str, Any]:
    return dict(vars(run)) | {"state": str(run.state), "findings": [each.to_json() for each in run.findings]}
