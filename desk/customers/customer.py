"""Customers and their widget sessions: who is speaking, and how far we know it."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

SESSION_LIFE = timedelta(hours=12)
"""A widget session ends this long after it began; the transcript stays for signed-in customers."""


@dataclass(frozen=True)
class Customer:
    """A person who writes to us. Verified means the shop vouched for them with a signed token."""

    id: str
    created_at: datetime
    shop_customer_id: str | None = None
    name: str | None = None
    email: str | None = None
    tier: str | None = None
    address_key: str | None = None
    """An opaque key of where the browser sat when its session began; tries are counted by it, it is no address."""
    consented_at: datetime | None = None
    """When they agreed to what the house asks everybody to agree to."""
    shopper: bool = False
    """Nobody: a script of the house's own that tests the bot."""

    @property
    def verified(self) -> bool:
        return self.shop_customer_id is not None

    @property
    def shown_name(self) -> str:
        return self.name if self.verified and self.name else "Visitor"

    def for_bot(self) -> dict[str, Any]:
        """What the bot's actions may know of the speaker (docs/wire.md §2)."""
        return {
            "verified": self.verified,
            "customer_id": self.shop_customer_id,
            "name": self.name if self.verified else None,
            "email": self.email if self.verified else None,
            "address": self.address_key,
        }


@dataclass(frozen=True)
class WidgetSession:
    """One browser's right to one customer's conversation. Only a hash of its token is kept."""

    id: str
    token_hash: str
    customer_id: str
    created_at: datetime
    expires_at: datetime
    ended_at: datetime | None = None

    def alive(self, now: datetime) -> bool:
        return self.ended_at is None and now < self.expires_at


def new_token() -> str:
    """A secret of 256 random bits."""
    return secrets.token_urlsafe(32)


def hashed(token: str) -> str:
    """What is stored of a token: tokens are random and long, so a plain SHA-256 does."""
    return hashlib.sha256(token.encode()).hexdigest()
