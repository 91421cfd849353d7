"""An attachment from its arrival to its message: what is allowed, who may see it, how it is called."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from desk import errors
from desk.attachments.attached import Attached
from desk.attachments.kinds import Kind
from desk.conversations.entry import Author, AuthorKind

UNSENT_LIFE = timedelta(hours=1)
"""An upload that no message took along by then is removed."""

QUOTA_WINDOW = timedelta(days=1)
NAME_LIMIT = 100
"""Characters of a file name, ending included."""


@dataclass(frozen=True)
class Limits:
    """How much may be attached: bytes of one file, files of one message, and both per conversation, side and day."""

    bytes: int = 10 * 1024 * 1024
    per_message: int = 5
    day_bytes: int = 100 * 1024 * 1024
    day_count: int = 100

    def to_json(self) -> dict[str, int]:
        """What a browser has to know beforehand."""
        return {"bytes": self.bytes, "per_message": self.per_message}


@dataclass(frozen=True)
class Used:
    """What one side of a conversation attached within the last day."""

    count: int = 0
    bytes: int = 0


@dataclass(frozen=True)
class Attachment:
    """One stored file. `upload_id` is the client's, unique per conversation; `digest` is of the bytes as they came.

    `seq` is the entry of the message that took it along, None until then. `stored_as` is its random name on the disk.
    """

    id: str
    conversation_id: str
    upload_id: str
    author_kind: AuthorKind
    author_id: str | None
    created_at: datetime
    name: str
    type: str
    bytes: int
    digest: str
    stored_as: str
    width: int | None = None
    height: int | None = None
    seq: int | None = None

    @property
    def attached(self) -> Attached:
        """As the transcript tells it."""
        return Attached(self.id, self.name, self.type, self.bytes, self.width, self.height)

    def is_by(self, author: Author) -> bool:
        return (self.author_kind, self.author_id) == (author.kind, author.id)

    def visible_to(self, reader: Author) -> bool:
        """What was sent is seen by both sides; what was not, only by who uploaded it."""
        return self.seq is not None or self.is_by(reader)


def check_quota(used: Used, more: int, limits: Limits) -> None:
    """Refuse one more file of so many bytes when the day's share is used up."""
    if used.count + 1 > limits.day_count or used.bytes + more > limits.day_bytes:
        raise errors.attachment_quota()


def check_wanted(wanted: Sequence[str], limits: Limits) -> None:
    """Refuse a message that names too many files, or one twice."""
    if len(wanted) > limits.per_message:
        raise errors.too_many_attachments(limits.per_message)
    if len(set(wanted)) != len(wanted):
        raise errors.invalid_field("attachments", "The same file is named twice.")


def sendable(found: Attachment | None, conversation_id: str, author: Author) -> Attachment:
    """The upload, if this author may send it with a message of this conversation.

    Unknown, somebody else's, already sent and removed all look the same.
    """
    if found is None or found.conversation_id != conversation_id or found.seq is not None or not found.is_by(author):
        raise errors.attachment_gone()
    return found


def clean_name(raw: str, kind: Kind) -> str:
    """A file name that is only a name: no path, nothing invisible, an ending that says what the file is."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", raw))[-1]
    # Control and format characters go, and with them marks that turn the reading direction ("gpj.exe" shown as
    # "exe.jpg"); so do halves of broken Unicode.
    shown = "".join(" " if c.isspace() else c for c in last if c.isspace() or unicodedata.category(c)[0] != "C")
    plain = re.sub(r'[<>:"|?*]', "_", " ".join(shown.split())).strip(". ")
    stem, dot, ending = plain.rpartition(".")
    if not dot or not (ending.lower() in kind.endings or (kind.is_picture and ending.lower() in PICTURE_ENDINGS)):
        stem = plain
    stem = stem[: NAME_LIMIT - len(kind.endings[0]) - 1].rstrip(". ") or kind.fallback_name
    return f"{stem}.{kind.endings[0]}"


PICTURE_ENDINGS = frozenset(ending for kind in Kind if kind.is_picture for ending in kind.endings)
