"""The service standard, its verdicts, peer review and the mystery shopper; whose conversations are marked."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

TABLES = (
    "standard_versions",
    "quality_read",
    "quality_checks",
    "quality_verdicts",
    "quality_samples",
    "quality_reviews",
    "quality_review_verdicts",
    "quality_scripts",
    "quality_runs",
)


def upgrade() -> None:
    for table in ("customers", "conversations"):
        op.add_column(table, sa.Column("shopper", sa.Boolean(), server_default=sa.false(), nullable=False))
    _standard()
    _checks()
    _reviews()
    _shopper()


def _belongs(table: str, column: str, to: str, key: str = "id") -> Any:
    return sa.ForeignKeyConstraint([column], [f"{to}.{key}"], name=op.f(f"fk_{table}_{column}"))


def _key(table: str, *columns: str) -> Any:
    return sa.PrimaryKeyConstraint(*columns, name=op.f(f"pk_{table}"))


def _standard() -> None:
    op.create_table(
        "standard_versions",
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("rules", sa.JSON(), nullable=False),
        sa.Column("sampled", sa.Integer(), nullable=False),
        sa.Column("reviewers", sa.Integer(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by", sa.String(length=120), nullable=False),
        _key("standard_versions", "version"),
    )


def _checks() -> None:
    op.create_table(
        "quality_read",
        sa.Column("conversation_id", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("look_again_at", sa.DateTime(), nullable=True),
        _belongs("quality_read", "conversation_id", "conversations"),
        _key("quality_read", "conversation_id"),
    )
    op.create_index(op.f("ix_quality_read_look_again_at"), "quality_read", ["look_again_at"], unique=False)
    op.create_table(
        "quality_checks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.String(length=40), nullable=True),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("last_seq", sa.Integer(), nullable=False),
        sa.Column("agent_id", sa.String(length=40), nullable=True),
        sa.Column("took_part", sa.JSON(), nullable=False),
        sa.Column("week", sa.String(length=10), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=False),
        sa.Column("standard", sa.Integer(), nullable=False),
        _belongs("quality_checks", "conversation_id", "conversations"),
        _belongs("quality_checks", "agent_id", "agents"),
        _key("quality_checks", "id"),
        sqlite_autoincrement=True,
    )
    op.create_index("uq_quality_checks_handling", "quality_checks", ["conversation_id", "seq"], unique=True)
    op.create_index("ix_quality_checks_week", "quality_checks", ["week"], unique=False)
    op.create_index(op.f("ix_quality_checks_agent_id"), "quality_checks", ["agent_id"], unique=False)
    op.create_table(
        "quality_verdicts",
        sa.Column("check_id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(length=20), nullable=False),
        sa.Column("outcome", sa.String(length=12), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=True),
        sa.Column("found", sa.String(length=80), nullable=False),
        _belongs("quality_verdicts", "check_id", "quality_checks"),
        _key("quality_verdicts", "check_id", "rule"),
    )


def _reviews() -> None:
    op.create_table(
        "quality_samples",
        sa.Column("week", sa.String(length=10), nullable=False),
        sa.Column("seed", sa.String(length=40), nullable=False),
        sa.Column("drawn_at", sa.DateTime(), nullable=False),
        sa.Column("candidates", sa.Integer(), nullable=False),
        sa.Column("drawn", sa.Integer(), nullable=False),
        _key("quality_samples", "week"),
    )
    op.create_table(
        "quality_reviews",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("week", sa.String(length=10), nullable=False),
        sa.Column("check_id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.String(length=40), nullable=True),
        sa.Column("reviewer_id", sa.String(length=40), nullable=False),
        sa.Column("done_at", sa.DateTime(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        _belongs("quality_reviews", "week", "quality_samples", "week"),
        _belongs("quality_reviews", "check_id", "quality_checks"),
        _belongs("quality_reviews", "conversation_id", "conversations"),
        _belongs("quality_reviews", "reviewer_id", "agents"),
        _key("quality_reviews", "id"),
    )
    for column in ("week", "conversation_id", "reviewer_id"):
        op.create_index(op.f(f"ix_quality_reviews_{column}"), "quality_reviews", [column], unique=False)
    op.create_index("uq_quality_reviews_once", "quality_reviews", ["check_id", "reviewer_id"], unique=True)
    op.create_table(
        "quality_review_verdicts",
        sa.Column("review_id", sa.String(length=40), nullable=False),
        sa.Column("rule", sa.String(length=20), nullable=False),
        sa.Column("outcome", sa.String(length=12), nullable=False),
        _belongs("quality_review_verdicts", "review_id", "quality_reviews"),
        _key("quality_review_verdicts", "review_id", "rule"),
    )


def _shopper() -> None:
    op.create_table(
        "quality_scripts",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("handover", sa.String(length=10), nullable=False),
        sa.Column("every_hours", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("owner_id", sa.String(length=40), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.DateTime(), nullable=True),
        _belongs("quality_scripts", "owner_id", "agents"),
        _key("quality_scripts", "id"),
    )
    op.create_index(op.f("ix_quality_scripts_next_at"), "quality_scripts", ["next_at"], unique=False)
    op.create_table(
        "quality_runs",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("script_id", sa.String(length=40), nullable=False),
        sa.Column("script_version", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("conversation_id", sa.String(length=40), nullable=True),
        sa.Column("handed_over", sa.String(length=40), nullable=True),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.Column("standard", sa.Integer(), nullable=True),
        sa.Column("by", sa.String(length=40), nullable=True),
        sa.Column("alarm", sa.Boolean(), nullable=False),
        sa.Column("seen_at", sa.DateTime(), nullable=True),
        sa.Column("seen_by", sa.String(length=40), nullable=True),
        _belongs("quality_runs", "script_id", "quality_scripts"),
        _belongs("quality_runs", "conversation_id", "conversations"),
        _belongs("quality_runs", "by", "agents"),
        _belongs("quality_runs", "seen_by", "agents"),
        _key("quality_runs", "id"),
    )
    op.create_index(op.f("ix_quality_runs_conversation_id"), "quality_runs", ["conversation_id"], unique=False)
    op.create_index(op.f("ix_quality_runs_state"), "quality_runs", ["state"], unique=False)
    op.create_index("ix_quality_runs_script_id_started_at", "quality_runs", ["script_id", "started_at"], unique=False)
    op.create_index(
        "uq_quality_runs_one_open",
        "quality_runs",
        ["script_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('waiting', 'running')"),
        postgresql_where=sa.text("state IN ('waiting', 'running')"),
    )


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    for table in ("conversations", "customers"):
        op.drop_column(table, "shopper")
