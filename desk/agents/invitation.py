"""The link by which somebody new comes in, or sets another password: good once, for three days. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

INVITATION_LIFE = timedelta(hours=72)


@dataclass(frozen=True)
class Invitation:
    """A link that was made for somebody. Only a digest of its token is kept, so nobody can tell the link again."""

    agent_id: str
    token_hash: str
    made_by: str
    """An agent's id, or `shell` for whoever sits at the machine."""
    made_at: datetime
    expires_at: datetime
    removes_factor: bool = False
    """Whether using it takes their authenticator away: they have lost it."""

    def alive(self, now: datetime) -> bool:
        return now < self.expires_at


def invitation(agent_id: str, token_hash: str, by: str, now: datetime, *, removes_factor: bool = False) -> Invitation:
    """A new one, from now on."""
    return Invitation(agent_id, token_hash, by, now, now + INVITATION_LIFE, removes_factor)
