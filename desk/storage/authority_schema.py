"""The tables of authority: versions of the matrix, grants, what they are charged to, and the ledger.

Grants name the customer and go with them. What they are charged to and the ledger stay, so that no cap is forgotten by
erasing somebody: they name people and orders by keyed digests only.
"""

from __future__ import annotations

from sqlalchemy import JSON, Column, ForeignKey, Index, Integer, String, Table, Text

from desk.storage.schema import Moment, metadata

authority_matrices = Table(
    "authority_matrices",
    metadata,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("document", JSON, nullable=False),
)

authority_turn = Table(
    "authority_turn",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
)
"""One row, made by the migration: who decides about money holds it until the decision is stored."""

grants = Table(
    "grants",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False, index=True),
    Column("customer_id", ForeignKey("customers.id"), nullable=False, index=True),
    Column("order_number", String(20), nullable=False),
    Column("claim", String(100), nullable=False),
    Column("gift", String(20), nullable=False),
    Column("cause", String(20), nullable=False),
    Column("amount", Integer, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("sku", String(60)),
    Column("tier", String(20), nullable=False),
    Column("standing", String(20), nullable=False),
    Column("asked_by", String(40), nullable=False),
    Column("asked_by_name", String(120), nullable=False),
    Column("matrix_version", Integer, nullable=False),
    Column("case_key", String(60), nullable=False),
    Column("customer_key", String(60), nullable=False),
    Column("created_at", Moment, nullable=False, index=True),
    Column("state", String(20), nullable=False),
    Column("authority_of", String(40)),
    Column("decided_by_name", String(120)),
    Column("tries", Integer, nullable=False),
    Column("next_at", Moment),
    Column("told", JSON),
    Column("problem", Text),
    Column("undo_until", Moment),
    Column("settled_at", Moment),
    Column("version", Integer, nullable=False),
    Index("ix_grants_state_next_at", "state", "next_at"),
)

authority_charges = Table(
    "authority_charges",
    metadata,
    Column("grant_id", String(40), primary_key=True),
    Column("case_key", String(60), nullable=False, index=True),
    Column("customer_key", String(60), nullable=False),
    Column("authority_of", String(40), nullable=False),
    Column("amount", Integer, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("at", Moment, nullable=False),
    Column("released_at", Moment),
    Index("ix_authority_charges_customer_key_at", "customer_key", "at"),
    Index("ix_authority_charges_authority_of_at", "authority_of", "at"),
)

authority_ledger = Table(
    "authority_ledger",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("actor", String(40), nullable=False),
    Column("action", String(40), nullable=False),
    Column("subject", String(60), nullable=False, index=True),
    Column("detail", JSON, nullable=False),
    Column("seal", String(64), nullable=False),
)

authority_head = Table(
    "authority_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("seq", Integer, nullable=False),
    Column("seal", String(64), nullable=False),
)
