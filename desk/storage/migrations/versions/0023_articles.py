"""Articles, how they are found, what became of showing them, and what the team still has to write."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0024"
branch_labels = None
depends_on = None

# Words of one root are found together; a heading counts more than the text below it.
ON_SQLITE = (
    """CREATE VIRTUAL TABLE article_index USING fts5(heading, text, content='article_words', content_rowid='id',
       tokenize='porter unicode61 remove_diacritics 2')""",
    """CREATE TRIGGER article_words_added AFTER INSERT ON article_words BEGIN
       INSERT INTO article_index(rowid, heading, text) VALUES (new.id, new.heading, new.text); END""",
    """CREATE TRIGGER article_words_gone AFTER DELETE ON article_words BEGIN
       INSERT INTO article_index(article_index, rowid, heading, text)
       VALUES ('delete', old.id, old.heading, old.text); END""",
)
ON_POSTGRES = (
    """CREATE INDEX ix_article_words_words ON article_words USING gin (
       (setweight(to_tsvector('english', heading), 'A') || setweight(to_tsvector('english', text), 'C')))""",
)


def upgrade() -> None:
    op.create_table(
        "articles",
        sa.Column("id", sa.String(length=60), nullable=False),
        sa.Column("slug", sa.String(length=100), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("owner_id", sa.String(length=40), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("latest", sa.Integer(), nullable=False),
        sa.Column("published", sa.Integer(), nullable=True),
        sa.Column("published_at", sa.DateTime(), nullable=True),
        sa.Column("expires_on", sa.DateTime(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["agents.id"], name=op.f("fk_articles_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_articles")),
        sa.UniqueConstraint("slug", name=op.f("uq_articles_slug")),
    )
    op.create_index(op.f("ix_articles_state"), "articles", ["state"])
    op.create_table(
        "article_versions",
        sa.Column("article_id", sa.String(length=60), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("staff", sa.Text(), nullable=False),
        sa.Column("asked", sa.JSON(), nullable=False),
        sa.Column("labels", sa.JSON(), nullable=False),
        sa.Column("intents", sa.JSON(), nullable=False),
        sa.Column("author_id", sa.String(length=40), nullable=False),
        sa.Column("author_name", sa.String(length=120), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name=op.f("fk_article_versions_article_id")),
        sa.PrimaryKeyConstraint("article_id", "number", name=op.f("pk_article_versions")),
    )
    op.create_table(
        "article_intents",
        sa.Column("intent", sa.String(length=60), nullable=False),
        sa.Column("article_id", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name=op.f("fk_article_intents_article_id")),
        sa.PrimaryKeyConstraint("intent", name=op.f("pk_article_intents")),
    )
    op.create_index(op.f("ix_article_intents_article_id"), "article_intents", ["article_id"])
    op.create_table(
        "article_words",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.String(length=60), nullable=False),
        sa.Column("audience", sa.String(length=12), nullable=False),
        sa.Column("heading", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name=op.f("fk_article_words_article_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article_words")),
    )
    op.create_index(op.f("ix_article_words_article_id"), "article_words", ["article_id"])
    op.create_table(
        "article_passages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.String(length=60), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("audience", sa.String(length=12), nullable=False),
        sa.Column("encoder", sa.String(length=64), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name=op.f("fk_article_passages_article_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article_passages")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_article_passages_article_id_encoder"), "article_passages", ["article_id", "encoder"])
    op.create_index(op.f("ix_article_passages_encoder_id"), "article_passages", ["encoder", "id"])
    op.create_table(
        "article_uses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.String(length=60), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(length=10), nullable=False),
        sa.Column("agent_id", sa.String(length=40), nullable=True),
        sa.Column("conversation_id", sa.String(length=40), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("solved", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name=op.f("fk_article_uses_article_id")),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_article_uses_agent_id")),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_article_uses_conversation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article_uses")),
    )
    op.create_index(op.f("ix_article_uses_article_id_number"), "article_uses", ["article_id", "number"])
    op.create_index(
        "uq_article_uses_place",
        "article_uses",
        ["conversation_id", "seq", "by", "article_id"],
        unique=True,
    )
    op.create_table(
        "articles_read",
        sa.Column("conversation_id", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_articles_read_conversation_id")
        ),
        sa.PrimaryKeyConstraint("conversation_id", name=op.f("pk_articles_read")),
    )
    op.create_table(
        "article_tasks",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("article_id", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("about", sa.String(length=40), nullable=False),
        sa.Column("says", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("done_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name=op.f("fk_article_tasks_article_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article_tasks")),
    )
    op.create_index(op.f("ix_article_tasks_done_at"), "article_tasks", ["done_at"])
    op.create_index(
        "uq_article_tasks_article_id_kind_about", "article_tasks", ["article_id", "kind", "about"], unique=True
    )
    op.create_table(
        "gap_messages",
        sa.Column("message_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("conversation_id", sa.String(length=40), nullable=False),
        sa.Column("article_id", sa.String(length=60), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_gap_messages_conversation_id")
        ),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name=op.f("fk_gap_messages_article_id")),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_gap_messages")),
    )
    op.create_index(op.f("ix_gap_messages_conversation_id"), "gap_messages", ["conversation_id"])
    for statement in ON_SQLITE if op.get_bind().dialect.name == "sqlite" else ON_POSTGRES:
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE article_index")
    for table in (
        "gap_messages",
        "article_tasks",
        "articles_read",
        "article_uses",
        "article_passages",
        "article_words",
        "article_intents",
        "article_versions",
        "articles",
    ):
        op.drop_table(table)
