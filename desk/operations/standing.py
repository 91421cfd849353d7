"""How things stand just now, asked of the desk's own ports and dependencies."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable

from redis.asyncio import Redis
from redis.exceptions import RedisError

from desk.errors import DeskError
from desk.operations.metrics import Standing
from desk.operations.readiness import Probe, Readiness
from desk.ports import DeskPorts
from desk.shelter import Shelter


def readiness_of(
    check_record: Callable[[], Awaitable[None]], redis: Redis, bot: Probe, shop: Probe, shelter: Shelter
) -> Readiness:
    """The desk's dependencies. Only without the record is it of no use."""

    async def asked_record() -> None:
        await check_record()

    async def record() -> bool:
        try:
            await shelter.run(asked_record())
        except DeskError:
            return False
        return True

    async def live() -> bool:
        try:
            return bool(await redis.execute_command("PING"))  # type: ignore[no-untyped-call]
        except (RedisError, OSError):
            return False

    probes: dict[str, Probe] = {"record": record, "redis": live, "bot": bot, "shop": shop}
    return Readiness(probes, frozenset({"record"}), time.monotonic)


async def take_standing(desk: DeskPorts, readiness: Readiness, sockets: Callable[[], dict[str, int]]) -> Standing:
    """For the metrics page. What the record cannot say just now is None."""
    _, parts = await readiness.now()
    waiting = oldest = backlog = None
    try:
        async with desk.record.look() as unit:
            places = await unit.line.places()
            waiting = len(places)
            oldest = min((place.since for place in places), default=None)
            backlog = await unit.jobs.backlog()
    except DeskError:
        # Said by part_up of the record; the page must still be readable then.
        waiting = oldest = backlog = None
    return Standing(
        waiting=waiting,
        oldest_waiting_since=oldest,
        backlog=backlog,
        agents_online=len(await desk.presence.present()),
        sockets=sockets(),
        parts={part.name: part.up for part in parts},
    )
