"""What an agent says at the end: was it solved, what was it about, and what the bot should have understood. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from desk import errors
from desk.conversations.entry import AuthorKind, Entry, EntryKind


@dataclass(frozen=True)
class WrapUp:
    """Of the handling that ended with entry `seq`. `contact_reason` is an intent, or None where none fits."""

    conversation_id: str
    seq: int
    agent_id: str
    solved: bool
    contact_reason: str | None
    note: str
    at: datetime


@dataclass(frozen=True)
class IntentSuggestion:
    """An agent says what the customer's message `seq` meant; a designer decides whether the bot learns it."""

    conversation_id: str
    seq: int
    intent: str
    agent_id: str
    at: datetime


class BriefPart(StrEnum):
    """Which part of a brief was wrong."""

    WISH = "wish"
    REASON = "reason"
    TRIED = "tried"
    SHOP = "shop"
    MOOD = "mood"
    OTHER = "other"


@dataclass(frozen=True)
class BriefVerdict:
    """Whether a brief was right, by the agent who worked with it."""

    handoff_id: str
    conversation_id: str
    agent_id: str
    right: bool
    wrong_part: BriefPart | None
    at: datetime


def checked_intent(intent: str, known: Collection[str], field: str) -> str:
    """The intent if the bot knows it, or a typed refusal."""
    if intent not in known:
        raise errors.invalid_field(field, "The assistant knows no such intent.")
    return intent


def checked_suggestions(
    meant: Sequence[tuple[int, str]], entries: Sequence[Entry], known: Collection[str]
) -> list[tuple[int, str]]:
    """Suggestions about messages that the customer wrote, one each; or a typed refusal."""
    theirs = {e.seq for e in entries if e.kind is EntryKind.MESSAGE and e.author.kind is AuthorKind.CUSTOMER}
    for seq, intent in meant:
        if seq not in theirs:
            raise errors.invalid_field("understood", "Only what the customer wrote can be understood.")
        checked_intent(intent, known, "understood")
    return list(dict(meant).items())
