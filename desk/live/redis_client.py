"""The line to Redis. Live state only: a slow or missing Redis must cost a moment, never a request."""

from __future__ import annotations

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff


def open_redis(url: str) -> Redis:
    """A client that gives up quickly and connects when it is first asked something."""
    return Redis.from_url(
        url, socket_connect_timeout=0.5, socket_timeout=1.0, retry=Retry(NoBackoff(), 0), health_check_interval=10
    )
