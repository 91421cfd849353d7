"""A tracker kept short says the same as the whole one, and costs the same in the hundredth turn as in the tenth."""

from __future__ import annotations

import asyncio
import json
import random
import uuid
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
import redis
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    ActiveLoop,
    BotUttered,
    Event,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from bot.redis_tracker_store import AppendOnlyTrackerStore, TrackerDamaged
from bot.tracker_window import Opening, WindowLimits, tracker_of
from tests.bot.action_stand_in import ActionStandIn
from tests.bot.conftest import Desk, ServedChannel
from tests.bot.redis_server import RedisServer

DOMAIN = Domain.from_yaml(
    """
version: "3.1"
intents: [greet, track]
entities: [number]
slots:
  number: {type: text, mappings: [{type: custom}]}
  wish: {type: categorical, values: [track, cancel], mappings: [{type: custom}]}
forms:
  order_form: {required_slots: [number]}
actions: [action_track, action_miss]
"""
)
LIMITS = WindowLimits(longest_turns=4, kept_turns=2, most_events=60)


@pytest.fixture
def prefix() -> str:
    return f"test:{uuid.uuid4().hex}"


def run(work: Callable[[], Awaitable[Any]]) -> Any:
    return asyncio.run(work())


def some_turn(chance: random.Random, number: int, *, in_form: bool) -> tuple[list[Event], bool]:
    """One turn as Rasa would log it, and whether the form is open after it."""
    events: list[Event] = [
        UserUttered(f"turn {number}", {"name": chance.choice(["greet", "track"]), "confidence": 1.0})
    ]
    if chance.random() < 0.4:
        events.append(SlotSet("wish", chance.choice(["track", "cancel", None])))
    if in_form and chance.random() < 0.4:
        events += [ActionExecutionRejected("order_form"), ActionExecuted("action_miss"), BotUttered("Pardon?")]
    elif in_form and chance.random() < 0.5:
        events += [ActionExecuted("order_form"), SlotSet("number", str(number)), ActiveLoop(None)]
        events += [ActionExecuted("action_track"), BotUttered("On its way.")]
        in_form = False
    elif in_form:
        events += [ActionExecuted("order_form"), BotUttered("Which one?")]
    elif chance.random() < 0.4:
        events += [ActionExecuted("order_form"), ActiveLoop("order_form"), SlotSet("requested_slot", "number")]
        in_form = True
    else:
        events += [ActionExecuted("action_track"), BotUttered("Here it is.")]
    return [*events, ActionExecuted("action_listen")], in_form


def opening_states(opening: Opening | None) -> int:
    """How many of a window's states come from what it begins with."""
    return len(tracker_of("c_1", opening, [], DOMAIN.slots).past_states(DOMAIN)) - 1 if opening else 0


def states(tracker: DialogueStateTracker, number: int, opening: Opening | None) -> list[Any]:
    """The last states policies read. Cut inside a form, all of them, but not whose message opened the form."""
    last = tracker.past_states(DOMAIN)[-number:]
    cut_inside = opening is not None and opening.loop is not None
    return [{name: part for name, part in state.items() if name != "user"} for state in last] if cut_inside else last


def put(tracker: DialogueStateTracker, events: list[Event]) -> None:
    for event in events:
        tracker.update(event)


async def talk(store: AppendOnlyTrackerStore, number: int, conversation: str = "c_1") -> DialogueStateTracker:
    tracker = await store.get_or_create_tracker(conversation)
    put(
        tracker,
        [
            UserUttered(f"turn {number:03d}", {"name": "greet", "confidence": 1.0}),
            SlotSet("number", f"{number:03d}"),
            ActionExecuted("action_track"),
            BotUttered("Here."),
            ActionExecuted("action_listen"),
        ],
    )
    await store.save(tracker)
    return tracker


def test_the_hundredth_turn_reads_no_more_than_the_tenth(redis_server: RedisServer, prefix: str) -> None:
    """A process that does not know the conversation reads a window, and everything is still there for who asks."""

    async def work() -> None:
        client, read = redis.Redis.from_url(redis_server.url), []
        for number in range(100):
            store = AppendOnlyTrackerStore(DOMAIN, redis_server.url, key_prefix=prefix)
            before = client.info("stats")["total_net_output_bytes"]
            tracker = await talk(store, number)
            read.append(client.info("stats")["total_net_output_bytes"] - before)
            assert len(tracker.events) <= 80
            await store.close()
        assert max(read[10:]) <= 1.5 * max(read[5:11])
        whole = await AppendOnlyTrackerStore(DOMAIN, redis_server.url, key_prefix=prefix).retrieve_full_tracker("c_1")
        assert whole is not None
        texts = [event.text for event in whole.events if isinstance(event, UserUttered)]
        assert texts == [f"turn {number:03d}" for number in range(100)]

    run(work)


def test_processes_take_turns_in_one_conversation(redis_server: RedisServer, prefix: str) -> None:
    """Three stores, whose turn it is by chance: each sees what the others wrote, and nothing is written twice."""

    async def work() -> None:
        chance = random.Random(1)
        stores = [AppendOnlyTrackerStore(DOMAIN, redis_server.url, key_prefix=prefix, limits=LIMITS) for _ in range(3)]
        for number in range(60):
            tracker = await talk(chance.choice(stores), number)
            seen = [event.text for event in tracker.events if isinstance(event, UserUttered)]
            assert seen[-2:] == [f"turn {n:03d}" for n in (number - 1, number) if n >= 0]
        for store in stores:
            latest = await store.retrieve("c_1")
            assert latest is not None
            assert latest.get_slot("number") == "059"
        whole = await stores[0].retrieve_full_tracker("c_1")
        assert whole is not None
        assert len([event for event in whole.events if isinstance(event, UserUttered)]) == 60
        assert redis.Redis.from_url(redis_server.url).llen(f"{prefix}:events:c_1") == len(whole.events) == 301

    run(work)


def test_a_list_that_was_deleted_is_a_new_conversation(redis_server: RedisServer, prefix: str) -> None:
    """What a process remembers does not outlive what Redis holds, even when as much was written again."""

    async def work() -> None:
        one, other = (AppendOnlyTrackerStore(DOMAIN, redis_server.url, key_prefix=prefix) for _ in range(2))
        await talk(one, 1)
        redis.Redis.from_url(redis_server.url).delete(f"{prefix}:events:c_1")
        await talk(other, 2)
        tracker = await one.retrieve("c_1")
        assert tracker is not None
        assert [event.text for event in tracker.events if isinstance(event, UserUttered)] == ["turn 002"]

    run(work)


DAMAGE: list[tuple[str, Callable[[Any, str], Any]]] = [
    ("entry 3 is not an event", lambda r, p: r.lset(f"{p}:events:c_1", 3, "{")),
    ("entry 0 is not an event", lambda r, p: r.lset(f"{p}:events:c_1", 0, b"\xff\xfe")),
    ("entry 2 is not an event", lambda r, p: r.lset(f"{p}:events:c_1", 2, "[]")),
    ("entry 2 is not an event", lambda r, p: r.lset(f"{p}:events:c_1", 2, "null")),
    ("entry 1 is of no known kind", lambda r, p: r.lset(f"{p}:events:c_1", 1, "{}")),
    ("opening is not readable", lambda r, p: r.set(f"{p}:opening:c_1", "{")),
    ("opening is not readable", lambda r, p: r.set(f"{p}:opening:c_1", '{"skipped": 1}')),
    ("events are missing", lambda r, p: r.set(f"{p}:opening:c_1", json.dumps(
        Opening(99, 0.0, {}, None, loop_rejected=False, paused=False).as_document()))),
    ("something else", lambda r, p: (r.delete(f"{p}:events:c_1"), r.set(f"{p}:events:c_1", "x"))),
]  # fmt: skip


@pytest.mark.parametrize(("what", "damage"), DAMAGE)
def test_damage_is_named_with_its_remedy(
    redis_server: RedisServer, prefix: str, what: str, damage: Callable[[Any, str], Any]
) -> None:
    """An entry nobody can read is an error that says what to do, never a conversation with a hole or a blank one."""

    async def work() -> None:
        client = redis.Redis.from_url(redis_server.url)
        await talk(AppendOnlyTrackerStore(DOMAIN, redis_server.url, key_prefix=prefix), 1)
        damage(client, prefix)
        store = AppendOnlyTrackerStore(DOMAIN, redis_server.url, key_prefix=prefix)
        with pytest.raises(TrackerDamaged, match=what) as refused:
            await store.retrieve("c_1")
        command = str(refused.value).split("in Redis, ")[1].split(". ")[0]
        assert client.execute_command(*command.split()) >= 1
        await talk(store, 2)

    run(work)


def test_the_channel_says_that_the_memory_is_damaged(
    desk: Desk, served: tuple[ServedChannel, ActionStandIn], redis_server: RedisServer, prefix: str
) -> None:
    """A conversation with a broken entry is refused by name with 503; the others go on."""
    agent = served[0].app.ctx.agent
    rightful = agent.tracker_store
    agent.tracker_store = AppendOnlyTrackerStore(agent.domain, redis_server.url, key_prefix=prefix)
    client = redis.Redis.from_url(redis_server.url)
    try:
        customer = desk.conversation(verified=True)
        customer.say("hello")
        client.rpush(f"{prefix}:events:{customer.id}", "{broken")
        response = desk.post("turn", customer.turn("where is my order 20417"))
        assert (response.status_code, response.json()["code"]) == (503, "tracker_damaged")
        assert f"DEL {prefix}:events:{customer.id}" in response.json()["message"]
        assert desk.conversation().say("hello")["replies"]
    finally:
        agent.tracker_store = rightful


def test_a_long_conversation_is_answered_as_with_everything_in_mind(
    desk: Desk, served: tuple[ServedChannel, ActionStandIn], redis_server: RedisServer, prefix: str
) -> None:
    """The same forty turns with a short window and with none: the same intents, steps, slots and handoffs."""
    agent = served[0].app.ctx.agent
    rightful = agent.tracker_store
    limits = WindowLimits(), WindowLimits(longest_turns=1000, kept_turns=1000, most_events=10**6)
    lines = [
        "hello", "where is my order 20417?", "thanks", "where is my parcel", "20933", "what is your return policy?",
        "cancel my order 20417", "what payment methods do you take?", "yes", "where is my parcel", "never mind",
    ]  # fmt: skip
    answers: list[list[dict[str, Any]]] = []
    try:
        for number, limit in enumerate(limits):
            agent.tracker_store = AppendOnlyTrackerStore(
                agent.domain, redis_server.url, key_prefix=f"{prefix}:{number}", limits=limit
            )
            customer = desk.conversation(verified=True)
            answers.append([customer.say(lines[turn % len(lines)]) for turn in range(40)])
    finally:
        agent.tracker_store = rightful
    # Not the words: greetings are drawn by lot.
    said = [[(answer["understanding"], len(answer["replies"]), answer["handoff"]) for answer in one] for one in answers]
    assert said[0] == said[1]
