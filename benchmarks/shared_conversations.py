"""`bin/bench shared_conversations`: two Rasa processes on one Redis write to the same conversations at once.

Both processes send their messages to every conversation as fast as they are answered, through Rasa's own Agent and
processor, with a model that knows one word. Afterwards the stored events are read back: is every message there, once,
in the order its process sent it, and is each turn whole? `--lock stock` and `--tracker stock` put Rasa's own stores in
place of ours. See docs/benchmarks.md for every key.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import multiprocessing
import os
import sys
import tempfile
import time
import uuid
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.core.lock_store import LockError, LockStore
from rasa.core.lock_store import RedisLockStore as StockLockStore
from rasa.core.tracker_store import RedisTrackerStore as StockTrackerStore
from rasa.core.tracker_store import TrackerStore
from rasa.model_training import train
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, Event, UserUttered
from rasa.utils.endpoints import EndpointConfig
from rasa.utils.log_utils import configure_structlog

from bot.redis_lock_store import RedisLockStore
from bot.redis_tracker_store import AppendOnlyTrackerStore, TrackerConflict

_CONFIG = """
recipe: default.v1
language: en
assistant_id: one-word
pipeline: [{name: KeywordIntentClassifier}]
policies: [{name: RulePolicy}]
"""
_DOMAIN = """
version: "3.1"
intents: [greet]
responses: {utter_greet: [{text: Hello.}]}
session_config: {session_expiration_time: 0, carry_over_slots_to_new_session: true}
"""
_DATA = """
version: "3.1"
nlu: [{intent: greet, examples: "- hi\\n- hello\\n"}]
rules: [{rule: greet back, steps: [{intent: greet}, {action: utter_greet}]}]
"""
_PROCESSES = ("a", "b")
_WRONG = ("lost", "doubled", "reordered", "torn", "overlapping")
_TURN = [UserUttered, ActionExecuted, BotUttered, ActionExecuted]


@dataclass(frozen=True)
class Task:
    """What each process does; `run_id` keeps runs on one Redis apart."""

    redis_url: str
    model: str
    run_id: str
    lock: str
    tracker: str
    conversations: int
    messages: int

    def conversation(self, number: int) -> str:
        return f"{self.run_id}-{number}"


def main(arguments: list[str]) -> int:
    """Write and print one flat JSON object. 0 when every turn is as it should be, else 3."""
    asked = _parser().parse_args(arguments)
    configure_structlog(logging.WARNING)
    conversations = min(asked.conversations, asked.pairs)
    with tempfile.TemporaryDirectory() as folder:
        model = _train(Path(folder))
        run_id = f"shared{uuid.uuid4().hex[:8]}"
        messages = -(-asked.pairs // conversations)
        task = Task(asked.redis, model, run_id, asked.lock, asked.tracker, conversations, messages)
        began = time.monotonic()
        refused = _run(task)
        figures = {
            "lock": task.lock,
            "tracker": task.tracker,
            "pairs": conversations * messages,
            "conversations": conversations,
            "seconds": round(time.monotonic() - began, 1),
            "refused": refused,
            **asyncio.run(_read_back(task)),
        }
    text = json.dumps(figures, indent=2)
    if asked.json:
        asked.json.write_text(text + "\n", encoding="utf-8")
    print(text)
    return 3 if any(figures[name] for name in ("refused", *_WRONG)) else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bin/bench shared_conversations", description=__doc__)
    parser.add_argument("--redis", required=True, metavar="URL", help="any Redis; keys of this run get their own names")
    parser.add_argument("--pairs", type=int, default=1000, help="of messages, one from each process (default 1000)")
    parser.add_argument("--conversations", type=int, default=50, help="they are written to (default 50)")
    parser.add_argument("--lock", choices=("ours", "stock"), default="ours", help="whose lock store")
    parser.add_argument("--tracker", choices=("ours", "stock"), default="ours", help="whose tracker store")
    parser.add_argument("--json", type=Path, metavar="OUT", help="where to write the figures")
    return parser


def _train(folder: Path) -> str:
    for name, text in (("config.yml", _CONFIG), ("domain.yml", _DOMAIN), ("data.yml", _DATA)):
        (folder / name).write_text(text, encoding="utf-8")
    os.environ["RASA_CACHE_DIRECTORY"] = str(folder / "cache")
    files = [str(folder / name) for name in ("domain.yml", "config.yml", "data.yml")]
    result = train(files[0], files[1], files[2:], output=str(folder))
    if not result.model:
        raise SystemExit("The model of one word could not be trained.")
    return str(result.model)


def _run(task: Task) -> int:
    """How many messages were refused with an error in both processes together."""
    # Forked, so that Rasa is imported once.
    context = multiprocessing.get_context("fork")
    barrier, results = context.Barrier(len(_PROCESSES)), context.SimpleQueue()
    processes = [context.Process(target=_process, args=(name, task, barrier, results)) for name in _PROCESSES]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
        if process.exitcode != 0:
            raise SystemExit("One of the two processes died.")
    return sum(results.get() for _ in processes)


def _process(name: str, task: Task, barrier: Barrier, results: Any) -> None:
    results.put(asyncio.run(_work(name, task, barrier)))


async def _work(name: str, task: Task, barrier: Barrier) -> int:
    tracker_store, lock_store = _stores(task)
    agent = Agent.load(task.model, tracker_store=tracker_store, lock_store=lock_store)
    if task.tracker == "ours" and agent.processor:
        # As the desk's channel does it: a failure must be seen.
        agent.processor.tracker_store = tracker_store
    barrier.wait()
    numbers = range(task.conversations)
    return sum(await asyncio.gather(*(_talk(agent, name, task, task.conversation(number)) for number in numbers)))


async def _talk(agent: Agent, name: str, task: Task, conversation: str) -> int:
    refused = 0
    for number in range(task.messages):
        message = UserMessage(f"hi {name} {number}", CollectingOutputChannel(), conversation)
        try:
            await agent.handle_message(message)
        except (LockError, TrackerConflict):
            refused += 1
    return refused


def _stores(task: Task) -> tuple[TrackerStore, LockStore]:
    url = urlsplit(task.redis_url)
    stock = {"host": url.hostname, "port": url.port or 6379, "db": int(url.path.strip("/") or 0)}
    stock["key_prefix"] = task.run_id
    domain = Domain.empty()
    tracker: TrackerStore = (
        StockTrackerStore(domain, **stock)
        if task.tracker == "stock"
        else AppendOnlyTrackerStore(domain, task.redis_url, key_prefix=task.run_id)
    )
    ours = EndpointConfig(url=task.redis_url, key_prefix=f"{task.run_id}:lock")
    return tracker, StockLockStore(**stock) if task.lock == "stock" else RedisLockStore(ours)


async def _read_back(task: Task) -> dict[str, int]:
    """What is stored, against what was sent."""
    store, _ = _stores(task)
    found: Counter[str] = Counter()
    for number in range(task.conversations):
        tracker = await store.retrieve_full_tracker(task.conversation(number))
        events = list(tracker.events) if tracker else []
        found.update(_compare(events, task.messages))
    return {name: found[name] for name in _WRONG}


def _compare(events: list[Event], messages: int) -> dict[str, int]:
    """Messages missing, doubled, and behind a later one of their process; turns not whole, and begun too early."""
    texts = [event.text or "" for event in events if isinstance(event, UserUttered)]
    sent = {f"hi {name} {number}" for name in _PROCESSES for number in range(messages)}
    reordered = 0
    for name in _PROCESSES:
        order = [int(text.split()[2]) for text in texts if text.split()[1] == name]
        reordered += sum(later < earlier for earlier, later in pairwise(order))
    steps = [event for event in events if isinstance(event, (UserUttered, ActionExecuted, BotUttered))]
    kinds = [type(event) for event in steps]
    starts = [at for at, kind in enumerate(kinds) if kind is UserUttered]
    return {
        "lost": len(sent - set(texts)),
        "doubled": len(texts) - len(set(texts)),
        "reordered": reordered,
        "torn": sum(kinds[at : at + len(_TURN)] != _TURN for at in starts),
        "overlapping": sum(at > 0 and steps[at].timestamp < steps[at - 1].timestamp for at in starts),
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
