"""A promise to a customer: what, by when, who gave it, and what became of it. Pure.

    open --keep--> kept
     | |--withdraw--> withdrawn
     | '--move, in time--> moved, and a new one is open
     '--its time passes--> broken --kept late, withdrawn or promised anew--> broken, and settled

A break stays a break: what is done afterwards ends what is owed, not the count.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from desk.hours.opening_hours import ALWAYS_OPEN, OpeningHours
from desk.promises import refusals
from desk.promises.due import Due, before

NOTE_LIMIT, WHY_LIMIT = 60, 100
"""Characters of what exactly is promised, and of the words that go with a step: together they fit one line."""
FURTHEST = timedelta(days=366)


class What(StrEnum):
    REFUND = "refund"
    REPLACEMENT = "replacement"
    DELIVERY = "delivery"
    CALL_BACK = "call_back"
    ANSWER = "answer"
    OTHER = "other"


class State(StrEnum):
    OPEN = "open"
    KEPT = "kept"
    BROKEN = "broken"
    WITHDRAWN = "withdrawn"
    MOVED = "moved"
    """The customer was told of another day before this one was over."""


class Alarm(StrEnum):
    """Whom it has called so far."""

    NOBODY = "nobody"
    MAKER = "maker"
    TEAM = "team"


@dataclass(frozen=True)
class PromiseRules:
    """How much open time before it is due whoever gave it is called, and then the whole team."""

    maker_lead: timedelta = timedelta(hours=4)
    team_lead: timedelta = timedelta(hours=1)
    hours: OpeningHours = ALWAYS_OPEN


@dataclass(frozen=True)
class Giver:
    """Who promises; `team` is the one its keeping is counted for, if they are in any."""

    id: str
    name: str
    team: str | None


@dataclass(frozen=True)
class Wish:
    """What is to be promised. `id` is made by who asks; `said_seq` is the message in which it was said, if it was.

    `note` is what exactly, in words that the customer reads.
    """

    id: str
    what: What
    due: Due
    note: str = ""
    said_seq: int | None = None


@dataclass(frozen=True)
class Promise:
    """As it stands at `version`. `next_at` is when the round has to look at it again; None once it is not open."""

    id: str
    conversation_id: str
    what: What
    note: str
    due_at: datetime
    whole_day: bool
    agent_id: str
    agent_name: str
    team: str | None
    made_at: datetime
    said_seq: int | None = None
    state: State = State.OPEN
    alarm: Alarm = Alarm.NOBODY
    next_at: datetime | None = None
    settled_at: datetime | None = None
    """When nothing more was owed."""
    settled_by: str | None = None
    why: str | None = None
    moved_from: str | None = None
    moved_to: str | None = None
    version: int = 0

    @property
    def owed(self) -> bool:
        """Whether the customer still waits for it, in time or not."""
        return self.settled_at is None

    @property
    def due(self) -> Due:
        return Due(self.due_at, self.whole_day)

    def same_wish(self, other: Promise) -> bool:
        """Whether a repeated request asks for the same thing."""
        mine = (self.conversation_id, self.what, self.due, self.note, self.agent_id)
        return mine == (other.conversation_id, other.what, other.due, other.note, other.agent_id)

    def calls(self, agent_id: str, teams: frozenset[str], supervises: bool) -> bool:
        """Whether this agent is called by it now: whoever gave it first, then the team, or all where it has none."""
        if not self.owed or self.alarm is Alarm.NOBODY:
            return False
        if agent_id == self.agent_id:
            return True
        return self.alarm is Alarm.TEAM and (supervises or self.team is None or self.team in teams)


def made(wish: Wish, conversation_id: str, giver: Giver, now: datetime, rules: PromiseRules) -> Promise:
    """A new promise. Raises `due_passed`, `due_too_far`, `words_needed`."""
    if wish.due.at <= now:
        raise refusals.due_passed()
    if wish.due.at > now + FURTHEST:
        raise refusals.due_too_far()
    if wish.what is What.OTHER and not wish.note:
        raise refusals.words_needed("note", "Please say what exactly is promised.")
    begun = Promise(
        wish.id, conversation_id, wish.what, wish.note, wish.due.at, wish.due.whole_day,
        giver.id, giver.name, giver.team, now, wish.said_seq,
    )  # fmt: skip
    return replace(begun, next_at=next_look(begun, rules))


def next_look(promise: Promise, rules: PromiseRules) -> datetime:
    """When it calls somebody next, or is broken."""
    if promise.alarm is Alarm.NOBODY:
        return before(promise.due_at, max(rules.maker_lead, rules.team_lead), rules.hours)
    return before(promise.due_at, rules.team_lead, rules.hours) if promise.alarm is Alarm.MAKER else promise.due_at


def looked_at(promise: Promise, now: datetime, rules: PromiseRules, *, maker_gone: bool = False) -> Promise:
    """What the round makes of an open promise at that moment; the same promise when there is nothing to do.

    A desk that was away for long does it in one step: nobody is called for what is broken already, twice.
    """
    if promise.state is not State.OPEN:
        return promise
    if now >= promise.due_at:
        return replace(promise, state=State.BROKEN, alarm=Alarm.TEAM, next_at=None)
    if now < (promise.next_at or promise.due_at):
        return promise
    team = maker_gone or now >= before(promise.due_at, rules.team_lead, rules.hours)
    called = replace(promise, alarm=Alarm.TEAM if team else Alarm.MAKER)
    return replace(called, next_at=next_look(called, rules))


def keep(promise: Promise, by: str, why: str, now: datetime) -> Promise:
    """It was done. Past its time it counts as broken all the same. Raises `promise_over`."""
    _require_owed(promise)
    return _settled(promise, State.KEPT, by, why, now)


def withdraw(promise: Promise, by: str, why: str, now: datetime) -> Promise:
    """It will not be done, and the customer reads why. Raises `promise_over`, `words_needed`."""
    _require_owed(promise)
    if not why:
        raise refusals.words_needed("why", "Please say why: the customer reads it.")
    return _settled(promise, State.WITHDRAWN, by, why, now)


def move(promise: Promise, successor: Promise, by: str, why: str, now: datetime) -> tuple[Promise, Promise]:
    """Another day is promised instead; in time the first counts as moved, otherwise it stays broken.

    Raises `promise_over`, `not_moved`.
    """
    _require_owed(promise)
    if successor.due_at == promise.due_at:
        raise refusals.not_moved()
    moved = replace(_settled(promise, State.MOVED, by, why, now), moved_to=successor.id)
    return moved, replace(successor, moved_from=promise.id)


def _settled(promise: Promise, state: State, by: str, why: str, now: datetime) -> Promise:
    late = promise.state is State.BROKEN or now >= promise.due_at
    ended = replace(promise, state=State.BROKEN if late else state, next_at=None)
    return replace(ended, settled_at=now, settled_by=by, why=why or None)


def _require_owed(promise: Promise) -> None:
    if not promise.owed:
        raise refusals.promise_over()
