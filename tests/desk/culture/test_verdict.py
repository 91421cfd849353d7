"""The service standard on one reply: each rule met, not met, or not asked for, with the words that show it."""

from __future__ import annotations

import pytest

from desk.practice.verdict import RULES_IN_WORDS, Asked, Rule, verdict

BROKEN = Asked("My lamp arrived broken!", first=True)
PLAIN = Asked("Do you ship to Norway?", first=False)


@pytest.mark.parametrize(
    "reply, asked, rule, met",
    [
        ("Hello Ana, it ships today.", BROKEN, Rule.GREETING, True),
        ("Thanks for waiting. It ships today.", BROKEN, Rule.GREETING, True),
        ("It ships today.", BROKEN, Rule.GREETING, False),
        ("It ships today.", PLAIN, Rule.GREETING, None),
        ("I am sorry about that.", BROKEN, Rule.ACKNOWLEDGEMENT, True),
        ("I can see why that’s annoying.", BROKEN, Rule.ACKNOWLEDGEMENT, True),
        ("A new one ships today.", BROKEN, Rule.ACKNOWLEDGEMENT, False),
        ("Yes, we do.", PLAIN, Rule.ACKNOWLEDGEMENT, None),
        ("Yes, we ship to Norway within 5 days.", PLAIN, Rule.ANSWER, True),
        ("One moment please, let me check.", PLAIN, Rule.ANSWER, False),
        ("Hello! Let me look.", PLAIN, Rule.ANSWER, False),
        ("What do you mean?", PLAIN, Rule.ANSWER, False),
        ("", PLAIN, Rule.ANSWER, False),
        ("It is what it is.", PLAIN, Rule.ANSWER, False),
        ("I will send a new one today.", BROKEN, Rule.NEXT_STEP, True),
        ("Please send me a picture.", BROKEN, Rule.NEXT_STEP, True),
        ("That happened.", BROKEN, Rule.NEXT_STEP, False),
        ("You should have read the manual.", BROKEN, Rule.NO_BLAME, False),
        ("It is the courier's fault.", BROKEN, Rule.NO_BLAME, False),
        ("As I already said, no.", BROKEN, Rule.NO_BLAME, False),
        ("We made a mistake, and I put it right.", BROKEN, Rule.NO_BLAME, True),
    ],
)  # fmt: skip
def test_each_rule(reply: str, asked: Asked, rule: Rule, met: bool | None) -> None:
    """None where it does not apply."""
    found = {each.rule: each for each in verdict(reply, asked)}
    assert found[rule].met is met


def test_every_rule_has_its_verdict_and_its_words() -> None:
    """In one order; what is missing is said, what is met or blamed is quoted."""
    found = verdict("Hi. You should have packed it better.", BROKEN)
    assert [each.rule for each in found] == list(Rule) == list(RULES_IN_WORDS)
    told = {each.rule: each.evidence for each in found}
    assert told[Rule.GREETING] == "Hi"
    assert told[Rule.NO_BLAME] == "You should have packed it better"
    assert "no word of it" in told[Rule.ACKNOWLEDGEMENT]


def test_endless_words_are_read_in_time() -> None:
    """A long reply costs no more than its length."""
    assert len(verdict("please you can if it " * 1_000, Asked("x " * 2_000, first=True))) == len(Rule)
