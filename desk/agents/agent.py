"""Agents, their roles, and their sign-in sessions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

SESSION_LIFE = timedelta(hours=12)


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

    @property
    def may_answer(self) -> bool:
        return self.disabled_at is None and self.role in ANSWERS_CUSTOMERS

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

    def alive(self, now: datetime) -> bool:
        return now < self.expires_at
