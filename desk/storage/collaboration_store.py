"""Mentions, labels, canned replies and notes of customers in SQL."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import bindparam, delete, func, insert, or_, select, update

from desk.collaboration.canned_reply import CannedReply, Then
from desk.collaboration.customer_note import CustomerNote
from desk.collaboration.note import Mention
from desk.collaboration.saved_view import SavedView
from desk.storage.collaboration_schema import (
    canned_replies,
    conversation_labels,
    customer_notes,
    mentions,
    saved_views,
)
from desk.storage.sql import Prepared, Sql

# Asked for every line of the inbox.
LABELS_OF = Prepared(
    select(conversation_labels.c.label)
    .where(conversation_labels.c.conversation_id == bindparam("conversation_id"))
    .order_by(conversation_labels.c.label)
)


class SqlMentions:
    """Keeps `desk.collaboration.ports.MentionStore`."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    async def add(self, called: Sequence[Mention]) -> None:
        for mention in called:
            await self._sql.execute(insert(mentions).values(asdict(mention)))

    async def read(self, conversation_id: str, agent_id: str, now: datetime) -> bool:
        theirs = (mentions.c.conversation_id == conversation_id, mentions.c.agent_id == agent_id)
        unread = mentions.c.read_at.is_(None)
        return (await self._sql.execute(update(mentions).where(*theirs, unread).values(read_at=now))).rowcount > 0

    async def conversations_of(self, agent_id: str, limit: int = 200) -> list[str]:
        # Unread ones have no moment of reading: counted, they are those with fewer read than there are.
        waits = func.count(mentions.c.read_at) < func.count()
        query = (
            select(mentions.c.conversation_id)
            .where(mentions.c.agent_id == agent_id)
            .group_by(mentions.c.conversation_id)
            .order_by(waits.desc(), func.max(mentions.c.at).desc())
        )
        return [str(each) for each in (await self._sql.execute(query.limit(limit))).scalars()]

    async def unread(self) -> dict[str, int]:
        query = (
            select(mentions.c.agent_id, func.count(mentions.c.conversation_id.distinct()).label("unread"))
            .where(mentions.c.read_at.is_(None))
            .group_by(mentions.c.agent_id)
        )
        return {row["agent_id"]: row["unread"] for row in (await self._sql.execute(query)).mappings()}


class SqlLabels:
    """Keeps `desk.collaboration.ports.LabelStore`."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    async def of(self, conversation_id: str) -> list[str]:
        return [str(row["label"]) for row in await self._sql.fetch(LABELS_OF, conversation_id=conversation_id)]

    async def put(self, conversation_id: str, labels: Collection[str]) -> None:
        theirs = conversation_labels.c.conversation_id == conversation_id
        await self._sql.execute(delete(conversation_labels).where(theirs))
        for label in sorted(labels):
            await self._sql.execute(insert(conversation_labels).values(conversation_id=conversation_id, label=label))

    async def all(self) -> dict[str, int]:
        query = select(conversation_labels.c.label, func.count().label("used")).group_by(conversation_labels.c.label)
        rows = (await self._sql.execute(query.order_by(conversation_labels.c.label))).mappings()
        return {row["label"]: row["used"] for row in rows}


class SqlCannedReplies:
    """Keeps `desk.collaboration.ports.CannedReplyStore`."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    async def for_agent(self, agent_id: str) -> list[CannedReply]:
        theirs = or_(canned_replies.c.owner_id.is_(None), canned_replies.c.owner_id == agent_id)
        query = select(canned_replies).where(theirs).order_by(canned_replies.c.shortcut, canned_replies.c.id)
        return [_canned(dict(row)) for row in (await self._sql.execute(query)).mappings()]

    async def get(self, reply_id: str) -> CannedReply | None:
        row = (
            (await self._sql.execute(select(canned_replies).where(canned_replies.c.id == reply_id))).mappings().first()
        )
        return _canned(dict(row)) if row else None

    async def put(self, reply: CannedReply) -> None:
        values = asdict(reply) | {"labels": list(reply.labels), "then": str(reply.then)}
        await self.remove(reply.id)
        await self._sql.execute(insert(canned_replies).values(values))

    async def remove(self, reply_id: str) -> None:
        await self._sql.execute(delete(canned_replies).where(canned_replies.c.id == reply_id))


class SqlSavedViews:
    """Keeps `desk.collaboration.ports.SavedViewStore`."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    async def of(self, agent_id: str) -> list[SavedView]:
        query = select(saved_views).where(saved_views.c.agent_id == agent_id).order_by(saved_views.c.at)
        return [SavedView(**row) for row in (await self._sql.execute(query)).mappings()]

    async def add(self, view: SavedView) -> None:
        await self._sql.execute(insert(saved_views).values(asdict(view)))

    async def remove(self, view_id: str, agent_id: str) -> bool:
        theirs = (saved_views.c.id == view_id, saved_views.c.agent_id == agent_id)
        return (await self._sql.execute(delete(saved_views).where(*theirs))).rowcount > 0


class SqlCustomerNotes:
    """Keeps `desk.collaboration.ports.CustomerNoteStore`."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    async def of(self, customer_id: str) -> CustomerNote | None:
        query = select(customer_notes).where(customer_notes.c.customer_id == customer_id)
        row = (await self._sql.execute(query)).mappings().first()
        return CustomerNote(**row) if row else None

    async def put(self, note: CustomerNote) -> None:
        await self._sql.execute(delete(customer_notes).where(customer_notes.c.customer_id == note.customer_id))
        if note.text:
            await self._sql.execute(insert(customer_notes).values(asdict(note)))


def _canned(row: dict[str, object]) -> CannedReply:
    values = row | {"labels": tuple(row["labels"]), "then": Then(str(row["then"]))}  # type: ignore[arg-type]
    return CannedReply(**values)  # type: ignore[arg-type]
