"""How often a guest may try to prove with an e-mail address that an order is theirs."""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from datetime import datetime, timedelta

WINDOW = timedelta(minutes=15)
FAILURES_ALLOWED = 5


def exhausted(failures: Iterable[datetime], now: datetime) -> bool:
    """More failures within the window than allowed: nothing proves this order for now, not even the right address."""
    return sum(1 for at in failures if now - at < WINDOW) > FAILURES_ALLOWED


def same_address(given: str, known: str) -> bool:
    """Compare two addresses without regard to case, in a time that says nothing about where they differ."""
    return hmac.compare_digest(given.casefold().encode(), known.casefold().encode())
