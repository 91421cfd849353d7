"""A handoff: who asked for a person and why, who took it, how it ended."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

REASONS: dict[str, str] = {
    "explicit_request": "Asked for a person",
    "frustration": "Frustrated with the assistant",
    "repeated_failure": "Not understood several times",
    "unresolved_after_answer": "Answered, but it did not help",
    "sensitive": "Sensitive matter",
    "policy_exception": "Asks for an exception",
    "high_value_risk": "Might leave, or much is at stake",
    "language": "Writes another language",
    "identity_trouble": "Could not prove who they are",
    "bot_unavailable": "The assistant was not available",
    "transfer": "Passed on by a colleague",
    "reopened": "Wrote again after the end",
    "stepped_in": "A colleague stepped in",
    "did_not_hold": "The solution did not hold",
}


WITHIN_THE_TEAM = frozenset({"transfer", "reopened", "stepped_in"})
"""Not why a customer needs a person: for these nobody is asked for anew."""


class HandoffState(StrEnum):
    """Accepted once an agent took it; completed by resolve, hand-back or transfer; failed when the customer left the
    line. An agent who is lost makes it requested again."""

    REQUESTED = "requested"
    ACCEPTED = "accepted"
    COMPLETED = "completed"
    FAILED = "failed"


@dataclass(frozen=True)
class Handoff:
    """One handoff, with the brief as it stood when a person was asked for."""

    id: str
    conversation_id: str
    reason: str
    evidence: tuple[str, ...]
    requested_at: datetime
    state: HandoffState = HandoffState.REQUESTED
    agent_id: str | None = None
    accepted_at: datetime | None = None
    ended_at: datetime | None = None
    outcome: str | None = None
    brief: dict[str, Any] | None = None


def known_reason(reason: str) -> str:
    """The reason if it is one of ours; anything else counts as the customer having asked."""
    return reason if reason in REASONS else "explicit_request"


def with_brief(handoff: Handoff, brief: dict[str, Any]) -> Handoff:
    """The handoff with what the agent should know, as it stood when a person was asked for."""
    return replace(handoff, brief=brief)


def accepted(handoff: Handoff, agent_id: str, now: datetime) -> Handoff:
    return replace(handoff, state=HandoffState.ACCEPTED, agent_id=agent_id, accepted_at=now)


def asked_again(handoff: Handoff) -> Handoff:
    """The agent who took it is gone: somebody else is needed."""
    return replace(handoff, state=HandoffState.REQUESTED, agent_id=None, accepted_at=None)


def completed(handoff: Handoff, outcome: str, now: datetime) -> Handoff:
    """Outcome is `solved`, `not_solved`, `handed_back`, `transferred`, `merged`, `customer_ended` or
    `fell_silent`."""
    return replace(handoff, state=HandoffState.COMPLETED, ended_at=now, outcome=outcome)


def failed(handoff: Handoff, outcome: str, now: datetime) -> Handoff:
    """Outcome is `customer_left_line`."""
    return replace(handoff, state=HandoffState.FAILED, ended_at=now, outcome=outcome)
