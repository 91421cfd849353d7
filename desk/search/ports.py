"""What searching needs stored."""

from __future__ import annotations

from typing import Protocol

from desk.conversations.entry import Entry
from desk.search.query import Query


class SearchStore(Protocol):
    """Transcripts by their words, inside one transaction."""

    async def entries(self, query: Query, before: int | None, limit: int) -> list[tuple[int, Entry]]:
        """What holds all terms, newest first, each with its number to go on from (`before`)."""

    async def by_customer(self, query: Query, limit: int = 10) -> list[str]:
        """Conversations whose customer's name or address holds all terms, last changed first."""

    async def forget_some(self) -> bool:
        """Take a step of writing the index anew after words were removed; False once none can be read in it."""
