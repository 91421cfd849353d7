"""Presence: who is at the desk, as a lease in Redis that runs out when a connection dies."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

log = structlog.get_logger()

KEY = "desk:presence"
SIGNS = "desk:presence:signs"
LEASE_SECONDS = 25.0
RENEW_SECONDS = 8.0
"""A lease is renewed only by an answer from the agent's own browser, so a dead network cannot renew it."""
SIGNS_KEPT_SECONDS = 3_600.0


class LeasedPresence:
    """Keeps `desk.handoff.ports.Presence`. Without Redis it knows the agents connected to this desk."""

    def __init__(self, redis: Redis, clock: Callable[[], datetime]) -> None:
        self._redis = redis
        self._clock = clock
        self._here: dict[str, int] = {}

    async def seen(self, agent_id: str) -> None:
        """The agent gave a sign of life: take or renew the lease."""
        now = self._clock().timestamp()
        try:
            async with self._redis.pipeline(transaction=True) as steps:
                steps.zadd(KEY, {agent_id: now + LEASE_SECONDS})
                steps.zadd(SIGNS, {agent_id: now})
                await steps.execute()
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

    async def present(self) -> frozenset[str]:
        """Who is at the desk, on whichever desk they are connected."""
        try:
            now = self._clock().timestamp()
            known = await self._redis.zrangebyscore(KEY, now, "+inf")
        except (RedisError, OSError):
            return frozenset(self._here)
        return frozenset(_text(name) for name in known)

    async def last_signs(self) -> Mapping[str, datetime] | None:
        """When each agent last gave a sign of life; None while Redis, which knows, does not answer."""
        try:
            now = self._clock().timestamp()
            await self._redis.zremrangebyscore(SIGNS, "-inf", now - SIGNS_KEPT_SECONDS)
            known = await self._redis.zrange(SIGNS, 0, -1, withscores=True)
        except (RedisError, OSError):
            return None
        return {_text(name): datetime.fromtimestamp(score, UTC) for name, score in known}


def _text(name: bytes | str) -> str:
    return name.decode("utf-8", "replace") if isinstance(name, bytes) else name
