"""A letter to a customer, on its way: why, to whom, from which entry on, and what became of it. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from desk.conversations.conversation import Conversation, State
from desk.conversations.entry import AuthorKind, Entry, EntryKind, stamp

PATIENCE = timedelta(seconds=60)
"""An answer is mailed this long after it was given: who is at the widget reads it there; several make one letter."""
LEASE = timedelta(minutes=2)
"""A desk that carries a letter has this long; then another desk may."""
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=1)
MOST_ATTEMPTS = 10
"""Tries over about four hours; then it is a dead letter."""


class LetterKind(StrEnum):
    ANSWER = "answer"
    TRANSCRIPT = "transcript"
    PROMISE = "promise"
    """Something promised was moved to another day: who is away is told first, and not when it is over."""
    NOTICE = "notice"
    """Something the desk itself has to say: did it hold, what was changed."""


class LetterState(StrEnum):
    PENDING = "pending"
    HANDING_IN = "handing_in"
    """The mail server is being given the text: from here on nobody can say whether it has it until it answers."""
    SENT = "sent"
    NEEDLESS = "needless"
    """Everything in it was seen in the widget, or taken back, before it left."""
    DEAD = "dead"
    """Given up: refused, tried too often, or cut off while being handed in, which is never tried again."""


@dataclass(frozen=True)
class AnswerWish:
    """Somebody who is not waiting at the widget wants answers by e-mail; answers up to `looked_seq` are dealt with."""

    conversation_id: str
    email: str
    looked_seq: int
    at: datetime


@dataclass(frozen=True)
class Letter:
    """One letter. `id` follows from the event it tells of, so that an event makes one letter whoever notices it.

    It tells entries from `from_seq` to `through_seq`; the latter is fixed when it first leaves.
    """

    id: str
    conversation_id: str
    kind: LetterKind
    email: str
    from_seq: int
    made_at: datetime
    due_at: datetime
    through_seq: int | None = None
    state: LetterState = LetterState.PENDING
    attempts: int = 0
    lease_until: datetime | None = None
    ended_at: datetime | None = None
    problem: str | None = None

    def to_json(self) -> dict[str, Any]:
        """A dead letter as a supervisor sees it (docs/wire.md §4); no address: they open the conversation for that."""
        return {
            "conversation_id": self.conversation_id,
            "kind": str(self.kind),
            "at": stamp(self.made_at),
            "attempts": self.attempts,
            "problem": self.problem,
        }


def answer_letter(wish: AnswerWish, first_seq: int, now: datetime) -> Letter:
    """The letter that tells answers from `first_seq` on."""
    letter_id = f"answer.{wish.conversation_id}.{first_seq}"
    return Letter(letter_id, wish.conversation_id, LetterKind.ANSWER, wish.email, first_seq, now, now + PATIENCE)


def promise_letter(promise_id: str, entry: Entry, email: str, now: datetime) -> Letter:
    """The letter that tells of a promise made in place of another; one for each."""
    due, told = now + PATIENCE, f"promised.{promise_id}"
    return Letter(told, entry.conversation_id, LetterKind.PROMISE, email, entry.seq, now, due, entry.seq)


def notice_letter(conversation_id: str, email: str, seq: int, now: datetime) -> Letter:
    """The letter that tells what the desk itself said with entry `seq`."""
    return Letter(
        f"notice.{conversation_id}.{seq}", conversation_id, LetterKind.NOTICE, email, seq, now, now + PATIENCE, seq
    )


def is_answer(entry: Entry) -> bool:
    """Whether somebody who left wants to hear of this: words of an agent or the assistant, not of the desk itself."""
    spoken = (AuthorKind.AGENT, AuthorKind.BOT)
    told = entry.kind is EntryKind.MESSAGE and entry.message is not None and not entry.message.deleted
    return told and entry.author.kind in spoken


def wish_is_over(conversation: Conversation, owed: bool) -> bool:
    """Nobody answers any more: not in line, nobody holds it, and no message that was left waits (`owed`)."""
    busy = conversation.in_line or conversation.state in (State.WITH_AGENT, State.MESSAGE_LEFT, State.WRAP_UP)
    return not busy and not owed


def pause(attempts: int) -> timedelta:
    """How long to wait after so many tries; doubles from half a minute to an hour."""
    return min(FIRST_PAUSE * (1 << (attempts - 1)), LONGEST_PAUSE)


def not_taken(letter: Letter, problem: str, now: datetime) -> Letter:
    """The mail server could not take it: tried again later, or a dead letter after so many tries."""
    if letter.attempts >= MOST_ATTEMPTS:
        return ended(letter, LetterState.DEAD, now, problem)
    return replace(
        letter, state=LetterState.PENDING, due_at=now + pause(letter.attempts), lease_until=None, problem=problem
    )


def ended(letter: Letter, state: LetterState, now: datetime, problem: str | None = None) -> Letter:
    """What became of it in the end."""
    return replace(letter, state=state, ended_at=now, lease_until=None, problem=problem)
