"""What is kept of a turn for comparing models: no words, they stay in the transcript. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class ModelTurn:
    """One answered message. The newest of a conversation says which model the conversation keeps."""

    conversation_id: str
    seq: int
    model_id: str
    at: datetime
    took_ms: float
    missed: bool
    handed_over: bool


@dataclass(frozen=True)
class Reading:
    """How a model read one text. `took_ms` is the time the model worked, without waiting; None where nobody said."""

    model_id: str
    intent: str
    confidence: float
    took_ms: float | None = None


@dataclass(frozen=True)
class Compared:
    """One message as the live model read it for its customer, and as the candidate would have."""

    conversation_id: str
    seq: int
    at: datetime
    live: Reading
    candidate: Reading

    @property
    def differs(self) -> bool:
        """Whether the customer would have been understood otherwise."""
        return self.live.intent != self.candidate.intent


@dataclass(frozen=True)
class ReadAlong:
    """Figures of a candidate that reads along; `dropped` were too many at once. Times are means."""

    seen: int = 0
    differ: int = 0
    dropped: int = 0
    live_ms: float | None = None
    candidate_ms: float | None = None


@dataclass(frozen=True)
class RolloutEvent:
    """One step, for people to read: when, by whom, what and why."""

    at: datetime
    by: str
    model_id: str
    says: str
    alarm: bool = False
    """It was the house's own doing, because something was wrong."""
