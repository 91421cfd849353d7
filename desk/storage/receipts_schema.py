"""The table of read receipts."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, Table

from desk.storage.schema import metadata

receipts = Table(
    "receipts",
    metadata,
    Column("conversation_id", ForeignKey("conversations.id"), primary_key=True),
    Column("customer_seen", Integer, nullable=False),
    Column("agent_seen", Integer, nullable=False),
)
