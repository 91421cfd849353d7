"""What the team should know of a customer whatever they write about. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

NOTE_LIMIT = 1_000


@dataclass(frozen=True)
class CustomerNote:
    """One note a customer; `agent_name` wrote it last."""

    customer_id: str
    text: str
    agent_name: str
    at: datetime
