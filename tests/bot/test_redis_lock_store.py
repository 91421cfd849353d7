"""The lock over several processes: in order, without polling, freed by death, loud without Redis. On a real Redis."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import redis
from rasa.core.lock_store import LockStore
from rasa.shared.exceptions import RasaException
from rasa.utils.endpoints import EndpointConfig

from bot.redis_lock_store import _TAKE, LockUnavailable, LockWaitedTooLong, RedisLockStore
from tests.bot.redis_server import RedisServer, free_port


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


def process(url: str, prefix: str, **settings: Any) -> RedisLockStore:
    """A lock store as another Rasa process would have it: nothing is shared but Redis."""
    settings = {"key_prefix": prefix, "lease_seconds": 5, "wait_seconds": 10, "socket_seconds": 0.5, **settings}
    return RedisLockStore(EndpointConfig(url=url, **settings))


async def until(truth: Callable[[], bool], seconds: float = 5.0) -> None:
    deadline = time.monotonic() + seconds
    while not truth():
        assert time.monotonic() < deadline, "it did not come to pass"
        await asyncio.sleep(0.005)


def test_rasa_makes_it_from_an_endpoint(redis_server: RedisServer) -> None:
    """As endpoints.yml names it, so Rasa finds it."""
    config = EndpointConfig(type="bot.redis_lock_store.RedisLockStore", url=redis_server.url)
    assert isinstance(LockStore.create(config), RedisLockStore)


@pytest.mark.parametrize("config", [None, EndpointConfig(), EndpointConfig(url="redis://127.0.0.1/0", lease=3)])
def test_a_wrong_setting_stops_the_start(config: EndpointConfig | None) -> None:
    """A missing URL or a misspelt setting is one sentence that names what there is."""
    with pytest.raises(RasaException, match="lease_seconds"):
        RedisLockStore(config)


def test_one_at_a_time_over_processes(redis_server: RedisServer, prefix: str) -> None:
    """Forty turns of four processes on one conversation: never two at once, all of them done."""

    async def work() -> None:
        at_work, most, done = 0, 0, 0

        async def turn(store: RedisLockStore) -> None:
            nonlocal at_work, most, done
            async with store.lock("c_1"):
                at_work += 1
                most = max(most, at_work)
                await asyncio.sleep(0.002)
                at_work -= 1
                done += 1

        stores = [process(redis_server.url, prefix) for _ in range(4)]
        await asyncio.gather(*(turn(stores[number % 4]) for number in range(40)))
        assert (most, done) == (1, 40)

    run(work)


def test_turns_come_in_the_order_of_asking(redis_server: RedisServer, prefix: str) -> None:
    """Ten messages, the first ones the slowest, over two processes: answered as they came."""

    async def work() -> None:
        stores = [process(redis_server.url, prefix) for _ in range(2)]
        client, order = redis.Redis.from_url(redis_server.url), []

        async def turn(number: int) -> None:
            async with stores[number % 2].lock("c_1"):
                await asyncio.sleep((10 - number) * 0.01)
                order.append(number)

        turns = []
        for number in range(10):
            turns.append(asyncio.create_task(turn(number)))
            # As many in the queue as have asked and are not done: only then the next one asks.
            await until(lambda: client.llen(f"{prefix}:queue:c_1") >= len(turns) - len(order))
        await asyncio.gather(*turns)
        assert order == list(range(10))

    run(work)


def test_conversations_do_not_wait_for_each_other(redis_server: RedisServer, prefix: str) -> None:
    """A held conversation holds up no other."""

    async def work() -> None:
        store = process(redis_server.url, prefix)
        async with store.lock("c_1"):
            await asyncio.wait_for(_hold(store, "c_2"), timeout=2)

    run(work)


def test_waiting_is_not_polling(redis_server: RedisServer, prefix: str) -> None:
    """While nothing happens a waiting turn sends Redis nothing, and it goes on at once when it may."""

    async def work() -> None:
        one, other = process(redis_server.url, prefix), process(redis_server.url, prefix)
        client = redis.Redis.from_url(redis_server.url)
        async with one.lock("c_1"):
            waiting = asyncio.create_task(_hold(other, "c_1"))
            await until(lambda: client.llen(f"{prefix}:queue:c_1") == 2)
            await until(lambda: any(b"blpop" in str(c["cmd"]).encode() for c in client.client_list()))
            before = client.info("stats")["total_commands_processed"]
            await asyncio.sleep(1.0)
            assert client.info("stats")["total_commands_processed"] - before <= 2, "asking for the figures is one"
            freed = time.monotonic()
        await waiting
        assert time.monotonic() - freed < 0.25

    run(work)


def test_a_dead_process_holds_up_one_lease(redis_server: RedisServer, prefix: str) -> None:
    """A holder that never leaves and renews nothing is passed over when its lease ends, and a dead waiter too."""

    async def work() -> None:
        dead = [process(redis_server.url, prefix, lease_seconds=1.5) for _ in range(2)]
        for store in dead:
            await store._ask(_TAKE, "c_1", f"{store._process}:1")
        living = process(redis_server.url, prefix, lease_seconds=1.5)
        began = time.monotonic()
        await _hold(living, "c_1")
        assert 0.7 < time.monotonic() - began < 6

    run(work)


def test_a_long_turn_keeps_its_place(redis_server: RedisServer, prefix: str) -> None:
    """A holder that lives renews its lease: nobody gets in beside it, however long it takes."""

    async def work() -> None:
        one, other = (process(redis_server.url, prefix, lease_seconds=1.0) for _ in range(2))
        order = []

        async def second() -> None:
            async with other.lock("c_1"):
                order.append("second")

        async with one.lock("c_1"):
            waiting = asyncio.create_task(second())
            await asyncio.sleep(2.5)
            order.append("first")
        await waiting
        assert order == ["first", "second"]

    run(work)


def test_a_turn_waits_only_so_long(redis_server: RedisServer, prefix: str) -> None:
    """Behind a turn that does not end the wait ends with an error, and leaves the queue."""

    async def work() -> None:
        one, other = process(redis_server.url, prefix), process(redis_server.url, prefix, wait_seconds=0.3)
        async with one.lock("c_1"):
            with pytest.raises(LockWaitedTooLong):
                await _hold(other, "c_1")
        await asyncio.wait_for(_hold(one, "c_1"), timeout=2)

    run(work)


def test_whoever_gives_up_lets_the_next_one_in(redis_server: RedisServer, prefix: str) -> None:
    """A waiting turn that is cancelled is skipped, a holding one that is cancelled wakes the next."""

    async def work() -> None:
        one, other = process(redis_server.url, prefix), process(redis_server.url, prefix)
        client, holding = redis.Redis.from_url(redis_server.url), asyncio.Event()

        async def endless() -> None:
            async with one.lock("c_1"):
                holding.set()
                await asyncio.Event().wait()

        first = asyncio.create_task(endless())
        await holding.wait()
        second = asyncio.create_task(_hold(one, "c_1"))
        await until(lambda: client.llen(f"{prefix}:queue:c_1") == 2)
        third = asyncio.create_task(_hold(other, "c_1"))
        await until(lambda: client.llen(f"{prefix}:queue:c_1") == 3)
        second.cancel()
        first.cancel()
        await asyncio.wait_for(third, timeout=2)
        await until(lambda: client.llen(f"{prefix}:queue:c_1") == 0)

    run(work)


def test_no_redis_is_an_error(prefix: str) -> None:
    """Without Redis nothing is locked, and the turn does not run."""

    async def work() -> None:
        store, ran = process(f"redis://127.0.0.1:{free_port()}/0", prefix), False
        with pytest.raises(LockUnavailable):
            async with store.lock("c_1"):
                ran = True
        assert not ran

    run(work)


def test_redis_dying_wakes_who_waits(own_redis: RedisServer, prefix: str) -> None:
    """A waiting turn learns at once that Redis is gone; when it is back, locks work again."""

    async def work() -> None:
        one, other = (process(own_redis.url, prefix, lease_seconds=1.5) for _ in range(2))
        client = redis.Redis.from_url(own_redis.url)
        async with one.lock("c_1"):
            waiting = asyncio.create_task(_hold(other, "c_1"))
            await until(lambda: client.llen(f"{prefix}:queue:c_1") == 2)
            await until(lambda: any(b"blpop" in str(c["cmd"]).encode() for c in client.client_list()))
            own_redis.kill()
            with pytest.raises(LockUnavailable):
                await asyncio.wait_for(waiting, timeout=5)
        own_redis.start()
        await asyncio.wait_for(_hold(other, "c_1"), timeout=5)

    run(work)


def test_nothing_is_left_behind(redis_server: RedisServer, prefix: str) -> None:
    """After the last turn the queue and the leases are gone; calls nobody took go by themselves."""

    async def work() -> None:
        stores = [process(redis_server.url, prefix) for _ in range(2)]
        await asyncio.gather(*(_hold(stores[number % 2], "c_1") for number in range(6)))
        for store in stores:
            await store.close()

    run(work)
    client = redis.Redis.from_url(redis_server.url)
    left = list(client.scan_iter(match=f"{prefix}:*"))
    assert [key for key in left if client.ttl(key) < 0] == []
    assert [key for key in left if b":calls:" not in key] == []


async def _hold(store: RedisLockStore, conversation: str) -> None:
    async with store.lock(conversation):
        pass
