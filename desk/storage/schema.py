"""The tables of the record. Migrations are made from here (`desk/storage/migrations`)."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator


class Moment(TypeDecorator[datetime]):
    """A moment in UTC: aware in the program, plain UTC in the table, alike on SQLite and PostgreSQL."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

customers = Table(
    "customers",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("created_at", Moment, nullable=False),
    Column("shop_customer_id", String(64), unique=True),
    Column("name", String(120)),
    Column("email", String(254)),
    Column("tier", String(32)),
    Column("address_key", String(40)),
    Column("consented_at", Moment),
    Column("shopper", Boolean, nullable=False, server_default=false()),
)

widget_sessions = Table(
    "widget_sessions",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("customer_id", ForeignKey("customers.id"), nullable=False, index=True),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("ended_at", Moment),
)

agents = Table(
    "agents",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("name", String(120), nullable=False),
    Column("email", String(254), nullable=False, unique=True),
    Column("role", String(20), nullable=False),
    Column("password_hash", Text, nullable=False),
    Column("disabled_at", Moment),
    Column("password_set_at", Moment),
    Column("invited_at", Moment),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("seen_at", Moment),
)

agent_sessions = Table(
    "agent_sessions",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("agent_id", ForeignKey("agents.id"), nullable=False, index=True),
    Column("csrf_token", String(64), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("browser", String(60), nullable=False, server_default=""),
    Column("address_key", String(40), nullable=False, server_default=""),
    Column("used_at", Moment),
)

conversations = Table(
    "conversations",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("customer_id", ForeignKey("customers.id"), nullable=False, index=True),
    Column("state", String(20), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Column("last_seq", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("agent_id", ForeignKey("agents.id"), index=True),
    Column("handoff_id", String(40)),
    Column("waiting_since", Moment),
    Column("wait_deadline", Moment),
    Column("last_text", String(200), nullable=False),
    Column("last_author", String(20)),
    Column("mood", Float),
    Column("snoozed_until", Moment),
    Column("merged_into", String(40)),
    Column("language", String(8)),
    Column("reason", String(40)),
    Column("about", String(60)),
    Column("shopper", Boolean, nullable=False, server_default=false()),
    # One live conversation a person, even when two tabs ask at the same moment.
    Index(
        "uq_conversations_one_live",
        "customer_id",
        unique=True,
        sqlite_where=text("state != 'closed'"),
        postgresql_where=text("state != 'closed'"),
    ),
    Index("ix_conversations_state_waiting_since", "state", "waiting_since"),
    Index("ix_conversations_updated_at", "updated_at"),
)

BY_CUSTOMERS = conversations.c.shopper.is_(False)
"""What somebody said: conversations of the mystery shopper are in no figure, list or lesson."""

entries = Table(
    "entries",
    metadata,
    Column("conversation_id", ForeignKey("conversations.id"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("kind", String(30), nullable=False),
    Column("at", Moment, nullable=False),
    Column("author_kind", String(20), nullable=False),
    Column("author_id", String(40)),
    Column("author_name", String(120), nullable=False),
    Column("message_id", String(80)),
    Column("text", Text),
    Column("quick_replies", JSON, nullable=False),
    Column("card", JSON(none_as_null=True)),
    Column("line", String(200)),
    Column("data", JSON, nullable=False),
    Column("edited_at", Moment),
    Column("deleted", Boolean, nullable=False, server_default=false()),
    UniqueConstraint("conversation_id", "message_id"),
)

bot_jobs = Table(
    "bot_jobs",
    metadata,
    Column("conversation_id", ForeignKey("conversations.id"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("state", String(20), nullable=False, index=True),
    Column("created_at", Moment, nullable=False),
    Column("finished_at", Moment),
    Column("text", Text, nullable=False),
    Column("turn_id", String(80), nullable=False),
    Column("answer", JSON(none_as_null=True)),
    Column("problem", String(200)),
    Column("attempts", Integer, nullable=False, server_default="0"),
    # Who works on it, and until when nobody else may.
    Column("leased_by", String(40)),
    Column("lease_until", Moment),
)

handoffs = Table(
    "handoffs",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False, index=True),
    Column("reason", String(40), nullable=False),
    Column("evidence", JSON, nullable=False),
    Column("requested_at", Moment, nullable=False),
    Column("state", String(20), nullable=False),
    Column("agent_id", ForeignKey("agents.id")),
    Column("accepted_at", Moment, index=True),
    Column("ended_at", Moment),
    Column("outcome", String(40)),
    Column("brief", JSON(none_as_null=True)),
)
