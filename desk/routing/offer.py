"""An offer: one waiting conversation before one agent, for a short while."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from desk.conversations.entry import stamp


class OfferState(StrEnum):
    OPEN = "open"
    TAKEN = "taken"
    PASSED = "passed"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    """The customer left, or a colleague took the conversation from the line."""


DECLINED = (OfferState.PASSED, OfferState.EXPIRED)


@dataclass(frozen=True)
class Offer:
    """At most one is open for each conversation, and one for each agent; the record sees to that."""

    id: str
    conversation_id: str
    agent_id: str
    offered_at: datetime
    expires_at: datetime
    why: tuple[str, ...] = ()
    state: OfferState = OfferState.OPEN
    ended_at: datetime | None = None

    def to_json(self) -> dict[str, Any]:
        """The offer as the console gets it (docs/wire.md §4)."""
        return {
            "id": self.id,
            "conversation_id": self.conversation_id,
            "offered_at": stamp(self.offered_at),
            "expires_at": stamp(self.expires_at),
            "why": list(self.why),
        }
