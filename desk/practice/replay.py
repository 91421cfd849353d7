"""A past conversation cut into steps to answer again, without what could name anybody. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from desk.conversations.conversation import Conversation, State
from desk.conversations.entry import Author, AuthorKind, Entry, EntryKind, Message
from desk.customers.customer import Customer
from desk.privacy.scrubbing import scrubbed

STEPS_AT_MOST = 12
LINES = frozenset({EntryKind.HANDOFF_REQUESTED, EntryKind.CLAIMED, EntryKind.TRANSFERRED, EntryKind.HANDED_BACK})
"""What is shown besides messages: who has it."""
CUSTOMER, COLLEAGUE = "Customer", "Your colleague"
FILE, CARD = "[a file]", "[a card of the shop]"


@dataclass(frozen=True)
class Step:
    """What was said until somebody had to answer, what of it was asked since the last answer, and what they wrote."""

    lead: tuple[Entry, ...]
    asked: str
    theirs: tuple[Entry, ...]

    @property
    def answer(self) -> str:
        return "\n".join(entry.message.text for entry in self.theirs if entry.message)


@dataclass(frozen=True)
class Replay:
    """`tail` is what came after the last answer."""

    about: str | None
    steps: tuple[Step, ...]
    tail: tuple[Entry, ...]


def exercise_of(conversation_id: str) -> str:
    """What the exercise is called; no way leads from it to the conversation."""
    return f"x_{hashlib.sha256(f'practice {conversation_id}'.encode()).hexdigest()[:24]}"


def suits(conversation: Conversation, agent_id: str, entries: Sequence[Entry]) -> bool:
    """Whether it is over, in English, and was answered by a colleague of theirs."""
    answered = {entry.author.id for entry in entries if _by(entry, AuthorKind.AGENT)}
    english = conversation.language in (None, "en")
    over = conversation.state is State.CLOSED and conversation.merged_into is None
    return over and english and bool(answered) and agent_id not in answered


def replay(conversation: Conversation, entries: Iterable[Entry], customer: Customer, team: Sequence[str]) -> Replay:
    """Cut at every answer of a person; `team` are names that are scrubbed like the customer's."""
    steps: list[Step] = []
    lead: list[Entry] = []
    theirs: list[Entry] = []
    for entry in entries:
        shown = _masked(entry, customer, team) if _is_shown(entry) else None
        if shown is None:
            continue
        if _by(entry, AuthorKind.AGENT) and (theirs or _asks(lead)):
            theirs.append(shown)
            continue
        if theirs and _by(entry, AuthorKind.CUSTOMER):
            steps.append(_step(lead, theirs))
            lead, theirs = [], []
        lead.append(shown)
    if theirs:
        steps.append(_step(lead, theirs))
        lead = []
    kept = tuple(steps[:STEPS_AT_MOST])
    return Replay(conversation.about, kept, tuple(lead) if len(kept) == len(steps) else ())


def _step(lead: Sequence[Entry], theirs: Sequence[Entry]) -> Step:
    asked = [entry.message.text for entry in lead if entry.message and entry.author.kind is AuthorKind.CUSTOMER]
    return Step(tuple(lead), "\n".join(asked), tuple(theirs))


def _asks(lead: Sequence[Entry]) -> bool:
    return any(entry.message and entry.author.kind is AuthorKind.CUSTOMER for entry in lead)


def _by(entry: Entry, who: AuthorKind) -> bool:
    return entry.kind is EntryKind.MESSAGE and entry.author.kind is who


def _is_shown(entry: Entry) -> bool:
    if entry.team_only:
        return False
    if entry.kind is EntryKind.MESSAGE:
        return entry.message is not None and not entry.message.deleted
    return entry.kind in LINES


def _masked(entry: Entry, customer: Customer, team: Sequence[str]) -> Entry:
    """The entry as anybody may read it; nothing but words is left of it."""
    names = {AuthorKind.CUSTOMER: CUSTOMER, AuthorKind.AGENT: COLLEAGUE}
    author = Author(entry.author.kind, names.get(entry.author.kind, entry.author.name))
    bare = replace(entry, conversation_id="", author=author, data={}, amended=None)
    if entry.message is None:
        line = entry.line or ""
        if entry.author.kind is AuthorKind.AGENT:
            line = line.replace(entry.author.name, COLLEAGUE)
        return replace(bare, line=scrubbed(line, customer, team))
    words = [scrubbed(entry.message.text, customer, team)] if entry.message.text else []
    words += [FILE] * bool(entry.message.attachments) + [CARD] * bool(entry.message.card)
    return replace(bare, message=Message(f"practice-{entry.seq}", "\n".join(words)))
