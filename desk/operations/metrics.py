"""What is counted and timed, for Prometheus. Labels are kinds of things, never a person, a conversation or a word."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, PlatformCollector, ProcessCollector
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from desk.conversations.entry import AuthorKind

CONTENT_TYPE = CONTENT_TYPE_LATEST
QUICK = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)
SLOW = (0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 3.0, 5.0, 8.0, 12.0)


@dataclass(frozen=True)
class Standing:
    """How things stand at the moment of asking. None: could not be asked."""

    waiting: int | None
    oldest_waiting_since: datetime | None
    backlog: int | None
    agents_online: int
    sockets: dict[str, int]
    parts: dict[str, bool]


class Metrics:
    """All figures of one desk, in a registry of its own: two desks in one process do not mix."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        PlatformCollector(registry=self._registry)
        self.acknowledged = self._histogram(
            "acknowledgement", "From a message's arrival to its acknowledgement, durable commit included", "author"
        )
        self.requests = self._histogram("request", "Requests by route and status", "method", "route", "status")
        self.messages = self._counter("messages", "Messages stored, by who wrote them", "author")
        self.bot_turns = self._counter("bot_turns", "Messages put to the bot, by what came of it", "outcome")
        self.bot_seconds = self._histogram("bot_turn", "From the question to the bot's answer or failure", buckets=SLOW)
        self.dropped_replies = self._counter("dropped_replies", "Answers of the bot dropped: a person had taken over")
        self.handoffs = self._counter("handoffs", "Conversations put in the waiting line, by reason", "reason")
        self.commits = self._histogram("record_commit", "Making a transaction durable")
        self.transactions = self._histogram("record_transaction", "A transaction as a whole, the queue included")
        self.refused_writes = self._counter("record_failures", "Transactions that were not stored, by code", "code")
        # A series is looked up by its label once, not for every message.
        self._acknowledged: dict[str, Histogram] = {}
        self._messages: dict[AuthorKind, Counter] = {}
        self._waiting = self._gauge("waiting_conversations", "Length of the waiting line")
        self._oldest = self._gauge("oldest_wait_seconds", "How long the first in line has been waiting")
        self._backlog = self._gauge("bot_backlog_conversations", "Conversations with work open for the bot")
        self._agents = self._gauge("agents_online", "Agents at the desk")
        self._sockets = self._gauge("sockets", "Connected browsers", "kind")
        self._parts = self._gauge("part_up", "Dependencies: 1 when it answers", "part")

    def message_acknowledged(self, author: str, seconds: float) -> None:
        """One message was acknowledged to its author, a customer or an agent."""
        known = self._acknowledged.get(author)
        if known is None:
            known = self._acknowledged[author] = self.acknowledged.labels(author)
        known.observe(seconds)

    def message_stored(self, author: AuthorKind) -> None:
        """One message is durable."""
        known = self._messages.get(author)
        if known is None:
            known = self._messages[author] = self.messages.labels(author.value)
        known.inc()

    def exposition(self, standing: Standing, now: datetime) -> bytes:
        """The text Prometheus reads, with how things stand now."""
        since = standing.oldest_waiting_since
        # What could not be asked is not a number: a zero would look like good news.
        unknown = float("nan")
        self._waiting.set(unknown if standing.waiting is None else standing.waiting)
        self._oldest.set(max(0.0, (now - since).total_seconds()) if since else (self._zero_or_unknown(standing)))
        self._backlog.set(unknown if standing.backlog is None else standing.backlog)
        self._agents.set(standing.agents_online)
        for kind, number in standing.sockets.items():
            self._sockets.labels(kind).set(number)
        for part, up in standing.parts.items():
            self._parts.labels(part).set(up)
        return generate_latest(self._registry)

    @staticmethod
    def _zero_or_unknown(standing: Standing) -> float:
        return float("nan") if standing.waiting is None else 0.0

    def _histogram(self, name: str, says: str, *labels: str, buckets: tuple[float, ...] = QUICK) -> Histogram:
        return Histogram(f"warmhand_{name}_seconds", says, labels, registry=self._registry, buckets=buckets)

    def _counter(self, name: str, says: str, *labels: str) -> Counter:
        return Counter(f"warmhand_{name}", says, labels, registry=self._registry)

    def _gauge(self, name: str, says: str, *labels: str) -> Gauge:
        return Gauge(f"warmhand_{name}", says, labels, registry=self._registry)
