"""Presence: who is at the desk, as a lease in Redis that runs out when a connection dies."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

log = structlog.get_logger()

KEY = "desk:presence"
LEASE_SECONDS = 45.0
RENEW_SECONDS = 15.0


class LeasedPresence:
    """Keeps `desk.handoff.ports.Presence`. Without Redis it knows the agents connected to this desk."""

    def __init__(self, redis: Redis, clock: Callable[[], datetime]) -> None:
        self._redis = redis
        self._clock = clock
        self._here: dict[str, int] = {}

    async def seen(self, agent_id: str) -> None:
        """Take or renew the agent's lease."""
        try:
            await self._redis.zadd(KEY, {agent_id: self._clock().timestamp() + LEASE_SECONDS})
        except (RedisError, OSError) as failure:
            log.warning("presence_not_stored", problem=type(failure).__name__)

    async def arrived(self, agent_id: str) -> None:
        """One more connection of this agent to this desk."""
        self._here[agent_id] = self._here.get(agent_id, 0) + 1
        await self.seen(agent_id)

    async def left(self, agent_id: str) -> None:
        """A connection ended; with the last one the agent is gone."""
        remaining = self._here.get(agent_id, 1) - 1
        if remaining > 0:
            self._here[agent_id] = remaining
            return
        self._here.pop(agent_id, None)
        try:
            await self._redis.zrem(KEY, agent_id)
        except (RedisError, OSError) as failure:
            log.warning("presence_not_removed", problem=type(failure).__name__)

    async def online(self) -> int:
        """How many agents are at the desk."""
        try:
            now = self._clock().timestamp()
            await self._redis.zremrangebyscore(KEY, "-inf", now)
            known = await self._redis.zrange(KEY, 0, -1)
        except (RedisError, OSError):
            return len(self._here)
        return len(
            {name.decode("utf-8", "replace") if isinstance(name, bytes) else name for name in known} | set(self._here)
        )
