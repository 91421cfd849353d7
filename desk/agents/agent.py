"""Agents, their roles, and their sign-in sessions."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

SESSION_LIFE = timedelta(hours=12)
USED_AGAIN_AFTER = timedelta(minutes=5)
"""Uses closer together are one: most calls then write nothing."""


class Role(StrEnum):
    AGENT = "agent"
    SUPERVISOR = "supervisor"
    DESIGNER = "designer"
    ADMIN = "admin"


ANSWERS_CUSTOMERS = frozenset({Role.AGENT, Role.SUPERVISOR, Role.ADMIN})
"""Roles that may read and hold conversations."""


@dataclass(frozen=True)
class Agent:
    """A person of the team."""

    id: str
    name: str
    email: str
    role: Role
    password_hash: str
    disabled_at: datetime | None = None
    password_set_at: datetime | None = None
    """When they last chose it themselves; None: it is the one they were given."""
    invited_at: datetime | None = None
    """When they were invited, until they have come in by their link: before that they are nobody to count on."""
    version: int = 1
    """Counts what others change of them: role, access, how they are set up."""
    seen_at: datetime | None = None
    """When they last used the desk, to five minutes."""

    @property
    def works_here(self) -> bool:
        """Came in, and was not let go."""
        return self.disabled_at is None and self.invited_at is None

    @property
    def may_answer(self) -> bool:
        return self.works_here and self.role in ANSWERS_CUSTOMERS

    def to_json(self) -> dict[str, str]:
        return {"id": self.id, "name": self.name, "email": self.email, "role": str(self.role)}


@dataclass(frozen=True)
class AgentSession:
    """One browser's sign-in. Only a hash of the cookie is kept; `csrf_token` goes with every write."""

    token_hash: str
    agent_id: str
    csrf_token: str
    created_at: datetime
    expires_at: datetime
    browser: str = ""
    """In words, such as "Firefox on Linux"."""
    address_key: str = ""
    """An opaque key of where it was begun."""
    used_at: datetime | None = None

    @property
    def id(self) -> str:
        """What its owner calls it by; nothing that opens it can be told from that."""
        return f"s_{hashlib.sha256(f'session {self.token_hash}'.encode()).hexdigest()[:24]}"

    @property
    def last_used(self) -> datetime:
        return self.used_at or self.created_at

    def alive(self, now: datetime) -> bool:
        return now < self.expires_at

    def use_is_news(self, now: datetime) -> bool:
        """Whether it is worth writing down that it is used now."""
        return now - self.last_used >= USED_AGAIN_AFTER
