"""The tables of quality: the standard, verdicts, peer review, and the mystery shopper (migration 0032)."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, text

from desk.storage.schema import Moment, metadata

standards = Table(
    "standard_versions",
    metadata,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("rules", JSON, nullable=False),
    Column("sampled", Integer, nullable=False),
    Column("reviewers", Integer, nullable=False),
    Column("why", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("by", String(120), nullable=False),
)

quality_read = Table(
    "quality_read",
    metadata,
    Column("conversation_id", ForeignKey("conversations.id"), primary_key=True),
    Column("version", Integer, nullable=False),
    # When silence will have ended it, or a promise is due.
    Column("look_again_at", Moment, index=True),
)

checks = Table(
    "quality_checks",
    metadata,
    Column("id", Integer, primary_key=True),
    # None: the customer was erased, and what is left is a number.
    Column("conversation_id", ForeignKey("conversations.id")),
    Column("seq", Integer, nullable=False),
    Column("last_seq", Integer, nullable=False),
    Column("agent_id", ForeignKey("agents.id"), index=True),
    Column("took_part", JSON, nullable=False),
    Column("week", String(10), nullable=False),
    Column("ended_at", Moment, nullable=False),
    Column("standard", Integer, nullable=False),
    Index("uq_quality_checks_handling", "conversation_id", "seq", unique=True),
    Index("ix_quality_checks_week", "week"),
    sqlite_autoincrement=True,
)

verdicts = Table(
    "quality_verdicts",
    metadata,
    Column("check_id", ForeignKey("quality_checks.id"), primary_key=True),
    Column("rule", String(20), primary_key=True),
    Column("outcome", String(12), nullable=False),
    Column("seq", Integer),
    Column("found", String(80), nullable=False),
)

samples = Table(
    "quality_samples",
    metadata,
    Column("week", String(10), primary_key=True),
    Column("seed", String(40), nullable=False),
    Column("drawn_at", Moment, nullable=False),
    Column("candidates", Integer, nullable=False),
    Column("drawn", Integer, nullable=False),
)

reviews = Table(
    "quality_reviews",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("week", ForeignKey("quality_samples.week"), nullable=False, index=True),
    Column("check_id", ForeignKey("quality_checks.id"), nullable=False),
    Column("conversation_id", ForeignKey("conversations.id"), index=True),
    Column("reviewer_id", ForeignKey("agents.id"), nullable=False, index=True),
    Column("done_at", Moment),
    Column("note", Text, nullable=False),
    Index("uq_quality_reviews_once", "check_id", "reviewer_id", unique=True),
)

review_verdicts = Table(
    "quality_review_verdicts",
    metadata,
    Column("review_id", ForeignKey("quality_reviews.id"), primary_key=True),
    Column("rule", String(20), primary_key=True),
    Column("outcome", String(12), nullable=False),
)

scripts = Table(
    "quality_scripts",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("name", String(80), nullable=False),
    Column("lines", JSON, nullable=False),
    Column("handover", String(10), nullable=False),
    Column("every_hours", Integer, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("owner_id", ForeignKey("agents.id"), nullable=False),
    Column("updated_at", Moment, nullable=False),
    Column("version", Integer, nullable=False),
    Column("next_at", Moment, index=True),
)

runs = Table(
    "quality_runs",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("script_id", ForeignKey("quality_scripts.id"), nullable=False),
    Column("script_version", Integer, nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("state", String(10), nullable=False, index=True),
    Column("ended_at", Moment),
    Column("conversation_id", ForeignKey("conversations.id"), index=True),
    Column("handed_over", String(40)),
    Column("findings", JSON, nullable=False),
    Column("standard", Integer),
    Column("by", ForeignKey("agents.id")),
    Column("alarm", Boolean, nullable=False),
    Column("seen_at", Moment),
    Column("seen_by", ForeignKey("agents.id")),
    Index("ix_quality_runs_script_id_started_at", "script_id", "started_at"),
    # One run of a script at a time, whoever begins it.
    Index(
        "uq_quality_runs_one_open",
        "script_id",
        unique=True,
        sqlite_where=text("state IN ('waiting', 'running')"),
        postgresql_where=text("state IN ('waiting', 'running')"),
    ),
)
