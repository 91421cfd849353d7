"""The service standard on one reply: each rule met, not met, or not asked for, with the words that show it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desk.practice.verdict import Asked, rules_in_words, verdict
from desk.quality.standard import TITLES, AppliesTo, RuleId, first_standard

STANDARD = first_standard()
BROKEN = Asked("My lamp arrived broken!", first=True)
PLAIN = Asked("Do you ship to Norway?", first=False)
MEASURED = [RuleId.GREETING, RuleId.ACKNOWLEDGEMENT, RuleId.ANSWER, RuleId.NEXT_STEP, RuleId.NO_BLAME]


@pytest.mark.parametrize(
    "reply, asked, rule, met",
    [
        ("Hello Ana, it ships today.", BROKEN, RuleId.GREETING, True),
        ("It ships today.", BROKEN, RuleId.GREETING, False),
        ("It ships today.", PLAIN, RuleId.GREETING, None),
        ("I am sorry about that.", BROKEN, RuleId.ACKNOWLEDGEMENT, True),
        ("I can see why that’s annoying.", BROKEN, RuleId.ACKNOWLEDGEMENT, True),
        ("A new one ships today.", BROKEN, RuleId.ACKNOWLEDGEMENT, False),
        ("Yes, we do.", PLAIN, RuleId.ACKNOWLEDGEMENT, None),
        ("Yes, we ship to Norway within 5 days.", PLAIN, RuleId.ANSWER, True),
        ("One moment please, let me check.", PLAIN, RuleId.ANSWER, False),
        ("Hello! Let me look.", PLAIN, RuleId.ANSWER, False),
        ("What do you mean?", PLAIN, RuleId.ANSWER, False),
        ("", PLAIN, RuleId.ANSWER, False),
        ("I will send a new one today.", BROKEN, RuleId.NEXT_STEP, True),
        ("Which size do you want?", BROKEN, RuleId.NEXT_STEP, True),
        ("That happened.", BROKEN, RuleId.NEXT_STEP, False),
        ("You should have read the manual.", BROKEN, RuleId.NO_BLAME, False),
        ("As I said, no.", BROKEN, RuleId.NO_BLAME, False),
        ("We made a mistake, and I put it right.", BROKEN, RuleId.NO_BLAME, True),
    ],
)  # fmt: skip
def test_each_rule(reply: str, asked: Asked, rule: RuleId, met: bool | None) -> None:
    """None where it does not apply."""
    found = {each.rule: each for each in verdict(reply, asked, STANDARD)}
    assert found[rule].met is met


def test_every_rule_has_its_verdict_and_its_words() -> None:
    """In one order; what is missing is said, what is met or blamed is quoted."""
    found = verdict("Hi. You should have packed it better.", BROKEN, STANDARD)
    assert [each.rule for each in found] == MEASURED
    assert rules_in_words(STANDARD) == {str(each): TITLES[each] for each in MEASURED}
    told = {each.rule: each.evidence for each in found}
    assert told[RuleId.GREETING] == "hi"
    assert told[RuleId.NO_BLAME] == "you should have"
    assert "no word of it" in told[RuleId.ACKNOWLEDGEMENT]


def test_the_houses_own_words_count() -> None:
    """What a supervisor writes holds in the practice room; what is not asked of people is left out."""
    own = [replace(each, phrases=("moin",)) if each.id is RuleId.GREETING else each for each in STANDARD.rules]
    own = [replace(each, applies_to=AppliesTo.BOT) if each.id is RuleId.NO_BLAME else each for each in own]
    found = {each.rule: each.met for each in verdict("Moin Ana!", BROKEN, replace(STANDARD, rules=tuple(own)))}
    assert found[RuleId.GREETING] is True
    assert RuleId.NO_BLAME not in found
    assert verdict("Moin Ana!", BROKEN, STANDARD)[0].met is False


def test_endless_words_are_read_in_time() -> None:
    """A long reply costs no more than its length."""
    found = verdict("please you can if it " * 1_000, Asked("x " * 2_000, first=True), STANDARD)
    assert len(found) == len(MEASURED)
