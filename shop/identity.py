"""Who is signed in at the shop, and the short-lived proof of it for the desk."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime, timedelta

import jwt

from shop.customers import Customer
from shop.store import Store
from shop.wording import instant

SESSION_LIFETIME = timedelta(hours=12)
WIDGET_TOKEN_LIFETIME = timedelta(minutes=10)
AUDIENCE = "warmhand"


def widget_token(customer: Customer, *, issuer: str, secret: str, token_id: str, now: datetime) -> str:
    """The JWT that tells the desk who is looking at the page; good for ten minutes."""
    claims = {
        "iss": issuer,
        "aud": AUDIENCE,
        "sub": customer.id,
        "name": customer.name,
        "email": customer.email,
        "tier": customer.tier,
        "jti": token_id,
        "iat": int(now.timestamp()),
        "exp": int((now + WIDGET_TOKEN_LIFETIME).timestamp()),
    }
    return jwt.encode(claims, secret, algorithm="HS256")


def sign_in(store: Store, customer_id: str, token: str, now: datetime) -> bool:
    """Start a session under this cookie value; False when there is no such customer."""
    with store.transaction():
        if store.customer(customer_id) is None:
            return False
        store.db.execute("DELETE FROM sessions WHERE expires_at <= ?", (instant(now),))
        store.db.execute(
            "INSERT INTO sessions VALUES (?, ?, ?)", (_hash(token), customer_id, instant(now + SESSION_LIFETIME))
        )
    return True


def signed_in(store: Store, token: str | None, now: datetime) -> Customer | None:
    """The customer whose session has this cookie value."""
    if not token:
        return None
    row = store.db.execute(
        "SELECT customer_id FROM sessions WHERE token_hash = ? AND expires_at > ?", (_hash(token), instant(now))
    ).fetchone()
    return store.customer(row["customer_id"]) if row else None


def sign_out(store: Store, token: str | None) -> None:
    """End the session with this cookie value."""
    if token:
        store.db.execute("DELETE FROM sessions WHERE token_hash = ?", (_hash(token),))


def same_secret(given: str, expected: str) -> bool:
    """Compare in a time that says nothing about where they differ."""
    return hmac.compare_digest(given.encode(errors="surrogateescape"), expected.encode())


def _hash(token: str) -> str:
    # The file holds no value that would open a session if it were read.
    return hashlib.sha256(token.encode(errors="surrogateescape")).hexdigest()
