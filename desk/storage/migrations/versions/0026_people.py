"""People: who was invited, the links they come in by, and when they were last here."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("agents", sa.Column("invited_at", sa.DateTime(), nullable=True))
    op.add_column("agents", sa.Column("version", sa.Integer(), server_default="1", nullable=False))
    op.add_column("agents", sa.Column("seen_at", sa.DateTime(), nullable=True))
    # Addresses are kept in small letters, so that one address is one person.
    op.execute("UPDATE agents SET email = lower(email)")
    op.create_table(
        "agent_invitations",
        sa.Column("agent_id", sa.String(length=40), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("made_by", sa.String(length=40), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("removes_factor", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_agent_invitations_agent_id")),
        sa.PrimaryKeyConstraint("agent_id", name=op.f("pk_agent_invitations")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_agent_invitations_token_hash")),
    )


def downgrade() -> None:
    op.drop_table("agent_invitations")
    for column in ("seen_at", "version", "invited_at"):
        op.drop_column("agents", column)
