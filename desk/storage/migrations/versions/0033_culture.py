"""Praise with who had a hand in it, and the practice room."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _praise()
    _practice()


def _praise() -> None:
    op.create_table(
        "praise_words",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("conversation_id", sa.String(length=40), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("about", sa.String(length=60), nullable=True),
        sa.Column("hidden_at", sa.DateTime(), nullable=True),
        sa.Column("hidden_by", sa.String(length=40), nullable=True),
        _belongs("praise_words", "conversation_id", "conversations"),
        _belongs("praise_words", "hidden_by", "agents"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_praise_words")),
    )
    op.create_index(op.f("ix_praise_words_at"), "praise_words", ["at"])
    op.create_index("uq_praise_words_place", "praise_words", ["conversation_id", "seq", "source"], unique=True)
    op.create_table(
        "praise_credits",
        sa.Column("praise_id", sa.String(length=40), nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("conversation_id", sa.String(length=40), nullable=False),
        sa.Column("agent_id", sa.String(length=40), nullable=True),
        sa.Column("part", sa.String(length=12), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        _belongs("praise_credits", "praise_id", "praise_words"),
        _belongs("praise_credits", "conversation_id", "conversations"),
        _belongs("praise_credits", "agent_id", "agents"),
        sa.PrimaryKeyConstraint("praise_id", "place", name=op.f("pk_praise_credits")),
    )
    op.create_index(op.f("ix_praise_credits_conversation_id"), "praise_credits", ["conversation_id"])
    op.create_table(
        "praise_read",
        sa.Column("conversation_id", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _belongs("praise_read", "conversation_id", "conversations"),
        sa.PrimaryKeyConstraint("conversation_id", name=op.f("pk_praise_read")),
    )


def _practice() -> None:
    op.create_table(
        "practice_sessions",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("agent_id", sa.String(length=40), nullable=False),
        sa.Column("conversation_id", sa.String(length=40), nullable=False),
        sa.Column("begun_at", sa.DateTime(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("done_at", sa.DateTime(), nullable=True),
        _belongs("practice_sessions", "agent_id", "agents"),
        _belongs("practice_sessions", "conversation_id", "conversations"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practice_sessions")),
    )
    for name in ("agent_id", "conversation_id"):
        op.create_index(op.f(f"ix_practice_sessions_{name}"), "practice_sessions", [name])
    op.create_table(
        "practice_answers",
        sa.Column("session_id", sa.String(length=40), nullable=False),
        sa.Column("step", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("conversation_id", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        _belongs("practice_answers", "session_id", "practice_sessions"),
        _belongs("practice_answers", "conversation_id", "conversations"),
        sa.PrimaryKeyConstraint("session_id", "step", name=op.f("pk_practice_answers")),
    )
    op.create_index(op.f("ix_practice_answers_conversation_id"), "practice_answers", ["conversation_id"])


def _belongs(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}"))


def downgrade() -> None:
    for table in ("practice_answers", "practice_sessions", "praise_read", "praise_credits", "praise_words"):
        op.drop_table(table)
