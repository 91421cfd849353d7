"""Redis commands that travel together: in order, each with its own answer or failure, on a real Redis."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import redis
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import ResponseError

from bot.gathered_redis import GatheredRedis, LuaScript
from tests.bot.conftest import Desk
from tests.bot.redis_server import RedisServer

# Who asks for the figures is read once, and once more when it hangs up.
OF_THE_FIGURES = 2
COUNT = LuaScript("return redis.call('INCRBY', KEYS[1], ARGV[1])")


@pytest.fixture
def prefix() -> str:
    return f"test:{uuid.uuid4().hex}"


@pytest.fixture
def own_redis(tmp_path: Path) -> Iterator[RedisServer]:
    """A server of one test, to be killed."""
    server = RedisServer(tmp_path)
    server.start()
    yield server
    server.kill()


def run(work: Callable[[], Awaitable[Any]]) -> Any:
    return asyncio.run(work())


def reads(server: RedisServer) -> int:
    """How often Redis has read from a client's connection: once for all that came in one go."""
    with redis.Redis.from_url(server.url) as client:
        return int(client.info("stats")["total_reads_processed"])


def test_what_is_given_in_one_go_travels_in_one_go(redis_server: RedisServer, prefix: str) -> None:
    """Three commands, one read; each gets its own answer, in the order given, an error between two answers too."""

    async def work() -> None:
        ours = GatheredRedis(redis_server.url, 2.0)
        assert await ours.send("SET", prefix, 1)
        before = reads(redis_server)
        asked = [ours.send("INCR", prefix), ours.send("LPOP", prefix), ours.run(COUNT, [prefix], [5])]
        answers = await asyncio.gather(*asked, return_exceptions=True)
        # The script is not known yet and is sent once more.
        assert reads(redis_server) - before <= 2 + OF_THE_FIGURES
        assert (answers[0], answers[2]) == (2, 7)
        assert isinstance(answers[1], ResponseError)
        before = reads(redis_server)
        assert await asyncio.gather(*(ours.run(COUNT, [prefix], [1]) for _ in range(20))) == list(range(8, 28))
        assert reads(redis_server) - before <= 1 + OF_THE_FIGURES
        await ours.close()

    run(work)


def test_a_restarted_redis_is_found_again(own_redis: RedisServer, prefix: str) -> None:
    """Connections that died with the old process are replaced; what is asked meanwhile fails and says so."""

    async def work() -> None:
        ours = GatheredRedis(own_redis.url, 0.5)
        assert await ours.run(COUNT, [prefix], [1]) == 1
        own_redis.kill()
        with pytest.raises(RedisConnectionError):
            await ours.send("PING")
        own_redis.start()
        # It knows neither the connection nor the script any more.
        assert await ours.run(COUNT, [prefix], [1]) >= 1
        await ours.close()

    run(work)


def test_nobody_waiting_harms_nobody(redis_server: RedisServer, prefix: str) -> None:
    """An answer that nobody waits for any more leaves the others theirs."""

    async def work() -> None:
        ours = GatheredRedis(redis_server.url, 2.0)
        left, kept = ours.send("INCR", prefix), ours.send("INCR", prefix)
        left.cancel()
        assert await kept == 2
        assert await ours.send("GET", prefix) == b"2"
        await ours.close()

    run(work)


def test_a_turn_is_a_few_round_trips(desk: Desk, redis_server: RedisServer) -> None:
    """A turn's place comes with its memory, and its answer goes with giving the place up."""
    customer = desk.conversation(verified=True)
    for text in ("hello", "what can you do"):
        customer.say(text)
    # What travels in one go may arrive in pieces on a busy machine, but not every time.
    counted = []
    for text in ("thank you", "hello", "thanks a lot", "good morning", "thank you so much"):
        before = reads(redis_server)
        customer.say(text)
        counted.append(reads(redis_server) - before)
    assert min(counted) <= 2 + OF_THE_FIGURES, counted
