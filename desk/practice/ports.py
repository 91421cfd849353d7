"""What the practice room needs stored."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from desk.practice.session import PracticeAnswer, Session


class PracticeStore(Protocol):
    """Who practised with what, inside one transaction."""

    async def candidates(self, limit: int) -> list[str]:
        """Closed conversations that a person answered, the last changed first."""

    async def begin(self, session: Session) -> None: ...

    async def get(self, session_id: str) -> Session | None: ...

    async def of(self, agent_id: str) -> list[Session]:
        """Latest first."""

    async def answer(self, before: Session, after: Session, answer: PracticeAnswer) -> None:
        """Keep the answer and the step together; raises `practice_moved` when another tab was quicker."""

    async def answers(self, session_id: str) -> list[PracticeAnswer]:
        """In their order."""

    async def forget_before(self, moment: datetime) -> int:
        """Forget sessions that began before; returns how many."""
