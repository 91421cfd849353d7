"""What the wall needs stored."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from desk.praise.praise import Praise


class PraiseStore(Protocol):
    """The wall, inside one transaction."""

    async def unread(self, until: datetime, most: int) -> list[tuple[str, int]]:
        """Conversations that changed since they were read and are quiet since `until`, with their version."""

    async def keep(self, conversation_id: str, version: int, found: Sequence[Praise]) -> None:
        """Put these in place of what was read of that conversation before."""

    async def of(self, conversation_id: str) -> list[Praise]: ...

    async def get(self, praise_id: str) -> Praise | None: ...

    async def save(self, praise: Praise) -> None:
        """Whether it hangs on the wall."""

    async def wall(self, since: datetime, until: datetime | None, limit: int) -> list[Praise]:
        """Said since then and before `until`, latest first, those taken down too."""
