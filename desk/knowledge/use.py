"""What became of showing an article: by whom it was shown, and whether it solved the matter. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from desk.conversations.bot_turn import BotJob
from desk.conversations.entry import AuthorKind, Entry, EntryKind
from desk.handoff.wrap_up import WrapUp
from desk.ratings.rating import Rating

CONTENT = frozenset({"affirm", "thanks", "praise", "goodbye"})
NOT_CONTENT = frozenset({"deny", "complaint", "human_request"})
ANOTHER_WAY = "action_answer_differently"
BAD_RATING = 2
ENDS = (EntryKind.RESOLVED, EntryKind.HANDED_BACK, EntryKind.ENDED)


class By(StrEnum):
    """Who showed it."""

    BOT = "bot"
    AGENT = "agent"


@dataclass(frozen=True)
class Use:
    """An article was shown in a conversation: with entry `seq` by the bot, after it by an agent."""

    article_id: str
    number: int
    by: By
    conversation_id: str
    seq: int
    at: datetime
    agent_id: str | None = None
    solved: bool | None = None
    """None while nobody can tell."""


@dataclass(frozen=True)
class Tally:
    """How often an article was shown, and what came of it."""

    shown: int = 0
    inserted: int = 0
    solved: int = 0
    not_solved: int = 0

    @property
    def judged(self) -> int:
        """How often somebody could tell."""
        return self.solved + self.not_solved


def shown_by_bot(entries: Sequence[Entry]) -> list[Use]:
    """Every article card that the bot showed."""
    found: list[Use] = []
    for entry in entries:
        card = entry.message.card if entry.message is not None else None
        if entry.author.kind is not AuthorKind.BOT or not card or card.get("kind") != "article":
            continue
        about = card["article"]
        found.append(Use(str(about["id"]), int(about["number"]), By.BOT, entry.conversation_id, entry.seq, entry.at))
    return found


def solved_by_bot(
    use: Use, entries: Sequence[Entry], jobs: Sequence[BotJob], ratings: Sequence[Rating] = ()
) -> bool | None:
    """The customer's low rating of that handling first; then what they did next: content or not.

    Asking for a person right away means it did not help.
    """
    if _rated_low(use, entries, ratings):
        return False
    answers = {job.seq: job.answer.understanding for job in jobs if job.answer is not None}
    for entry in entries:
        if entry.seq <= use.seq:
            continue
        if entry.kind is EntryKind.HANDOFF_REQUESTED:
            return False
        if entry.kind is EntryKind.RATED or entry.author.kind is not AuthorKind.CUSTOMER:
            continue
        if entry.kind is not EntryKind.MESSAGE:
            return None
        read = answers.get(entry.seq)
        if read is None:
            return None
        if ANOTHER_WAY in read.actions or read.intent in NOT_CONTENT:
            return False
        return True if read.intent in CONTENT else None
    return None


def solved_by_agent(
    use: Use, entries: Sequence[Entry], wrap_ups: Sequence[WrapUp], ratings: Sequence[Rating]
) -> bool | None:
    """What the handling came to in which it was inserted: the customer's rating first, then the agent's word."""
    end = next((entry.seq for entry in entries if entry.seq > use.seq and entry.kind in ENDS), None)
    if end is None:
        return None
    if _rated_low(use, entries, ratings):
        return False
    return next((wrap_up.solved for wrap_up in wrap_ups if wrap_up.seq == end), None)


def _rated_low(use: Use, entries: Sequence[Entry], ratings: Sequence[Rating]) -> bool:
    end = next((entry.seq for entry in entries if entry.seq > use.seq and entry.kind in ENDS), None)
    return any(rating.seq == end and rating.score <= BAD_RATING for rating in ratings)
