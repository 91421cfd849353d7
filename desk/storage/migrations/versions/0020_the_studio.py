"""What designers look at and decide, how they changed the data, and what was trained from it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "studio_read",
        sa.Column("conversation_id", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"], name=op.f("fk_studio_read_conversation_id")),
        sa.PrimaryKeyConstraint("conversation_id", name=op.f("pk_studio_read")),
    )
    op.create_table(
        "studio_messages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.String(length=40), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("model_id", sa.String(length=120), nullable=False),
        sa.Column("intent", sa.String(length=60), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("ranking", sa.JSON(), nullable=False),
        sa.Column("cost", sa.Float(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("kinds", sa.String(length=120), nullable=False),
        sa.Column("suggested_intent", sa.String(length=60)),
        sa.Column("suggested_by", sa.String(length=120)),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("label_id", sa.String(length=40)),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_studio_messages_conversation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_studio_messages")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_studio_messages_at", "studio_messages", ["at"], unique=False)
    op.create_index(
        "uq_studio_messages_conversation_id_seq", "studio_messages", ["conversation_id", "seq"], unique=True
    )
    op.create_index("ix_studio_messages_label_id_cost", "studio_messages", ["label_id", "cost"], unique=False)
    op.create_table(
        "studio_labels",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("intent", sa.String(length=60)),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("by_id", sa.String(length=40), nullable=False),
        sa.Column("by_name", sa.String(length=120), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("change_id", sa.String(length=40)),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_studio_labels_conversation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_studio_labels")),
    )
    for column in ("message_id", "conversation_id", "state", "change_id"):
        op.create_index(f"ix_studio_labels_{column}", "studio_labels", [column], unique=False)
    op.create_table(
        "data_changes",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by_id", sa.String(length=40), nullable=False),
        sa.Column("by_name", sa.String(length=120), nullable=False),
        sa.Column("says", sa.String(length=500), nullable=False),
        sa.Column("diff", sa.Text(), nullable=False),
        sa.Column("undo", sa.JSON(), nullable=False),
        sa.Column("undone_at", sa.DateTime()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_changes")),
    )
    op.create_index("ix_data_changes_at", "data_changes", ["at"], unique=False)
    _training_runs()


def _training_runs() -> None:
    op.create_table(
        "training_runs",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("by_id", sa.String(length=40), nullable=False),
        sa.Column("by_name", sa.String(length=120), nullable=False),
        sa.Column("says", sa.String(length=500), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("base_model", sa.String(length=120)),
        sa.Column("step", sa.String(length=20), nullable=False),
        sa.Column("share", sa.Float(), nullable=False),
        sa.Column("seconds_left", sa.Float()),
        sa.Column("ended_at", sa.DateTime()),
        sa.Column("code", sa.String(length=60)),
        sa.Column("message", sa.Text()),
        sa.Column("file", sa.String(length=300)),
        sa.Column("line", sa.Integer()),
        sa.Column("model_id", sa.String(length=120)),
        sa.Column("report", sa.LargeBinary()),
        sa.Column("verdict", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_runs")),
    )
    for column in ("state", "started_at", "model_id"):
        op.create_index(f"ix_training_runs_{column}", "training_runs", [column], unique=False)


def downgrade() -> None:
    for table in ("training_runs", "data_changes", "studio_labels", "studio_messages", "studio_read"):
        op.drop_table(table)
