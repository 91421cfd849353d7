"""The tables of the shop's SQLite file."""

from __future__ import annotations

VERSION = 4

TABLES = """
CREATE TABLE products (
    sku TEXT PRIMARY KEY, slug TEXT NOT NULL UNIQUE, name TEXT NOT NULL, price INTEGER NOT NULL CHECK (price > 0),
    summary TEXT NOT NULL, details TEXT NOT NULL, picture TEXT NOT NULL, position INTEGER NOT NULL
) STRICT;
CREATE TABLE variants (
    sku TEXT NOT NULL REFERENCES products ON DELETE CASCADE, size TEXT NOT NULL, colour TEXT NOT NULL,
    stock INTEGER NOT NULL CHECK (stock >= 0), position INTEGER NOT NULL, PRIMARY KEY (sku, size, colour)
) STRICT;
CREATE TABLE customers (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, email TEXT NOT NULL UNIQUE,
    tier TEXT NOT NULL CHECK (tier IN ('standard', 'silver', 'gold')), since TEXT NOT NULL
) STRICT;
CREATE TABLE orders (
    number TEXT PRIMARY KEY, customer_id TEXT NOT NULL REFERENCES customers, state TEXT NOT NULL,
    promised_on TEXT NOT NULL, carrier TEXT, tracking_number TEXT UNIQUE, refund_state TEXT, refund_amount INTEGER,
    refund_expected_on TEXT, purchase_key TEXT UNIQUE
) STRICT;
CREATE INDEX orders_by_customer ON orders (customer_id);
CREATE TABLE order_items (
    number TEXT NOT NULL REFERENCES orders ON DELETE CASCADE, position INTEGER NOT NULL, sku TEXT NOT NULL,
    name TEXT NOT NULL, size TEXT NOT NULL, colour TEXT NOT NULL, quantity INTEGER NOT NULL CHECK (quantity > 0),
    unit_price INTEGER NOT NULL, PRIMARY KEY (number, position)
) STRICT;
CREATE TABLE order_steps (
    number TEXT NOT NULL REFERENCES orders ON DELETE CASCADE, position INTEGER NOT NULL, state TEXT NOT NULL,
    at TEXT NOT NULL, PRIMARY KEY (number, position)
) STRICT;
CREATE TABLE returns (
    id TEXT PRIMARY KEY, number TEXT NOT NULL UNIQUE REFERENCES orders ON DELETE CASCADE, reason TEXT NOT NULL,
    registered_at TEXT NOT NULL
) STRICT;
CREATE TABLE answers (
    customer_id TEXT NOT NULL, key TEXT NOT NULL, wish TEXT NOT NULL, number TEXT NOT NULL, status INTEGER NOT NULL,
    body TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (customer_id, key)
) STRICT;
CREATE TABLE proof_failures (number TEXT NOT NULL, at TEXT NOT NULL) STRICT;
CREATE INDEX proof_failures_by_number ON proof_failures (number);
CREATE TABLE sessions (
    token_hash TEXT PRIMARY KEY, customer_id TEXT NOT NULL REFERENCES customers ON DELETE CASCADE,
    expires_at TEXT NOT NULL
) STRICT;
"""

# Codes by e-mail: at most one a conversation and order; what was tried; which order is open in which conversation.
GUEST_PROOFS = """
CREATE TABLE proof_codes (
    conversation_id TEXT NOT NULL, number TEXT NOT NULL, code_hash TEXT NOT NULL, salt TEXT NOT NULL,
    expires_at TEXT NOT NULL, PRIMARY KEY (conversation_id, number)
) STRICT;
CREATE TABLE proof_tries (kind TEXT NOT NULL, scope TEXT NOT NULL, key TEXT NOT NULL, at TEXT NOT NULL) STRICT;
CREATE INDEX proof_tries_by_key ON proof_tries (kind, scope, key);
CREATE TABLE proof_grants (
    conversation_id TEXT NOT NULL, number TEXT NOT NULL, until TEXT NOT NULL, PRIMARY KEY (conversation_id, number)
) STRICT;
"""

# What was given to make good, and the answer to each key that ever asked for it.
REMEDIES = """
CREATE TABLE remedies (
    id TEXT PRIMARY KEY, number TEXT NOT NULL REFERENCES orders, customer_id TEXT NOT NULL REFERENCES customers,
    kind TEXT NOT NULL, amount INTEGER NOT NULL CHECK (amount > 0), sku TEXT, reason TEXT NOT NULL, at TEXT NOT NULL,
    taken_back_at TEXT, detail TEXT
) STRICT;
CREATE INDEX remedies_by_customer ON remedies (customer_id);
CREATE TABLE remedy_answers (
    key TEXT PRIMARY KEY, wish TEXT NOT NULL, status INTEGER NOT NULL, body TEXT NOT NULL, at TEXT NOT NULL
) STRICT;
ALTER TABLE orders ADD COLUMN replaces TEXT
"""

# What orders may have in common, and whom the shop may tell of troubles; nobody has agreed to anything before.
TROUBLES = """
ALTER TABLE orders ADD COLUMN payment_method TEXT NOT NULL DEFAULT 'card';
ALTER TABLE orders ADD COLUMN warehouse TEXT NOT NULL DEFAULT 'Leipzig';
ALTER TABLE customers ADD COLUMN notices INTEGER NOT NULL DEFAULT 0 CHECK (notices IN (0, 1))
"""

STEPS = (TABLES, GUEST_PROOFS, REMEDIES, TROUBLES)
"""What turns a file of each version into one of the next."""
