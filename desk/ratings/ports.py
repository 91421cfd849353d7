"""What ratings need stored."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from desk.ratings.rating import Rating


class RatingStore(Protocol):
    """Ratings, inside one transaction."""

    async def get(self, conversation_id: str, seq: int) -> Rating | None: ...

    async def add(self, rating: Rating) -> None: ...

    async def of(self, conversation_id: str) -> list[Rating]:
        """All of a conversation, oldest first."""

    async def since(self, since: datetime, limit: int) -> list[tuple[Rating, str]]:
        """With their customers, latest first."""
