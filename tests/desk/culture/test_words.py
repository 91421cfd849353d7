"""Praise told from everything that only sounds like it."""

from __future__ import annotations

import pytest

from benchmarks.praise import SETS, measure, read
from desk.praise.words import WORDS_LIMIT, praise_in


@pytest.mark.parametrize(
    "text, words",
    [
        ("You are wonderful.", "You are wonderful."),
        ("My lamp broke. But Maya was fantastic!", "But Maya was fantastic!"),
        ("Ok. What a great service! Bye.", "What a great service!"),
        ("I can't thank you enough", "I can't thank you enough"),
        ("The parcel was late, but your team was brilliant.", "The parcel was late, but your team was brilliant."),
        ("you couldn't have been nicer", "you couldn't have been nicer"),
    ],
)  # fmt: skip
def test_praise_is_quoted_as_it_was_written(text: str, words: str) -> None:
    """Only the sentences that praise."""
    assert praise_in(text, ["Maya Lindt"]) == words


@pytest.mark.parametrize(
    "text",
    [
        "", "   ", "thanks", "Thank you very much!", "no thanks", "thanks for nothing",
        "Thanks for nothing, great service", "great service, my parcel is lost", "You are not helpful",
        "are you helpful?", "It would be great if you were kind", "the lamp is amazing",
        "my neighbour was very kind", 'you call that "excellent support"?', "> You are wonderful",
        "Oh wonderful, it broke again", "you were never kind", "Great help 🙄", "good job losing it",
    ],
)  # fmt: skip
def test_what_is_no_praise(text: str) -> None:
    """Politeness, scorn, a no, a question, a wish, a thing, somebody else, a quote."""
    assert praise_in(text) is None


def test_a_name_counts_only_for_who_works_here() -> None:
    """A stranger's name is a stranger's."""
    assert praise_in("Rosa was wonderful", ["Rosa Haar"]) is not None
    assert praise_in("Rosa was wonderful", ["Maya Lindt"]) is None


def test_a_name_is_no_pattern() -> None:
    """Signs in a name mean themselves."""
    assert praise_in("you are kind", ["(.*", "[x"]) == "you are kind"


def test_long_words_are_cut() -> None:
    """The wall has room for a few sentences."""
    assert len(praise_in("You are kind. " * 200) or "") == WORDS_LIMIT


@pytest.mark.parametrize("name", sorted(SETS))
def test_the_labelled_messages_hold(name: str) -> None:
    """Scorn on the wall would hurt: precision before recall (`bin/bench praise` prints both)."""
    figures = measure(read(SETS[name]))
    assert figures["n"] >= 60
    assert figures["precision"] >= 0.95
    assert figures["recall"] >= 0.85
