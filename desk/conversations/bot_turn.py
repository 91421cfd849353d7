"""The bot's part: one job per customer message, and what came of it.

A job is stored in the same transaction as the message it answers and is done by the desk, one at a time per
conversation. What the bot understood stays with the job: the brief, the console and the studio read it there.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from desk.conversations.entry import Author, AuthorKind, Entry, EntryKind, Message, QuickReply


class JobKind(StrEnum):
    TURN = "turn"
    HANDBACK = "handback"


class JobState(StrEnum):
    PENDING = "pending"
    DONE = "done"
    FAILED = "failed"
    DROPPED = "dropped"
    DEAD = "dead"
    """Given up for good, kept with the reason for a supervisor to look at."""


@dataclass(frozen=True)
class Understanding:
    """How the bot read one message. `confidence` and `frustration` are 0 to 1; `missed` means it had no answer.

    `language` (ISO 639-1) is None where there was too little to go by.
    """

    intent: str
    confidence: float
    ranking: tuple[tuple[str, float], ...] = ()
    entities: tuple[dict[str, Any], ...] = ()
    slots: dict[str, Any] = field(default_factory=dict)
    actions: tuple[str, ...] = ()
    missed: bool = False
    frustration: float = 0.0
    frustration_reasons: tuple[str, ...] = ()
    language: str | None = None


@dataclass(frozen=True)
class Fact:
    """What the shop was asked and what it answered, in words."""

    asked: str
    answered: str
    ok: bool


@dataclass(frozen=True)
class BotReply:
    text: str
    quick_replies: tuple[QuickReply, ...] = ()
    card: dict[str, Any] | None = None


@dataclass(frozen=True)
class HandoffWish:
    """The bot asks for a person: why, by what it noticed, and the customer's language (ISO 639-1, if known)."""

    reason: str
    evidence: tuple[str, ...] = ()
    language: str | None = None


@dataclass(frozen=True)
class GoodwillWish:
    """The bot met a bad case: an order that went wrong, and how. Whether anything is given is not the bot's to say."""

    order_number: str
    cause: str


@dataclass(frozen=True)
class BotAnswer:
    """All that came back from the bot for one message."""

    model_id: str
    replies: tuple[BotReply, ...]
    understanding: Understanding
    facts: tuple[Fact, ...] = ()
    handoff: HandoffWish | None = None
    reading_ms: float | None = None
    """How long its model worked on reading the message, without waiting."""
    goodwill: GoodwillWish | None = None


@dataclass(frozen=True)
class BotJob:
    """One thing the bot has to do in a conversation, in order of `seq`.

    A turn answers the message at `seq`; a handback tells the bot what was said while a person held the conversation.
    """

    conversation_id: str
    seq: int
    kind: JobKind
    state: JobState
    created_at: datetime
    text: str = ""
    turn_id: str = ""
    answer: BotAnswer | None = None
    problem: str | None = None
    attempts: int = 0
    """How often it was begun; trying again soon because the bot is away is part of the same attempt."""
    leased_by: str | None = None
    """The desk that works on it, for as long as it says so now and then."""


@dataclass(frozen=True)
class JobEnd:
    """A job as it was finished; `kept` is False when another desk had it meanwhile."""

    job: BotJob
    kept: bool


MOST_ATTEMPTS = 3
"""A job begun so often without an end brings desks down, or the bot: it is given up."""

ASSISTANT_DOWN = (
    "Our assistant is not answering just now. Your message is saved. "
    "You can talk to a person from our team, or write again in a minute."
)
TALK_TO_A_PERSON = QuickReply("Talk to a person", command="request_agent")
CANNOT_LOOK = (
    "I am a bot and cannot look at pictures or files. Tell me in words what it is about, or talk to a person: "
    "what you sent is kept here for them."
)
SENT_FILES = "sent_files"
"""What the desk notes as understood when a customer sent files without a word; Rasa is not asked."""


def reply_messages(job: BotJob, answer: BotAnswer) -> list[Message]:
    """The bot's replies as messages whose ids follow from the turn, so that a repeat cannot say them twice."""
    return [
        Message(f"bot-{job.seq}-{index}", reply.text, reply.quick_replies, reply.card)
        for index, reply in enumerate(answer.replies)
    ]


def failure_message(job: BotJob) -> Message:
    """What a customer reads when the bot could not answer: honest, and with a way on."""
    return Message(f"bot-{job.seq}-down", ASSISTANT_DOWN, (TALK_TO_A_PERSON,))


def answer_to_files_alone() -> BotAnswer:
    """What the assistant says to files without words: it cannot look at them, and who can."""
    reply = BotReply(CANNOT_LOOK, (TALK_TO_A_PERSON,))
    return BotAnswer("desk", (reply,), Understanding(SENT_FILES, 1.0, ranking=((SENT_FILES, 1.0),)))


def files_message(job: BotJob) -> Message:
    """Added when words that came with files were not understood: the answer may well be in the files."""
    return Message(f"bot-{job.seq}-files", CANNOT_LOOK, (TALK_TO_A_PERSON,))


def why_given_up(state: JobState) -> str:
    """What the agent reads about a customer whom the bot failed."""
    if state is JobState.DEAD:
        return "The assistant broke down on this message several times"
    return "The assistant did not answer two messages in a row"


def human_stretch(entries: list[Entry], handed_back_seq: int) -> list[dict[str, str]]:
    """What customer and agent said to each other before the hand-back at that seq, oldest first.

    The stretch begins where the bot last fell silent; what it already heard is left out.
    """
    before = [entry for entry in entries if entry.seq < handed_back_seq]
    begins = max((e.seq for e in before if _bot_falls_silent(e)), default=0)
    spoken = (AuthorKind.CUSTOMER, AuthorKind.AGENT)
    return [
        {"author": str(entry.author.kind), "text": entry.message.gist}
        for entry in before
        if entry.seq > begins
        and entry.kind is EntryKind.MESSAGE
        and entry.message is not None
        and entry.author.kind in spoken
    ]


def _bot_falls_silent(entry: Entry) -> bool:
    if entry.kind is EntryKind.HANDOFF_REQUESTED:
        return True
    if entry.kind is EntryKind.CLAIMED:
        return entry.data.get("from") in ("with_bot", "closed")
    return entry.kind is EntryKind.REOPENED and entry.author.kind is AuthorKind.AGENT


def bot_author(name: str) -> Author:
    """The assistant under the shop's name for it."""
    return Author(AuthorKind.BOT, name)
