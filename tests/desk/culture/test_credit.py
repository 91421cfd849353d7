"""Who had a hand in a case."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from desk.agents.agent import Agent, Role
from desk.conversations.entry import SYSTEM, Author, AuthorKind, Entry, EntryKind, Message
from desk.errors import DeskError
from desk.praise.credit import case_before, credits_of
from desk.praise.praise import Credit, Part, Praise, Source, hide, kind_ratings, may_hide, sees, show
from desk.ratings.rating import Rating

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
ANA = Author(AuthorKind.CUSTOMER, "Ana")
BOT = Author(AuthorKind.BOT, "Robin")
MAYA, TOM, OLU = (Author(AuthorKind.AGENT, name, f"a_{name.lower()}") for name in ("Maya", "Tom", "Olu"))


def lines(*told: tuple[Author, str | EntryKind]) -> list[Entry]:
    """Words are messages, kinds are lines."""
    numbers = count(1)
    found = []
    for who, what in told:
        seq = next(numbers)
        at = NOW + timedelta(minutes=seq)
        kind = what if isinstance(what, EntryKind) else EntryKind.MESSAGE
        said = None if isinstance(what, EntryKind) else Message(f"m{seq}", what)
        found.append(Entry("c_1", seq, kind, at, who, said))
    return found


CASE = (
    (ANA, "my lamp is broken"), (BOT, "Let me see"), (BOT, "I get a person"), (MAYA, EntryKind.CLAIMED),
    (MAYA, "hello"), (TOM, EntryKind.NOTE), (MAYA, "done"), (MAYA, "bye"), (MAYA, EntryKind.RESOLVED),
)  # fmt: skip


def test_everybody_who_touched_it_and_the_assistant_last() -> None:
    """Answers counted, a note counts, and so does who keeps the article."""
    entries = lines(*CASE, (ANA, "You are wonderful"))
    case = case_before(entries, 10)
    assert credits_of(case, ["a_olu", "a_maya"]) == (
        Credit("a_maya", Part.ANSWERED, 3),
        Credit("a_olu", Part.ARTICLE),
        Credit("a_tom", Part.NOTED),
        Credit(None, Part.ANSWERED, 2),
    )


def test_praise_the_day_after_means_the_day_before() -> None:
    """Pleasantries after the end are no case of their own, whatever the assistant says to them."""
    after = ((SYSTEM, EntryKind.REOPENED), (ANA, "thanks"), (BOT, "You are welcome"), (ANA, "Maya was wonderful"))
    entries = lines(*CASE, *after)
    assert credits_of(case_before(entries, 13))[0] == Credit("a_maya", Part.ANSWERED, 3)


def test_an_earlier_case_is_not_this_one() -> None:
    """Who helped with something else is not credited."""
    later = ((ANA, "where is my order 1"), (BOT, "On its way"), (ANA, "great service"))
    assert credits_of(case_before(lines(*CASE, *later), 12)) == (Credit(None, Part.ANSWERED, 1),)


def test_nobody_did_anything() -> None:
    """Then nobody is credited."""
    assert credits_of(case_before(lines((ANA, "great service")), 1)) == ()


def praise(*who: str) -> Praise:
    return Praise("r_1", "c_1", 1, Source.CHAT, "kind", NOW, None, tuple(Credit(each, Part.ANSWERED) for each in who))


def agent(name: str, role: Role = Role.AGENT) -> Agent:
    return Agent(f"a_{name}", name, f"{name}@x", role, "")


@pytest.mark.parametrize(
    "by, may",
    [(agent("maya"), True), (agent("tom"), False), (agent("olu", Role.SUPERVISOR), True),
     (agent("noor", Role.ADMIN), True), (agent("ida", Role.DESIGNER), False)],
)  # fmt: skip
def test_who_may_take_it_down(by: Agent, may: bool) -> None:
    """The praised and supervisors; only the taker sees it then and may hang it up again."""
    found = praise("a_maya")
    assert may_hide(found, by) is may
    if not may:
        with pytest.raises(DeskError, match="Only whoever is praised"):
            hide(found, by, NOW)
        return
    hidden = hide(found, by, NOW)
    assert hide(hidden, agent("olu", Role.SUPERVISOR), NOW + timedelta(days=1)) == hidden
    assert sees(hidden, by)
    assert not sees(hidden, agent("somebody"))
    assert show(hidden, by) == found
    with pytest.raises(DeskError, match="hang it up again"):
        show(hidden, agent("somebody"))


def test_a_bad_mark_is_no_praise() -> None:
    """Its words may be scorn."""
    kind, cross = (Rating("c_1", seq, None, score, (), "great", NOW) for seq, score in ((1, 4), (2, 2)))
    assert kind_ratings([kind, cross, Rating("c_1", 3, None, 5, (), "", NOW)]) == [kind]
