"""What the bot remembers of conversations, in Redis (bot/redis_tracker_store.py): told and erased."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from desk import errors

log = structlog.get_logger()

EVENTS = "warmhand:tracker:events:"
SCANNED_AT_ONCE = 1_000


class BotMemory:
    """Keeps `desk.privacy.ports.OtherStore`."""

    name = "bot_memory"

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def document(self, conversation_ids: Sequence[str]) -> dict[str, Any]:
        """The events of each conversation, as the bot keeps them."""
        told: dict[str, Any] = {}
        try:
            for conversation_id in conversation_ids:
                lines = await self._redis.lrange(EVENTS + conversation_id, 0, -1)  # type: ignore[misc]
                told[conversation_id] = [_read(line) for line in lines]
        except (RedisError, OSError) as failure:
            raise errors.store_unavailable() from failure
        return told

    async def forget(self, conversation_ids: Sequence[str]) -> None:
        """Delete every key that has one of these conversations in its name, and have the append-only file rewritten."""
        wanted = {conversation_id.encode() for conversation_id in conversation_ids}
        try:
            keys = [
                key
                async for key in self._redis.scan_iter(match="*:c_*", count=SCANNED_AT_ONCE)
                if not wanted.isdisjoint(key.split(b":"))
            ]
            if not keys:
                return
            await self._redis.delete(*keys)
            info = await self._redis.info("persistence")
            if info.get("aof_enabled") and not info.get("aof_rewrite_in_progress"):
                await self._redis.execute_command("BGREWRITEAOF")  # type: ignore[no-untyped-call]
        except (RedisError, OSError) as failure:
            log.warning("bot_memory_not_erased", problem=type(failure).__name__)
            raise errors.store_unavailable() from failure


def _read(line: bytes) -> Any:
    try:
        return json.loads(line)
    except ValueError:
        return line.decode("utf-8", "replace")
