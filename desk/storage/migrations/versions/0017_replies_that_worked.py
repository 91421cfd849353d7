"""Which handlings were read for replies that worked, and the vectors of what was asked in them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "read_handlings",
        sa.Column("conversation_id", sa.String(length=40), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("encoder", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_read_handlings_conversation_id")
        ),
        sa.PrimaryKeyConstraint("conversation_id", "seq", name=op.f("pk_read_handlings")),
    )
    op.create_table(
        "worked_replies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.String(length=40), nullable=False),
        sa.Column("end_seq", sa.Integer(), nullable=False),
        sa.Column("asked_seq", sa.Integer(), nullable=False),
        sa.Column("reply_seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("encoder", sa.String(length=64), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_worked_replies_conversation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_worked_replies")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_worked_replies_conversation_id_end_seq", "worked_replies", ["conversation_id", "end_seq"], unique=False
    )
    op.create_index("ix_worked_replies_encoder_id", "worked_replies", ["encoder", "id"], unique=False)


def downgrade() -> None:
    op.drop_table("worked_replies")
    op.drop_table("read_handlings")
