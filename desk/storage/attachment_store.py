"""Attachments in SQL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, bindparam, delete, func, insert, select, update

from desk import errors
from desk.attachments.attachment import Attachment, Used
from desk.conversations.entry import AuthorKind
from desk.storage.attachment_schema import attachments
from desk.storage.schema import conversations
from desk.storage.sql import Prepared, Sql

SENT_IN = Prepared(
    select(attachments)
    .where(attachments.c.conversation_id == bindparam("conversation_id"), attachments.c.seq.is_not(None))
    .order_by(attachments.c.seq, attachments.c.created_at)
)


class SqlAttachments:
    """Keeps `desk.attachments.ports.AttachmentStore`."""

    def __init__(self, connection: Sql) -> None:
        self._connection = connection

    async def get(self, attachment_id: str) -> Attachment | None:
        return await self._one(attachments.c.id == attachment_id)

    async def by_upload(self, conversation_id: str, upload_id: str) -> Attachment | None:
        same = and_(attachments.c.conversation_id == conversation_id, attachments.c.upload_id == upload_id)
        return await self._one(same)

    async def hold(self, conversation_id: str) -> None:
        # SQLite lets one change at a time write anyway, and leaves FOR UPDATE out.
        row = select(conversations.c.id).where(conversations.c.id == conversation_id).with_for_update()
        await self._connection.execute(row)

    async def add(self, attachment: Attachment) -> None:
        values = asdict(attachment) | {"author_kind": str(attachment.author_kind)}
        await self._connection.execute(insert(attachments).values(values))

    async def send(self, ids: Sequence[str], seq: int) -> None:
        free = and_(attachments.c.id.in_(ids), attachments.c.seq.is_(None))
        result = await self._connection.execute(update(attachments).where(free).values(seq=seq))
        if result.rowcount != len(ids):
            raise errors.changed_meanwhile()

    async def used(self, conversation_id: str, by: AuthorKind, since: datetime) -> Used:
        theirs = and_(
            attachments.c.conversation_id == conversation_id,
            attachments.c.created_at > since,
            attachments.c.author_kind == str(by),
        )
        query: Select[Any] = select(
            func.count().label("count"), func.coalesce(func.sum(attachments.c.bytes), 0).label("bytes")
        ).where(theirs)
        row = (await self._connection.execute(query)).mappings().one()
        return Used(int(row["count"]), int(row["bytes"]))

    async def sent_in(self, conversation_id: str) -> list[Attachment]:
        return [_noun(row) for row in await self._connection.fetch(SENT_IN, conversation_id=conversation_id)]

    async def unsent_before(self, moment: datetime, limit: int = 100) -> list[Attachment]:
        old = and_(attachments.c.seq.is_(None), attachments.c.created_at < moment)
        return await self._all(select(attachments).where(old).order_by(attachments.c.created_at).limit(limit))

    async def remove_unsent(self, ids: Sequence[str]) -> list[Attachment]:
        unsent = and_(attachments.c.id.in_(ids), attachments.c.seq.is_(None))
        rows = (await self._connection.execute(delete(attachments).where(unsent).returning(attachments))).mappings()
        return [_noun(dict(row)) for row in rows]

    async def remove(self, ids: Sequence[str]) -> None:
        await self._connection.execute(delete(attachments).where(attachments.c.id.in_(list(ids))))

    async def known(self, names: Sequence[str]) -> set[str]:
        query = select(attachments.c.stored_as).where(attachments.c.stored_as.in_(names))
        return {str(name) for name in (await self._connection.execute(query)).scalars()}

    async def _one(self, which: Any) -> Attachment | None:
        row = (await self._connection.execute(select(attachments).where(which))).mappings().first()
        return _noun(dict(row)) if row else None

    async def _all(self, query: Select[Any]) -> list[Attachment]:
        return [_noun(dict(row)) for row in (await self._connection.execute(query)).mappings()]


def _noun(fields: dict[str, Any]) -> Attachment:
    fields["author_kind"] = AuthorKind(fields["author_kind"])
    return Attachment(**fields)
