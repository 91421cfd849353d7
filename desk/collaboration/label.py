"""Labels: short words the team sorts conversations by. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable
from datetime import datetime

from desk import errors
from desk.conversations.conversation import Change, Conversation, append
from desk.conversations.entry import Author, EntryKind

NAME_LIMIT = 40
MOST_ON_ONE = 12


def checked_label(name: str) -> str:
    """A label as it is kept: lower case, single spaces; or a typed refusal."""
    if any(unicodedata.category(letter) in ("Cc", "Cs") for letter in name):
        raise errors.invalid_field("label", "A label holds letters, digits and signs only.")
    tidy = " ".join(name.split()).lower()
    if not tidy or len(tidy) > NAME_LIMIT:
        raise errors.invalid_field("label", f"A label has 1 to {NAME_LIMIT} characters.")
    return tidy


def after(present: Collection[str], add: Iterable[str], remove: Iterable[str]) -> frozenset[str]:
    """The labels after a change; removing wins over adding."""
    wanted = frozenset((*present, *map(checked_label, add))) - frozenset(map(checked_label, remove))
    if len(wanted) > MOST_ON_ONE:
        raise errors.invalid_field("label", f"A conversation takes at most {MOST_ON_ONE} labels.")
    return wanted


def labelled(
    conversation: Conversation, agent: Author, before: Collection[str], now_on: Collection[str], now: datetime
) -> Change:
    """The change of labels as an entry for the team; nothing when they stay as they were."""
    added, gone = sorted(set(now_on) - set(before)), sorted(set(before) - set(now_on))
    if not added and not gone:
        return Change(conversation)
    said = [f"added {', '.join(added)}"] * bool(added) + [f"removed {', '.join(gone)}"] * bool(gone)
    line = f"{agent.name} {' and '.join(said)}"
    return append(conversation, EntryKind.LABELLED, agent, now, line=line[:200], data={"added": added, "removed": gone})
