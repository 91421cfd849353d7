"""What customers say of how they were handled, and that they agreed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("customers", schema=None) as batch_op:
        batch_op.add_column(sa.Column("consented_at", sa.DateTime(), nullable=True))
    op.create_table(
        "ratings",
        sa.Column("conversation_id", sa.String(length=40), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("agent_id", sa.String(length=40), nullable=True),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_ratings_agent_id")),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"], name=op.f("fk_ratings_conversation_id")),
        sa.PrimaryKeyConstraint("conversation_id", "seq", name=op.f("pk_ratings")),
    )
    op.create_index(op.f("ix_ratings_agent_id"), "ratings", ["agent_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_ratings_agent_id"), table_name="ratings")
    op.drop_table("ratings")
    with op.batch_alter_table("customers", schema=None) as batch_op:
        batch_op.drop_column("consented_at")
