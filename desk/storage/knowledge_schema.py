"""The tables of the knowledge base (migration 0023, which also makes the databases' own indexes of words)."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Index, Integer, LargeBinary, String, Table, Text

from desk.storage.schema import Moment, metadata

articles = Table(
    "articles",
    metadata,
    Column("id", String(60), primary_key=True),
    Column("slug", String(100), nullable=False, unique=True),
    Column("state", String(20), nullable=False, index=True),
    Column("owner_id", ForeignKey("agents.id"), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Column("latest", Integer, nullable=False),
    Column("published", Integer),
    Column("published_at", Moment),
    Column("expires_on", Moment),
    Column("remark", Text, nullable=False),
    Column("version", Integer, nullable=False),
)

article_versions = Table(
    "article_versions",
    metadata,
    Column("article_id", ForeignKey("articles.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("title", String(120), nullable=False),
    Column("summary", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("staff", Text, nullable=False),
    Column("asked", JSON, nullable=False),
    Column("labels", JSON, nullable=False),
    Column("intents", JSON, nullable=False),
    Column("author_id", String(40), nullable=False),
    Column("author_name", String(120), nullable=False),
    Column("at", Moment, nullable=False),
)

article_intents = Table(
    "article_intents",
    metadata,
    # One published article for an intent: two cannot both be the bot's answer.
    Column("intent", String(60), primary_key=True),
    Column("article_id", ForeignKey("articles.id"), nullable=False, index=True),
)

article_words = Table(
    "article_words",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("article_id", ForeignKey("articles.id"), nullable=False, index=True),
    Column("audience", String(12), nullable=False),
    Column("heading", Text, nullable=False),
    Column("text", Text, nullable=False),
)

article_passages = Table(
    "article_passages",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("article_id", ForeignKey("articles.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("audience", String(12), nullable=False),
    Column("encoder", String(64), nullable=False),
    Column("vector", LargeBinary, nullable=False),
    Index("ix_article_passages_encoder_id", "encoder", "id"),
    Index("ix_article_passages_article_id_encoder", "article_id", "encoder"),
    sqlite_autoincrement=True,
)

article_uses = Table(
    "article_uses",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("article_id", ForeignKey("articles.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("by", String(10), nullable=False),
    Column("agent_id", ForeignKey("agents.id")),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("at", Moment, nullable=False),
    Column("solved", Boolean),
    Index("ix_article_uses_article_id_number", "article_id", "number"),
    Index("uq_article_uses_place", "conversation_id", "seq", "by", "article_id", unique=True),
)

articles_read = Table(
    "articles_read",
    metadata,
    # Up to which change a conversation was looked through for what its articles did.
    Column("conversation_id", ForeignKey("conversations.id"), primary_key=True),
    Column("version", Integer, nullable=False),
)

article_tasks = Table(
    "article_tasks",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("article_id", ForeignKey("articles.id"), nullable=False),
    Column("kind", String(20), nullable=False),
    # The date or the version it is about: the same is not asked twice.
    Column("about", String(40), nullable=False),
    Column("says", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("done_at", Moment, index=True),
    Index("uq_article_tasks_article_id_kind_about", "article_id", "kind", "about", unique=True),
)

gap_messages = Table(
    "gap_messages",
    metadata,
    # Messages somebody has dealt with: an article was begun from them, or they were put aside.
    Column("message_id", Integer, primary_key=True),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False, index=True),
    Column("article_id", ForeignKey("articles.id")),
    Column("at", Moment, nullable=False),
)
