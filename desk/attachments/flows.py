"""Attachments in the hands of people: uploaded, looked at, removed."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

from desk import errors
from desk.agents.agent import Agent
from desk.attachments.attachment import QUOTA_WINDOW, UNSENT_LIFE, Attachment, check_quota, clean_name
from desk.attachments.ports import Incoming, Kept
from desk.conversations.conversation import State
from desk.conversations.entry import Author, AuthorKind
from desk.conversations.flows import agent_author, conversation_of, settled
from desk.customers.customer import Customer
from desk.ports import DeskPorts, Unit

Access = Callable[[Unit], Awaitable[Author]]
"""Whether somebody may act here: gives them as an author, or refuses as for an unknown conversation."""


FEW = 20
"""So many files without a row a desk may leave behind in bad days; when there are more, something else is wrong."""


class WrongFolder(Exception):
    """The folder and the record do not belong together; a desk opened on the wrong database must not empty it."""


@dataclass(frozen=True)
class Uploaded:
    """A stored upload; `repeat` when it had been stored before and nothing was done."""

    attachment: Attachment
    repeat: bool


@dataclass(frozen=True)
class Upload:
    """What somebody wants to attach: where, under which id of their own, called what."""

    conversation_id: str
    upload_id: str
    name: str
    access: Access


def by_customer(conversation_id: str, customer: Customer) -> Access:
    """A customer in their own conversation."""

    async def access(unit: Unit) -> Author:
        await conversation_of(unit, conversation_id, customer)
        return Author(AuthorKind.CUSTOMER, customer.shown_name)

    return access


def by_agent(conversation_id: str, agent: Agent) -> Access:
    """An agent in the conversation they hold (`not_yours` otherwise)."""

    async def access(unit: Unit) -> Author:
        found = await unit.conversations.get(conversation_id)
        if found is None:
            raise errors.conversation_not_found()
        if found.state is not State.WITH_AGENT or found.agent_id != agent.id:
            raise errors.not_yours()
        return agent_author(agent)

    return access


def read_by_agent(conversation_id: str, agent: Agent) -> Access:
    """An agent who only looks: every conversation is open to those who may hold one."""

    async def access(unit: Unit) -> Author:
        if await unit.conversations.get(conversation_id) is None:
            raise errors.conversation_not_found()
        return agent_author(agent)

    return access


async def admit(upload: Upload, desk: DeskPorts) -> None:
    """Before a byte is read: may they, and is there room for today? The repeat of a stored upload always may."""
    async with desk.record.look() as unit:
        author = await upload.access(unit)
        if await unit.attachments.by_upload(upload.conversation_id, upload.upload_id) is None:
            await _check_quota(unit, upload, author, 0, desk)


async def store(upload: Upload, incoming: Incoming, desk: DeskPorts) -> Uploaded:
    """Look at what arrived, clean it and keep it. The same id and bytes again change nothing; other bytes are refused.

    Nothing stays on the disk when it is refused.
    """
    try:
        async with desk.record.look() as unit:
            earlier = await _earlier(unit, upload, incoming, await upload.access(unit))
        if earlier is not None:
            return Uploaded(earlier, repeat=True)
        kept = await desk.files.keep(incoming)
        return await _recorded(upload, incoming, kept, desk)
    finally:
        await desk.files.discard(incoming)


async def look_at(
    conversation_id: str, attachment_id: str, thumbnail: bool, access: Access, desk: DeskPorts
) -> tuple[Attachment, int, AsyncIterator[bytes]]:
    """An attachment that its reader may see, with its size on the disk and its bytes."""
    async with desk.record.look() as unit:
        reader = await access(unit)
        found = await unit.attachments.get(attachment_id)
    if found is None or found.conversation_id != conversation_id or not found.visible_to(reader):
        raise errors.attachment_not_found()
    if thumbnail and not found.attached.is_picture:
        raise errors.attachment_not_found()
    size = await desk.files.size(found.stored_as, thumbnail)
    return found, size, await desk.files.read(found.stored_as, thumbnail)


async def remove_unsent(desk: DeskPorts) -> int:
    """Remove uploads that no message took along within the hour; returns how many."""
    async with desk.record.look() as unit:
        due = await unit.attachments.unsent_before(desk.clock() - UNSENT_LIFE)
    if not due:
        return 0
    async with desk.record.change() as unit:
        # A message may have taken one along since; rows go first, so that no row ever names a missing file.
        removed = await unit.attachments.remove_unsent([attachment.id for attachment in due])
    await desk.files.remove([attachment.stored_as for attachment in removed])
    return len(removed)


async def remove_strays(desk: DeskPorts, everywhere: bool = False) -> int:
    """Remove files that belong to no attachment: a desk was killed between file and record. Returns how many.

    Raises `WrongFolder` and removes nothing when most files are unknown.
    """
    names = await desk.files.strays(everywhere)
    strays: list[str] = []
    for start in range(0, len(names), 500):
        some = names[start : start + 500]
        async with desk.record.look() as unit:
            known = await unit.attachments.known(some)
        strays += [name for name in some if name not in known]
    if len(strays) > FEW and len(strays) > len(names) / 2:
        raise WrongFolder(
            f"{len(strays)} of {len(names)} files belong to no attachment of this record; none is removed"
        )
    await desk.files.remove(strays)
    return len(strays)


async def _recorded(upload: Upload, incoming: Incoming, kept: Kept, desk: DeskPorts) -> Uploaded:
    async def once() -> Uploaded:
        async with desk.record.change() as unit:
            author = await upload.access(unit)
            await unit.attachments.hold(upload.conversation_id)
            earlier = await _earlier(unit, upload, incoming, author)
            if earlier is not None:
                return Uploaded(earlier, repeat=True)
            await _check_quota(unit, upload, author, kept.bytes, desk)
            attachment = Attachment(
                id=desk.new_id("a"),
                conversation_id=upload.conversation_id,
                upload_id=upload.upload_id,
                author_kind=author.kind,
                author_id=author.id,
                created_at=desk.clock(),
                name=clean_name(upload.name, kept.kind),
                type=kept.kind.type,
                bytes=kept.bytes,
                digest=incoming.digest,
                stored_as=kept.stored_as,
                width=kept.width,
                height=kept.height,
            )
            await unit.attachments.add(attachment)
            return Uploaded(attachment, repeat=False)

    taken = False
    try:
        uploaded = await settled(once)
        taken = not uploaded.repeat
        return uploaded
    finally:
        if not taken:
            await desk.files.remove([kept.stored_as])


async def _earlier(unit: Unit, upload: Upload, incoming: Incoming, author: Author) -> Attachment | None:
    earlier = await unit.attachments.by_upload(upload.conversation_id, upload.upload_id)
    if earlier is not None and (earlier.digest != incoming.digest or not earlier.is_by(author)):
        raise errors.attachment_id_reused()
    return earlier


async def _check_quota(unit: Unit, upload: Upload, author: Author, more: int, desk: DeskPorts) -> None:
    used = await unit.attachments.used(upload.conversation_id, author.kind, desk.clock() - QUOTA_WINDOW)
    check_quota(used, more, desk.attachment_limits)
