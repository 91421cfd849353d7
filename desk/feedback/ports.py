"""What feedback needs stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from desk.feedback.improvement import Improvement, Voice
from desk.feedback.recovery import Recovery
from desk.feedback.resolution import Resolution
from desk.ratings.survey import Asked


class SurveyStore(Protocol):
    """Who was asked what, inside one transaction."""

    async def add(self, asked: Asked) -> None: ...

    async def remove(self, conversation_id: str, seq: int) -> None:
        """The end it asked about was taken back."""

    async def of_customer(self, customer_id: str, since: datetime) -> list[Asked]:
        """Oldest first."""

    async def counts(self, since: datetime) -> Mapping[bool, int]:
        """How often people were asked for a rating, by whether a person had handled it."""


class RecoveryStore(Protocol):
    """Recovery tasks, inside one transaction."""

    async def add(self, recovery: Recovery) -> None: ...

    async def save(self, before: Recovery, after: Recovery) -> Recovery:
        """By compare-and-set on `version`; raises `changed_meanwhile`."""

    async def get(self, recovery_id: str) -> Recovery | None: ...

    async def of(self, conversation_id: str) -> list[Recovery]:
        """Oldest first."""

    async def open(self) -> list[Recovery]:
        """What has not ended, the most urgent first."""

    async def ended_since(self, since: datetime, limit: int = 200) -> list[Recovery]:
        """Latest first."""


@dataclass(frozen=True)
class LaterWords:
    """Something a customer wrote in a conversation after the solution with entry `seq`."""

    conversation_id: str
    seq: int
    at: datetime
    text: str


class ResolutionStore(Protocol):
    """What was solved, inside one transaction."""

    async def add(self, found: Resolution) -> None: ...

    async def remove(self, conversation_id: str, seq: int) -> None:
        """It was taken back."""

    async def save(self, found: Resolution) -> None: ...

    async def get(self, conversation_id: str, seq: int) -> Resolution | None: ...

    async def asked_in(self, conversation_id: str) -> Resolution | None:
        """The one that was asked about last."""

    async def to_ask(self, now: datetime, limit: int = 50) -> list[Resolution]:
        """Whose day has come and who were neither asked nor dropped."""

    async def since(self, since: datetime, limit: int) -> list[Resolution]:
        """Latest first."""

    async def words_after(self, since: datetime) -> list[LaterWords]:
        """What customers wrote after solutions since then, oldest first."""


class ImprovementStore(Protocol):
    """You said, we did, inside one transaction."""

    async def add(self, improvement: Improvement, voices: Sequence[Voice]) -> None: ...

    async def get(self, improvement_id: str) -> Improvement | None: ...

    async def all(self, limit: int = 100) -> list[Improvement]:
        """Latest first."""

    async def voices(self, improvement_id: str) -> list[Voice]: ...

    async def led_to(self) -> Mapping[tuple[str, int], str]:
        """For every rating whose words led to a change, the change."""

    async def untold(self, limit: int = 50) -> list[Voice]: ...

    async def told(self, voice: Voice, now: datetime) -> bool:
        """Mark the customer as told of that change; False when they were before."""

    async def told_counts(self) -> Mapping[str, tuple[int, int]]:
        """By change: how many people said it, and how many of them were told."""
