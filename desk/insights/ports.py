"""What insights need stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from desk.insights.contact import Contact
from desk.insights.facts import DayFacts
from desk.insights.improvement import Improvement, Step
from desk.insights.period import Period


@dataclass(frozen=True)
class Wanted:
    """Which contacts are looked for; None narrows nothing down."""

    period: Period
    part: str = "all"
    reason: str | None = None
    handoff_reason: str | None = None
    cause: str | None = None
    segment: str | None = None


@dataclass(frozen=True)
class Behind:
    """A contact behind a figure, for whoever may open it. `conversation_id` is None once its customer was erased."""

    conversation_id: str | None
    seq: int
    day: str
    began_at: datetime
    end: str | None
    reason: str | None
    handoff_reason: str | None
    seconds: int | None
    """What the part is ordered by, where it is a time."""


class InsightStore(Protocol):
    """Contacts, read off conversations and added up, inside one transaction."""

    async def unread(self, until: datetime, now: datetime, most: int) -> list[tuple[str, int]]:
        """Conversations that changed and are quiet since `until`, or may have fallen silent; with their version."""

    async def keep(
        self, conversation_id: str, contacts: Sequence[Contact], version: int, look_again_at: datetime | None
    ) -> None:
        """Put these in place of what was read of that conversation before."""

    async def mark_returns(self, customer_id: str) -> None:
        """See anew which of that person's contacts they came back after."""

    async def by_day(
        self, period: Period, settled_before: datetime, currency: str, reason: str | None, segment: str | None = None
    ) -> DayFacts:
        """Everything added up by day; of one contact reason and of one segment's customers, if named."""

    async def by_reason(
        self, period: Period, settled_before: datetime, currency: str, segment: str | None = None
    ) -> DayFacts:
        """Everything but times, added up by contact reason; the empty reason is not known."""

    async def people(self, steps: Sequence[Period], segment: str | None = None) -> list[int]:
        """How many different people came in each of these stretches, which may overlap."""

    async def open_questions(self, since: datetime) -> tuple[int, int]:
        """Messages nobody had an answer for and nobody has dealt with, and how many people asked."""

    async def behind(self, wanted: Wanted, settled_before: datetime, limit: int, offset: int) -> list[Behind]:
        """Contacts of a part that can still be opened: the worst first where the part is a time, else newest."""

    async def count_behind(self, wanted: Wanted, settled_before: datetime) -> tuple[int, int]:
        """How many there are, and how many of them nobody can open any more."""


class BoardStore(Protocol):
    """The improvement board, and who wants the weekly letter, inside one transaction."""

    async def add(self, improvement: Improvement) -> None: ...

    async def get(self, improvement_id: str) -> Improvement | None: ...

    async def all(self) -> list[Improvement]:
        """Newest first."""

    async def save(self, before: Improvement, after: Improvement) -> None:
        """By compare-and-set on `version`; `changed_meanwhile` when somebody was quicker."""

    async def note(self, step: Step) -> None: ...

    async def history(self) -> list[Step]:
        """Of all, oldest first."""

    async def wants_letter(self, agent_id: str) -> bool: ...

    async def want_letter(self, agent_id: str, wanted: bool, week: date) -> None:
        """Ask for the weekly letter, or no more; the one about `week` and those before are not sent."""

    async def readers_behind(self, week: date) -> list[str]:
        """Who wants it and has not had the one about the week that begins then."""

    async def take_letter(self, agent_id: str, week: date) -> bool:
        """Whether it is ours to send: of two desks only one is told yes."""
