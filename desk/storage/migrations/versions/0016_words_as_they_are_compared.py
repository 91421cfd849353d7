"""Words are stored as they are compared, people have an index of their own, and removed words are written over."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from desk.search.words import as_words

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

ON_SQLITE = (
    """CREATE VIRTUAL TABLE search_people_words USING fts5(text, content='search_people', content_rowid='id',
       tokenize='unicode61 remove_diacritics 0', prefix='2 3')""",
    """CREATE TRIGGER search_people_added AFTER INSERT ON search_people BEGIN
       INSERT INTO search_people_words(rowid, text) VALUES (new.id, new.text); END""",
    """CREATE TRIGGER search_people_gone AFTER DELETE ON search_people BEGIN
       INSERT INTO search_people_words(search_people_words, rowid, text) VALUES ('delete', old.id, old.text); END""",
    """CREATE TRIGGER search_people_changed AFTER UPDATE ON search_people BEGIN
       INSERT INTO search_people_words(search_people_words, rowid, text) VALUES ('delete', old.id, old.text);
       INSERT INTO search_people_words(rowid, text) VALUES (new.id, new.text); END""",
)
ON_POSTGRES = ("CREATE INDEX ix_search_people_words ON search_people USING gin (to_tsvector('simple', text))",)
SPACE = " "


def upgrade() -> None:
    op.create_table(
        "search_people",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_search_people_customer_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_people")),
        sa.UniqueConstraint("customer_id", name=op.f("uq_search_people_customer_id")),
    )
    op.create_table(
        "search_removals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("begun", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_removals")),
    )
    for statement in ON_SQLITE if op.get_bind().dialect.name == "sqlite" else ON_POSTGRES:
        op.execute(statement)
    _fold_texts()
    _name_people()
    if op.get_bind().dialect.name == "sqlite":
        op.execute("INSERT INTO search_removals (id, begun) VALUES (1, false)")


def _fold_texts() -> None:
    texts = sa.table("search_texts", sa.column("id", sa.Integer), sa.column("text", sa.Text))
    connection = op.get_bind()
    for text_id, text in connection.execute(sa.select(texts.c.id, texts.c.text)).all():
        connection.execute(texts.update().where(texts.c.id == text_id).values(text=as_words(text)))


def _name_people() -> None:
    people = sa.table("search_people", sa.column("customer_id", sa.String), sa.column("text", sa.Text))
    columns = ("name", "email", "shop_customer_id")
    customers = sa.table("customers", sa.column("id", sa.String), *(sa.column(name, sa.String) for name in columns))
    connection = op.get_bind()
    for customer_id, *named in connection.execute(sa.select(customers)).all():
        text = as_words(SPACE.join(part for part in named if part))
        if text:
            connection.execute(people.insert().values(customer_id=customer_id, text=text))


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE search_people_words")
    op.drop_table("search_removals")
    op.drop_table("search_people")
