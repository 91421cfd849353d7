"""The tables of the relationship (migration 0034)."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Date, ForeignKey, Integer, String, Table, Text

from desk.storage.schema import Moment, metadata

preferences = Table(
    "relationship_preferences",
    metadata,
    Column("customer_id", ForeignKey("customers.id"), primary_key=True),
    Column("kind", String(20), primary_key=True),
    Column("value", String(200), nullable=False),
    Column("said_by", String(10), nullable=False),
    Column("by_name", String(120)),
    Column("at", Moment, nullable=False),
)

birthdays = Table(
    "relationship_birthdays",
    metadata,
    Column("customer_id", ForeignKey("customers.id"), primary_key=True),
    Column("month", Integer, nullable=False, index=True),
    Column("day", Integer, nullable=False),
    Column("agreed_at", Moment, nullable=False),
    Column("agreed_where", String(60), nullable=False),
)

visits = Table(
    "relationship_visits",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("customer_id", ForeignKey("customers.id"), nullable=False, index=True),
    Column("session_id", String(40), nullable=False),
    Column("expires_at", Moment, nullable=False),
)

standings = Table(
    "relationship_standings",
    metadata,
    Column("customer_id", ForeignKey("customers.id"), primary_key=True),
    Column("orders", Integer, nullable=False),
    Column("newest", String(20)),
    Column("last_order_on", Date),
    Column("notices", Boolean, nullable=False),
    Column("asked_at", Moment, nullable=False),
)

bad_cases = Table(
    "relationship_bad_cases",
    metadata,
    Column("id", String(120), primary_key=True),
    Column("customer_id", ForeignKey("customers.id"), nullable=False, index=True),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False, index=True),
    Column("how", String(20), nullable=False),
    Column("at", Moment, nullable=False),
    Column("state", String(12), nullable=False),
    Column("grant_id", String(40)),
)

rules = Table(
    "relationship_rules",
    metadata,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("told", JSON, nullable=False),
    Column("by", String(120), nullable=False),
    Column("why", Text, nullable=False),
    Column("at", Moment, nullable=False),
)
