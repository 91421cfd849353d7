"""What customers want remembered, how they stand, bad cases, and the house's rules of the relationship."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _of_customer(
        "preferences",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("value", sa.String(length=200), nullable=False),
        sa.Column("said_by", sa.String(length=10), nullable=False),
        sa.Column("by_name", sa.String(length=120), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        key=("customer_id", "kind"),
    )
    _of_customer(
        "birthdays",
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("agreed_at", sa.DateTime(), nullable=False),
        sa.Column("agreed_where", sa.String(length=60), nullable=False),
    )
    op.create_index(op.f("ix_relationship_birthdays_month"), "relationship_birthdays", ["month"])
    _of_customer(
        "visits",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("session_id", sa.String(length=40), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        key=("token_hash",),
    )
    op.create_index(op.f("ix_relationship_visits_customer_id"), "relationship_visits", ["customer_id"])
    _of_customer(
        "standings",
        sa.Column("orders", sa.Integer(), nullable=False),
        sa.Column("newest", sa.String(length=20), nullable=True),
        sa.Column("last_order_on", sa.Date(), nullable=True),
        sa.Column("notices", sa.Boolean(), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
    )
    _of_customer(
        "bad_cases",
        sa.Column("id", sa.String(length=120), nullable=False),
        sa.Column("conversation_id", sa.String(length=40), nullable=False),
        sa.Column("how", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("grant_id", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_relationship_bad_cases_conversation_id")
        ),
        key=("id",),
    )
    for name in ("customer_id", "conversation_id"):
        op.create_index(op.f(f"ix_relationship_bad_cases_{name}"), "relationship_bad_cases", [name])
    op.create_table(
        "relationship_rules",
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.Column("by", sa.String(length=120), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_relationship_rules")),
    )
    op.add_column("insight_contacts", sa.Column("segment", sa.String(length=40), nullable=True))


def _of_customer(name: str, *columns: sa.schema.SchemaItem, key: tuple[str, ...] = ("customer_id",)) -> None:
    table = f"relationship_{name}"
    op.create_table(
        table,
        sa.Column("customer_id", sa.String(length=40), nullable=False),
        *columns,
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f(f"fk_{table}_customer_id")),
        sa.PrimaryKeyConstraint(*key, name=op.f(f"pk_{table}")),
    )


def downgrade() -> None:
    op.drop_column("insight_contacts", "segment")
    for name in ("rules", "bad_cases", "standings", "visits", "birthdays", "preferences"):
        op.drop_table(f"relationship_{name}")
