"""Which model is live, who decided what, which model answered what, and how candidates read along."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "deployment",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("live_model", sa.String(length=80), nullable=False),
        sa.Column("live_slot", sa.String(length=1), nullable=False),
        sa.Column("other_model", sa.String(length=80), nullable=True),
        sa.Column("other_slot", sa.String(length=1), nullable=True),
        sa.Column("stage", sa.String(length=20), nullable=True),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("looks", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.Column("by", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deployment")),
    )
    op.create_table(
        "known_models",
        sa.Column("model_id", sa.String(length=80), nullable=False),
        sa.Column("approved_by", sa.String(length=120), nullable=True),
        sa.Column("approved_at", sa.DateTime(), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=True),
        sa.Column("refused", sa.String(length=500), nullable=True),
        sa.PrimaryKeyConstraint("model_id", name=op.f("pk_known_models")),
    )
    op.create_table(
        "rollout_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by", sa.String(length=120), nullable=False),
        sa.Column("model_id", sa.String(length=80), nullable=False),
        sa.Column("says", sa.Text(), nullable=False),
        sa.Column("alarm", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rollout_events")),
    )
    op.create_table(
        "model_turns",
        sa.Column("conversation_id", sa.String(length=40), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("model_id", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("took_ms", sa.Float(), nullable=False),
        sa.Column("missed", sa.Integer(), nullable=False),
        sa.Column("handed_over", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"], name=op.f("fk_model_turns_conversation_id")),
        sa.PrimaryKeyConstraint("conversation_id", "seq", name=op.f("pk_model_turns")),
    )
    op.create_index("ix_model_turns_model_id_at", "model_turns", ["model_id", "at"], unique=False)
    op.create_index("ix_model_turns_at", "model_turns", ["at"], unique=False)
    op.create_table(
        "read_along",
        sa.Column("model_id", sa.String(length=80), nullable=False),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.Column("differ", sa.Integer(), nullable=False),
        sa.Column("dropped", sa.Integer(), nullable=False),
        sa.Column("timed", sa.Integer(), nullable=False),
        sa.Column("live_ms", sa.Float(), nullable=False),
        sa.Column("candidate_ms", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("model_id", name=op.f("pk_read_along")),
    )
    op.create_table(
        "read_otherwise",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.String(length=40), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("live_model", sa.String(length=80), nullable=False),
        sa.Column("live_intent", sa.String(length=120), nullable=False),
        sa.Column("live_confidence", sa.Float(), nullable=False),
        sa.Column("candidate_model", sa.String(length=80), nullable=False),
        sa.Column("candidate_intent", sa.String(length=120), nullable=False),
        sa.Column("candidate_confidence", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_read_otherwise_conversation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_read_otherwise")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_read_otherwise_conversation_id"), "read_otherwise", ["conversation_id"], unique=False)
    op.create_index("ix_read_otherwise_candidate_model_id", "read_otherwise", ["candidate_model", "id"], unique=False)


def downgrade() -> None:
    for table in ("read_otherwise", "read_along", "model_turns", "rollout_events", "known_models", "deployment"):
        op.drop_table(table)
