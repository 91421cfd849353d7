"""The tables of feedback (migration 0029)."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text

from desk.storage.schema import Moment, metadata

survey_asks = Table(
    "survey_asks",
    metadata,
    Column("conversation_id", ForeignKey("conversations.id"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("about", String(10), primary_key=True),
    Column("customer_id", ForeignKey("customers.id"), nullable=False),
    Column("person", Boolean, nullable=False),
    Column("at", Moment, nullable=False, index=True),
    Index("ix_survey_asks_customer_id_at", "customer_id", "at"),
)

recoveries = Table(
    "recoveries",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("customer_id", ForeignKey("customers.id"), nullable=False, index=True),
    Column("rated_agent_id", ForeignKey("agents.id")),
    Column("owner_id", ForeignKey("agents.id")),
    Column("score", Integer, nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("state", String(20), nullable=False),
    Column("taken_by", ForeignKey("agents.id")),
    Column("taken_at", Moment),
    Column("written_at", Moment),
    Column("words", Text, nullable=False),
    Column("ended_by", ForeignKey("agents.id")),
    Column("ended_at", Moment),
    Column("again_score", Integer),
    Column("again_at", Moment),
    Column("version", Integer, nullable=False),
    # One task a handling, however often and by how many desks it is told of.
    Index("uq_recoveries_handling", "conversation_id", "seq", unique=True),
    Index("ix_recoveries_state_due_at", "state", "due_at"),
)

resolutions = Table(
    "resolutions",
    metadata,
    Column("conversation_id", ForeignKey("conversations.id"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("customer_id", ForeignKey("customers.id"), nullable=False, index=True),
    Column("agent_id", ForeignKey("agents.id")),
    Column("reason", String(60)),
    Column("at", Moment, nullable=False, index=True),
    Column("ask_at", Moment, index=True),
    Column("asked_at", Moment),
    Column("dropped", String(30)),
    Column("held", Boolean),
    Column("answered_at", Moment),
)

improvements = Table(
    "improvements",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("said", String(200), nullable=False),
    Column("did", Text, nullable=False),
    Column("link_kind", String(12)),
    Column("link_to", String(120)),
    Column("by_id", String(40), nullable=False),
    Column("by_name", String(120), nullable=False),
    Column("at", Moment, nullable=False, index=True),
)

improvement_voices = Table(
    "improvement_voices",
    metadata,
    Column("improvement_id", ForeignKey("improvements.id"), primary_key=True),
    Column("conversation_id", ForeignKey("conversations.id"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("customer_id", ForeignKey("customers.id"), nullable=False, index=True),
    Column("tell", Boolean, nullable=False),
    Column("told_at", Moment),
    Index("ix_improvement_voices_told_at", "told_at"),
)
