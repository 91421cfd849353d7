"""What an agent wants to see of all conversations, and where a page of them goes on. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from desk import errors
from desk.conversations.conversation import Conversation, State

UPSET = 0.6
"""From this mood on a customer counts as upset; the console says so, too."""


class Channel(StrEnum):
    """How the answers reach the customer."""

    CHAT = "chat"
    EMAIL = "email"
    """By letter besides: they chose so, or left a message with an address."""


@dataclass(frozen=True)
class InboxFilter:
    """All that is set must hold.

    `reason` is why a person was last asked for, `about` the intent a conversation is about. `team` lets through what is
    kept for that team in line and what its members hold.
    """

    states: frozenset[State] = frozenset()
    agent_id: str | None = None
    label: str | None = None
    tier: str | None = None
    upset: bool = False
    channel: Channel | None = None
    language: str | None = None
    reason: str | None = None
    about: str | None = None
    team: str | None = None


@dataclass(frozen=True)
class Cursor:
    """A page ends with a conversation; the next one begins after it, in the order of last change."""

    at: datetime
    conversation_id: str

    def __str__(self) -> str:
        return f"{self.at.astimezone(UTC).isoformat()}~{self.conversation_id}"

    @classmethod
    def after(cls, conversation: Conversation) -> Cursor:
        return cls(conversation.updated_at, conversation.id)

    @classmethod
    def read(cls, written: str) -> Cursor:
        """Raises `invalid_field` for what was not written here."""
        moment, _, conversation_id = written.partition("~")
        try:
            at = datetime.fromisoformat(moment)
        except ValueError:
            at = None
        if at is None or at.tzinfo is None or not conversation_id:
            raise errors.invalid_field("cursor", "This page does not go on from here.")
        return cls(at, conversation_id)
