"""Who may give what, what was given, what it is charged to, and the ledger of it all."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "authority_matrices",
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_authority_matrices")),
    )
    turn = op.create_table(
        "authority_turn",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_authority_turn")),
    )
    op.bulk_insert(turn, [{"id": 1}])
    _grants()
    _charges()
    op.create_table(
        "authority_ledger",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.String(length=40), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=60), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("seal", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_authority_ledger")),
    )
    op.create_index(op.f("ix_authority_ledger_subject"), "authority_ledger", ["subject"], unique=False)
    op.create_table(
        "authority_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("seal", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_authority_head")),
    )


def _grants() -> None:
    op.create_table(
        "grants",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("conversation_id", sa.String(length=40), nullable=False),
        sa.Column("customer_id", sa.String(length=40), nullable=False),
        sa.Column("order_number", sa.String(length=20), nullable=False),
        sa.Column("claim", sa.String(length=100), nullable=False),
        sa.Column("gift", sa.String(length=20), nullable=False),
        sa.Column("cause", sa.String(length=20), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("sku", sa.String(length=60), nullable=True),
        sa.Column("tier", sa.String(length=20), nullable=False),
        sa.Column("standing", sa.String(length=20), nullable=False),
        sa.Column("asked_by", sa.String(length=40), nullable=False),
        sa.Column("asked_by_name", sa.String(length=120), nullable=False),
        sa.Column("matrix_version", sa.Integer(), nullable=False),
        sa.Column("case_key", sa.String(length=60), nullable=False),
        sa.Column("customer_key", sa.String(length=60), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("authority_of", sa.String(length=40), nullable=True),
        sa.Column("decided_by_name", sa.String(length=120), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.DateTime(), nullable=True),
        sa.Column("told", sa.JSON(), nullable=True),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("undo_until", sa.DateTime(), nullable=True),
        sa.Column("settled_at", sa.DateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"], name=op.f("fk_grants_conversation_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_grants_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grants")),
    )
    for column in ("conversation_id", "customer_id", "created_at"):
        op.create_index(op.f(f"ix_grants_{column}"), "grants", [column], unique=False)
    op.create_index("ix_grants_state_next_at", "grants", ["state", "next_at"], unique=False)


def _charges() -> None:
    op.create_table(
        "authority_charges",
        sa.Column("grant_id", sa.String(length=40), nullable=False),
        sa.Column("case_key", sa.String(length=60), nullable=False),
        sa.Column("customer_key", sa.String(length=60), nullable=False),
        sa.Column("authority_of", sa.String(length=40), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("released_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("grant_id", name=op.f("pk_authority_charges")),
    )
    op.create_index(op.f("ix_authority_charges_case_key"), "authority_charges", ["case_key"], unique=False)
    for column in ("customer_key", "authority_of"):
        op.create_index(f"ix_authority_charges_{column}_at", "authority_charges", [column, "at"], unique=False)


def downgrade() -> None:
    for table in (
        "authority_head",
        "authority_ledger",
        "authority_charges",
        "grants",
        "authority_turn",
        "authority_matrices",
    ):
        op.drop_table(table)
