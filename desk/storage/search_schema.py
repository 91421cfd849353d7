"""The words of transcripts and people, for searching. The indexes are the database's own (migrations 0015 and 0016)."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, Table, Text, UniqueConstraint

from desk.storage.schema import metadata

search_texts = Table(
    "search_texts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False),
    Column("seq", Integer, nullable=False),
    # As `desk.search.words.as_words` gives them.
    Column("text", Text, nullable=False),
    Index("ix_search_texts_conversation_id_seq", "conversation_id", "seq"),
)

search_people = Table(
    "search_people",
    metadata,
    Column("id", Integer, primary_key=True),
    # They are erased together, from whichever side it begins.
    Column("customer_id", ForeignKey("customers.id", ondelete="CASCADE"), nullable=False),
    Column("text", Text, nullable=False),
    UniqueConstraint("customer_id"),
)

search_removals = Table(
    "search_removals",
    metadata,
    # One row while words that were removed can still be read in SQLite's index.
    Column("id", Integer, primary_key=True),
    Column("begun", Boolean, nullable=False),
)
