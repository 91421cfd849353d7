"""What the bot heard, and what each message cost: read off a whole conversation, so that it can be read again. Pure.

A message that led to a handoff, had to be said twice or angered somebody is worth more of a designer's time than one
the bot was merely unsure about. The weights say how much more; the reasons are shown, so nobody must trust a number.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from desk.conversations.bot_turn import BotAnswer, BotJob, JobKind
from desk.conversations.entry import AuthorKind, Entry, EntryKind
from desk.handoff.handoff import Handoff
from desk.handoff.wrap_up import IntentSuggestion
from desk.ratings.rating import Rating

UNDERSTOOD_A_PERSON_IS_WANTED = frozenset({"sensitive", "policy_exception", "high_value_risk", "language"})
"""Handoffs that are right whatever the bot reads: no message is to blame."""
NOT_ITS_READING = frozenset({"bot_unavailable", "transfer", "reopened", "stepped_in", "did_not_hold"})
ASKED = "explicit_request"
PERSON = "human_request"
UPSET = 0.5
LOW = 2
UNSURE = 0.6
SAME_WORDS = 0.6
BLAMED = 3
"""How many messages before a handoff share the blame."""
FALLBACK = "nlu_fallback"
_WORD = re.compile(r"[^\W_]{3,}")


class Kind(StrEnum):
    """Why a message is worth looking at."""

    AGENT_SAID = "agent_said"
    HANDOFF = "handoff"
    LOW_RATING = "low_rating"
    FRUSTRATION = "frustration"
    REPEAT = "repeat"
    ABANDONED = "abandoned"
    MISSED = "missed"
    UNSURE = "unsure"


WEIGHTS: Mapping[Kind, float] = {
    Kind.AGENT_SAID: 6.0,
    Kind.HANDOFF: 5.0,
    Kind.LOW_RATING: 4.0,
    Kind.FRUSTRATION: 3.0,
    Kind.REPEAT: 3.0,
    Kind.ABANDONED: 2.5,
    Kind.MISSED: 2.0,
    Kind.UNSURE: 1.0,
}


@dataclass(frozen=True)
class Reason:
    """One thing that happened because of a message; `weight` is its part of the cost."""

    kind: Kind
    says: str
    weight: float


@dataclass(frozen=True)
class Heard:
    """A customer's message with what the bot made of it and what followed. The text is as it was written."""

    conversation_id: str
    seq: int
    at: datetime
    text: str
    model_id: str
    intent: str
    confidence: float
    ranking: tuple[tuple[str, float], ...]
    reasons: tuple[Reason, ...] = ()
    suggestion: IntentSuggestion | None = None

    @property
    def cost(self) -> float:
        """The dearest first."""
        return round(sum(reason.weight for reason in self.reasons), 3)


@dataclass(frozen=True)
class _Turn:
    entry: Entry
    answer: BotAnswer


def heard(
    entries: Sequence[Entry],
    jobs: Sequence[BotJob],
    handoffs: Sequence[Handoff],
    ratings: Sequence[Rating],
    suggestions: Sequence[IntentSuggestion],
) -> list[Heard]:
    """Every message of the conversation that the bot understood somehow, in order, with its reasons."""
    turns = _turns(entries, jobs)
    found: dict[int, list[Reason]] = {turn.entry.seq: _by_itself(turn) for turn in turns}
    for seq, reason in (
        *_repeats(turns, entries),
        *_upset(turns, entries),
        *_handed_over(turns, entries, handoffs),
        *_rated(turns, entries, ratings),
        *_abandoned(turns, entries),
    ):
        found[seq].append(reason)
    meant = {suggestion.seq: suggestion for suggestion in suggestions}
    return [_told(turn, found[turn.entry.seq], meant.get(turn.entry.seq)) for turn in turns]


def _turns(entries: Sequence[Entry], jobs: Sequence[BotJob]) -> list[_Turn]:
    answers = {job.seq: job.answer for job in jobs if job.kind is JobKind.TURN and job.answer is not None and job.text}
    return [
        _Turn(entry, answers[entry.seq])
        for entry in entries
        if entry.seq in answers and entry.message is not None and entry.message.text and not entry.message.deleted
    ]


def _told(turn: _Turn, reasons: list[Reason], suggestion: IntentSuggestion | None) -> Heard:
    entry, read = turn.entry, turn.answer.understanding
    assert entry.message is not None
    message = Heard(
        entry.conversation_id,
        entry.seq,
        entry.at,
        entry.message.text,
        turn.answer.model_id,
        read.intent,
        read.confidence,
        read.ranking,
        tuple(reasons),
        suggestion,
    )
    if suggestion is None:
        return message
    agrees = suggestion.intent == read.intent
    says = "An agent confirms the reading" if agrees else "An agent said what was meant"
    reason = Reason(Kind.AGENT_SAID, says, 0.5 if agrees else WEIGHTS[Kind.AGENT_SAID])
    return replace(message, reasons=(reason, *message.reasons))


def _by_itself(turn: _Turn) -> list[Reason]:
    read = turn.answer.understanding
    reasons = []
    if read.missed or read.intent == FALLBACK:
        reasons.append(_because(Kind.MISSED, "The bot had no answer"))
    if read.confidence < UNSURE or read.intent == FALLBACK:
        sure = read.confidence if read.intent != FALLBACK else _likeliest(read.ranking)
        reasons.append(Reason(Kind.UNSURE, f"The bot was {sure:.0%} sure", round((1 - sure) * WEIGHTS[Kind.UNSURE], 3)))
    return reasons


def _likeliest(ranking: Sequence[tuple[str, float]]) -> float:
    return max((sure for name, sure in ranking if name != FALLBACK), default=0.0)


def _repeats(turns: Sequence[_Turn], entries: Sequence[Entry]) -> Iterator[tuple[int, Reason]]:
    for before, after in _neighbours(turns, entries):
        if _says_the_same(before, after):
            yield before.entry.seq, _because(Kind.REPEAT, "The customer had to say it again")


def _says_the_same(before: _Turn, after: _Turn) -> bool:
    first, second = (set(_WORD.findall(_text(turn).lower())) for turn in (before, after))
    if not first or not second:
        return False
    return len(first & second) / min(len(first), len(second)) >= SAME_WORDS and len(first & second) >= 2


def _upset(turns: Sequence[_Turn], entries: Sequence[Entry]) -> Iterator[tuple[int, Reason]]:
    for before, after in _neighbours(turns, entries):
        if _mood(before) < UPSET <= _mood(after):
            yield before.entry.seq, _because(Kind.FRUSTRATION, "The customer grew cross after the answer")


def _mood(turn: _Turn) -> float:
    return turn.answer.understanding.frustration


def _handed_over(
    turns: Sequence[_Turn], entries: Sequence[Entry], handoffs: Sequence[Handoff]
) -> Iterator[tuple[int, Reason]]:
    asked = [entry for entry in entries if entry.kind is EntryKind.HANDOFF_REQUESTED]
    for entry, handoff in zip(asked, sorted(handoffs, key=lambda each: each.requested_at), strict=False):
        if handoff.reason in UNDERSTOOD_A_PERSON_IS_WANTED or handoff.reason in NOT_ITS_READING:
            continue
        stretch = [turn for turn in turns if _stretch_begin(entries, entry.seq) < turn.entry.seq < entry.seq]
        if handoff.reason == ASKED:
            # The wish for a person was understood; what stands before it was not dealt with.
            stretch = [turn for turn in stretch if turn.answer.understanding.intent != PERSON]
        for distance, turn in enumerate(reversed(stretch[-BLAMED:])):
            weight = WEIGHTS[Kind.HANDOFF] / (1 + distance)
            yield turn.entry.seq, Reason(Kind.HANDOFF, "It ended with a person having to help", round(weight, 3))


def _rated(turns: Sequence[_Turn], entries: Sequence[Entry], ratings: Sequence[Rating]) -> Iterator[tuple[int, Reason]]:
    for rating in ratings:
        if rating.agent_id is not None or rating.score > LOW:
            continue
        begin = _stretch_begin(entries, rating.seq)
        for turn in turns:
            if begin < turn.entry.seq < rating.seq:
                yield turn.entry.seq, _because(Kind.LOW_RATING, f"The customer rated the bot {rating.score} of 5")


def _abandoned(turns: Sequence[_Turn], entries: Sequence[Entry]) -> Iterator[tuple[int, Reason]]:
    for end in (entry for entry in entries if entry.kind is EntryKind.ENDED):
        begin = _stretch_begin(entries, end.seq)
        last = next((turn for turn in reversed(turns) if begin < turn.entry.seq < end.seq), None)
        taken = any(begin < entry.seq < end.seq and entry.kind is EntryKind.CLAIMED for entry in entries)
        if last is not None and not taken and last.answer.understanding.missed:
            yield last.entry.seq, _because(Kind.ABANDONED, "The customer gave up after this")


def _stretch_begin(entries: Sequence[Entry], before: int) -> int:
    """Where the handling that holds the entry `before` began: after the end of the one before it."""
    ends = {EntryKind.RESOLVED, EntryKind.HANDED_BACK, EntryKind.ENDED}
    return max((entry.seq for entry in entries if entry.kind in ends and entry.seq < before), default=0)


def _neighbours(turns: Sequence[_Turn], entries: Sequence[Entry]) -> Iterator[tuple[_Turn, _Turn]]:
    """Two messages in a row that both went to the bot, with nobody else's words between them."""
    others = [entry.seq for entry in entries if entry.message is not None and entry.author.kind is AuthorKind.AGENT]
    ends = [
        entry.seq for entry in entries if entry.kind in (EntryKind.RESOLVED, EntryKind.HANDED_BACK, EntryKind.ENDED)
    ]
    for before, after in itertools.pairwise(turns):
        if not any(before.entry.seq < seq < after.entry.seq for seq in (*others, *ends)):
            yield before, after


def _because(kind: Kind, says: str) -> Reason:
    return Reason(kind, says, WEIGHTS[kind])


def _text(turn: _Turn) -> str:
    return turn.entry.message.text if turn.entry.message else ""
