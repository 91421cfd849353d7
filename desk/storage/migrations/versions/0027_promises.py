"""What customers were promised, by when, and what became of it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "promises",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("conversation_id", sa.String(length=40), nullable=False),
        sa.Column("what", sa.String(length=20), nullable=False),
        sa.Column("note", sa.String(length=120), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=False),
        sa.Column("whole_day", sa.Boolean(), nullable=False),
        sa.Column("agent_id", sa.String(length=40), nullable=False),
        sa.Column("agent_name", sa.String(length=120), nullable=False),
        sa.Column("team", sa.String(length=40), nullable=True),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("said_seq", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("alarm", sa.String(length=20), nullable=False),
        sa.Column("next_at", sa.DateTime(), nullable=True),
        sa.Column("settled_at", sa.DateTime(), nullable=True),
        sa.Column("settled_by", sa.String(length=120), nullable=True),
        sa.Column("why", sa.String(length=200), nullable=True),
        sa.Column("moved_from", sa.String(length=40), nullable=True),
        sa.Column("moved_to", sa.String(length=40), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"], name=op.f("fk_promises_conversation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promises")),
    )
    op.create_index(op.f("ix_promises_conversation_id"), "promises", ["conversation_id"])
    op.create_index(op.f("ix_promises_next_at"), "promises", ["next_at"])
    op.create_index("ix_promises_settled_at_due_at", "promises", ["settled_at", "due_at"])
    op.create_index(
        "uq_promises_conversation_id_said_seq_what", "promises", ["conversation_id", "said_seq", "what"], unique=True
    )


def downgrade() -> None:
    op.drop_table("promises")
