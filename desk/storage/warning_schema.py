"""The tables of early warning: why people wrote, alarms, incidents with the orders they are about, and notices."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    text,
)  # fmt: skip

from desk.storage.schema import Moment, metadata

contacts = Table(
    "contacts",
    metadata,
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("customer_id", ForeignKey("customers.id"), nullable=False),
    Column("reason", String(60), nullable=False),
    Column("at", Moment, nullable=False),
    PrimaryKeyConstraint("conversation_id", "seq"),
    Index("ix_contacts_at", "at"),
    Index("ix_contacts_customer_id_at", "customer_id", "at"),
)

contacts_read = Table(
    "contacts_read",
    metadata,
    Column("conversation_id", ForeignKey("conversations.id"), primary_key=True),
    Column("version", Integer, nullable=False),
)
"""Up to which version of a conversation its contacts were read."""

alarms = Table(
    "alarms",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("reason", String(60), nullable=False),
    Column("state", String(12), nullable=False),
    Column("raised_at", Moment, nullable=False),
    Column("risen_at", Moment, nullable=False, index=True),
    Column("counted_from", Moment, nullable=False),
    Column("rule", String(12), nullable=False),
    Column("window_hours", Integer, nullable=False),
    Column("people", Integer, nullable=False),
    Column("everybody", Integer, nullable=False),
    Column("usual", Float),
    Column("chance", Float),
    Column("decided_at", Moment),
    Column("decided_by_name", String(120)),
    Column("why", Text),
    Column("version", Integer, nullable=False),
    # One open alarm of a reason, however many desks look.
    Index(
        "uq_alarms_one_open",
        "reason",
        unique=True,
        sqlite_where=text("state = 'open'"),
        postgresql_where=text("state = 'open'"),
    ),
)

incidents = Table(
    "incidents",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("alarm_id", ForeignKey("alarms.id"), nullable=False),
    Column("name", String(120), nullable=False),
    Column("reasons", JSON, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("value", String(120), nullable=False),
    Column("label", String(200), nullable=False),
    Column("open_only", Boolean, nullable=False),
    Column("answer", Text, nullable=False),
    Column("banner", Text, nullable=False),
    Column("tell", Boolean, nullable=False),
    Column("counted_from", Moment, nullable=False),
    Column("state", String(12), nullable=False, index=True),
    Column("opened_at", Moment, nullable=False),
    Column("opened_by", String(40), nullable=False),
    Column("opened_by_name", String(120), nullable=False),
    Column("closed_at", Moment),
    Column("closed_by_name", String(120)),
    Column("closing", Text),
    Column("figures", JSON(none_as_null=True)),
    Column("version", Integer, nullable=False),
)

incident_orders = Table(
    "incident_orders",
    metadata,
    Column("incident_id", ForeignKey("incidents.id"), nullable=False),
    Column("order_number", String(20), nullable=False),
    Column("shop_customer_id", String(64), nullable=False, index=True),
    Column("notices", Boolean, nullable=False),
    Column("at", Moment, nullable=False),
    Column("left_at", Moment),
    PrimaryKeyConstraint("incident_id", "order_number"),
)
"""`left_at`: since when the order is no longer one of them, say because it has arrived."""

notices = Table(
    "notices",
    metadata,
    Column("customer_id", ForeignKey("customers.id"), nullable=False),
    Column("about", String(60), nullable=False),
    Column("kind", String(12), nullable=False),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False, index=True),
    Column("seq", Integer, nullable=False),
    Column("at", Moment, nullable=False),
    PrimaryKeyConstraint("customer_id", "about", "kind"),
)
