"""What the flows of promises need from outside: their table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from desk.promises.promise import Promise, What


@dataclass(frozen=True)
class Wanted:
    """Which promises a supervisor looks for; None: any. `due_by`: those due until then, or late already."""

    what: What | None = None
    team: str | None = None
    agent_id: str | None = None
    due_by: datetime | None = None


class PromiseStore(Protocol):
    """Promises, inside one transaction. They hang on their conversation, and go with it."""

    async def get(self, promise_id: str) -> Promise | None: ...

    async def add(self, promise: Promise) -> None:
        """A new one. Raises `changed_meanwhile` where one of this kind was made of the same message meanwhile."""

    async def save(self, before: Promise, after: Promise) -> Promise:
        """Store a step by compare-and-set on `before.version`; raises `changed_meanwhile`."""

    async def made_of(self, conversation_id: str) -> list[Promise]:
        """All of one conversation, oldest first."""

    async def of_customer(self, customer_id: str, limit: int = 50) -> list[Promise]:
        """In all conversations of a customer: what is owed first, the soonest before, then the last settled."""

    async def owed_to(self, customer_id: str) -> list[Promise]:
        """What the customer still waits for, the soonest first."""

    async def owed_in(self, conversation_id: str) -> list[Promise]:
        """The same, of one conversation only."""

    async def owed(self, wanted: Wanted, limit: int = 500) -> list[Promise]:
        """What anybody still waits for, the soonest first."""

    async def calling(self) -> list[Promise]:
        """Owed promises that call somebody, the soonest first."""

    async def to_look_at(self, now: datetime, limit: int = 100) -> list[Promise]:
        """Open ones whose moment has come."""

    async def over_since(self, moment: datetime, limit: int = 20_000) -> list[Promise]:
        """Those that were kept, broken, moved or withdrawn since: by when they were settled, or were due."""
