"""Replies that worked, in SQL: numbers of entries and vectors, no words."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    and_,
    delete,
    func,
    insert,
    select,
)

from desk.handoff.wrap_up import WrapUp
from desk.storage.collaboration_schema import wrap_ups
from desk.storage.schema import Moment, metadata
from desk.storage.sql import Sql
from desk.suggestions.nearest import Vector
from desk.suggestions.ports import WorkedReply
from desk.suggestions.question import Exchange

read_handlings = Table(
    "read_handlings",
    metadata,
    Column("conversation_id", ForeignKey("conversations.id"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("encoder", String(64), nullable=False),
)

worked_replies = Table(
    "worked_replies",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False),
    Column("end_seq", Integer, nullable=False),
    Column("asked_seq", Integer, nullable=False),
    Column("reply_seq", Integer, nullable=False),
    Column("at", Moment, nullable=False),
    Column("encoder", String(64), nullable=False),
    Column("vector", LargeBinary, nullable=False),
    Index("ix_worked_replies_conversation_id_end_seq", "conversation_id", "end_seq"),
    Index("ix_worked_replies_encoder_id", "encoder", "id"),
    sqlite_autoincrement=True,
)


class SqlWorkedReplies:
    """Keeps `desk.suggestions.ports.WorkedReplyStore`."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    async def unread(self, encoder: str, limit: int) -> list[WrapUp]:
        same = (
            read_handlings.c.conversation_id == wrap_ups.c.conversation_id,
            read_handlings.c.seq == wrap_ups.c.seq,
            read_handlings.c.encoder == encoder,
        )
        query = (
            select(wrap_ups)
            .select_from(wrap_ups.outerjoin(read_handlings, and_(*same)))
            .where(wrap_ups.c.solved, read_handlings.c.seq.is_(None))
            .order_by(wrap_ups.c.at)
        )
        return [WrapUp(**row) for row in (await self._sql.execute(query.limit(limit))).mappings()]

    async def keep(self, wrap_up: WrapUp, encoder: str, exchanges: Sequence[Exchange], vectors: Vector) -> None:
        for table, end in ((worked_replies, worked_replies.c.end_seq), (read_handlings, read_handlings.c.seq)):
            earlier = (table.c.conversation_id == wrap_up.conversation_id, end == wrap_up.seq)
            await self._sql.execute(delete(table).where(*earlier))
        this = {"conversation_id": wrap_up.conversation_id, "encoder": encoder}
        await self._sql.execute(insert(read_handlings).values(this | {"seq": wrap_up.seq}))
        for exchange, vector in zip(exchanges, vectors, strict=True):
            numbers = {"end_seq": wrap_up.seq, "asked_seq": exchange.asked_seq, "reply_seq": exchange.reply_seq}
            made = {"at": wrap_up.at, "vector": np.ascontiguousarray(vector, dtype="<f4").tobytes()}
            await self._sql.execute(insert(worked_replies).values(this | numbers | made))

    async def standing(self, encoder: str) -> tuple[int, int]:
        query = select(func.count().label("count"), func.max(worked_replies.c.id).label("last"))
        row = (await self._sql.execute(query.where(worked_replies.c.encoder == encoder))).mappings().one()
        return int(row["count"]), int(row["last"] or 0)

    async def after(self, encoder: str, last_id: int, limit: int) -> list[tuple[WorkedReply, bytes]]:
        query = select(worked_replies).where(worked_replies.c.encoder == encoder, worked_replies.c.id > last_id)
        rows = (await self._sql.execute(query.order_by(worked_replies.c.id).limit(limit))).mappings()
        return [
            (
                WorkedReply(row["id"], row["conversation_id"], row["asked_seq"], row["reply_seq"], row["at"]),
                bytes(row["vector"]),
            )
            for row in rows
        ]
