"""Who shops here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Customer:
    """Somebody who shops here."""

    id: str
    name: str
    email: str
    tier: str
    since: date
    orders: int
    notices: bool = False
    """Whether they agreed to be told of troubles with their orders before they ask."""
