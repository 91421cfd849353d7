"""The audit log's rules: what is written down, and the chain that shows when a line was changed or taken out. Pure.

Each line seals itself and the seal of the line before with a key that is not in the database. Whoever can write to the
database alone can therefore neither change a line, nor drop one, nor put one in.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

BEGINNING = "0" * 64


class Action(StrEnum):
    """What is worth a line."""

    SIGNED_IN = "signed_in"
    SIGNED_OUT_EVERYWHERE = "signed_out_everywhere"
    SESSION_ENDED = "session_ended"
    OTHER_SESSIONS_ENDED = "other_sessions_ended"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - the name of an act
    FACTOR_ADDED = "factor_added"
    FACTOR_REMOVED = "factor_removed"
    PERSON_INVITED = "person_invited"
    LINK_MADE = "link_made"
    PERSON_JOINED = "person_joined"
    TEAM_CHANGED = "team_changed"
    SEAT_CHANGED = "seat_changed"
    TAKEN_OVER = "taken_over"
    CONVERSATION_VIEWED = "conversation_viewed"
    ORDERS_VIEWED = "orders_viewed"
    FOREIGN_CONVERSATION_ASKED = "foreign_conversation_asked"
    CUSTOMER_EXPORTED = "customer_exported"
    CUSTOMER_ERASED = "customer_erased"
    CONVERSATIONS_RETIRED = "conversations_retired"
    ROLLOUT_BEGUN = "rollout_begun"
    ROLLOUT_SHARED = "rollout_shared"
    ROLLOUT_ENDED = "rollout_ended"
    MODEL_PROMOTED = "model_promoted"
    MODEL_RESTORED = "model_restored"
    ARTICLE_PUBLISHED = "article_published"
    ARTICLE_ARCHIVED = "article_archived"
    AUDIT_EXPORTED = "audit_exported"
    MATRIX_CHANGED = "matrix_changed"
    ALARM_DISMISSED = "alarm_dismissed"
    INCIDENT_CONFIRMED = "incident_confirmed"
    INCIDENT_CLOSED = "incident_closed"
    IMPROVEMENT_PUBLISHED = "improvement_published"
    RELATIONSHIP_CHANGED = "relationship_changed"
    STANDARD_CHANGED = "standard_changed"
    SCRIPT_CHANGED = "script_changed"


@dataclass(frozen=True)
class AuditLine:
    """One thing that somebody did. `actor` is an agent's id, or `system`; `subject` never holds personal data."""

    seq: int
    at: datetime
    actor: str
    action: str
    subject: str
    detail: dict[str, Any]
    seal: str


@dataclass(frozen=True)
class AuditFilter:
    """Which lines somebody looks for. `person` did it, or it was done to their account."""

    person: str | None = None
    action: str | None = None
    conversation: str | None = None
    """As the log names it."""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class Checked:
    """How far the chain was followed. `whole` once the end was reached and every line is as it was written."""

    upto: int
    last: int
    broken_at: int | None = None

    @property
    def whole(self) -> bool:
        return self.broken_at is None and self.upto >= self.last


class AuditSeals:
    """Seals lines with a key."""

    def __init__(self, secret: str) -> None:
        self._key = hmac.new(secret.encode(), b"warmhand audit log", hashlib.sha256).digest()

    def of_ledger(self) -> AuditSeals:
        """Seals of the ledger of what was given: another key, so that no line of one log passes in the other."""
        other = AuditSeals("")
        other._key = hmac.new(self._key, b"warmhand authority ledger", hashlib.sha256).digest()
        return other

    def sealed(
        self, before: AuditLine | None, actor: str, action: str, subject: str, detail: dict[str, Any], at: datetime
    ) -> AuditLine:
        """The next line of the log."""
        seq = before.seq + 1 if before else 1
        seal = self._seal(before.seal if before else BEGINNING, seq, at, actor, action, subject, detail)
        return AuditLine(seq, at, actor, action, subject, detail, seal)

    def head(self, line: AuditLine) -> str:
        """What is kept beside the log, so that a log cut off at its end is noticed."""
        return hmac.new(self._key, f"head {line.seq} {line.seal}".encode(), hashlib.sha256).hexdigest()

    def subject(self, kind: str, identifier: str) -> str:
        """A customer or conversation as the log names it: the same one the same way, and no way back."""
        digest = hmac.new(self._key, f"{kind} {identifier}".encode(), hashlib.sha256).hexdigest()
        return f"{kind}_{digest[:24]}"

    def follows(self, before: str, line: AuditLine) -> bool:
        """Whether a line is as it was written after the line with the seal `before`."""
        seal = self._seal(before, line.seq, line.at, line.actor, line.action, line.subject, line.detail)
        return hmac.compare_digest(seal, line.seal)

    def broken_at(self, lines: Iterable[AuditLine], head: str | None, before: AuditLine | None = None) -> int | None:
        """The first number that is not as it was written, or None. A missing end is reported as the number after it.

        `before` is the line that these come after, if they are not the whole log.
        """
        for line in lines:
            expected = (before.seq if before else 0) + 1
            if line.seq != expected or not self.follows(before.seal if before else BEGINNING, line):
                return expected
            before = line
        if before is None:
            return None if head is None else 1
        return None if head is not None and hmac.compare_digest(head, self.head(before)) else before.seq + 1

    def _seal(
        self, before: str, seq: int, at: datetime, actor: str, action: str, subject: str, detail: dict[str, Any]
    ) -> str:
        said = json.dumps([before, seq, at.astimezone(UTC).isoformat(), actor, action, subject, detail], sort_keys=True)
        return hmac.new(self._key, said.encode(), hashlib.sha256).hexdigest()
