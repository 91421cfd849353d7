"""Everybody who had a hand in the case that a customer praised. Pure.

A case goes back from the praise to the end before, over pleasantries after that end: who says "you were wonderful" the
day after means the people of the day before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from desk.conversations.entry import AuthorKind, Entry, EntryKind
from desk.praise.praise import Credit, Part
from desk.ratings.survey import pleasant

ENDS = (EntryKind.RESOLVED, EntryKind.ENDED)
PARTS: Mapping[EntryKind, Part] = {
    EntryKind.MESSAGE: Part.ANSWERED,
    EntryKind.GRANT: Part.GAVE,
    EntryKind.PROMISE: Part.PROMISED,
    EntryKind.NOTE: Part.NOTED,
}
ORDER = list(Part)


def case_before(entries: Sequence[Entry], seq: int) -> list[Entry]:
    """The lines of the case that a customer's words in entry `seq` are about, without these words."""
    earlier = [entry for entry in entries if entry.seq < seq]
    found: list[Entry] = []
    while earlier:
        last_end = next((at for at in range(len(earlier) - 1, -1, -1) if earlier[at].kind in ENDS), None)
        stretch = earlier[0 if last_end is None else last_end + 1 :]
        found = [*stretch, *found]
        if last_end is None or _is_a_case(stretch):
            break
        found = [earlier[last_end], *found]
        earlier = earlier[:last_end]
    return found


def _is_a_case(stretch: Iterable[Entry]) -> bool:
    """Whether somebody of the team took it up, or the customer wanted something."""
    for entry in stretch:
        if entry.author.kind is AuthorKind.AGENT and entry.kind in (EntryKind.MESSAGE, EntryKind.CLAIMED):
            return True
        if entry.author.kind is AuthorKind.CUSTOMER and entry.message and not pleasant(entry.message.text, None):
            return True
    return False


def credits_of(case: Sequence[Entry], article_owners: Iterable[str] = ()) -> tuple[Credit, ...]:
    """Each once, whoever answered most first: people, then who keeps the articles, then the assistant."""
    parts: dict[str, Part] = {}
    answers: dict[str | None, int] = {}
    for entry in case:
        said = entry.kind is EntryKind.MESSAGE and entry.message is not None and not entry.message.deleted
        if entry.author.kind is AuthorKind.BOT and said:
            answers[None] = answers.get(None, 0) + 1
        agent_id = entry.author.id if entry.author.kind is AuthorKind.AGENT else None
        if agent_id is None:
            continue
        if said:
            answers[agent_id] = answers.get(agent_id, 0) + 1
        part = Part.TOOK_PART if entry.kind is EntryKind.MESSAGE and not said else PARTS.get(entry.kind, Part.TOOK_PART)
        parts[agent_id] = min(parts.get(agent_id, part), part, key=ORDER.index)
    for owner in article_owners:
        parts.setdefault(owner, Part.ARTICLE)
    people = [Credit(agent_id, part, answers.get(agent_id, 0)) for agent_id, part in parts.items()]
    people.sort(key=lambda one: (-one.answers, ORDER.index(one.part)))
    bot = [Credit(None, Part.ANSWERED, answers[None])] if None in answers else []
    return (*people, *bot)
