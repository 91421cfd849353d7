"""What service levels need stored."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from desk.service_levels.service_level import ServiceClock


class ClockStore(Protocol):
    """Service clocks, and how far each conversation's transcript has been read off, inside one transaction."""

    async def begin(self, conversation_id: str, seq: int) -> None:
        """Read off this conversation from the entry after `seq`; harmless when it is being read already."""

    async def read_to(self, conversation_id: str) -> int | None:
        """How far it was read off; None when it is not being read."""

    async def advance(self, conversation_id: str, before: int, after: int) -> bool:
        """Whether it still stood at `before`; of two desks that read the same entries only one is told yes."""

    async def behind(self, since: datetime) -> list[str]:
        """Conversations changed since that moment whose newest entries have not been read off."""

    async def behind_among(self, conversation_ids: Collection[str]) -> list[str]:
        """Which of these have entries that have not been read off."""

    async def running_of(self, conversation_id: str) -> list[ServiceClock]: ...

    async def all_of(self, conversation_id: str) -> list[ServiceClock]: ...

    async def save(self, clocks: Sequence[ServiceClock]) -> None: ...

    async def to_warn(self, now: datetime) -> list[ServiceClock]:
        """Running clocks past their warning that nobody has been warned of."""

    async def to_breach(self, now: datetime) -> list[ServiceClock]:
        """Running clocks past their due time whose breach is not written down."""

    async def mark(self, clock: ServiceClock, column: str, now: datetime) -> bool:
        """Set `warned_at` or `breached_at` if it was not set; whether it was this call that set it."""
