"""The tables of insights: contacts, what was rated and given in them, and the improvement board.

A contact names its conversation and its person. When these are erased the contact stays as a number: it then names
neither, and its times are those of the day (`desk.storage.insights_store.keep_counts`).
"""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Date, ForeignKey, Index, Integer, String, Table, Text

from desk.storage.schema import Moment, metadata

COUNTED = ("first_met", "first_missed", "next_met", "next_missed", "resolution_met", "resolution_missed")

contacts = Table(
    "insight_contacts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("conversation_id", ForeignKey("conversations.id")),
    Column("seq", Integer, nullable=False),
    # The customer's id, or after an erasure something that leads nowhere.
    Column("person", String(60), nullable=False, index=True),
    # By the house's own calendar, as 2026-11-23.
    Column("day", String(10), nullable=False),
    Column("began_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("ending", String(20)),
    Column("reason", String(60)),
    Column("handoff_reason", String(40)),
    Column("by_agent", Boolean, nullable=False),
    Column("bot_alone", Boolean, nullable=False),
    Column("resolved", Boolean, nullable=False),
    # 0 not back, 1 back, 2 back for the same, -1 erased before it was known.
    Column("back", Integer, nullable=False),
    Column("wait", Integer),
    Column("first_reply", Integer),
    Column("resolution", Integer),
    *(Column(name, Integer, nullable=False) for name in COUNTED),
    Column("articles_solved", Integer, nullable=False),
    Column("articles_not_solved", Integer, nullable=False),
    Column("agent_seconds", Integer, nullable=False),
    # Whose customer it was when it was first read, by the rules of that day; None: nobody's.
    Column("segment", String(40)),
    Index("uq_insight_contacts_place", "conversation_id", "seq", unique=True),
    Index("ix_insight_contacts_day_reason", "day", "reason"),
    sqlite_autoincrement=True,
)

contact_ratings = Table(
    "contact_ratings",
    metadata,
    Column("contact_id", ForeignKey("insight_contacts.id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("by", String(10), nullable=False),
    Column("score", Integer, nullable=False),
)

contact_gifts = Table(
    "contact_gifts",
    metadata,
    Column("contact_id", ForeignKey("insight_contacts.id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("cause", String(20), nullable=False),
    Column("amount", Integer, nullable=False),
    Column("currency", String(3), nullable=False),
)

contacts_read = Table(
    "insight_contacts_read",
    metadata,
    Column("conversation_id", ForeignKey("conversations.id"), primary_key=True),
    Column("version", Integer, nullable=False),
    # When it may have fallen silent.
    Column("look_again_at", Moment, index=True),
)

improvements = Table(
    "board_improvements",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("title", Text, nullable=False),
    Column("figure", String(40), nullable=False),
    Column("reason", String(60)),
    Column("owner_id", ForeignKey("agents.id"), nullable=False),
    Column("action", Text, nullable=False),
    Column("due_on", Date),
    Column("state", String(20), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("created_by", String(120), nullable=False),
    Column("acted_on", Date),
    Column("before", JSON(none_as_null=True)),
    Column("version", Integer, nullable=False),
)

improvement_steps = Table(
    "improvement_steps",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("improvement_id", ForeignKey("board_improvements.id"), nullable=False, index=True),
    Column("at", Moment, nullable=False),
    Column("by", String(120), nullable=False),
    Column("says", Text, nullable=False),
)

insight_readers = Table(
    "insight_readers",
    metadata,
    Column("agent_id", ForeignKey("agents.id"), primary_key=True),
    # The Monday of the last week they were told of.
    Column("week", Date, nullable=False),
)
