"""Letters on their way, who wants answers by e-mail, and a quick look at who was taken lately."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "answer_wishes",
        sa.Column("conversation_id", sa.String(length=40), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("looked_seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_answer_wishes_conversation_id")
        ),
        sa.PrimaryKeyConstraint("conversation_id", name=op.f("pk_answer_wishes")),
    )
    op.create_table(
        "letters",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("conversation_id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("from_seq", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=False),
        sa.Column("through_seq", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease_until", sa.DateTime(), nullable=True),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("problem", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"], name=op.f("fk_letters_conversation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letters")),
    )
    op.create_index(op.f("ix_letters_conversation_id"), "letters", ["conversation_id"])
    op.create_index(op.f("ix_handoffs_accepted_at"), "handoffs", ["accepted_at"])
    op.create_index("ix_letters_state_due_at", "letters", ["state", "due_at"])


def downgrade() -> None:
    op.drop_index(op.f("ix_handoffs_accepted_at"), table_name="handoffs")
    op.drop_index("ix_letters_state_due_at", table_name="letters")
    op.drop_index(op.f("ix_letters_conversation_id"), table_name="letters")
    op.drop_table("letters")
    op.drop_table("answer_wishes")
