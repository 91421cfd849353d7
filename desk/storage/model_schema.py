"""Tables of models: which is live, who decided what, which model answered what, how candidates read along."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Float, ForeignKey, Index, Integer, String, Table, Text

from desk.storage.schema import Moment, metadata

deployment = Table(
    "deployment",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("version", Integer, nullable=False),
    Column("live_model", String(80), nullable=False),
    Column("live_slot", String(1), nullable=False),
    Column("other_model", String(80)),
    Column("other_slot", String(1)),
    Column("stage", String(20)),
    Column("percent", Integer, nullable=False),
    Column("looks", Integer, nullable=False),
    Column("since", Moment, nullable=False),
    Column("by", String(120), nullable=False),
)

known_models = Table(
    "known_models",
    metadata,
    Column("model_id", String(80), primary_key=True),
    Column("approved_by", String(120)),
    Column("approved_at", Moment),
    Column("reason", String(500)),
    Column("refused", String(500)),
)

rollout_events = Table(
    "rollout_events",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("by", String(120), nullable=False),
    Column("model_id", String(80), nullable=False),
    Column("says", Text, nullable=False),
    Column("alarm", Boolean, nullable=False),
)

model_turns = Table(
    "model_turns",
    metadata,
    Column("conversation_id", ForeignKey("conversations.id"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("model_id", String(80), nullable=False),
    Column("at", Moment, nullable=False),
    Column("took_ms", Float, nullable=False),
    # Numbers, since they are added up.
    Column("missed", Integer, nullable=False),
    Column("handed_over", Integer, nullable=False),
    Index("ix_model_turns_model_id_at", "model_id", "at"),
    Index("ix_model_turns_at", "at"),
)

read_along = Table(
    "read_along",
    metadata,
    Column("model_id", String(80), primary_key=True),
    Column("seen", Integer, nullable=False),
    Column("differ", Integer, nullable=False),
    Column("dropped", Integer, nullable=False),
    # Of those whose times were told: how many, and the sums.
    Column("timed", Integer, nullable=False),
    Column("live_ms", Float, nullable=False),
    Column("candidate_ms", Float, nullable=False),
)

read_otherwise = Table(
    "read_otherwise",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False, index=True),
    Column("seq", Integer, nullable=False),
    Column("at", Moment, nullable=False),
    Column("live_model", String(80), nullable=False),
    Column("live_intent", String(120), nullable=False),
    Column("live_confidence", Float, nullable=False),
    Column("candidate_model", String(80), nullable=False),
    Column("candidate_intent", String(120), nullable=False),
    Column("candidate_confidence", Float, nullable=False),
    Index("ix_read_otherwise_candidate_model_id", "candidate_model", "id"),
    sqlite_autoincrement=True,
)
