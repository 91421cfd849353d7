"""Who was asked what, recovery tasks, what was solved and whether it held, and what was changed because of it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _asks()
    _recoveries()
    _resolutions()
    _improvements()


def _asks() -> None:
    op.create_table(
        "survey_asks",
        sa.Column("conversation_id", sa.String(length=40), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("about", sa.String(length=10), nullable=False),
        sa.Column("customer_id", sa.String(length=40), nullable=False),
        sa.Column("person", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        _belongs("survey_asks", "conversation_id", "conversations"),
        _belongs("survey_asks", "customer_id", "customers"),
        sa.PrimaryKeyConstraint("conversation_id", "seq", "about", name=op.f("pk_survey_asks")),
    )
    op.create_index(op.f("ix_survey_asks_at"), "survey_asks", ["at"])
    op.create_index("ix_survey_asks_customer_id_at", "survey_asks", ["customer_id", "at"])


def _recoveries() -> None:
    op.create_table(
        "recoveries",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("conversation_id", sa.String(length=40), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.String(length=40), nullable=False),
        sa.Column("rated_agent_id", sa.String(length=40), nullable=True),
        sa.Column("owner_id", sa.String(length=40), nullable=True),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("taken_by", sa.String(length=40), nullable=True),
        sa.Column("taken_at", sa.DateTime(), nullable=True),
        sa.Column("written_at", sa.DateTime(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("ended_by", sa.String(length=40), nullable=True),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("again_score", sa.Integer(), nullable=True),
        sa.Column("again_at", sa.DateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        _belongs("recoveries", "conversation_id", "conversations"),
        _belongs("recoveries", "customer_id", "customers"),
        *(_belongs("recoveries", name, "agents") for name in ("rated_agent_id", "owner_id", "taken_by", "ended_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recoveries")),
    )
    op.create_index(op.f("ix_recoveries_customer_id"), "recoveries", ["customer_id"])
    op.create_index("ix_recoveries_state_due_at", "recoveries", ["state", "due_at"])
    op.create_index("uq_recoveries_handling", "recoveries", ["conversation_id", "seq"], unique=True)


def _resolutions() -> None:
    op.create_table(
        "resolutions",
        sa.Column("conversation_id", sa.String(length=40), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.String(length=40), nullable=False),
        sa.Column("agent_id", sa.String(length=40), nullable=True),
        sa.Column("reason", sa.String(length=60), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("ask_at", sa.DateTime(), nullable=True),
        sa.Column("asked_at", sa.DateTime(), nullable=True),
        sa.Column("dropped", sa.String(length=30), nullable=True),
        sa.Column("held", sa.Boolean(), nullable=True),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        _belongs("resolutions", "conversation_id", "conversations"),
        _belongs("resolutions", "customer_id", "customers"),
        _belongs("resolutions", "agent_id", "agents"),
        sa.PrimaryKeyConstraint("conversation_id", "seq", name=op.f("pk_resolutions")),
    )
    for name in ("customer_id", "at", "ask_at"):
        op.create_index(op.f(f"ix_resolutions_{name}"), "resolutions", [name])


def _improvements() -> None:
    op.create_table(
        "improvements",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("said", sa.String(length=200), nullable=False),
        sa.Column("did", sa.Text(), nullable=False),
        sa.Column("link_kind", sa.String(length=12), nullable=True),
        sa.Column("link_to", sa.String(length=120), nullable=True),
        sa.Column("by_id", sa.String(length=40), nullable=False),
        sa.Column("by_name", sa.String(length=120), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_improvements")),
    )
    op.create_index(op.f("ix_improvements_at"), "improvements", ["at"])
    op.create_table(
        "improvement_voices",
        sa.Column("improvement_id", sa.String(length=40), nullable=False),
        sa.Column("conversation_id", sa.String(length=40), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.String(length=40), nullable=False),
        sa.Column("tell", sa.Boolean(), nullable=False),
        sa.Column("told_at", sa.DateTime(), nullable=True),
        _belongs("improvement_voices", "improvement_id", "improvements"),
        _belongs("improvement_voices", "conversation_id", "conversations"),
        _belongs("improvement_voices", "customer_id", "customers"),
        sa.PrimaryKeyConstraint("improvement_id", "conversation_id", "seq", name=op.f("pk_improvement_voices")),
    )
    op.create_index(op.f("ix_improvement_voices_customer_id"), "improvement_voices", ["customer_id"])
    op.create_index("ix_improvement_voices_told_at", "improvement_voices", ["told_at"])


def _belongs(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}"))


def downgrade() -> None:
    for table in ("improvement_voices", "improvements", "resolutions", "recoveries", "survey_asks"):
        op.drop_table(table)
