"""The tables of letters."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table

from desk.storage.schema import Moment, metadata

answer_wishes = Table(
    "answer_wishes",
    metadata,
    Column("conversation_id", ForeignKey("conversations.id"), primary_key=True),
    Column("email", String(254), nullable=False),
    Column("looked_seq", Integer, nullable=False),
    Column("at", Moment, nullable=False),
)

letters = Table(
    "letters",
    metadata,
    Column("id", String(80), primary_key=True),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False, index=True),
    Column("kind", String(20), nullable=False),
    Column("email", String(254), nullable=False),
    Column("from_seq", Integer, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("through_seq", Integer),
    Column("state", String(20), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("lease_until", Moment),
    Column("ended_at", Moment),
    Column("problem", String(200)),
    Index("ix_letters_state_due_at", "state", "due_at"),
)
