"""A contact: one matter a customer came with, from their first words until it ended. What figures are made of. Pure.

A conversation goes on for as long as a customer does, so it is cut into contacts. One begins with words of the
customer, or with asking for a person, while none is open. It ends when it is resolved or ended, or when nothing was
said for `quiet` while the assistant had it. Words after that are a new contact: the customer came back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise

from desk.authority.grant import Grant
from desk.conversations.bot_turn import BotJob
from desk.conversations.conversation import Conversation
from desk.conversations.entry import AuthorKind, Entry, EntryKind
from desk.handoff.brief import NOT_A_WISH
from desk.handoff.handoff import Handoff
from desk.handoff.wrap_up import WrapUp
from desk.knowledge.use import By, Use, solved_by_agent, solved_by_bot
from desk.ratings.rating import Rating
from desk.service_levels.following import begins_handling
from desk.service_levels.service_level import ServiceClock

HELD_FOR = timedelta(days=7)
"""Who comes back within this was not served for good."""
LONGEST_GAP = timedelta(minutes=5)
"""Of the time between two lines while an agent holds it no more than this counts as work."""
AFTERWARDS = frozenset(
    {EntryKind.RATED, EntryKind.NOTE, EntryKind.LABELLED, EntryKind.SNOOZED, EntryKind.WOKEN, EntryKind.MERGED}
    | {EntryKind.EDITED, EntryKind.DELETED, EntryKind.GRANT}
)
"""Lines that neither begin a contact nor keep it open."""
WITH_NOBODY_BUT_THE_BOT = frozenset({EntryKind.WAIT_ENDED, EntryKind.HANDED_BACK})
IN_LINE = frozenset({EntryKind.HANDOFF_REQUESTED, EntryKind.TRANSFERRED, EntryKind.AGENT_LOST, EntryKind.MESSAGE_LEFT})


class End(StrEnum):
    """How a contact ended."""

    SOLVED = "solved"
    NOT_SOLVED = "not_solved"
    CUSTOMER_ENDED = "customer_ended"
    FELL_SILENT = "fell_silent"
    """Nothing more was said: to the assistant, or to an agent who had asked."""
    MERGED = "merged"
    """It goes on in another conversation and counts there."""


class Holder(StrEnum):
    BOT = "bot"
    LINE = "line"
    AGENT = "agent"


@dataclass(frozen=True)
class Scored:
    """A rating of one handling, 1 to 5; `by` is who was rated."""

    seq: int
    by: str
    score: int


@dataclass(frozen=True)
class Given:
    """What was given to make good and not taken back, in minor units."""

    grant_id: str
    cause: str
    amount: int
    currency: str


@dataclass(frozen=True)
class Told:
    """A conversation with all that figures are read from."""

    conversation: Conversation
    entries: Sequence[Entry]
    jobs: Sequence[BotJob] = ()
    handoffs: Sequence[Handoff] = ()
    wrap_ups: Sequence[WrapUp] = ()
    ratings: Sequence[Rating] = ()
    uses: Sequence[Use] = ()
    grants: Sequence[Grant] = ()
    clocks: Sequence[ServiceClock] = ()


@dataclass(frozen=True)
class Stretch:
    """The lines of one contact, who held it after each, and how it ended; None while it goes on."""

    entries: tuple[Entry, ...]
    holders: tuple[Holder, ...]
    end: End | None = None
    until: datetime | None = None
    """When the next contact began: what comes before that and names no line belongs here."""

    @property
    def seq(self) -> int:
        return self.entries[0].seq

    @property
    def last_seq(self) -> int:
        return self.entries[-1].seq

    @property
    def at(self) -> datetime:
        return self.entries[0].at

    @property
    def last_at(self) -> datetime:
        return self.entries[-1].at

    def covers(self, seq: int) -> bool:
        return self.seq <= seq <= self.last_seq

    def spans(self, moment: datetime) -> bool:
        return self.at <= moment and (self.until is None or moment < self.until)


@dataclass(frozen=True)
class Spans:
    """Open time from asking for a person, in seconds; None where it did not come to that."""

    wait: int | None = None
    first_reply: int | None = None
    resolution: int | None = None


@dataclass(frozen=True)
class Contact:
    """One contact as figures need it. `day` is the day it began on, by the house's own clock."""

    conversation_id: str
    customer_id: str
    seq: int
    began_at: datetime
    ended_at: datetime | None
    day: str
    end: End | None
    reason: str | None
    handoff_reason: str | None
    by_bot: bool
    by_agent: bool
    spans: Spans = Spans()
    agent_seconds: int = 0
    met: tuple[tuple[str, bool], ...] = ()
    """The service clocks that came to an end: measure, and whether in time."""
    articles_solved: int = 0
    articles_not_solved: int = 0
    scores: tuple[Scored, ...] = field(default=())
    given: tuple[Given, ...] = field(default=())
    segment: str | None = None
    """Whose customer it was by the rules of the day it was first read."""

    @property
    def bot_alone(self) -> bool:
        """Nobody of the team was asked for or joined, and the assistant said something."""
        return self.by_bot and not self.by_agent and self.handoff_reason is None

    @property
    def resolved(self) -> bool:
        """A person says it is solved, or the assistant had it alone until the end."""
        return self.end is End.SOLVED or (self.bot_alone and self.end in (End.CUSTOMER_ENDED, End.FELL_SILENT))


def stretches(told: Told, quiet: timedelta, now: datetime) -> list[Stretch]:
    """The transcript cut into contacts, oldest first; what nobody asked for is left out."""
    found: list[Stretch] = []
    lines: list[Entry] = []
    holders: list[Holder] = []
    holder = Holder.BOT
    for entry in told.entries:
        if entry.kind in AFTERWARDS:
            continue
        if lines and holder is Holder.BOT and entry.at - lines[-1].at >= quiet:
            found.append(Stretch(tuple(lines), tuple(holders), End.FELL_SILENT))
            lines, holders = [], []
        holder = _held_after(holder, entry)
        if not lines and not _begins(entry):
            continue
        lines.append(entry)
        holders.append(holder)
        end = _end(entry)
        if end is not None:
            found.append(Stretch(tuple(lines), tuple(holders), end))
            lines, holders, holder = [], [], Holder.BOT
    if lines:
        over = holder is Holder.BOT and now - lines[-1].at >= quiet
        found.append(Stretch(tuple(lines), tuple(holders), End.FELL_SILENT if over else None))
    asked = [each for each in found if any(_by_customer(entry) for entry in each.entries)]
    return [
        Stretch(one.entries, one.holders, one.end, following.at if following else None)
        for one, following in pairwise([*asked, None])
        if one is not None
    ]


def _begins(entry: Entry) -> bool:
    agents_own = entry.kind is EntryKind.REOPENED and entry.author.kind is AuthorKind.AGENT
    return _by_customer(entry) or agents_own or entry.kind is EntryKind.CLAIMED


def _by_customer(entry: Entry) -> bool:
    said = entry.kind is EntryKind.MESSAGE and entry.author.kind is AuthorKind.CUSTOMER
    return said or entry.kind is EntryKind.HANDOFF_REQUESTED


def _held_after(holder: Holder, entry: Entry) -> Holder:
    if entry.kind in WITH_NOBODY_BUT_THE_BOT:
        return Holder.BOT
    if entry.kind in IN_LINE:
        return Holder.LINE
    if entry.kind is EntryKind.CLAIMED:
        return Holder.AGENT
    if entry.kind is EntryKind.REOPENED:
        return Holder.AGENT if entry.author.kind is AuthorKind.AGENT else Holder.BOT
    return holder


def _end(entry: Entry) -> End | None:
    if entry.kind is EntryKind.ENDED:
        return End.CUSTOMER_ENDED
    if entry.kind is not EntryKind.RESOLVED:
        return None
    outcome = entry.data.get("outcome")
    return End(outcome) if outcome in {str(end) for end in End} else End.SOLVED


def look_again_at(told: Told, quiet: timedelta, now: datetime) -> datetime | None:
    """When an open contact will have fallen silent if nothing more is said; None where only news can change it."""
    last = next(reversed(stretches(told, quiet, now)), None)
    if last is None or last.end is not None or last.holders[-1] is not Holder.BOT:
        return None
    return last.last_at + quiet


def reason_of(stretch: Stretch, told: Told) -> str | None:
    """What it was about: as the agent said in the end, else the first wish that the assistant understood."""
    said = [each.contact_reason for each in told.wrap_ups if stretch.covers(each.seq) and each.contact_reason]
    if said:
        return said[-1]
    read = (job.answer.understanding for job in told.jobs if job.answer is not None and stretch.covers(job.seq))
    return next((each.intent for each in read if each.intent not in NOT_A_WISH), None)


def end_of(stretch: Stretch, told: Told, last: bool) -> End | None:
    """How it ended, with what was said about it later: the wrap-up's word, and a merge of what was closed."""
    if last and told.conversation.merged_into is not None:
        return End.MERGED
    said = [each.solved for each in told.wrap_ups if stretch.covers(each.seq)]
    if said and stretch.end in (End.SOLVED, End.NOT_SOLVED):
        return End.SOLVED if said[-1] else End.NOT_SOLVED
    return stretch.end


def worked_seconds(stretch: Stretch) -> int:
    """Time an agent worked on it: between two lines while held, at most LONGEST_GAP each."""
    steps = zip(pairwise(stretch.entries), stretch.holders, strict=False)
    held = [min(later.at - earlier.at, LONGEST_GAP) for (earlier, later), holder in steps if holder is Holder.AGENT]
    return round(sum(held, timedelta(0)).total_seconds())


def asked_at(stretch: Stretch) -> Entry | None:
    """The line from which on a person was needed."""
    return next((entry for entry in stretch.entries if begins_handling(entry)), None)


def article_results(stretch: Stretch, told: Told) -> tuple[int, int]:
    """How often a shown article solved it, and how often not, where somebody could tell."""
    results = [
        solved_by_bot(use, told.entries, told.jobs)
        if use.by is By.BOT
        else solved_by_agent(use, told.entries, told.wrap_ups, told.ratings)
        for use in told.uses
        if stretch.covers(use.seq)
    ]
    return sum(each is True for each in results), sum(each is False for each in results)
