"""When somebody may be asked how it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from desk.conversations.entry import SYSTEM, Author, AuthorKind, Entry, EntryKind, Message
from desk.ratings.survey import About, Asked, WhyNot, often_enough, pleasant, undone_by, why_not_rate
from tests.desk.feedback.asks import NOW, asked

ANA, MAYA = Author(AuthorKind.CUSTOMER, "Ana"), Author(AuthorKind.AGENT, "Maya", "a_maya")
BOT = Author(AuthorKind.BOT, "Wren")


def story(*steps: tuple[EntryKind, Author, str | None]) -> list[Entry]:
    """Entries with these kinds, authors and words, a minute apart."""
    return [
        Entry("c1", n, kind, NOW + timedelta(minutes=n), author, Message(f"m{n}", words) if words else None)
        for n, (kind, author, words) in enumerate(steps, 1)
    ]


def says(author: Author, words: str) -> tuple[EntryKind, Author, str]:
    return (EntryKind.MESSAGE, author, words)


ASKED_FOR_HELP = says(ANA, "where is my parcel?")
CLAIMED, RESOLVED = (EntryKind.CLAIMED, MAYA, None), (EntryKind.RESOLVED, MAYA, None)
ENDED, FELL_SILENT = (EntryKind.ENDED, SYSTEM, None), (EntryKind.RESOLVED, SYSTEM, None)


@pytest.mark.parametrize(
    ("steps", "why"),
    [
        ([ASKED_FOR_HELP, CLAIMED, says(MAYA, "It is on its way"), RESOLVED], None),
        ([ASKED_FOR_HELP, says(BOT, "It comes today"), ENDED], None),
        ([ASKED_FOR_HELP, CLAIMED, says(MAYA, "Still there?"), FELL_SILENT], WhyNot.CLOSED_BY_ITSELF),
        ([says(ANA, "hello"), says(BOT, "Hello!"), ENDED], WhyNot.ONLY_PLEASANTRIES),
        ([says(ANA, "Thanks a lot!"), says(BOT, "Any time."), ENDED], WhyNot.ONLY_PLEASANTRIES),
        ([says(ANA, "vielen Dank"), CLAIMED, RESOLVED], WhyNot.ONLY_PLEASANTRIES),
        ([says(BOT, "Hello!"), ENDED], WhyNot.ONLY_PLEASANTRIES),
        ([(EntryKind.HANDOFF_REQUESTED, SYSTEM, None), CLAIMED, says(MAYA, "Hello"), RESOLVED], None),
        ([ASKED_FOR_HELP, ENDED], WhyNot.NOBODY_ANSWERED),
        ([ASKED_FOR_HELP, CLAIMED, RESOLVED, says(ANA, "thank you"), says(BOT, "."), ENDED], WhyNot.ONLY_PLEASANTRIES),
    ],
)
def test_nobody_is_asked_at_the_wrong_moment(steps: list[Any], why: WhyNot | None) -> None:
    """Closed by itself, a greeting, mere thanks, nobody answered: no question."""
    entries = story(*steps)
    assert why_not_rate(entries, entries[-1], {}, [], NOW) is why


@pytest.mark.parametrize(
    ("before", "person", "why"),
    [
        ([], True, None),
        ([asked(23)], True, WhyNot.TOO_SOON),
        ([asked(25)], True, None),
        ([asked(1, person=False)], True, None),
        ([asked(1, person=False)], False, WhyNot.TOO_SOON),
        ([asked(1, about=About.HELD)], True, WhyNot.TOO_SOON),
        ([asked(24.0 * n + 1, person=n % 2 == 0) for n in range(1, 5)], True, WhyNot.ENOUGH),
        ([asked(24.0 * 31, person=n % 2 == 0) for n in range(1, 5)], True, None),
    ],
)
def test_nobody_is_asked_often(before: list[Asked], person: bool, why: WhyNot | None) -> None:
    """A day between two questions about one side, four of any kind in thirty days."""
    assert often_enough(before, NOW, person) is why


def test_a_handling_is_asked_about_once_and_making_good_counts_whatever_was_asked() -> None:
    """The same handling never twice; the one that makes good a bad one even on the same day."""
    entries = story(ASKED_FOR_HELP, CLAIMED, says(MAYA, "Done"), RESOLVED)
    assert why_not_rate(entries, entries[-1], {}, [asked(1, seq=4)], NOW, making_good=True) is WhyNot.ASKED_BEFORE
    assert why_not_rate(entries, entries[-1], {}, [asked(1)], NOW) is WhyNot.TOO_SOON
    assert why_not_rate(entries, entries[-1], {}, [asked(1)], NOW, making_good=True) is None


@pytest.mark.parametrize(
    ("text", "intent", "is_pleasant"),
    [
        ("Thanks!", None, True),
        ("gracias", None, True),
        ("thanks, but where is it?", None, False),
        ("", None, False),
        ("12345", None, False),
        ("👍", None, True),
        ("cheers mate", "thanks", True),
        ("thanks", "complaint", False),
    ],
)
def test_words_that_ask_for_nothing(text: str, intent: str | None, is_pleasant: bool) -> None:
    """The bot's reading first, then the words themselves."""
    assert pleasant(text, intent) is is_pleasant


def test_an_end_that_was_taken_back_was_none() -> None:
    """Reopened by the team at once, without a word from the customer in between."""
    reopened = (EntryKind.REOPENED, MAYA, None)
    entries = story(ASKED_FOR_HELP, CLAIMED, RESOLVED, reopened, says(MAYA, "one more thing"), RESOLVED)
    assert undone_by(entries[3:5], entries[2])
    assert not undone_by(entries[3:5], replace(entries[2], at=NOW - timedelta(hours=1)))
    came = [entries[3], replace(entries[4], author=ANA, at=entries[3].at)]
    assert not undone_by(came, entries[2]), "the customer's own words brought her back"
    spoken = story(ASKED_FOR_HELP, CLAIMED, RESOLVED, says(ANA, "no!"), reopened, RESOLVED)
    assert not undone_by(spoken[3:5], spoken[2])
