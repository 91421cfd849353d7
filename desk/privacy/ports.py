"""What data rights need: every store that holds something of a customer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol

Document = dict[str, list[dict[str, Any]]]
"""Rows by table, as JSON."""


class PrivacyStore(Protocol):
    """The record, by customer instead of by noun, inside one transaction."""

    async def find(self, reference: str) -> str | None:
        """The id of the customer whom an id of ours, of the shop or of a conversation names."""

    async def conversations_of(self, customer_id: str) -> list[str]: ...

    async def document(self, customer_id: str) -> Document:
        """Every row of this customer in every table, without secrets."""

    async def files_of(self, conversation_ids: Sequence[str]) -> list[str]:
        """The names on the disk of everything attached in them."""

    async def erase_conversations(self, conversation_ids: Sequence[str], at: datetime) -> int:
        """Erase them with all that hangs on them; returns how many rows. Their ids are kept for `still_to_forget`."""

    async def erase_customer(self, customer_id: str) -> int:
        """Erase what is left of a customer once their conversations are gone; returns how many rows."""

    async def over(self, anonymous_before: datetime, known_before: datetime, limit: int) -> list[str]:
        """Closed conversations whose last change lies before these moments, oldest first."""

    async def drop_leftovers(self, before: datetime) -> int:
        """Erase sessions that ended, and people without session or conversation, from before that moment."""

    async def still_to_forget(self) -> list[tuple[str, datetime]]:
        """Conversations erased not long ago: a late answer may have put something of them elsewhere."""

    async def forgotten(self, conversation_ids: Sequence[str]) -> None:
        """Nothing late can come any more: not even their ids are kept."""


class OtherStore(Protocol):
    """A store outside the record."""

    name: str

    async def document(self, conversation_ids: Sequence[str]) -> dict[str, Any]:
        """What it holds of these conversations. Raises `store_unavailable`."""

    async def forget(self, conversation_ids: Sequence[str]) -> None:
        """Erase it. Raises `store_unavailable`."""
