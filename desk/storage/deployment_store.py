"""Which model is live, and what was decided about models, in SQL."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import insert, select, update

from desk import errors
from desk.models.deployment import Deployment, InSlot, Stage
from desk.models.model import Approval
from desk.models.turn import RolloutEvent
from desk.storage.model_schema import deployment, known_models, rollout_events
from desk.storage.sql import Prepared, Row, Sql

THE_ONE = 1
STANDING = Prepared(select(deployment).where(deployment.c.id == THE_ONE))


class SqlDeployment:
    """Keeps `desk.models.ports.DeploymentStore`."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    async def get(self) -> Deployment | None:
        found = await self._sql.fetch(STANDING)
        return _deployment(found[0]) if found else None

    async def put(self, before: Deployment | None, after: Deployment) -> Deployment:
        if before is None:
            stored = replace(after, version=1)
            # Two at once meet at the primary key, which is told as `changed_meanwhile` as well.
            await self._sql.execute(insert(deployment).values(_values(stored)))
            return stored
        stored = replace(after, version=before.version + 1)
        this = (deployment.c.id == THE_ONE, deployment.c.version == before.version)
        if (await self._sql.execute(update(deployment).where(*this).values(_values(stored)))).rowcount != 1:
            raise errors.changed_meanwhile()
        return stored

    async def approve(self, approval: Approval) -> None:
        values = {"approved_by": approval.by, "approved_at": approval.at, "reason": approval.reason, "refused": None}
        await self._know(approval.model_id, values)

    async def refuse(self, model_id: str, says: str) -> None:
        await self._know(model_id, {"refused": says})

    async def _know(self, model_id: str, values: dict[str, Any]) -> None:
        this = known_models.c.model_id == model_id
        if (await self._sql.execute(update(known_models).where(this).values(values))).rowcount == 0:
            await self._sql.execute(insert(known_models).values({"model_id": model_id} | values))

    async def approvals(self) -> dict[str, Approval]:
        query = select(known_models).where(known_models.c.approved_at.is_not(None))
        rows = (await self._sql.execute(query)).mappings()
        return {
            row["model_id"]: Approval(row["model_id"], row["approved_by"], row["approved_at"], row["reason"])
            for row in rows
        }

    async def refusals(self) -> dict[str, str]:
        query = select(known_models).where(known_models.c.refused.is_not(None))
        return {row["model_id"]: row["refused"] for row in (await self._sql.execute(query)).mappings()}

    async def note(self, event: RolloutEvent) -> None:
        await self._sql.execute(insert(rollout_events).values(asdict(event)))

    async def events(self, limit: int) -> list[RolloutEvent]:
        rows = (
            await self._sql.execute(select(rollout_events).order_by(rollout_events.c.id.desc()).limit(limit))
        ).mappings()
        return [RolloutEvent(row["at"], row["by"], row["model_id"], row["says"], bool(row["alarm"])) for row in rows]


def _deployment(row: Row) -> Deployment:
    return Deployment(
        live=InSlot(row["live_model"], row["live_slot"]),
        other=InSlot(row["other_model"], row["other_slot"]) if row["other_model"] else None,
        stage=Stage(row["stage"]) if row["stage"] else None,
        percent=row["percent"],
        looks=row["looks"],
        since=row["since"],
        by=row["by"],
        version=row["version"],
    )


def _values(noun: Deployment) -> dict[str, Any]:
    return {
        "id": THE_ONE,
        "version": noun.version,
        "live_model": noun.live.model_id,
        "live_slot": noun.live.slot,
        "other_model": noun.other.model_id if noun.other else None,
        "other_slot": noun.other.slot if noun.other else None,
        "stage": str(noun.stage) if noun.stage else None,
        "percent": noun.percent,
        "looks": noun.looks,
        "since": noun.since,
        "by": noun.by,
    }
