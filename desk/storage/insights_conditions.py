"""What is counted of contacts, and which contacts are behind a figure, as conditions in SQL: one place for both."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, not_, or_, true

from desk.insights.period import Period
from desk.insights.reading_off import BACK, BACK_FOR_THE_SAME, NOT_BACK
from desk.storage.insights_schema import contact_gifts, contact_ratings, contacts

Condition = ColumnElement[bool]


@dataclass(frozen=True)
class Settled:
    """What ended before that moment has had its seven days."""

    before: datetime

    @property
    def over(self) -> Condition:
        return and_(contacts.c.ended_at.is_not(None), contacts.c.ended_at <= self.before)

    @property
    def known(self) -> Condition:
        """Over, and not erased before anybody knew."""
        return and_(self.over, contacts.c.back >= NOT_BACK)

    @property
    def waiting(self) -> Condition:
        return and_(contacts.c.ended_at.is_not(None), contacts.c.ended_at > self.before)


CAME_BACK = contacts.c.back >= BACK
WITH_PERSON = or_(contacts.c.by_agent, contacts.c.handoff_reason.is_not(None))

COUNTS: dict[str, Callable[[Settled], Condition]] = {
    "contacts": lambda _: true(),
    "ended": lambda _: contacts.c.ended_at.is_not(None),
    "settled": lambda settled: settled.known,
    "contained": lambda settled: and_(settled.known, contacts.c.bot_alone, contacts.c.back == NOT_BACK),
    "pending": lambda settled: and_(settled.waiting, contacts.c.bot_alone),
    "pending_back": lambda settled: and_(settled.waiting, contacts.c.bot_alone, CAME_BACK),
    "handed_over": lambda _: WITH_PERSON,
    "resolved": lambda settled: and_(settled.known, contacts.c.resolved),
    "held": lambda settled: and_(settled.known, contacts.c.resolved, contacts.c.back != BACK_FOR_THE_SAME),
    "resolved_pending": lambda settled: and_(settled.waiting, contacts.c.resolved),
    "gone": lambda _: contacts.c.conversation_id.is_(None),
}
"""Of `desk.insights.facts.Sums`, what is a number of contacts."""


def _rated(who: str, least: int, most: int) -> Condition:
    ratings = contact_ratings.c
    return exists().where(ratings.contact_id == contacts.c.id, ratings.by == who, ratings.score.between(least, most))


TIMES = {"first_reply": "first_reply", "wait": "wait", "resolution": "resolution", "worked": "agent_seconds"}
"""Parts that are in order of a time, longest first."""

_PARTS: dict[str, Callable[[Settled], Condition]] = {
    "all": COUNTS["contacts"],
    "gone": COUNTS["gone"],
    "contained": COUNTS["contained"],
    "came_back": lambda settled: and_(settled.known, contacts.c.bot_alone, CAME_BACK),
    "with_person": lambda settled: and_(settled.known, not_(contacts.c.bot_alone)),
    "pending": COUNTS["pending"],
    "handed_over": COUNTS["handed_over"],
    "held": COUNTS["held"],
    "not_held": lambda settled: and_(settled.known, contacts.c.resolved, contacts.c.back == BACK_FOR_THE_SAME),
    "resolved_pending": COUNTS["resolved_pending"],
    "first_met": lambda _: contacts.c.first_met > 0,
    "first_missed": lambda _: contacts.c.first_missed > 0,
    "next_missed": lambda _: contacts.c.next_missed > 0,
    "resolution_met": lambda _: contacts.c.resolution_met > 0,
    "resolution_missed": lambda _: contacts.c.resolution_missed > 0,
    "bot_rated": lambda _: _rated("bot", 1, 5),
    "bot_rated_low": lambda _: _rated("bot", 1, 2),
    "agent_rated": lambda _: _rated("agent", 1, 5),
    "agent_rated_low": lambda _: _rated("agent", 1, 2),
    "article_solved": lambda _: contacts.c.articles_solved > 0,
    "article_failed": lambda _: contacts.c.articles_not_solved > 0,
    "gifts": lambda _: exists().where(contact_gifts.c.contact_id == contacts.c.id),
    "worked": lambda _: contacts.c.agent_seconds > 0,
    "first_reply": lambda _: contacts.c.first_reply.is_not(None),
    "wait": lambda _: contacts.c.wait.is_not(None),
    "resolution": lambda _: contacts.c.resolution.is_not(None),
}


def part_of(part: str, settled: Settled) -> Condition:
    """Which contacts are that part (`desk.insights.parts.PARTS`)."""
    return _PARTS[part](settled)


def orders(part: str) -> str | None:
    """The column by which a part is in order, longest first; None: newest first."""
    return TIMES.get(part)


def span_of(period: Period) -> Condition:
    """Whether a contact began in that period."""
    return contacts.c.day.between(period.first.isoformat(), period.last.isoformat())
