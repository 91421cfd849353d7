"""What timers need stored."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from desk.timers.timer import Timer


class TimerStore(Protocol):
    """Timers, inside one transaction."""

    async def put(self, timer: Timer) -> None:
        """Set the conversation's timer of this kind, in place of an earlier one."""

    async def drop(self, conversation_id: str) -> None:
        """Take away all timers of a conversation."""

    async def of(self, conversation_id: str) -> list[Timer]: ...

    async def due(self, now: datetime, limit: int = 100) -> list[Timer]: ...

    async def take(self, timer: Timer) -> bool:
        """Take the timer away; of several desks that take it only one is told yes, and acts in the same transaction."""
