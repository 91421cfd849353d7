"""When a customer may be asked how it was, or whether it held: the limits in one place. Pure.

Asking is a demand on somebody's time. So nobody is asked about a conversation that closed by itself, that was only
"hello" and "thanks", or that was asked about before; and nobody is asked often, whatever it is about.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from desk.conversations.entry import AuthorKind, Entry, EntryKind

SAME_SIDE_REST = timedelta(hours=24)
"""Between two questions about handlings of one side: the assistant's, or people's."""
MONTH, A_MONTH_AT_MOST = timedelta(days=30), 4
"""Questions of any kind to one person."""
UNDO_WITHIN = timedelta(minutes=10)
"""An end that the team takes back so soon was none."""
PLEASANT = frozenset({"greet", "goodbye", "thanks", "affirm", "praise"})
"""What the bot reads in words that ask for nothing."""
PLEASANT_WORDS = frozenset({
    "hello", "hi", "hey", "good", "morning", "evening", "day", "afternoon", "thanks", "thank", "you", "thx", "ty",
    "very", "much", "many", "so", "a", "lot", "ok", "okay", "great", "perfect", "cool", "super", "nice", "bye",
    "goodbye", "cheers", "yes", "yep", "all", "fine",
    "hallo", "guten", "tag", "morgen", "abend", "danke", "vielen", "dank",
    "schön", "sehr", "gut", "tschüss", "prima", "hola", "gracias", "muchas", "adiós", "buenos", "días", "vale",
    "perfecto", "bonjour", "salut", "merci", "beaucoup", "au", "revoir", "parfait", "مرحبا", "شكرا", "جزيلا", "السلام",
    "عليكم",
})  # fmt: skip
ENDS = (EntryKind.RESOLVED, EntryKind.HANDED_BACK, EntryKind.ENDED)
_WORD = re.compile(r"[^\W\d_]+")


class About(StrEnum):
    """What is asked: how a handling was, or whether its solution held."""

    RATING = "rating"
    HELD = "held"


class WhyNot(StrEnum):
    """Why nobody is asked."""

    NOBODY_ANSWERED = "nobody_answered"
    CLOSED_BY_ITSELF = "closed_by_itself"
    ONLY_PLEASANTRIES = "only_pleasantries"
    ASKED_BEFORE = "asked_before"
    TOO_SOON = "too_soon"
    ENOUGH = "enough"
    CAME_BACK = "came_back"
    TOO_LATE = "too_late"


@dataclass(frozen=True)
class Asked:
    """Somebody was asked about the handling that ended with entry `seq`; `person` says whether a person handled it."""

    conversation_id: str
    seq: int
    about: About
    customer_id: str
    person: bool
    at: datetime


def pleasant(text: str, intent: str | None) -> bool:
    """Whether words ask for nothing: as the bot read them, or because there is nothing else in them."""
    if intent is not None:
        return intent in PLEASANT
    if not text.strip() or any(character.isdigit() for character in text):
        return False
    return all(word in PLEASANT_WORDS for word in _WORD.findall(text.casefold()))


def stretch(entries: Sequence[Entry], seq: int) -> list[Entry]:
    """The handling that ended with entry `seq`: all behind the end before it."""
    since = max((entry.seq for entry in entries if entry.kind in ENDS and entry.seq < seq), default=0)
    return [entry for entry in entries if since < entry.seq < seq]


def person_of(handled: Sequence[Entry]) -> str | None:
    """The person of the team who had it last; None: the assistant's."""
    taken = [
        entry.author.id
        for entry in handled
        if entry.kind is EntryKind.CLAIMED
        or (entry.kind is EntryKind.REOPENED and entry.author.kind is AuthorKind.AGENT)
    ]
    return taken[-1] if taken else None


def undone_by(handled: Sequence[Entry], before: Entry | None) -> bool:
    """Whether a handling began by taking back the end before it: reopened by the team at once and by itself."""
    if before is None or not handled:
        return False
    back = handled[0]
    # A customer's words bring their agent back in the same moment.
    by_customer = len(handled) > 1 and handled[1].author.kind is AuthorKind.CUSTOMER and handled[1].at == back.at
    by_team = back.kind is EntryKind.REOPENED and back.author.kind is AuthorKind.AGENT and not by_customer
    return by_team and back.at - before.at <= UNDO_WITHIN


def why_not_rate(
    entries: Sequence[Entry],
    end: Entry,
    read_as: Mapping[int, str],
    before: Sequence[Asked],
    now: datetime,
    making_good: bool = False,
) -> WhyNot | None:
    """None: ask how the handling was that `end` ended. `making_good`: it makes good a bad one, which is to be measured.

    `read_as` has the bot's reading by entry number, `before` what this person was asked in the last month.
    """
    if end.kind is EntryKind.RESOLVED and end.author.kind is AuthorKind.SYSTEM:
        return WhyNot.CLOSED_BY_ITSELF
    handled = stretch(entries, end.seq)
    person = person_of(handled) is not None
    if not person and not any(e.message is not None and e.author.kind is AuthorKind.BOT for e in handled):
        return WhyNot.NOBODY_ANSWERED
    if _only_pleasantries(handled, read_as):
        return WhyNot.ONLY_PLEASANTRIES
    if any((ask.conversation_id, ask.seq, ask.about) == (end.conversation_id, end.seq, About.RATING) for ask in before):
        return WhyNot.ASKED_BEFORE
    return None if making_good else often_enough(before, now, person)


def often_enough(before: Sequence[Asked], now: datetime, person: bool) -> WhyNot | None:
    """Whether this person was asked so lately, or so often, that they are left in peace."""
    if any(ask.person is person and now - ask.at < SAME_SIDE_REST for ask in before):
        return WhyNot.TOO_SOON
    if sum(now - ask.at < MONTH for ask in before) >= A_MONTH_AT_MOST:
        return WhyNot.ENOUGH
    return None


def _only_pleasantries(handled: Sequence[Entry], read_as: Mapping[int, str]) -> bool:
    said = [entry for entry in handled if entry.author.kind is AuthorKind.CUSTOMER and entry.kind is EntryKind.MESSAGE]
    if not said:
        return not any(entry.kind is EntryKind.HANDOFF_REQUESTED for entry in handled)
    return all(
        entry.message is not None
        and not entry.message.attachments
        and pleasant(entry.message.text, read_as.get(entry.seq))
        for entry in said
    )
