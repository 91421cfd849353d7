"""Where and when people are signed in, whose password is their own, and ways to look through the audit log."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0022"
branch_labels = None
depends_on = None

CONVERSATION = {
    "sqlite": "CREATE INDEX ix_audit_log_conversation ON audit_log (json_extract(detail, '$.conversation'), seq)",
    "postgresql": "CREATE INDEX ix_audit_log_conversation ON audit_log ((detail ->> 'conversation'), seq)",
}


def upgrade() -> None:
    op.add_column("agents", sa.Column("password_set_at", sa.DateTime(), nullable=True))
    op.add_column("agent_sessions", sa.Column("browser", sa.String(length=60), server_default="", nullable=False))
    op.add_column("agent_sessions", sa.Column("address_key", sa.String(length=40), server_default="", nullable=False))
    op.add_column("agent_sessions", sa.Column("used_at", sa.DateTime(), nullable=True))
    op.create_table(
        "audit_conversations",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("conversation_id", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_audit_conversations_conversation_id")
        ),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_audit_conversations")),
    )
    op.create_index(
        op.f("ix_audit_conversations_conversation_id"), "audit_conversations", ["conversation_id"], unique=False
    )
    op.create_index("ix_audit_log_actor_seq", "audit_log", ["actor", "seq"], unique=False)
    op.create_index("ix_audit_log_action_seq", "audit_log", ["action", "seq"], unique=False)
    op.create_index("ix_audit_log_at", "audit_log", ["at"], unique=False)
    op.execute(CONVERSATION[op.get_bind().dialect.name])


def downgrade() -> None:
    for index in ("conversation", "at", "action_seq", "actor_seq"):
        op.drop_index(f"ix_audit_log_{index}", table_name="audit_log")
    op.drop_table("audit_conversations")
    for column in ("used_at", "address_key", "browser"):
        op.drop_column("agent_sessions", column)
    op.drop_column("agents", "password_set_at")
