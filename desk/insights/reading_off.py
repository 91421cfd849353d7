"""From a conversation to its contacts, and whether their customers came back. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from desk.authority.grant import UNDOING, State
from desk.conversations.entry import AuthorKind, Entry, EntryKind
from desk.hours.opening_hours import OpeningHours
from desk.insights.contact import (
    HELD_FOR,
    Contact,
    End,
    Given,
    Scored,
    Spans,
    Stretch,
    Told,
    article_results,
    asked_at,
    end_of,
    reason_of,
    stretches,
    worked_seconds,
)
from desk.service_levels.service_level import ClockState

KEPT = frozenset({State.DONE}) | UNDOING
HANDLED = frozenset({EntryKind.RESOLVED, EntryKind.HANDED_BACK})
NOT_BACK, BACK, BACK_FOR_THE_SAME, NEVER_KNOWN = 0, 1, 2, -1


def contacts(told: Told, hours: OpeningHours, quiet: timedelta, now: datetime) -> list[Contact]:
    """Every contact of a conversation, oldest first."""
    cut = stretches(told, quiet, now)
    return [_contact(each, told, hours, each is cut[-1]) for each in cut]


def _contact(stretch: Stretch, told: Told, hours: OpeningHours, last: bool) -> Contact:
    end = end_of(stretch, told, last)
    solved, not_solved = article_results(stretch, told)
    asked = [each.reason for each in told.handoffs if stretch.spans(each.requested_at)]
    return Contact(
        conversation_id=told.conversation.id,
        customer_id=told.conversation.customer_id,
        seq=stretch.seq,
        began_at=stretch.at,
        ended_at=None if end is None else stretch.last_at,
        day=stretch.at.astimezone(hours.zone).date().isoformat(),
        end=end,
        reason=reason_of(stretch, told),
        handoff_reason=asked[0] if asked else None,
        by_bot=any(_says(entry, AuthorKind.BOT) for entry in stretch.entries),
        by_agent=any(_joins(entry) for entry in stretch.entries),
        spans=_spans(stretch, hours),
        agent_seconds=worked_seconds(stretch),
        met=tuple(
            (str(clock.measure), clock.state is ClockState.MET)
            for clock in told.clocks
            if stretch.spans(clock.started_at) and clock.state in (ClockState.MET, ClockState.MISSED)
        ),
        articles_solved=solved,
        articles_not_solved=not_solved,
        scores=tuple(
            Scored(each.seq, "agent" if each.agent_id else "bot", each.score)
            for each in told.ratings
            if stretch.covers(each.seq)
        ),
        given=tuple(
            Given(each.id, str(each.cause), each.amount.minor, each.amount.currency)
            for each in told.grants
            if stretch.spans(each.created_at) and each.state in KEPT
        ),
    )


def _says(entry: Entry, who: AuthorKind) -> bool:
    return entry.kind is EntryKind.MESSAGE and entry.author.kind is who


def _joins(entry: Entry) -> bool:
    reopened = entry.kind is EntryKind.REOPENED and entry.author.kind is AuthorKind.AGENT
    return reopened or entry.kind is EntryKind.CLAIMED


def _spans(stretch: Stretch, hours: OpeningHours) -> Spans:
    asked = asked_at(stretch)
    if asked is None:
        return Spans()
    later = [entry for entry in stretch.entries if entry.seq >= asked.seq]

    def until(entry: Entry | None) -> int | None:
        return None if entry is None else round(hours.between(asked.at, entry.at).total_seconds())

    joined = next((entry for entry in later if _joins(entry)), None)
    waited = joined if asked.kind is EntryKind.HANDOFF_REQUESTED else None
    handled = next((entry for entry in later if entry.kind in HANDLED), None)
    replied = next((entry for entry in later if _says(entry, AuthorKind.AGENT)), None)
    return Spans(until(waited), until(replied), until(handled if joined else None))


@dataclass(frozen=True)
class Visit:
    """Of one person's contact what tells whether they came back."""

    id: int
    began_at: datetime
    ended_at: datetime | None
    reason: str | None
    end: str | None
    back: int = NOT_BACK


def came_back(visits: Sequence[Visit]) -> dict[int, int]:
    """For each contact of one person, oldest first: not back within HELD_FOR, back, or back for the same.

    Whose reason is not known counts as the same: what nobody can tell is not to our credit.
    """
    found = {each.id: NOT_BACK for each in visits}
    ordered = sorted((each for each in visits if each.end != End.MERGED), key=lambda each: (each.began_at, each.id))
    for place, one in enumerate(ordered):
        if one.ended_at is None:
            continue
        for later in ordered[place + 1 :]:
            if later.began_at - one.ended_at > HELD_FOR:
                break
            if one.reason is None or later.reason is None or one.reason == later.reason:
                found[one.id] = BACK_FOR_THE_SAME
                break
            found[one.id] = BACK
    return found
