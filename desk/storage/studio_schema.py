"""The tables of the studio. Those that hold a customer's words name the conversation and are erased with it."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Float, ForeignKey, Index, Integer, LargeBinary, String, Table, Text

from desk.storage.schema import Moment, metadata

studio_read = Table(
    "studio_read",
    metadata,
    Column("conversation_id", ForeignKey("conversations.id"), primary_key=True),
    Column("version", Integer, nullable=False),
)

studio_messages = Table(
    "studio_messages",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("at", Moment, nullable=False, index=True),
    Column("text", Text, nullable=False),
    Column("model_id", String(120), nullable=False),
    Column("intent", String(60), nullable=False),
    Column("confidence", Float, nullable=False),
    Column("ranking", JSON, nullable=False),
    Column("cost", Float, nullable=False),
    Column("reasons", JSON, nullable=False),
    # The kinds of the reasons between bars, to look for one of them.
    Column("kinds", String(120), nullable=False),
    Column("suggested_intent", String(60)),
    Column("suggested_by", String(120)),
    Column("version", Integer, nullable=False),
    Column("label_id", String(40)),
    Index("uq_studio_messages_conversation_id_seq", "conversation_id", "seq", unique=True),
    Index("ix_studio_messages_label_id_cost", "label_id", "cost"),
    sqlite_autoincrement=True,
)

studio_labels = Table(
    "studio_labels",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("message_id", Integer, nullable=False, index=True),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False, index=True),
    Column("kind", String(20), nullable=False),
    Column("intent", String(60)),
    Column("line", Text, nullable=False),
    Column("by_id", String(40), nullable=False),
    Column("by_name", String(120), nullable=False),
    Column("at", Moment, nullable=False),
    Column("state", String(20), nullable=False, index=True),
    Column("change_id", String(40), index=True),
)

data_changes = Table(
    "data_changes",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("at", Moment, nullable=False, index=True),
    Column("by_id", String(40), nullable=False),
    Column("by_name", String(120), nullable=False),
    Column("says", String(500), nullable=False),
    Column("diff", Text, nullable=False),
    Column("undo", JSON, nullable=False),
    Column("undone_at", Moment),
)

training_runs = Table(
    "training_runs",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("state", String(20), nullable=False, index=True),
    Column("by_id", String(40), nullable=False),
    Column("by_name", String(120), nullable=False),
    Column("says", String(500), nullable=False),
    Column("started_at", Moment, nullable=False, index=True),
    Column("base_model", String(120)),
    Column("step", String(20), nullable=False),
    Column("share", Float, nullable=False),
    Column("seconds_left", Float),
    Column("ended_at", Moment),
    Column("code", String(60)),
    Column("message", Text),
    Column("file", String(300)),
    Column("line", Integer),
    Column("model_id", String(120), index=True),
    Column("passed", Boolean),
    # Compressed JSON: some hundred kilobytes as text, read only when somebody looks.
    Column("report", LargeBinary),
    Column("verdict", LargeBinary),
)
