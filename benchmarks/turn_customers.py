"""The customers of `bin/bench turn`: they write the shop's own training lines to either bot and take the time."""

from __future__ import annotations

import itertools
import json
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, Protocol

from ruamel.yaml import YAML

from benchmarks.turn_servers import BenchmarkError

# These end with a person, and from then on the bot has nothing to do.
_FOR_A_PERSON = frozenset({"human_request", "complaint"})
_PATIENCE_SECONDS = 60.0


class Conversation(Protocol):
    """One customer talking to one bot."""

    answered: int

    def say(self, text: str) -> float:
        """Send a message and wait for the answer; milliseconds. Raises BenchmarkError when there is none.

        `answered` counts those that got words or a person.
        """

    def come_back(self) -> None:
        """Begin another session of the same conversation."""

    def another(self) -> Conversation:
        """A second connection into the same conversation."""

    def close(self) -> None:
        """Hang up."""


class Lines:
    """The training lines, one intent after the other, and no text twice: a bot may remember what it has read."""

    def __init__(self, folder: Path) -> None:
        by_intent = [_examples(block["examples"]) for block in _blocks(folder)]
        rounds = itertools.zip_longest(*by_intent)
        self._texts = [text for texts in rounds for text in texts if text]
        if not self._texts:
            raise BenchmarkError(f"There are no training lines in {folder}.")
        self._endless = self._all()
        self._lock = threading.Lock()

    def take(self, number: int) -> list[str]:
        """The next lines."""
        with self._lock:
            return list(itertools.islice(self._endless, number))

    def _all(self) -> Iterator[str]:
        for again in itertools.count():
            for text in self._texts:
                yield text if again == 0 else f"{text} ({again})"


@dataclass
class OurConversation:
    """Speaks to our bot as the desk does."""

    port: int
    secret: str
    id: str = field(default_factory=lambda: f"c_{uuid.uuid4().hex}")
    answered: int = 0

    def __post_init__(self) -> None:
        self._http = HTTPConnection("127.0.0.1", self.port, timeout=_PATIENCE_SECONDS)
        self._turns = itertools.count(1)

    def say(self, text: str) -> float:
        customer = {"verified": True, "customer_id": "C1003", "name": "Ana Petrova", "email": "ana@example.com"}
        turn = {"conversation_id": self.id, "turn_id": uuid.uuid4().hex, "seq": next(self._turns), "text": text}
        ms, answer = _timed(lambda: self._post("turn", {**turn, "customer": customer}))
        self.answered += bool(answer["replies"] or answer["handoff"])
        return ms

    def come_back(self) -> None:
        """The nearest thing to a session: a person had the conversation in between and gave it back."""
        stretch = [{"author": "agent", "text": "Done."}, {"author": "customer", "text": "Thank you."}]
        self._post("handback", {"conversation_id": self.id, "stretch": stretch})

    def another(self) -> OurConversation:
        return OurConversation(self.port, self.secret, self.id)

    def close(self) -> None:
        self._http.close()

    def _post(self, path: str, document: dict[str, Any]) -> bytes:
        return _post(self._http, f"/webhooks/desk/{path}", document, {"Authorization": f"Bearer {self.secret}"})


@dataclass
class StockConversation:
    """Speaks to Rasa's REST channel."""

    port: int
    id: str = field(default_factory=lambda: f"s_{uuid.uuid4().hex}")
    answered: int = 0

    def __post_init__(self) -> None:
        self._http = HTTPConnection("127.0.0.1", self.port, timeout=_PATIENCE_SECONDS)

    def say(self, text: str) -> float:
        ms, answer = _timed(lambda: self._post(text))
        self.answered += bool(answer)
        return ms

    def come_back(self) -> None:
        self._post("/session_start")

    def another(self) -> StockConversation:
        return StockConversation(self.port, self.id)

    def close(self) -> None:
        self._http.close()

    def _post(self, text: str) -> bytes:
        """An empty answer is let pass, and not counted as one: a model of one epoch has little to say."""
        return _post(self._http, "/webhooks/rest/webhook", {"sender": self.id, "message": text}, {})


def in_parallel(tasks: list[Callable[[], None]]) -> float:
    """Run all at once; milliseconds until the last is done. Raises the first failure."""
    failures: list[BaseException] = []
    barrier = threading.Barrier(len(tasks) + 1)

    def run(task: Callable[[], None]) -> None:
        barrier.wait()
        try:
            task()
        except Exception as error:  # noqa: BLE001 - raised again below, in the caller's thread
            failures.append(error)

    threads = [threading.Thread(target=run, args=(task,)) for task in tasks]
    for thread in threads:
        thread.start()
    barrier.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return (time.perf_counter() - began) * 1000


def _timed(call: Callable[[], Any]) -> tuple[float, Any]:
    began = time.perf_counter()
    body = call()
    ms = (time.perf_counter() - began) * 1000
    return ms, json.loads(body)


def _post(http: HTTPConnection, path: str, document: dict[str, Any], headers: dict[str, str]) -> bytes:
    http.request("POST", path, json.dumps(document), {"Content-Type": "application/json", **headers})
    response = http.getresponse()
    body = response.read()
    if response.status != 200:
        raise BenchmarkError(f"{path} answered {response.status}: {body[:200].decode('utf-8', 'replace')}")
    return body


def _blocks(folder: Path) -> list[dict[str, str]]:
    blocks = []
    for path in sorted(folder.glob("*.yml")):
        blocks += YAML(typ="safe").load(path.read_text(encoding="utf-8")).get("nlu", [])
    return [block for block in blocks if block.get("intent") and block["intent"] not in _FOR_A_PERSON]


def _examples(text: str) -> list[str]:
    return [line.strip()[2:].strip() for line in text.splitlines() if line.strip().startswith("- ")]
