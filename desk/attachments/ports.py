"""What the attachment flows need stored, and where the bytes lie."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from desk.attachments.attachment import Attachment, Used
from desk.attachments.kinds import Kind
from desk.conversations.entry import AuthorKind


class AttachmentStore(Protocol):
    """Attachments as rows, inside one transaction."""

    async def get(self, attachment_id: str) -> Attachment | None: ...

    async def by_upload(self, conversation_id: str, upload_id: str) -> Attachment | None: ...

    async def hold(self, conversation_id: str) -> None:
        """Let no other upload to this conversation be counted before this transaction ends."""

    async def add(self, attachment: Attachment) -> None: ...

    async def send(self, ids: Sequence[str], seq: int) -> None:
        """Bind uploads to the message at `seq`; raises `changed_meanwhile` when one is bound or removed already."""

    async def used(self, conversation_id: str, by: AuthorKind, since: datetime) -> Used:
        """What this side of the conversation attached since then, sent or not."""

    async def sent_in(self, conversation_id: str) -> list[Attachment]:
        """What was sent in a conversation, in the order of its messages."""

    async def unsent_before(self, moment: datetime, limit: int = 100) -> list[Attachment]: ...

    async def remove_unsent(self, ids: Sequence[str]) -> list[Attachment]:
        """Take away those that are still unsent; returns them."""

    async def remove(self, ids: Sequence[str]) -> None:
        """Take away what was sent with a message that its author deleted; the sweep removes the bytes."""

    async def known(self, names: Sequence[str]) -> set[str]:
        """Which of these names on the disk belong to an attachment."""


@dataclass(frozen=True)
class Incoming:
    """An upload that arrived whole and is not looked at yet. `digest` is the SHA-256 of its bytes."""

    place: str
    bytes: int
    digest: str


@dataclass(frozen=True)
class Kept:
    """A file that was looked at, cleaned and stored under a random name."""

    stored_as: str
    kind: Kind
    bytes: int
    width: int | None = None
    height: int | None = None


class AttachmentFiles(Protocol):
    """The bytes. None of these blocks the event loop; a name on the disk never comes from outside."""

    async def receive(self, chunks: AsyncIterator[bytes], limit: int) -> Incoming:
        """Write a stream down; raises `attachment_too_large`, `upload_too_slow`, `attachment_storage_full`.

        A stream that breaks off, or is refused, leaves nothing.
        """

    async def keep(self, incoming: Incoming) -> Kept:
        """Recognise, clean and store what arrived; durable on return. Raises the refusals of `kinds` and `picture`."""

    async def discard(self, incoming: Incoming) -> None:
        """Remove what arrived; harmless when it is gone."""

    async def read(self, stored_as: str, thumbnail: bool) -> AsyncIterator[bytes]:
        """The bytes piece by piece; raises `attachment_not_found` when the disk does not hold them."""

    async def size(self, stored_as: str, thumbnail: bool) -> int:
        """In bytes; raises as `read` does."""

    async def remove(self, names: Sequence[str]) -> None:
        """Remove files and their thumbnails; harmless when they are gone."""

    async def strays(self, everywhere: bool) -> list[str]:
        """Names of files old enough to belong to an attachment; remains of uploads that broke off are removed here.

        `everywhere` looks at all of them, otherwise at those of the last two days.
        """
