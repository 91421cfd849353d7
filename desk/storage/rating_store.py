"""Ratings in SQL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, ForeignKey, Integer, Table, Text, insert, select

from desk.ratings.rating import Rating, Reason
from desk.storage.schema import Moment, conversations, metadata
from desk.storage.sql import Sql

ratings = Table(
    "ratings",
    metadata,
    Column("conversation_id", ForeignKey("conversations.id"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("agent_id", ForeignKey("agents.id"), index=True),
    Column("score", Integer, nullable=False),
    Column("reasons", JSON, nullable=False),
    Column("text", Text, nullable=False),
    Column("at", Moment, nullable=False),
)


class SqlRatings:
    """Keeps `desk.ratings.ports.RatingStore`."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    async def get(self, conversation_id: str, seq: int) -> Rating | None:
        return next((rating for rating in await self.of(conversation_id) if rating.seq == seq), None)

    async def add(self, rating: Rating) -> None:
        values = asdict(rating) | {"reasons": [str(reason) for reason in rating.reasons]}
        await self._sql.execute(insert(ratings).values(values))

    async def of(self, conversation_id: str) -> list[Rating]:
        query = select(ratings).where(ratings.c.conversation_id == conversation_id).order_by(ratings.c.seq)
        rows = (await self._sql.execute(query)).mappings()
        return [_rating(row) for row in rows]

    async def since(self, since: datetime, limit: int) -> list[tuple[Rating, str]]:
        joined = ratings.join(conversations, conversations.c.id == ratings.c.conversation_id)
        query = select(*ratings.c, conversations.c.customer_id).select_from(joined).where(ratings.c.at >= since)
        query = query.order_by(ratings.c.at.desc(), ratings.c.conversation_id, ratings.c.seq).limit(limit)
        rows = [dict(row) for row in (await self._sql.execute(query)).mappings()]
        return [(_rating(row), customer_id) for row in rows if (customer_id := row.pop("customer_id"))]


def _rating(row: Mapping[Any, Any]) -> Rating:
    return Rating(**{**row, "reasons": tuple(Reason(reason) for reason in row["reasons"])})
