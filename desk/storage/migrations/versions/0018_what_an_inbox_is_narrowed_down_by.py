"""What a customer writes in, why a person was asked for and what it is about: what an inbox is narrowed down by."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

ASKED_FOR = """
UPDATE conversations SET reason = (
    SELECT h.reason FROM handoffs h
    WHERE h.conversation_id = conversations.id AND h.reason NOT IN ('transfer', 'reopened', 'stepped_in')
    ORDER BY h.requested_at DESC LIMIT 1)
"""
SAID_IN_THE_END = """
UPDATE conversations SET about = (
    SELECT w.contact_reason FROM wrap_ups w
    WHERE w.conversation_id = conversations.id ORDER BY w.seq DESC LIMIT 1)
"""


def upgrade() -> None:
    with op.batch_alter_table("conversations", schema=None) as batch_op:
        batch_op.add_column(sa.Column("language", sa.String(length=8), nullable=True))
        batch_op.add_column(sa.Column("reason", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("about", sa.String(length=60), nullable=True))
    op.execute(ASKED_FOR)
    op.execute(SAID_IN_THE_END)


def downgrade() -> None:
    for column in ("about", "reason", "language"):
        op.drop_column("conversations", column)
