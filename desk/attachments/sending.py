"""Uploads that a message takes along, inside the transaction that stores the message."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from desk.attachments.attached import Attached
from desk.attachments.attachment import Limits, check_wanted, sendable
from desk.conversations.entry import Author

if TYPE_CHECKING:
    from desk.ports import Unit


async def files_to_send(
    unit: Unit, conversation_id: str, author: Author, wanted: Sequence[str], limits: Limits
) -> tuple[Attached, ...]:
    """What the message will tell of these uploads; `attachment_gone` when one cannot be sent by this author here."""
    check_wanted(wanted, limits)
    found = [sendable(await unit.attachments.get(one), conversation_id, author) for one in wanted]
    return tuple(attachment.attached for attachment in found)


async def attach(unit: Unit, files: Sequence[Attached], seq: int) -> None:
    """Bind the uploads to the entry that was just saved."""
    if files:
        await unit.attachments.send([file.id for file in files], seq)
