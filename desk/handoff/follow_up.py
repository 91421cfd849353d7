"""A message that was left because nobody was there: it is answered later, by a time that was promised."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from desk.conversations.entry import stamp


class FollowUpState(StrEnum):
    OPEN = "open"
    TAKEN = "taken"
    """An agent is answering it."""
    DONE = "done"


@dataclass(frozen=True)
class FollowUp:
    """`due_at` is when the customer was told they would have an answer at the latest."""

    id: str
    conversation_id: str
    handoff_id: str
    email: str | None
    text: str
    left_at: datetime
    due_at: datetime
    state: FollowUpState = FollowUpState.OPEN
    agent_id: str | None = None
    ended_at: datetime | None = None
    alarmed_at: datetime | None = None

    def to_json(self) -> dict[str, Any]:
        """As the console gets it (docs/wire.md §4)."""
        return {
            "id": self.id,
            "conversation_id": self.conversation_id,
            "email": self.email,
            "text": self.text,
            "left_at": stamp(self.left_at),
            "due_at": stamp(self.due_at),
            "state": str(self.state),
        }
