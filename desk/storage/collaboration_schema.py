"""The tables of collaboration, and of what agents say at the end of a handling."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Index, Integer, String, Table, Text

from desk.storage.schema import Moment, metadata

mentions = Table(
    "mentions",
    metadata,
    Column("conversation_id", ForeignKey("conversations.id"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("agent_id", ForeignKey("agents.id"), primary_key=True),
    Column("at", Moment, nullable=False),
    Column("read_at", Moment),
    Index("ix_mentions_agent_id_read_at", "agent_id", "read_at"),
)

conversation_labels = Table(
    "conversation_labels",
    metadata,
    Column("conversation_id", ForeignKey("conversations.id"), primary_key=True),
    Column("label", String(40), primary_key=True, index=True),
)

canned_replies = Table(
    "canned_replies",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("shortcut", String(32), nullable=False),
    Column("title", String(80), nullable=False),
    Column("text", Text, nullable=False),
    Column("owner_id", ForeignKey("agents.id"), index=True),
    Column("labels", JSON, nullable=False),
    Column("then", String(20), nullable=False),
    Column("updated_at", Moment, nullable=False),
)

saved_views = Table(
    "saved_views",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("agent_id", ForeignKey("agents.id"), nullable=False, index=True),
    Column("name", String(40), nullable=False),
    Column("filter", JSON, nullable=False),
    Column("at", Moment, nullable=False),
)

customer_notes = Table(
    "customer_notes",
    metadata,
    Column("customer_id", ForeignKey("customers.id"), primary_key=True),
    Column("text", Text, nullable=False),
    Column("agent_name", String(120), nullable=False),
    Column("at", Moment, nullable=False),
)

wrap_ups = Table(
    "wrap_ups",
    metadata,
    Column("conversation_id", ForeignKey("conversations.id"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("agent_id", ForeignKey("agents.id"), nullable=False),
    Column("solved", Boolean, nullable=False),
    Column("contact_reason", String(60)),
    Column("note", Text, nullable=False),
    Column("at", Moment, nullable=False),
)

intent_suggestions = Table(
    "intent_suggestions",
    metadata,
    Column("conversation_id", ForeignKey("conversations.id"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("intent", String(60), nullable=False),
    Column("agent_id", ForeignKey("agents.id"), nullable=False),
    Column("at", Moment, nullable=False),
)

brief_verdicts = Table(
    "brief_verdicts",
    metadata,
    Column("handoff_id", String(40), primary_key=True),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False, index=True),
    Column("agent_id", ForeignKey("agents.id"), nullable=False),
    Column("right", Boolean, nullable=False),
    Column("wrong_part", String(20)),
    Column("at", Moment, nullable=False, index=True),
)
