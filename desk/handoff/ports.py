"""What the handoff flows need stored and known."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from desk.handoff.follow_up import FollowUp
from desk.handoff.handoff import Handoff
from desk.handoff.wrap_up import BriefVerdict, IntentSuggestion, WrapUp
from desk.routing.care import Taken
from desk.routing.expected_wait import PastWait


class HandoffStore(Protocol):
    """Handoffs, inside one transaction."""

    async def add(self, handoff: Handoff) -> None: ...

    async def get(self, handoff_id: str) -> Handoff | None: ...

    async def latest_of(self, conversation_id: str) -> Handoff | None: ...

    async def of_conversation(self, conversation_id: str) -> list[Handoff]:
        """All of them, oldest first."""

    async def of_customer(self, customer_id: str, limit: int = 50) -> list[Handoff]:
        """Latest first."""

    async def save(self, handoff: Handoff) -> None: ...

    async def taken_since(self, since: datetime) -> list[Taken]:
        """What agents took since then, with the customer's mood when a person was asked for."""

    async def past_waits(self, since: datetime, limit: int = 60) -> list[PastWait]:
        """Who was taken since then after waiting, latest first."""


class WrapUpStore(Protocol):
    """What agents say of handlings and briefs, inside one transaction."""

    async def add(self, wrap_up: WrapUp) -> None: ...

    async def of(self, conversation_id: str) -> list[WrapUp]:
        """Oldest first."""

    async def suggest(self, suggestion: IntentSuggestion) -> None:
        """In place of an earlier one about the same message."""

    async def suggested(self, conversation_id: str) -> list[IntentSuggestion]: ...

    async def judge(self, verdict: BriefVerdict) -> None:
        """In place of an earlier one on the same brief."""

    async def verdict_on(self, handoff_id: str) -> BriefVerdict | None: ...

    async def judged(self, since: datetime) -> dict[bool, int]:
        """How many briefs were right and wrong."""


class FollowUpStore(Protocol):
    """Messages that were left, inside one transaction."""

    async def add(self, follow_up: FollowUp) -> None: ...

    async def get(self, follow_up_id: str) -> FollowUp | None: ...

    async def open_of(self, conversation_id: str) -> FollowUp | None:
        """The conversation's message that nobody has taken up yet."""

    async def save(self, follow_up: FollowUp) -> None: ...

    async def open(self) -> list[FollowUp]:
        """All that are still to be answered, the most urgent first."""

    async def owed_in(self, conversation_id: str) -> FollowUp | None:
        """The one that nobody is done with: not taken up yet, or being answered."""

    async def to_alarm(self, now: datetime) -> list[FollowUp]:
        """Those owed that are due by now and were not alarmed of since."""

    async def alarm(self, follow_up: FollowUp, now: datetime) -> bool:
        """Mark that the alarm was raised; of several desks only one is told yes."""

    async def taken_of(self, conversation_id: str) -> FollowUp | None:
        """The one an agent is answering just now."""


class Presence(Protocol):
    """Which agents are at the desk: a lease that runs out by itself when a connection dies."""

    async def seen(self, agent_id: str) -> None: ...

    async def left(self, agent_id: str) -> None: ...

    async def present(self) -> frozenset[str]:
        """Who is at the desk."""

    async def last_signs(self) -> Mapping[str, datetime] | None:
        """When each agent last gave a sign of life; None when nobody can say, which proves nobody's absence."""
