"""The tables of culture (migration 0033): praise with who had a hand in it, and the practice room.

All of them name the conversation they come from, so that they go with it.
"""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text

from desk.storage.schema import Moment, metadata

praise = Table(
    "praise_words",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("source", String(10), nullable=False),
    Column("words", Text, nullable=False),
    Column("at", Moment, nullable=False, index=True),
    Column("about", String(60)),
    Column("hidden_at", Moment),
    Column("hidden_by", ForeignKey("agents.id")),
    Index("uq_praise_words_place", "conversation_id", "seq", "source", unique=True),
)

praise_credits = Table(
    "praise_credits",
    metadata,
    Column("praise_id", ForeignKey("praise_words.id"), primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False, index=True),
    # None: the assistant.
    Column("agent_id", ForeignKey("agents.id")),
    Column("part", String(12), nullable=False),
    Column("answers", Integer, nullable=False),
)

praise_read = Table(
    "praise_read",
    metadata,
    Column("conversation_id", ForeignKey("conversations.id"), primary_key=True),
    Column("version", Integer, nullable=False),
)
"""Up to which version of a conversation its praise was read."""

practice_sessions = Table(
    "practice_sessions",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("agent_id", ForeignKey("agents.id"), nullable=False, index=True),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False, index=True),
    Column("begun_at", Moment, nullable=False),
    Column("step", Integer, nullable=False),
    Column("done_at", Moment),
)

practice_answers = Table(
    "practice_answers",
    metadata,
    Column("session_id", ForeignKey("practice_sessions.id"), primary_key=True),
    Column("step", Integer, primary_key=True, autoincrement=False),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False, index=True),
    Column("text", Text, nullable=False),
    Column("at", Moment, nullable=False),
)
