"""The table of promises. They hang on their conversation, and go with it."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table

from desk.storage.schema import Moment, metadata

promises = Table(
    "promises",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False, index=True),
    Column("what", String(20), nullable=False),
    Column("note", String(120), nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("whole_day", Boolean, nullable=False),
    Column("agent_id", String(40), nullable=False),
    Column("agent_name", String(120), nullable=False),
    Column("team", String(40)),
    Column("made_at", Moment, nullable=False),
    Column("said_seq", Integer),
    Column("state", String(20), nullable=False),
    Column("alarm", String(20), nullable=False),
    Column("next_at", Moment, index=True),
    Column("settled_at", Moment),
    Column("settled_by", String(120)),
    Column("why", String(200)),
    Column("moved_from", String(40)),
    Column("moved_to", String(40)),
    Column("version", Integer, nullable=False),
    Index("uq_promises_conversation_id_said_seq_what", "conversation_id", "said_seq", "what", unique=True),
    Index("ix_promises_settled_at_due_at", "settled_at", "due_at"),
)
"""A message is promised of once a kind; promises of no message have no `said_seq`, and do not clash."""
