"""Contacts, added up for insights; the improvement board, and who wants the weekly letter."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0029"
branch_labels = None
depends_on = None

COUNTED = ("first_met", "first_missed", "next_met", "next_missed", "resolution_met", "resolution_missed")


def upgrade() -> None:
    _contacts()
    _parts_of_contacts()
    op.create_table(
        "insight_contacts_read",
        sa.Column("conversation_id", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("look_again_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_insight_contacts_read_conversation_id")
        ),
        sa.PrimaryKeyConstraint("conversation_id", name=op.f("pk_insight_contacts_read")),
    )
    op.create_index(
        op.f("ix_insight_contacts_read_look_again_at"), "insight_contacts_read", ["look_again_at"], unique=False
    )
    _improvements()


def _contacts() -> None:
    op.create_table(
        "insight_contacts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.String(length=40), nullable=True),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(length=60), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("began_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("ending", sa.String(length=20), nullable=True),
        sa.Column("reason", sa.String(length=60), nullable=True),
        sa.Column("handoff_reason", sa.String(length=40), nullable=True),
        sa.Column("by_agent", sa.Boolean(), nullable=False),
        sa.Column("bot_alone", sa.Boolean(), nullable=False),
        sa.Column("resolved", sa.Boolean(), nullable=False),
        sa.Column("back", sa.Integer(), nullable=False),
        sa.Column("wait", sa.Integer(), nullable=True),
        sa.Column("first_reply", sa.Integer(), nullable=True),
        sa.Column("resolution", sa.Integer(), nullable=True),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in COUNTED),
        sa.Column("articles_solved", sa.Integer(), nullable=False),
        sa.Column("articles_not_solved", sa.Integer(), nullable=False),
        sa.Column("agent_seconds", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_insight_contacts_conversation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_insight_contacts")),
        sqlite_autoincrement=True,
    )
    op.create_index("uq_insight_contacts_place", "insight_contacts", ["conversation_id", "seq"], unique=True)
    op.create_index("ix_insight_contacts_day_reason", "insight_contacts", ["day", "reason"], unique=False)
    op.create_index(op.f("ix_insight_contacts_person"), "insight_contacts", ["person"], unique=False)


def _parts_of_contacts() -> None:
    op.create_table(
        "contact_ratings",
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("by", sa.String(length=10), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["insight_contacts.id"], name=op.f("fk_contact_ratings_contact_id")),
        sa.PrimaryKeyConstraint("contact_id", "number", name=op.f("pk_contact_ratings")),
    )
    op.create_table(
        "contact_gifts",
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("cause", sa.String(length=20), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["insight_contacts.id"], name=op.f("fk_contact_gifts_contact_id")),
        sa.PrimaryKeyConstraint("contact_id", "number", name=op.f("pk_contact_gifts")),
    )


def _improvements() -> None:
    op.create_table(
        "board_improvements",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("figure", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=60), nullable=True),
        sa.Column("owner_id", sa.String(length=40), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=120), nullable=False),
        sa.Column("acted_on", sa.Date(), nullable=True),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["agents.id"], name=op.f("fk_board_improvements_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_board_improvements")),
    )
    op.create_table(
        "improvement_steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("improvement_id", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by", sa.String(length=120), nullable=False),
        sa.Column("says", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["improvement_id"], ["board_improvements.id"], name=op.f("fk_improvement_steps_improvement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_improvement_steps")),
    )
    op.create_index(op.f("ix_improvement_steps_improvement_id"), "improvement_steps", ["improvement_id"], unique=False)
    op.create_table(
        "insight_readers",
        sa.Column("agent_id", sa.String(length=40), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_insight_readers_agent_id")),
        sa.PrimaryKeyConstraint("agent_id", name=op.f("pk_insight_readers")),
    )


def downgrade() -> None:
    for table in (
        "insight_readers",
        "improvement_steps",
        "board_improvements",
        "insight_contacts_read",
        "contact_gifts",
        "contact_ratings",
        "insight_contacts",
    ):
        op.drop_table(table)
