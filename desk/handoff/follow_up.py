"""A message that was left because nobody was there: it is answered later, by a time that was promised."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from desk.conversations.conversation import Conversation
from desk.conversations.entry import AuthorKind, stamp

SOON = timedelta(hours=1)
"""An alarm comes so long before the promised time, and once more when it has passed."""


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


def is_owed(follow_up: FollowUp, conversation: Conversation) -> bool:
    """Whether its customer still waits for the answer: not taken up, or taken up and not written to yet."""
    if follow_up.state is FollowUpState.TAKEN:
        return conversation.last_author is not AuthorKind.AGENT
    return follow_up.state is FollowUpState.OPEN


def alarm_is_due(follow_up: FollowUp, now: datetime) -> bool:
    """Once before the promised time comes, and once when it has passed."""
    told = follow_up.alarmed_at
    if now >= follow_up.due_at:
        return told is None or told < follow_up.due_at
    return told is None and now >= follow_up.due_at - SOON


def due_json(follow_up: FollowUp, now: datetime) -> dict[str, Any]:
    """The promise as the inbox shows it, like a clock of the service levels (docs/wire.md §4)."""
    soon = now >= follow_up.due_at - SOON
    state = "breached" if now >= follow_up.due_at else "soon" if soon else "ok"
    return {"measure": "follow_up", "due_at": stamp(follow_up.due_at), "state": state}
