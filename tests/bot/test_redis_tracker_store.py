"""The tracker store against a real Redis that is also killed and started again."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import redis
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, SlotSet, UserUttered

from bot.redis_tracker_store import AppendOnlyTrackerStore, TrackerConflict, TrackerUnavailable
from tests.bot.action_stand_in import ActionStandIn
from tests.bot.conftest import Desk, ServedChannel
from tests.bot.redis_server import RedisServer, free_port

DOMAIN = Domain.from_yaml(
    """
version: "3.1"
intents: [greet]
slots:
  order_number: {type: text, mappings: [{type: custom}]}
"""
)


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


def store_at(url: str, prefix: str, **settings: Any) -> AppendOnlyTrackerStore:
    return AppendOnlyTrackerStore(DOMAIN, url, key_prefix=prefix, socket_seconds=0.5, **settings)


async def said(store: AppendOnlyTrackerStore, conversation: str, text: str) -> None:
    tracker = await store.get_or_create_tracker(conversation)
    tracker.update_with_events(
        [
            UserUttered(text, {"name": "greet", "confidence": 0.9}),
            ActionExecuted("action_listen"),
            SlotSet("order_number", text),
        ],
        DOMAIN,
    )
    await store.save(tracker)


def test_what_was_saved_is_read_by_another_process(redis_server: RedisServer, prefix: str) -> None:
    """Events, slots and their order survive; a fresh store sees the same conversation."""

    async def work() -> None:
        first = store_at(redis_server.url, prefix)
        await said(first, "c_1", "20417")
        await said(first, "c_1", "20933 ünï ✓")
        tracker = await store_at(redis_server.url, prefix).retrieve("c_1")
        assert tracker is not None
        assert [event.text for event in tracker.events if isinstance(event, UserUttered)] == ["20417", "20933 ünï ✓"]
        assert tracker.get_slot("order_number") == "20933 ünï ✓"
        assert await first.retrieve("c_unknown") is None
        assert list(await first.keys()) == ["c_1"]

    run(work)


def test_a_turn_writes_only_its_new_events(redis_server: RedisServer, prefix: str) -> None:
    """The hundredth turn sends no more to Redis than the second."""

    async def work() -> None:
        store = store_at(redis_server.url, prefix)
        client = redis.Redis.from_url(redis_server.url)
        sent = []
        for number in range(100):
            before = client.info("stats")["total_net_input_bytes"]
            await said(store, "c_1", f"turn {number:03d}")
            sent.append(client.info("stats")["total_net_input_bytes"] - before)
        assert max(sent[50:]) < 1.5 * min(sent[1:])
        assert client.llen(f"{prefix}:events:c_1") == 301

    run(work)


def test_memory_ends_after_its_time(redis_server: RedisServer, prefix: str) -> None:
    """Every write renews the time to live."""

    async def work() -> None:
        await said(store_at(redis_server.url, prefix, record_seconds=1234), "c_1", "hi")

    run(work)
    assert 1200 < redis.Redis.from_url(redis_server.url).ttl(f"{prefix}:events:c_1") <= 1234


def test_only_json_is_stored(redis_server: RedisServer, prefix: str) -> None:
    """Every list entry is one JSON event."""

    async def work() -> None:
        store = store_at(redis_server.url, prefix)
        tracker = await store.get_or_create_tracker("c_1")
        tracker.update(BotUttered("hello", {"buttons": [{"title": "a", "payload": "b"}]}))
        await store.save(tracker)

    run(work)
    lines = redis.Redis.from_url(redis_server.url).lrange(f"{prefix}:events:c_1", 0, -1)
    assert [json.loads(line)["event"] for line in lines] == ["action", "bot"]


def test_two_writers_cannot_both_win(redis_server: RedisServer, prefix: str) -> None:
    """The later of two turns computed from the same past is refused and leaves no trace."""

    async def work() -> None:
        one, other = store_at(redis_server.url, prefix), store_at(redis_server.url, prefix)
        await said(one, "c_1", "first")
        stale = await other.retrieve("c_1")
        await said(one, "c_1", "second")
        assert stale is not None
        stale.update(UserUttered("lost"))
        with pytest.raises(TrackerConflict):
            await other.save_turn(stale, "t1", {"replies": []})
        assert await other.remembered_answer("c_1", "t1") is None
        tracker = await other.retrieve("c_1")
        assert tracker is not None
        assert [event.text for event in tracker.events if isinstance(event, UserUttered)] == ["first", "second"]

    run(work)


def test_a_failed_turn_leaves_no_half_changed_tracker(redis_server: RedisServer, prefix: str) -> None:
    """Events put on a tracker that is never saved are not there the next time."""

    async def work() -> None:
        store = store_at(redis_server.url, prefix)
        await said(store, "c_1", "kept")
        tracker = await store.retrieve("c_1")
        assert tracker is not None
        tracker.update(UserUttered("never saved"))
        again = await store.retrieve("c_1")
        assert again is not None
        assert again.latest_message is not None
        assert again.latest_message.text == "kept"

    run(work)


def test_an_answer_is_stored_with_its_turn(redis_server: RedisServer, prefix: str) -> None:
    """Events and answer go in together and the answer is found by its turn."""

    async def work() -> None:
        store = store_at(redis_server.url, prefix)
        tracker = await store.get_or_create_tracker("c_1")
        tracker.update(UserUttered("hi"))
        await store.save_turn(tracker, "t1", {"replies": [{"text": "hello"}]})
        assert await store.remembered_answer("c_1", "t1") == {"replies": [{"text": "hello"}]}
        assert await store.remembered_answer("c_1", "t2") is None
        assert await store.remembered_answer("c_2", "t1") is None

    run(work)


def test_no_redis_is_an_error_and_never_an_empty_conversation(prefix: str) -> None:
    """Reading and writing without Redis raise, soon."""

    async def work() -> None:
        store = store_at(f"redis://127.0.0.1:{free_port()}/0", prefix)
        with pytest.raises(TrackerUnavailable):
            await store.retrieve("c_1")
        with pytest.raises(TrackerUnavailable):
            await store.save_turn(store.init_tracker("c_1"), "t1", {})
        with pytest.raises(TrackerUnavailable):
            await store.keys()

    run(work)


def test_a_killed_redis_comes_back_with_everything(own_redis: RedisServer, prefix: str) -> None:
    """The same store object goes on after the server was killed and started again."""

    async def work() -> None:
        store = store_at(own_redis.url, prefix)
        await said(store, "c_1", "before")
        own_redis.kill()
        with pytest.raises(TrackerUnavailable):
            await store.retrieve("c_1")
        own_redis.start()
        await said(store, "c_1", "after")
        tracker = await store.retrieve("c_1")
        assert tracker is not None
        assert [event.text for event in tracker.events if isinstance(event, UserUttered)] == ["before", "after"]

    run(work)


def test_the_channel_says_when_the_memory_is_gone(
    desk: Desk, served: tuple[ServedChannel, ActionStandIn], own_redis: RedisServer, prefix: str
) -> None:
    """Redis killed in the middle of a conversation: 503 until it is back, then the old conversation goes on."""
    agent = served[0].app.ctx.agent
    rightful = agent.tracker_store
    agent.tracker_store = AppendOnlyTrackerStore(agent.domain, own_redis.url, key_prefix=prefix, socket_seconds=0.5)
    try:
        customer = desk.conversation(verified=True)
        customer.say("please cancel my order 20417")
        own_redis.kill()
        turn = customer.turn("yes please")
        for path, body in (("turn", turn), ("handback", {"conversation_id": customer.id, "stretch": []})):
            response = desk.post(path, body)
            assert (response.status_code, response.json()["code"]) == (503, "tracker_unavailable")
        own_redis.start()
        response = desk.post("turn", turn)
    finally:
        agent.tracker_store = rightful
    assert response.status_code == 200
    assert response.json()["understanding"]["actions"] == ["action_confirm_cancel"]


def test_the_channel_refuses_another_store(desk: Desk, served: tuple[ServedChannel, ActionStandIn]) -> None:
    """A misspelt store in endpoints.yml makes Rasa keep conversations in its own memory; the channel will not."""
    from rasa.core.tracker_store import FailSafeTrackerStore, InMemoryTrackerStore

    agent = served[0].app.ctx.agent
    rightful = agent.tracker_store
    agent.tracker_store = FailSafeTrackerStore(InMemoryTrackerStore(agent.domain))
    try:
        response = desk.post("turn", desk.conversation().turn("hello"))
    finally:
        agent.tracker_store = rightful
    assert (response.status_code, response.json()["code"]) == (503, "tracker_unavailable")


def test_without_a_model_the_channel_says_so(desk: Desk, served: tuple[ServedChannel, ActionStandIn]) -> None:
    """No model is a state of its own, not a crash."""
    app = served[0].app
    agent, app.ctx.agent = app.ctx.agent, None
    try:
        response = desk.post("turn", desk.conversation().turn("hello"))
    finally:
        app.ctx.agent = agent
    assert (response.status_code, response.json()["code"]) == (503, "model_not_ready")
