"""The trainer's line of jobs, in Redis (docs/wire.md §5). What it says of a run is copied into the record."""

from __future__ import annotations

import json
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import RedisError

from desk.studio.ports import TrainerAway

JOBS = "warmhand:training:jobs"
RUN = "warmhand:training:run:"
REPORT = "warmhand:training:report:"
KEPT_SECONDS = 7 * 24 * 3600


class RedisTrainingLine:
    """Keeps `desk.studio.ports.TrainingLine`."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def enqueue(self, job: dict[str, Any]) -> None:
        key = RUN + job["run_id"]
        try:
            async with self._redis.pipeline(transaction=True) as together:
                together.hset(key, "state", "queued")
                together.expire(key, KEPT_SECONDS)
                together.rpush(JOBS, json.dumps(job))
                await together.execute()
        except (RedisError, OSError) as failure:
            raise TrainerAway(type(failure).__name__) from failure

    async def state(self, run_id: str) -> dict[str, str]:
        try:
            found = await self._redis.hgetall(RUN + run_id)  # type: ignore[misc]
        except (RedisError, OSError) as failure:
            raise TrainerAway(type(failure).__name__) from failure
        return {_text(name): _text(value) for name, value in found.items()}

    async def report(self, run_id: str) -> dict[str, Any] | None:
        try:
            found = await self._redis.get(REPORT + run_id)
        except (RedisError, OSError) as failure:
            raise TrainerAway(type(failure).__name__) from failure
        return dict(json.loads(found)) if found else None

    async def cancel(self, run_id: str) -> None:
        try:
            await self._redis.hset(RUN + run_id, "cancel", "1")  # type: ignore[misc]
        except (RedisError, OSError) as failure:
            raise TrainerAway(type(failure).__name__) from failure


def _text(value: bytes | str) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value
