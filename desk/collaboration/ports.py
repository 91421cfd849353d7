"""What the flows of collaboration need stored."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from desk.collaboration.canned_reply import CannedReply
from desk.collaboration.customer_note import CustomerNote
from desk.collaboration.note import Mention
from desk.collaboration.saved_view import SavedView


class MentionStore(Protocol):
    """Who was called in which note, inside one transaction."""

    async def add(self, mentions: Sequence[Mention]) -> None: ...

    async def read(self, conversation_id: str, agent_id: str, now: datetime) -> bool:
        """The agent has opened the conversation; False when nothing there was unread."""

    async def conversations_of(self, agent_id: str, limit: int = 200) -> list[str]:
        """Where the agent was called, unread first, newest first."""

    async def unread(self) -> dict[str, int]:
        """In how many conversations each agent is called and has not looked."""


class LabelStore(Protocol):
    """Labels, inside one transaction."""

    async def of(self, conversation_id: str) -> list[str]: ...

    async def put(self, conversation_id: str, labels: Collection[str]) -> None:
        """These and no others."""

    async def all(self) -> dict[str, int]:
        """Every label in use and on how many conversations."""


class CannedReplyStore(Protocol):
    """Canned replies, inside one transaction."""

    async def for_agent(self, agent_id: str) -> list[CannedReply]:
        """The team's and the agent's own, by shortcut."""

    async def get(self, reply_id: str) -> CannedReply | None: ...

    async def put(self, reply: CannedReply) -> None: ...

    async def remove(self, reply_id: str) -> None: ...


class SavedViewStore(Protocol):
    """Views that agents keep, inside one transaction."""

    async def of(self, agent_id: str) -> list[SavedView]:
        """Oldest first."""

    async def add(self, view: SavedView) -> None: ...

    async def remove(self, view_id: str, agent_id: str) -> bool:
        """False when that agent keeps no such view."""


class CustomerNoteStore(Protocol):
    """What the team keeps of a customer, inside one transaction."""

    async def of(self, customer_id: str) -> CustomerNote | None: ...

    async def put(self, note: CustomerNote) -> None:
        """In place of the earlier one; without words there is none."""
