"""Search over what was said, and the views that agents keep."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

ON_SQLITE = (
    # The text lies in search_texts; the index holds words only. Triggers keep both in step, in the same commit.
    """CREATE VIRTUAL TABLE search_words USING fts5(text, content='search_texts', content_rowid='id',
       tokenize='unicode61 remove_diacritics 2', prefix='2 3')""",
    """CREATE TRIGGER search_texts_added AFTER INSERT ON search_texts BEGIN
       INSERT INTO search_words(rowid, text) VALUES (new.id, new.text); END""",
    """CREATE TRIGGER search_texts_gone AFTER DELETE ON search_texts BEGIN
       INSERT INTO search_words(search_words, rowid, text) VALUES ('delete', old.id, old.text); END""",
    """CREATE TRIGGER search_texts_changed AFTER UPDATE ON search_texts BEGIN
       INSERT INTO search_words(search_words, rowid, text) VALUES ('delete', old.id, old.text);
       INSERT INTO search_words(rowid, text) VALUES (new.id, new.text); END""",
)
ON_POSTGRES = ("CREATE INDEX ix_search_texts_words ON search_texts USING gin (to_tsvector('simple', text))",)


def upgrade() -> None:
    op.create_table(
        "search_texts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.String(length=40), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_search_texts_conversation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_texts")),
    )
    op.create_index("ix_search_texts_conversation_id_seq", "search_texts", ["conversation_id", "seq"])
    for statement in ON_SQLITE if op.get_bind().dialect.name == "sqlite" else ON_POSTGRES:
        op.execute(statement)
    op.execute(
        "INSERT INTO search_texts (conversation_id, seq, text) SELECT conversation_id, seq, text FROM entries "
        "WHERE text IS NOT NULL AND text <> '' ORDER BY at, conversation_id, seq"
    )
    op.create_table(
        "saved_views",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("agent_id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("filter", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_saved_views_agent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_views")),
    )
    op.create_index(op.f("ix_saved_views_agent_id"), "saved_views", ["agent_id"])


def downgrade() -> None:
    op.drop_table("saved_views")
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE search_words")
    op.drop_table("search_texts")
