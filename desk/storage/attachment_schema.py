"""The table of attachments; the bytes lie on the disk (`attachment_folder.py`)."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, UniqueConstraint

from desk.storage.schema import Moment, metadata

attachments = Table(
    "attachments",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False),
    Column("upload_id", String(36), nullable=False),
    Column("author_kind", String(20), nullable=False),
    Column("author_id", String(40)),
    Column("created_at", Moment, nullable=False),
    Column("name", String(120), nullable=False),
    Column("type", String(40), nullable=False),
    Column("bytes", Integer, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("stored_as", String(60), nullable=False, unique=True),
    Column("width", Integer),
    Column("height", Integer),
    Column("seq", Integer),
    UniqueConstraint("conversation_id", "upload_id"),
    # For the day's share of a conversation, and for uploads that were never sent.
    Index("ix_attachments_conversation_id_created_at", "conversation_id", "created_at"),
    Index("ix_attachments_seq_created_at", "seq", "created_at"),
)
