"""One turn at a time per conversation, over any number of Rasa processes: a fair queue of tickets in Redis.

Whoever must wait is woken by whoever leaves; nobody asks again and again. Each ticket has a lease that its process
renews, so that a process that died holds up a conversation for one lease at most. There is no fallback: without
Redis there is no lock, and LockUnavailable says so.

A process that stalls for longer than its lease may come back to find its place taken. The lock cannot prevent that, no
lock can; the tracker store then refuses the late write (`TrackerConflict`).
"""

from __future__ import annotations

import asyncio
import logging
import math
import time
import uuid
from contextlib import asynccontextmanager
from itertools import count
from typing import Any, AsyncGenerator, Awaitable, Callable, Dict, Optional, Set, Text

import redis.asyncio
from rasa.core.lock import TicketLock
from rasa.core.lock_store import LOCK_LIFETIME, LockError, LockStore
from rasa.shared.exceptions import RasaException
from rasa.utils.endpoints import EndpointConfig
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError
from redis.exceptions import TimeoutError as RedisTimeoutError

from bot.gathered_redis import GatheredRedis, LuaScript

logger = logging.getLogger(__name__)

# Tickets are named "<process>:<number>" and stand in one list per conversation. A ticket lives while its lease does.
# Whoever removes a ticket from the head of the list wakes the next one, through the list its process listens to.
_RULES = """
local queue, ticket, lease_ms, prefix = KEYS[1], ARGV[1], ARGV[2], ARGV[3]
local function lease_of(name) return prefix .. ':lease:' .. name end
local function living_head()
  local dead = 0
  while true do
    local head = redis.call('LINDEX', queue, 0)
    if not head or redis.call('EXISTS', lease_of(head)) == 1 then return head, dead end
    redis.call('LPOP', queue)
    dead = dead + 1
  end
end
local function wake(head)
  local calls = prefix .. ':calls:' .. string.match(head, '^[^:]+')
  redis.call('RPUSH', calls, head)
  redis.call('PEXPIRE', calls, lease_ms)
end
local function standing()
  if redis.call('EXISTS', lease_of(ticket)) == 0 then return {-1, 0} end
  local head, dead = living_head()
  if not head then return {-1, 0} end
  if head == ticket then return {1, 0} end
  if dead > 0 then wake(head) end
  return {0, redis.call('PTTL', lease_of(head))}
end
"""
# Taking twice, after a lost answer, is taking once.
_TAKE = LuaScript(
    _RULES
    + """
if redis.call('SET', lease_of(ticket), 1, 'PX', lease_ms, 'NX') then redis.call('RPUSH', queue, ticket) end
redis.call('EXPIRE', queue, 86400)
return standing()
"""
)
_STAND = LuaScript(_RULES + "return standing()")
_LEAVE = LuaScript(
    _RULES
    + """
local was_head = redis.call('LINDEX', queue, 0) == ticket
local held = redis.call('DEL', lease_of(ticket))
redis.call('LREM', queue, 1, ticket)
if was_head then
  local head = living_head()
  if head then wake(head) end
end
return held
"""
)
_HELD, _LOST = 1, -1


class LockUnavailable(LockError):
    """Redis did not answer: whether somebody else is at work on the conversation cannot be known."""


class LockWaitedTooLong(LockError):
    """The turn before this one did not end in time."""


class HeldLock(TicketLock):
    """A conversation that is held. `let_go` gives it up with what travels next, before the block ends."""

    def __init__(self, conversation_id: Text, leave: Callable[[], Awaitable[Any]]) -> None:
        super().__init__(conversation_id)
        self._leave = leave
        self.left: Optional[Awaitable[Any]] = None

    def let_go(self) -> None:
        """Nothing may be written to the conversation after this. A second time does nothing."""
        if self.left is None:
            self.left = self._leave()


class RedisLockStore(LockStore):
    """Rasa's lock store. `url` and the settings come from endpoints.yml; seconds everywhere.

    `lease_seconds`: how long a process that died holds up a conversation. `wait_seconds`: how long a turn waits.
    """

    def __init__(
        self,
        endpoint_config: Optional[EndpointConfig] = None,
        key_prefix: Text = "warmhand:lock",
        lease_seconds: float = 15.0,
        wait_seconds: float = 60.0,
        socket_seconds: float = 2.0,
    ) -> None:
        settings = {
            "key_prefix": key_prefix,
            "lease_seconds": lease_seconds,
            "wait_seconds": wait_seconds,
            "socket_seconds": socket_seconds,
        }
        given = dict(endpoint_config.kwargs) if endpoint_config else {}
        unknown = sorted(set(given) - set(settings))
        if endpoint_config is None or not endpoint_config.url or unknown:
            raise RasaException(
                f"lock_store in endpoints.yml needs a url and knows only {', '.join(settings)}"
                + (f", not {', '.join(unknown)}." if unknown else ".")
            )
        settings.update(given)
        self._prefix = str(settings["key_prefix"])
        self._lease = float(settings["lease_seconds"])
        self._wait = float(settings["wait_seconds"])
        self._process = uuid.uuid4().hex
        self._numbers = count(1)
        self.redis = GatheredRedis(endpoint_config.url, float(settings["socket_seconds"]))
        # A client of its own: listening may take as long as a lease, other commands may not.
        self._ear = _client(endpoint_config.url, math.ceil(self._lease) + float(settings["socket_seconds"]))
        self._tickets: Set[str] = set()
        self._waiting: Dict[str, asyncio.Future[None]] = {}
        self._renewing: Optional[asyncio.Task[None]] = None
        self._listening: Optional[asyncio.Task[None]] = None
        super().__init__()

    @asynccontextmanager
    async def lock(
        self,
        conversation_id: Text,
        lock_lifetime: float = LOCK_LIFETIME,
        wait_time_in_seconds: float = 1,
        then: Callable[[], None] = lambda: None,
    ) -> AsyncGenerator[HeldLock, None]:
        """Hold the conversation, in the order of asking. Raises LockUnavailable and LockWaitedTooLong.

        `then` gives, whenever the place in the queue is asked for, what travels behind that question. Rasa's two
        arguments are about polling and are not used: leases are renewed and waiting is not polling.
        """
        ticket = f"{self._process}:{next(self._numbers)}"
        held = HeldLock(conversation_id, lambda: self._ask(_LEAVE, conversation_id, ticket))
        self._tickets.add(ticket)
        self._start_renewing()
        try:
            await self._until_held(conversation_id, ticket, then)
            yield held
        finally:
            self._tickets.discard(ticket)
            # Also when the turn is cancelled: whoever waits must not wait for a lease to end.
            await asyncio.shield(self._let_go(held))

    async def close(self) -> None:
        """Stop listening and close all connections."""
        tasks = [task for task in (self._renewing, self._listening) if task]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self.redis.close()
        await self._ear.close(close_connection_pool=True)

    async def _until_held(self, conversation_id: str, ticket: str, then: Callable[[], None]) -> None:
        deadline = time.monotonic() + self._wait
        # Set before asking: a call may come before the answer.
        called = self._waiting[ticket] = asyncio.get_running_loop().create_future()
        try:
            asked = self._ask(_TAKE, conversation_id, ticket)
            then()
            standing, head_ms = await asked
            while standing != _HELD:
                if standing == _LOST:
                    raise LockUnavailable(f"Redis forgot that conversation {conversation_id} was waited for.")
                left = deadline - time.monotonic()
                if left <= 0:
                    raise LockWaitedTooLong(f"The turn before this one in {conversation_id} takes over {self._wait} s.")
                self._start_listening()
                # A head that dies calls nobody: look again when its lease, as it is now, would have ended.
                await asyncio.wait({called}, timeout=min(left, max(head_ms, 0) / 1000 + 0.05))
                if called.done():
                    called.result()
                    called = self._waiting[ticket] = asyncio.get_running_loop().create_future()
                asked = self._ask(_STAND, conversation_id, ticket)
                then()
                standing, head_ms = await asked
        finally:
            del self._waiting[ticket]
            if not called.cancel():
                called.exception()

    async def _let_go(self, held: HeldLock) -> None:
        """The turn is over whatever happens here: without Redis the lease ends by itself."""
        held.let_go()
        assert held.left is not None
        try:
            leased = await held.left
        except LockUnavailable:
            logger.exception("redis_lock_store: %s is held until its lease ends", held.conversation_id)
        else:
            if not leased:
                logger.warning("redis_lock_store: a ticket for %s outlived its lease", held.conversation_id)

    def _ask(self, script: LuaScript, conversation_id: str, ticket: str) -> Awaitable[Any]:
        """Redis's answer to a question that is already on its way."""
        arguments = [ticket, int(self._lease * 1000), self._prefix]
        return _told(self.redis.run(script, [f"{self._prefix}:queue:{conversation_id}"], arguments))

    def _start_renewing(self) -> None:
        if self._renewing is None or self._renewing.done():
            self._renewing = asyncio.create_task(self._renew())

    async def _renew(self) -> None:
        """Prolong the leases of this process three times per lease, for as long as there are any."""
        while True:
            await asyncio.sleep(self._lease / 3)
            if not self._tickets:
                return
            pipeline = self.redis.client.pipeline(transaction=False)
            for ticket in self._tickets:
                pipeline.pexpire(f"{self._prefix}:lease:{ticket}", int(self._lease * 1000))
            try:
                await pipeline.execute()
            except RedisError:
                logger.exception("redis_lock_store: leases could not be renewed")

    def _start_listening(self) -> None:
        if self._listening is None or self._listening.done():
            self._listening = asyncio.create_task(self._listen())

    async def _listen(self) -> None:
        """Hand on the calls to this process, for as long as somebody waits."""
        calls = f"{self._prefix}:calls:{self._process}"
        while self._waiting:
            try:
                call = await self._ear.blpop([calls], timeout=math.ceil(self._lease))
            except RedisError as error:
                for waiting in self._waiting.values():
                    if not waiting.done():
                        failure = LockUnavailable("Redis, which keeps the order of turns, did not answer.")
                        failure.__cause__ = error
                        waiting.set_exception(failure)
                return
            waiting = self._waiting.get(call[1].decode()) if call else None
            if waiting and not waiting.done():
                waiting.set_result(None)


async def _told(answer: Awaitable[Any]) -> Any:
    try:
        return await answer
    except RedisError as error:
        raise LockUnavailable("Redis, which keeps the order of turns, did not answer.") from error


def _client(url: str, seconds: float) -> redis.asyncio.Redis:
    return redis.asyncio.Redis.from_url(
        url,
        socket_timeout=seconds,
        socket_connect_timeout=min(seconds, 2.0),
        retry=Retry(ExponentialBackoff(cap=0.2, base=0.05), 2),
        retry_on_error=[RedisConnectionError, RedisTimeoutError],
    )
