"""The tables of routing: the waiting line, the agents' seats, offers, and messages left for later."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Float, ForeignKey, Index, Integer, String, Table, Text, text

from desk.storage.schema import Moment, metadata

agent_seats = Table(
    "agent_seats",
    metadata,
    Column("agent_id", ForeignKey("agents.id"), primary_key=True),
    Column("status", String(20), nullable=False),
    Column("status_at", Moment),
    Column("capacity", Integer, nullable=False),
    Column("skills", JSON, nullable=False),
    Column("languages", JSON, nullable=False),
    Column("teams", JSON, nullable=False),
    Column("missed", Integer, nullable=False),
    Column("idle_since", Moment),
)

line_places = Table(
    "line_places",
    metadata,
    Column("conversation_id", ForeignKey("conversations.id"), primary_key=True),
    Column("since", Moment, nullable=False),
    Column("ranks_as", Moment, nullable=False),
    Column("front", Boolean, nullable=False),
    Column("mood", Float, nullable=False),
    Column("tier", String(32)),
    Column("promised", Boolean, nullable=False),
    Column("channel", String(32), nullable=False),
    Column("skills", JSON, nullable=False),
    Column("language", String(8)),
    Column("for_agent", String(40)),
    Column("for_team", String(40)),
    Column("kept_until", Moment),
    Column("contract", String(20), nullable=False),
    Column("email", String(254)),
    Column("told_alone_at", Moment),
)

OPEN = text("state = 'open'")

offers = Table(
    "offers",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False),
    Column("agent_id", ForeignKey("agents.id"), nullable=False),
    Column("offered_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("why", JSON, nullable=False),
    Column("state", String(20), nullable=False),
    Column("ended_at", Moment),
    # Two desks that decide at the same moment: the second one's offer is refused by the table.
    Index("uq_offers_one_for_conversation", "conversation_id", unique=True, sqlite_where=OPEN, postgresql_where=OPEN),
    Index("uq_offers_one_for_agent", "agent_id", unique=True, sqlite_where=OPEN, postgresql_where=OPEN),
    Index("ix_offers_state_ended_at", "state", "ended_at"),
)

follow_ups = Table(
    "follow_ups",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False, index=True),
    Column("handoff_id", String(40), nullable=False),
    Column("email", String(254)),
    Column("text", Text, nullable=False),
    Column("left_at", Moment, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("state", String(20), nullable=False),
    Column("agent_id", ForeignKey("agents.id")),
    Column("ended_at", Moment),
    Column("alarmed_at", Moment),
    Index("ix_follow_ups_state_due_at", "state", "due_at"),
)
