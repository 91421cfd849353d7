"""The tables of service levels and timers."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table

from desk.storage.schema import Moment, metadata

service_clocks = Table(
    "service_clocks",
    metadata,
    Column("id", String(80), primary_key=True),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False),
    Column("measure", String(20), nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("warn_at", Moment, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("tier", String(32)),
    Column("state", String(20), nullable=False),
    Column("warned_at", Moment),
    Column("breached_at", Moment),
    Column("ended_at", Moment),
    Index("ix_service_clocks_conversation_id_state", "conversation_id", "state"),
    Index("ix_service_clocks_state_warn_at", "state", "warn_at"),
)

service_marks = Table(
    "service_marks",
    metadata,
    Column("conversation_id", ForeignKey("conversations.id"), primary_key=True),
    Column("seq", Integer, nullable=False),
)

timers = Table(
    "timers",
    metadata,
    Column("conversation_id", ForeignKey("conversations.id"), primary_key=True),
    Column("kind", String(30), primary_key=True),
    Column("seq", Integer, nullable=False),
    Column("due_at", Moment, nullable=False, index=True),
)
