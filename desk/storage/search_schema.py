"""The words of the transcripts, for searching. The index over them is the database's own: see migration 0015."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text

from desk.storage.schema import metadata

search_texts = Table(
    "search_texts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Index("ix_search_texts_conversation_id_seq", "conversation_id", "seq"),
)
