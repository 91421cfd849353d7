"""The tables of access: second factors and the audit log."""

from __future__ import annotations

from sqlalchemy import JSON, Column, ForeignKey, Integer, String, Table

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
)

audit_head = Table(
    "audit_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("seq", Integer, nullable=False),
    Column("seal", String(64), nullable=False),
)
