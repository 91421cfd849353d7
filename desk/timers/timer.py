"""A thing to be done at a time, unless it has become needless."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from desk.conversations.conversation import Conversation, State
from desk.conversations.entry import AuthorKind, Entry, EntryKind


class TimerKind(StrEnum):
    REMIND_SILENT = "remind_silent"
    """The customer has not answered the agent for a while: ask."""
    CLOSE_SILENT = "close_silent"
    """Nor after having been asked: close, which frees the agent."""
    WAKE = "wake"
    """What was put aside is to be seen to."""


@dataclass(frozen=True)
class Timer:
    """At most one of a kind for each conversation. `seq` is the last word it was set at; newer words undo it."""

    conversation_id: str
    kind: TimerKind
    seq: int
    due_at: datetime


@dataclass(frozen=True)
class Silence:
    """How long a customer may be silent while an agent holds the conversation."""

    remind_after: timedelta = timedelta(minutes=15)
    close_after: timedelta = timedelta(minutes=45)
    """After the reminder."""


def last_word(entries: list[Entry]) -> Entry | None:
    """The newest message of a customer or an agent; what the desk says of itself breaks no silence."""
    spoken = (AuthorKind.CUSTOMER, AuthorKind.AGENT)
    return next((e for e in reversed(entries) if e.kind is EntryKind.MESSAGE and e.author.kind in spoken), None)


def next_timer(conversation: Conversation, last: Entry | None, silence: Silence) -> Timer | None:
    """The timer this conversation needs now: it was put aside, or somebody waits for the customer's answer."""
    if conversation.snoozed_until is not None:
        return Timer(conversation.id, TimerKind.WAKE, conversation.last_seq, conversation.snoozed_until)
    if conversation.state is not State.WITH_AGENT or last is None or last.author.kind is not AuthorKind.AGENT:
        return None
    return Timer(conversation.id, TimerKind.REMIND_SILENT, last.seq, last.at + silence.remind_after)
