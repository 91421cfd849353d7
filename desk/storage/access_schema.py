"""The tables of access: second factors, invitations and the audit log."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Index, Integer, String, Table

from desk.storage.schema import Moment, metadata

agent_factors = Table(
    "agent_factors",
    metadata,
    Column("agent_id", ForeignKey("agents.id"), primary_key=True),
    Column("secret", String(64), nullable=False),
    Column("last_step", Integer, nullable=False),
    Column("confirmed_at", Moment),
    Column("recovery", JSON, nullable=False),
    Column("version", Integer, nullable=False),
)

agent_invitations = Table(
    "agent_invitations",
    metadata,
    Column("agent_id", ForeignKey("agents.id"), primary_key=True),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("made_by", String(40), nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("removes_factor", Boolean, nullable=False),
)

audit_log = Table(
    "audit_log",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("actor", String(40), nullable=False),
    Column("action", String(40), nullable=False),
    Column("subject", String(60), nullable=False, index=True),
    Column("detail", JSON, nullable=False),
    Column("seal", String(64), nullable=False),
    Index("ix_audit_log_actor_seq", "actor", "seq"),
    Index("ix_audit_log_action_seq", "action", "seq"),
    Index("ix_audit_log_at", "at"),
)
# Besides there is an index on the conversation that `detail` names, in each database's own words: migration 0025.

audit_conversations = Table(
    "audit_conversations",
    metadata,
    Column("name", String(60), primary_key=True),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False, index=True),
)

audit_head = Table(
    "audit_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("seq", Integer, nullable=False),
    Column("seal", String(64), nullable=False),
)
