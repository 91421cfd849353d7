"""One handling: what the bot, or one person, did for a customer within one contact. Pure.

The bot has a contact until somebody joins; a person from when they join until they are done, pass it on or give it
back. What customers said while they waited belongs to whoever took them up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from desk.conversations.entry import AuthorKind, Entry, EntryKind
from desk.insights.contact import End, Holder, Stretch

PASSES_ON = frozenset({EntryKind.TRANSFERRED, EntryKind.AGENT_LOST})
JOINS = frozenset({EntryKind.CLAIMED, EntryKind.REOPENED})


class Ending(StrEnum):
    """How a handling ended."""

    DONE = "done"
    HANDED_OVER = "handed_over"
    """The bot asked for a person, or one joined."""
    PASSED_ON = "passed_on"
    """To a colleague, back to the bot, or the connection was lost."""


@dataclass(frozen=True)
class Handling:
    """`agent_id` None: the bot. `seq` is its first line and names it. `earlier`: the customer's words before it."""

    conversation_id: str
    seq: int
    agent_id: str | None
    entries: tuple[Entry, ...]
    earlier: tuple[Entry, ...]
    ending: Ending
    language: str | None = None

    @property
    def bot(self) -> bool:
        return self.agent_id is None

    @property
    def ended_at(self) -> datetime:
        return self.entries[-1].at

    @property
    def last_seq(self) -> int:
        return self.entries[-1].seq

    @property
    def own(self) -> list[Entry]:
        """What whoever handled it said; what was deleted since counts as not said."""
        kind = AuthorKind.BOT if self.bot else AuthorKind.AGENT
        return [entry for entry in self.entries if says(entry, kind) and (self.bot or entry.author.id == self.agent_id)]

    @property
    def asked(self) -> list[Entry]:
        """What the customer said during it."""
        return [entry for entry in self.entries if says(entry, AuthorKind.CUSTOMER)]


def says(entry: Entry, who: AuthorKind) -> bool:
    """Whether the line is a message of theirs that still stands."""
    return (
        entry.kind is EntryKind.MESSAGE
        and entry.author.kind is who
        and entry.message is not None
        and not entry.message.deleted
    )


def words(entry: Entry) -> str:
    return entry.message.gist if entry.message is not None else ""


def handlings(stretch: Stretch, conversation_id: str, language: str | None = None) -> list[Handling]:
    """The handlings of one contact that is over, oldest first; none where nobody of us said or had to say anything."""
    if stretch.end is None or stretch.end is End.MERGED:
        return []
    found: list[Handling] = []
    lines: list[Entry] = []
    agent_id: str | None = None
    for entry, holder in zip(stretch.entries, stretch.holders, strict=True):
        joins = entry.kind in JOINS and entry.author.kind is AuthorKind.AGENT
        if joins and _spoken(lines, agent_id):
            found += _one(stretch, conversation_id, language, lines, agent_id, True)
            lines = []
        if joins:
            agent_id = entry.author.id
        if holder is Holder.LINE and agent_id is None and entry.kind is EntryKind.HANDOFF_REQUESTED:
            found += _one(stretch, conversation_id, language, lines, None, True)
            lines = []
        lines.append(entry)
        if agent_id is not None and holder is not Holder.AGENT and not joins and _ends(entry):
            found += _one(stretch, conversation_id, language, lines, agent_id, False)
            lines, agent_id = [], None
    # The mystery shopper's own: it would have been handed over, and ended there.
    over = bool(lines) and lines[-1].data.get("handed_over") is not None
    return found + _one(stretch, conversation_id, language, lines, agent_id, over)


def _ends(entry: Entry) -> bool:
    return entry.kind in PASSES_ON or entry.kind is EntryKind.HANDED_BACK


def _spoken(lines: Sequence[Entry], agent_id: str | None) -> bool:
    return agent_id is not None or any(says(entry, AuthorKind.BOT) for entry in lines)


def _one(
    stretch: Stretch,
    conversation_id: str,
    language: str | None,
    lines: Sequence[Entry],
    agent_id: str | None,
    over: bool,
) -> list[Handling]:
    """The handling of these lines; `over`: somebody else took it up from there."""
    if not lines or (agent_id is None and not any(says(entry, AuthorKind.BOT) for entry in lines)):
        return []
    # Who waited in the line is known from its first line; the handling is named by whoever joined.
    begins = next((entry for entry in lines if entry.kind in JOINS and entry.author.id == agent_id), lines[0])
    first = lines[0].seq
    earlier = tuple(each for each in stretch.entries if each.seq < first and says(each, AuthorKind.CUSTOMER))
    ending = Ending.DONE
    if over and agent_id is None:
        ending = Ending.HANDED_OVER
    elif over or _ends(lines[-1]):
        ending = Ending.PASSED_ON
    kept = tuple(lines)
    return [Handling(conversation_id, begins.seq, agent_id, kept, earlier, ending, language)]
