"""Changes of the training data and trainings in SQL."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Select, insert, select, update

from desk.storage.sql import Sql
from desk.storage.studio_schema import data_changes, training_runs
from desk.studio.ports import OPEN_RUNS, DataChange, RunState, TrainingRun

PACKED = ("report", "verdict")


class SqlTraining:
    """Keeps `desk.studio.ports.TrainingStore`."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    async def add_change(self, change: DataChange) -> None:
        await self._sql.execute(insert(data_changes).values(asdict(change)))

    async def change(self, change_id: str) -> DataChange | None:
        found = await self._rows(select(data_changes).where(data_changes.c.id == change_id))
        return DataChange(**found[0]) if found else None

    async def changes(self, limit: int) -> list[DataChange]:
        query = select(data_changes).order_by(data_changes.c.at.desc(), data_changes.c.id).limit(limit)
        return [DataChange(**row) for row in await self._rows(query)]

    async def mark_undone(self, change: DataChange, at: datetime) -> bool:
        still = (data_changes.c.id == change.id, data_changes.c.undone_at.is_(None))
        return (await self._sql.execute(update(data_changes).where(*still).values(undone_at=at))).rowcount == 1

    async def add_run(self, run: TrainingRun) -> None:
        await self._sql.execute(insert(training_runs).values(_values(run)))

    async def run(self, run_id: str) -> TrainingRun | None:
        found = await self._rows(select(training_runs).where(training_runs.c.id == run_id))
        return _run(found[0]) if found else None

    async def runs(self, limit: int) -> list[TrainingRun]:
        columns = [column for column in training_runs.c if column.name not in PACKED]
        query = select(*columns).order_by(training_runs.c.started_at.desc(), training_runs.c.id).limit(limit)
        return [_run(row) for row in await self._rows(query)]

    async def open_runs(self) -> list[TrainingRun]:
        query = select(training_runs).where(training_runs.c.state.in_([str(state) for state in OPEN_RUNS]))
        return [_run(row) for row in await self._rows(query.order_by(training_runs.c.started_at))]

    async def save_run(self, run: TrainingRun) -> None:
        values = {name: value for name, value in _values(run).items() if name != "id"}
        still_open = training_runs.c.state.in_([str(state) for state in OPEN_RUNS])
        await self._sql.execute(update(training_runs).where(training_runs.c.id == run.id, still_open).values(values))

    async def run_of_model(self, model_id: str) -> TrainingRun | None:
        query = select(training_runs).where(training_runs.c.model_id == model_id)
        found = await self._rows(query.order_by(training_runs.c.started_at.desc()).limit(1))
        return _run(found[0]) if found else None

    async def _rows(self, query: Select[Any]) -> Sequence[Any]:
        return (await self._sql.execute(query)).mappings().all()


def _values(run: TrainingRun) -> dict[str, Any]:
    values = asdict(run) | {"state": str(run.state)}
    packed = {name: zlib.compress(orjson.dumps(values[name])) if values[name] is not None else None for name in PACKED}
    return values | packed


def _run(row: Any) -> TrainingRun:
    known = dict(row)
    for name in PACKED:
        packed = known.get(name)
        known[name] = orjson.loads(zlib.decompress(packed)) if packed is not None else None
    return TrainingRun(**known | {"state": RunState(known["state"])})
