"""Entries: the numbered lines of a transcript. Every change of a conversation is one."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from desk import errors
from desk.attachments.attached import Attached, in_words

UUID_CHARACTERS = frozenset("0123456789abcdef-")
MESSAGE_LIMIT = 4_000
"""Characters in one message; counted after trimming."""


class AuthorKind(StrEnum):
    CUSTOMER = "customer"
    BOT = "bot"
    AGENT = "agent"
    SYSTEM = "system"


class EntryKind(StrEnum):
    MESSAGE = "message"
    HANDOFF_REQUESTED = "handoff_requested"
    CLAIMED = "claimed"
    HANDED_BACK = "handed_back"
    RESOLVED = "resolved"
    REOPENED = "reopened"
    WAIT_ENDED = "wait_ended"
    BOT_TRIES = "bot_tries"
    MESSAGE_LEFT = "message_left"
    TRANSFERRED = "transferred"
    AGENT_LOST = "agent_lost"
    EDITED = "edited"
    DELETED = "deleted"
    ENDED = "ended"
    """By the customer."""
    RATED = "rated"
    NOTE = "note"
    """A private note of the team; never shown to the customer, nor told to the bot."""
    LABELLED = "labelled"
    SNOOZED = "snoozed"
    WOKEN = "woken"
    MERGED = "merged"
    """Another conversation goes on in this one."""
    GRANT = "grant"
    """Something was given to make good, or taken back; what is still to be decided is for the team only."""
    PROMISE = "promise"
    """Something was promised, moved, kept or taken back; that it is due soon is for the team only."""


AMENDMENTS = (EntryKind.EDITED, EntryKind.DELETED)
"""Entries that tell of a change to an earlier one; `data["seq"]` says which."""
TEAM_ONLY = frozenset({EntryKind.NOTE, EntryKind.LABELLED, EntryKind.SNOOZED, EntryKind.WOKEN, EntryKind.MERGED})
"""Customers are told that there is such a number, so that their count has no gap, and nothing else."""


@dataclass(frozen=True)
class Author:
    """Who wrote an entry. `id` is the agent's id, otherwise None; `name` is shown to people."""

    kind: AuthorKind
    name: str
    id: str | None = None


SYSTEM = Author(AuthorKind.SYSTEM, "Warmhand")


@dataclass(frozen=True)
class QuickReply:
    """A button under a message: either a text sent as the customer's own, or a command to the desk."""

    label: str
    text: str | None = None
    command: str | None = None

    def to_json(self) -> dict[str, str]:
        return {"label": self.label} | ({"command": self.command} if self.command else {"text": self.text or ""})


@dataclass(frozen=True)
class Message:
    """What was said. `id` is made by the client (UUID) or derived from the bot's turn; unique per conversation."""

    id: str
    text: str
    quick_replies: tuple[QuickReply, ...] = ()
    card: dict[str, Any] | None = None
    attachments: tuple[Attached, ...] = ()
    edited_at: datetime | None = None
    deleted: bool = False

    @property
    def gist(self) -> str:
        """The words, or what was sent without words."""
        return self.text or in_words(self.attachments)

    @property
    def shows_order(self) -> bool:
        """Whether its card may tell something of an order: every card does but the way to an article."""
        return self.card is not None and self.card.get("kind") != "article"

    def to_json(self) -> dict[str, Any]:
        said: dict[str, Any] = {
            "id": self.id,
            "text": self.text,
            "quick_replies": [reply.to_json() for reply in self.quick_replies],
            "card": self.card,
        }
        if self.attachments:
            said["attachments"] = [file.to_json() for file in self.attachments]
        if self.edited_at is not None:
            said |= {"deleted": True} if self.deleted else {"edited_at": stamp(self.edited_at)}
        return said


@dataclass(frozen=True)
class Entry:
    """One numbered line of a transcript: a message, or a change of the conversation told in `line`."""

    conversation_id: str
    seq: int
    kind: EntryKind
    at: datetime
    author: Author
    message: Message | None = None
    line: str | None = None
    data: dict[str, Any] = field(default_factory=dict)
    amended: Message | None = None
    """With an amendment: the message it is about as it reads now, whatever it read at that time."""

    def to_json(self) -> dict[str, Any]:
        """The entry as browsers get it (docs/wire.md §4)."""
        shown: dict[str, Any] = {
            "seq": self.seq,
            "kind": str(self.kind),
            "at": stamp(self.at),
            "author": {"kind": str(self.author.kind), "id": self.author.id, "name": self.author.name},
            "message": self.message.to_json() if self.message else None,
            "line": self.line,
        }
        if self.kind is EntryKind.NOTE:
            shown["mentions"] = self.data["mentions"]
        if "ask" in self.data:
            shown["ask"] = self.data["ask"]
        if self.kind is EntryKind.GRANT:
            shown |= {"grant": self.data["grant"], "team_only": self.team_only}
        if self.kind is EntryKind.PROMISE:
            shown |= {"promise": self.data["promise"], "team_only": self.team_only}
        if self.kind is EntryKind.MERGED:
            shown["merged"] = self.data["conversation_id"]
        if self.amended is not None:
            shown["change"] = {"seq": self.data["seq"], "message": self.amended.to_json()}
        return shown

    @property
    def team_only(self) -> bool:
        """Whether customers get no more of it than its number; an amendment counts as what it is about."""
        return self.kind in TEAM_ONLY or self.data.get("team_only") is True

    def to_customer_json(self) -> dict[str, Any]:
        """The entry as its customer gets it: what is the team's own is hidden."""
        if not self.team_only:
            return self.to_json()
        nobody = {"kind": str(SYSTEM.kind), "id": None, "name": SYSTEM.name}
        hidden = {"seq": self.seq, "kind": "hidden", "at": stamp(self.at), "author": nobody}
        return hidden | {"message": None, "line": None}


def stamp(moment: datetime) -> str:
    """A moment as the wire has it: ISO 8601, UTC, milliseconds, `Z`."""
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def checked_message_id(message_id: str) -> str:
    """The id of a message if it is a UUID in lower case, or a typed refusal."""
    groups = message_id.split("-")
    if [len(group) for group in groups] != [8, 4, 4, 4, 12] or not set(message_id) <= UUID_CHARACTERS:
        raise errors.invalid_field("id", "The id must be a UUID in lower case.")
    return message_id


def checked_text(text: str, name: str = "text", may_be_empty: bool = False) -> str:
    """The trimmed text of a message, or a typed refusal: empty, too long, NUL or broken Unicode."""
    if "\x00" in text:
        raise errors.invalid_field(name, "The text holds a NUL character.")
    try:
        text.encode()
    except UnicodeEncodeError as broken:
        raise errors.invalid_field(name, "The text is not valid Unicode.") from broken
    trimmed = text.strip()
    if not trimmed and not may_be_empty:
        raise errors.invalid_field(name, "The message is empty.")
    if len(trimmed) > MESSAGE_LIMIT:
        raise errors.message_too_long(MESSAGE_LIMIT)
    return trimmed
