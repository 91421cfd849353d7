"""What access needs stored, inside one transaction."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Sequence
from datetime import datetime
from typing import Any, Protocol

from desk.access.audit import AuditFilter, AuditLine, Checked
from desk.agents.factor import Factor


class AuditLog(Protocol):
    """Lines are added and read, never changed."""

    async def append(self, actor: str, action: str, subject: str, detail: dict[str, Any], at: datetime) -> None:
        """Add a line; `changed_meanwhile` when another desk was quicker, and the transaction is tried again."""

    def subject(self, kind: str, identifier: str) -> str:
        """How the log names a customer or a conversation."""

    def lines(self, after: int = 0, most: int | None = None) -> AsyncIterator[AuditLine]:
        """Lines beyond a number, oldest first, all or as many as asked for."""

    async def conversation(self, conversation_id: str) -> str:
        """How the log names a conversation; for as long as that is kept, the name leads back to it."""

    async def page(self, wanted: AuditFilter, before: int | None, most: int) -> list[AuditLine]:
        """Lines that fit, newest first, those before a number."""

    async def intact(self, lines: Sequence[AuditLine]) -> set[int]:
        """Numbers of those that are as they were written after the line before them."""

    async def conversations_of(self, names: Collection[str]) -> dict[str, str]:
        """Ids of conversations by the names that the log has for them; those that are still kept."""

    async def check(self, after: int, most: int) -> Checked:
        """Follow the chain from a number on, for so many lines."""

    async def broken_at(self) -> int | None:
        """The first number that is not as it was written, or None: all of it is looked at."""


class FactorStore(Protocol):
    """Colleagues' authenticators."""

    async def get(self, agent_id: str) -> Factor | None: ...

    async def in_force(self) -> frozenset[str]:
        """Ids of all who have one that counts."""

    async def put(self, factor: Factor) -> None:
        """Add it, or replace the colleague's earlier one."""

    async def use(self, before: Factor, after: Factor) -> bool:
        """Store a code as used; False when somebody else has just used the factor."""

    async def remove(self, agent_id: str) -> None: ...
