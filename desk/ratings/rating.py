"""A rating of one handling: from when somebody began to answer until they were done. Pure.

A handling ends with an entry: a person resolved it or gave it back to the assistant, or the customer ended the chat.
That entry's number names it, so that each is rated once, and the assistant and people apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from desk import errors
from desk.conversations.conversation import Change, Conversation, append
from desk.conversations.entry import SYSTEM, AuthorKind, Entry, EntryKind

ENDS = (EntryKind.RESOLVED, EntryKind.HANDED_BACK, EntryKind.ENDED)
REASONS_LIMIT = 6
TEXT_LIMIT = 1_000


class Reason(StrEnum):
    """What a customer can tick; the same for good and bad marks, read beside the score."""

    SPEED = "speed"
    UNDERSTOOD = "understood"
    SOLVED = "solved"
    KINDNESS = "kindness"
    EFFORT = "effort"
    """How much one had to repeat and explain."""


@dataclass(frozen=True)
class Handling:
    """Who handled it; `agent_id` None is the assistant."""

    seq: int
    agent_id: str | None


@dataclass(frozen=True)
class Rating:
    """`score` is 1 (bad) to 5 (good)."""

    conversation_id: str
    seq: int
    agent_id: str | None
    score: int
    reasons: tuple[Reason, ...]
    text: str
    at: datetime


def ended_handling(entries: Sequence[Entry], seq: int) -> Handling:
    """The handling that ended with that entry; raises `nothing_to_rate` when none did."""
    end = next((entry for entry in entries if entry.seq == seq), None)
    if end is None or end.kind not in ENDS:
        raise errors.nothing_to_rate()
    since = max((entry.seq for entry in entries if entry.kind in ENDS and entry.seq < seq), default=0)
    stretch = [entry for entry in entries if since < entry.seq < seq]
    taken = [entry for entry in stretch if _begins_with_agent(entry)]
    if taken:
        return Handling(seq, taken[-1].author.id)
    if not any(entry.message is not None and entry.author.kind is AuthorKind.BOT for entry in stretch):
        raise errors.nothing_to_rate()
    return Handling(seq, None)


def rated(conversation: Conversation, seq: int, score: int, now: datetime) -> Change:
    """The customer rated the handling that ended with entry `seq`."""
    return append(conversation, EntryKind.RATED, SYSTEM, now, line=f"Rated {score} of 5", data={"seq": seq})


def _begins_with_agent(entry: Entry) -> bool:
    if entry.kind is EntryKind.REOPENED:
        return entry.author.kind is AuthorKind.AGENT
    return entry.kind is EntryKind.CLAIMED
