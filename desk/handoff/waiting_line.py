"""The waiting line: who comes first, and what a waiting customer is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from desk.conversations.conversation import Conversation, State
from desk.conversations.entry import Message

FIRST_WORD_WITHIN = timedelta(minutes=5)
"""A waiting customer hears from us at least this often."""


@dataclass(frozen=True)
class Place:
    """A place in line; the first is 1."""

    position: int
    since: datetime


def in_order(conversations: Sequence[Conversation]) -> list[Conversation]:
    """Waiting conversations, longest wait first."""
    waiting = [c for c in conversations if c.state is State.WAITING and c.waiting_since is not None]
    return sorted(waiting, key=lambda c: (c.waiting_since or c.created_at, c.id))


def place_of(conversation: Conversation, ahead: int) -> Place | None:
    """The place of a waiting conversation with `ahead` others before it; None when it does not wait."""
    if conversation.state is not State.WAITING or conversation.waiting_since is None:
        return None
    return Place(ahead + 1, conversation.waiting_since)


def promise(handoff_id: str, position: int, agents_online: int) -> Message:
    """The first words after the handoff is stored: for what the customer waits.

    The way back to the assistant is part of the widget's waiting panel, always in sight.
    """
    if agents_online == 0:
        text = (
            "Nobody from our team is at the desk right now. Your place in line is kept, and whoever comes first "
            "reads everything above before answering here. You can leave this page and come back."
        )
    elif position == 1:
        text = "You are next. A person from our team reads everything above first, so you need not say it again."
    else:
        text = (
            f"You are number {position} in line. A person from our team reads everything above first, "
            "so you need not say it again."
        )
    return Message(f"wait-{handoff_id}-0", text)


def reminder(handoff_id: str, number: int, position: int) -> Message:
    """Words for a wait that ran past its deadline; `number` counts the reminders of this wait from 1."""
    place = "You are next in line" if position == 1 else f"You are number {position} in line"
    text = (
        f"Thank you for waiting. {place} and your place is kept. "
        "You need not stay on this page; the answer will be here."
    )
    return Message(f"wait-{handoff_id}-{number}", text)
