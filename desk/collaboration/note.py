"""Private notes in a conversation, and the colleagues they call. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from desk import errors
from desk.agents.agent import Agent
from desk.conversations.conversation import Change, Conversation, append
from desk.conversations.entry import Author, EntryKind, Message

MENTIONS_LIMIT = 10


@dataclass(frozen=True)
class Mention:
    """A colleague called in the note with that number; `read_at` is when they opened the conversation since."""

    conversation_id: str
    seq: int
    agent_id: str
    at: datetime
    read_at: datetime | None = None


def noted(
    conversation: Conversation, author: Author, message: Message, called: Sequence[Agent], now: datetime
) -> Change:
    """Anybody of the team may note something, whoever holds the conversation and whatever its state."""
    names = [{"id": agent.id, "name": agent.name} for agent in called]
    return append(conversation, EntryKind.NOTE, author, now, message=message, data={"mentions": names})


def mentions_of(change: Change, called: Sequence[Agent]) -> list[Mention]:
    """Those to be told; who calls themselves knows already."""
    entry = change.entries[-1]
    others = [agent for agent in called if agent.id != entry.author.id]
    return [Mention(entry.conversation_id, entry.seq, agent.id, entry.at) for agent in others]


def checked_mentions(agent_ids: Sequence[str]) -> list[str]:
    """Each id once, or a typed refusal."""
    wanted = list(dict.fromkeys(agent_ids))
    if len(wanted) > MENTIONS_LIMIT:
        raise errors.invalid_field("mentions", f"A note calls at most {MENTIONS_LIMIT} colleagues.")
    return wanted
