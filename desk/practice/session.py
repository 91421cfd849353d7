"""One colleague going through one past conversation: answer, compare, go on. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from desk.practice import refusals


@dataclass(frozen=True)
class Session:
    """`step` counts what was answered; `done_at` is when the last was."""

    id: str
    agent_id: str
    conversation_id: str
    begun_at: datetime
    step: int = 0
    done_at: datetime | None = None


@dataclass(frozen=True)
class PracticeAnswer:
    """What they would have written at a step. It goes nowhere else."""

    session_id: str
    conversation_id: str
    step: int
    text: str
    at: datetime


def answered(session: Session, step: int, steps: int, now: datetime) -> Session:
    """The session after an answer to that step; raises `practice_moved` if it is at another."""
    if step != session.step or session.done_at is not None:
        raise refusals.practice_moved()
    done = step + 1 >= steps
    return replace(session, step=step + 1, done_at=now if done else None)
