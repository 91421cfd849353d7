"""Limits that all desks count together, in Redis; without it each desk counts for itself."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from desk import errors
from desk.access.limits import Counted, Limit, Windows

log = structlog.get_logger()

PASS_ON_SECONDS = 0.5
MOST_AT_ONCE = 500
# Count every key and let it run out with its window; one atomic step, however many desks ask.
COUNT = """
local totals = {}
for i, key in ipairs(KEYS) do
    totals[i] = redis.call('INCRBY', key, ARGV[2 * i - 1])
    if redis.call('PTTL', key) < 0 then redis.call('PEXPIRE', key, ARGV[2 * i]) end
end
return totals
"""


class SharedLimits:
    """`check` counts and refuses; `start` begins to share with the other desks. `now` is in seconds, alike on all."""

    def __init__(self, redis: Redis, now: Callable[[], float], limits: dict[str, Limit]) -> None:
        self._redis = redis
        self._now = now
        self._limits = limits
        self._count = redis.register_script(COUNT)
        self._ours = Windows()
        """Counted here and not passed on yet."""
        self._all = Windows()
        """What all desks together had when we last heard."""
        self._leaving: dict[str, int] = {}
        """Taken out of ours, and not heard of yet."""
        self._shared = True
        self._stopped = False
        self._passing_on: asyncio.Task[None] | None = None

    async def check(self, counted: Sequence[Counted]) -> None:
        """Count one call under each; raises `too_many_requests` when any limit is passed."""
        now = self._now()
        exact = [each for each in counted if self._limits[each.name].exact]
        refused = self._passed_here([each for each in counted if each not in exact], now)
        if refused or (exact and await self._passed_together(exact, now)):
            raise errors.too_many_requests()

    def count(self, counted: Sequence[Counted]) -> None:
        """Like `check`, at once, for limits that are not exact."""
        if self._passed_here(counted, self._now()):
            raise errors.too_many_requests()

    def start(self) -> None:
        """Begin to count together."""
        self._passing_on = asyncio.get_running_loop().create_task(self._keep_passing_on())

    async def stop(self) -> None:
        self._stopped = True
        if self._passing_on is not None:
            self._passing_on.cancel()
            await asyncio.gather(self._passing_on, return_exceptions=True)

    def _passed_here(self, counted: Sequence[Counted], now: float) -> bool:
        passed = False
        for each in counted:
            limit = self._limits[each.name]
            window = each.window(limit, now)
            # Every limit is counted, also when one of them is passed already.
            known = self._ours.add(window) + self._leaving.get(window, 0) + self._all.get(window)
            passed |= known > limit.calls
        return passed

    async def _passed_together(self, counted: Sequence[Counted], now: float) -> bool:
        windows = [(each.window(self._limits[each.name], now), 1) for each in counted]
        totals = await self._ask(windows)
        if totals is None:
            return self._passed_here(counted, now)
        return any(total > self._limits[each.name].calls for each, total in zip(counted, totals, strict=True))

    async def _keep_passing_on(self) -> None:
        # Asked for each time: a cancellation that a library swallows must not keep the desk from closing.
        while not self._stopped:
            await asyncio.sleep(PASS_ON_SECONDS)
            self._leaving = self._ours.take_all()
            waiting = list(self._leaving.items())
            for begin in range(0, len(waiting), MOST_AT_ONCE):
                some = waiting[begin : begin + MOST_AT_ONCE]
                totals = await self._ask(some)
                if totals is None:
                    self._ours.give_back(waiting[begin:])
                    break
                for (window, _), total in zip(some, totals, strict=True):
                    self._leaving.pop(window)
                    self._all.put(window, total)
            self._leaving = {}

    async def _ask(self, windows: Sequence[tuple[str, int]]) -> list[int] | None:
        """The totals of all desks with these counts added; None when Redis does not answer, which is logged once."""
        arguments: list[Any] = []
        for window, calls in windows:
            seconds = self._limits[window.split(":")[2]].seconds
            arguments += [calls, int(seconds * 2000)]
        try:
            totals = await self._count(keys=[window for window, _ in windows], args=arguments)
        except (RedisError, OSError, TimeoutError) as failure:
            if self._shared:
                log.warning("limits_not_shared", problem=type(failure).__name__)
            self._shared = False
            return None
        if not self._shared:
            log.info("limits_shared_again")
        self._shared = True
        return [int(total) for total in totals]
