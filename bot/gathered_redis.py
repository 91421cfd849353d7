"""Redis commands that are given in one go travel in one go, whoever gives them.

A round trip costs the same for one command as for five, and most of it is Python's. Commands keep the order in which
they were given in that go: what is read behind a lock is read while the lock is held.
"""

from __future__ import annotations

import asyncio
import hashlib
from typing import Any, Awaitable, List, Sequence, Tuple, Union

import redis.asyncio
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialBackoff
from redis.exceptions import NoScriptError, RedisError, ResponseError

Argument = Union[str, bytes, int, float]
_Given = Tuple[Tuple[Argument, ...], "asyncio.Future[Any]"]
_LONGEST_TO_CONNECT_S = 2.0


class LuaScript:
    """A script that Redis may know by its digest."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.digest = hashlib.sha1(text.encode()).hexdigest()  # noqa: S324 - Redis names scripts so


class GatheredRedis:
    """One Redis; `seconds` is the longest an answer may take. A command raises what redis-py raises."""

    def __init__(self, url: str, seconds: float) -> None:
        self.address = (url, seconds)
        self.client = redis.asyncio.Redis.from_url(
            url, socket_timeout=seconds, socket_connect_timeout=min(seconds, _LONGEST_TO_CONNECT_S)
        )
        # A restarted Redis leaves dead connections behind: the second try opens a new one.
        self._retry = Retry(ExponentialBackoff(cap=0.2, base=0.05), 2)
        self._given: List[_Given] = []
        self._travelling: set[asyncio.Task[None]] = set()

    def send(self, *command: Argument) -> asyncio.Future[Any]:
        """Give a command. It leaves when the caller next waits for something; the future is Redis's answer."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Any] = loop.create_future()
        answer.add_done_callback(_seen)
        self._given.append((command, answer))
        if len(self._given) == 1:
            loop.call_soon(self._depart)
        return answer

    def run(self, script: LuaScript, keys: Sequence[Argument], arguments: Sequence[Argument] = ()) -> Awaitable[Any]:
        """Give a script as a command; it is on its way before the result is awaited."""
        rest = (len(keys), *keys, *arguments)
        return self._known(self.send("EVALSHA", script.digest, *rest), script, rest)

    async def close(self) -> None:
        """Close all connections."""
        await self.client.close(close_connection_pool=True)

    async def _known(self, answer: asyncio.Future[Any], script: LuaScript, rest: Tuple[Argument, ...]) -> Any:
        try:
            return await answer
        except NoScriptError:
            return await self.send("EVAL", script.text, *rest)

    def _depart(self) -> None:
        given, self._given = self._given, []
        task = asyncio.ensure_future(self._travel(given))
        self._travelling.add(task)
        task.add_done_callback(self._travelling.discard)

    async def _travel(self, given: List[_Given]) -> None:
        try:
            answers = await self._retry.call_with_retry(lambda: self._once(given), _nothing)
        except RedisError as error:
            answers = [error] * len(given)
        except BaseException:
            for _, future in given:
                future.cancel()
            raise
        for (_, future), answer in zip(given, answers, strict=True):
            if future.done():
                continue
            if isinstance(answer, Exception):
                future.set_exception(answer)
            else:
                future.set_result(answer)

    async def _once(self, given: List[_Given]) -> List[Any]:
        pool = self.client.connection_pool
        connection = await pool.get_connection("")
        try:
            await connection.send_packed_command(connection.pack_commands([command for command, _ in given]))
            return [await _answer(connection) for _ in given]
        except BaseException:
            # Answers may still be on their way: nobody else must read them.
            await connection.disconnect(nowait=True)
            raise
        finally:
            await pool.release(connection)


async def _answer(connection: redis.asyncio.Connection) -> Any:
    try:
        return await connection.read_response()
    except ResponseError as error:
        return error


async def _nothing(error: Exception) -> None:
    """A connection that failed is already closed."""


def _seen(answer: asyncio.Future[Any]) -> None:
    """What was read ahead may fail without anybody asking for it."""
    if not answer.cancelled():
        answer.exception()
