"""What is asked in a transcript, and which reply met it. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from desk.conversations.entry import AuthorKind, Entry, EntryKind

NO_QUESTION = frozenset({
    "greet", "goodbye", "thanks", "affirm", "deny", "praise", "bot_challenge", "ask_capabilities", "human_request"
})  # fmt: skip
"""What the bot reads in messages that ask nothing a reply could be about."""
MOST_MESSAGES = 3
LONGEST_QUESTION = 600
SHORTEST_REPLY = 25
"""Characters. "One moment" and the like help nobody a second time."""


@dataclass(frozen=True)
class Exchange:
    """A question of the customer's and the message of an agent that came next; numbers of entries."""

    question: str
    asked_seq: int
    reply_seq: int


def open_question(entries: Sequence[Entry], read_as: Mapping[int, str]) -> str:
    """What the customer wants to know just now, or nothing; `read_as` has the bot's reading by entry number."""
    return _question(_unanswered(entries), read_as)[0]


def exchanges(entries: Sequence[Entry], end_seq: int, read_as: Mapping[int, str]) -> list[Exchange]:
    """The questions of the handling that ended with entry `end_seq`, each with the reply that met it."""
    met: list[Exchange] = []
    handling = _handling(entries, end_seq)
    for at, entry in enumerate(handling):
        if not _said_by(entry, AuthorKind.AGENT) or len(_words(entry)) < SHORTEST_REPLY:
            continue
        question, asked_seq = _question(_unanswered(handling[:at]), read_as)
        if question:
            met.append(Exchange(question, asked_seq, entry.seq))
    return met


def _handling(entries: Sequence[Entry], end_seq: int) -> list[Entry]:
    """From behind the handling before to the end of this one: what was asked of the bot belongs to it."""
    before = [entry for entry in entries if entry.seq <= end_seq]
    ends = {EntryKind.RESOLVED, EntryKind.HANDED_BACK, EntryKind.ENDED}
    start = max((entry.seq for entry in before if entry.kind in ends and entry.seq < end_seq), default=0)
    return [entry for entry in before if entry.seq > start]


def _unanswered(entries: Sequence[Entry]) -> list[Entry]:
    """The customer's messages since an agent last wrote."""
    waiting: list[Entry] = []
    for entry in entries:
        if _said_by(entry, AuthorKind.AGENT):
            waiting = []
        elif _said_by(entry, AuthorKind.CUSTOMER) and _words(entry):
            waiting.append(entry)
    return waiting


def _question(waiting: Sequence[Entry], read_as: Mapping[int, str]) -> tuple[str, int]:
    asking = [entry for entry in waiting if read_as.get(entry.seq) not in NO_QUESTION]
    said = asking[-MOST_MESSAGES:]
    if not said:
        return "", 0
    return "\n".join(_words(entry) for entry in said)[-LONGEST_QUESTION:], said[-1].seq


def _said_by(entry: Entry, author: AuthorKind) -> bool:
    return entry.kind is EntryKind.MESSAGE and entry.author.kind is author


def _words(entry: Entry) -> str:
    return entry.message.text if entry.message is not None and not entry.message.deleted else ""
