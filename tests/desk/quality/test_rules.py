"""The service standard's rules, each by a table; and how a conversation falls into handlings. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from desk.errors import DeskError
from desk.hours.opening_hours import OpeningHours, Span
from desk.promises.promise import Promise, State, What
from desk.quality.checks import Known
from desk.quality.handling import Ending
from desk.quality.reading import handlings_of
from desk.quality.standard import AppliesTo, Rule, RuleId, Standard, checked, first_standard, rule_from_json
from desk.quality.verdict import Outcome
from desk.quality.wording import nothing_but, phrase_in
from tests.desk.quality.talks import QUIET, START, handled, told, verdicts

MET, MISSED, NOT_ASKED = Outcome.MET, Outcome.MISSED, Outcome.NOT_ASKED
JOINED = "0 ana where is it\n0 bot I look\n1 +ask\n3 +maya\n"


@pytest.mark.parametrize(
    "script, who",
    [
        ("0 ana hi\n0 bot hello", [(1, None, Ending.DONE)]),
        ("0 ana hi", []),
        (JOINED + "3 maya hi\n5 +solved", [(1, None, Ending.HANDED_OVER), (4, "a_maya", Ending.DONE)]),
        ("0 +ask\n3 +maya\n3 maya hi\n5 +solved", [(2, "a_maya", Ending.DONE)]),
        (
            JOINED + "3 maya hi\n4 +pass\n5 +tom\n6 tom hi\n7 +solved",
            [(1, None, Ending.HANDED_OVER), (4, "a_maya", Ending.PASSED_ON), (7, "a_tom", Ending.DONE)],
        ),
        (
            JOINED + "3 maya hi\n4 +tom\n6 tom hi\n7 +solved",
            [(1, None, Ending.HANDED_OVER), (4, "a_maya", Ending.PASSED_ON), (6, "a_tom", Ending.DONE)],
        ),
        (
            JOINED + "3 maya hi\n4 +back\n5 ana ok\n5 bot fine\n6 +end",
            [(1, None, Ending.HANDED_OVER), (4, "a_maya", Ending.PASSED_ON), (7, None, Ending.DONE)],
        ),
        (
            JOINED + "3 maya hi\n4 +lost\n9 +tom\n9 tom hi\n10 +solved",
            [(1, None, Ending.HANDED_OVER), (4, "a_maya", Ending.PASSED_ON), (7, "a_tom", Ending.DONE)],
        ),
        ("0 ana hi\n0 bot hello\n300 ana hi\n300 bot hello", [(1, None, Ending.DONE), (3, None, Ending.DONE)]),
        (
            "0 ana hi\n0 bot hello\n1 +maya\n2 maya hi\n3 +solved",
            [(1, None, Ending.HANDED_OVER), (3, "a_maya", Ending.DONE)],
        ),
    ],
)
def test_a_conversation_falls_into_handlings(script: str, who: list[tuple[int, str | None, Ending]]) -> None:
    """Each named by its first line, and by who had it; nobody's where nobody said anything."""
    assert [(each.seq, each.agent_id, each.ending) for each in handled(script)] == who


def test_what_goes_on_is_not_checked_yet() -> None:
    """Neither while the customer may go on writing, nor what was merged away."""
    assert handlings_of(told("0 ana hi\n0 bot hello"), QUIET, START + timedelta(hours=1)) == []
    assert handlings_of(told(JOINED + "3 maya hi"), QUIET, START + timedelta(days=9)) == []
    assert handled(JOINED + "3 maya hi\n4 +end", merged_into="c_2") == []


@pytest.mark.parametrize(
    "rule, script, outcome, seq",
    [
        (RuleId.GREETING, "0 ana hello\n0 bot Hello, I am a bot", MET, 2),
        (RuleId.GREETING, "0 ana hello\n0 bot What is it", MISSED, 2),
        (RuleId.GREETING, "0 ana where is it\n0 bot Here", NOT_ASKED, None),
        (RuleId.GREETING, JOINED + "3 maya Hi Ana\n4 +solved", MET, 5),
        (RuleId.GREETING, JOINED + "3 maya One moment\n3 maya Good morning, Ana\n4 +solved", MET, 6),
        (RuleId.GREETING, JOINED + "3 maya One moment\n4 +solved", MISSED, 5),
        (RuleId.GREETING, JOINED + "4 +solved", NOT_ASKED, None),
        (RuleId.ACKNOWLEDGEMENT, "0 ana my vase arrived broken\n0 bot I am sorry about that", MET, 2),
        (RuleId.ACKNOWLEDGEMENT, "0 ana my vase arrived broken\n0 bot Your order number", MISSED, 2),
        (RuleId.ACKNOWLEDGEMENT, "0 ana where is it\n0 bot Here", NOT_ASKED, None),
        (RuleId.ACKNOWLEDGEMENT, "0 ana it is broken\n0 bot sorry\n1 +ask\n3 +maya\n3 maya Hi\n4 +solved", MISSED, 5),
        (RuleId.ACKNOWLEDGEMENT, "0 ana broken\n0 bot x\n1 +ask\n3 +maya\n3 maya Hi\n3 maya sorry\n4 +solved", MET, 6),
        (RuleId.ACKNOWLEDGEMENT, JOINED + "3 maya hi\n4 ana it is too late\n9 +solved", MISSED, 6),
        (RuleId.ANSWER, "0 ana where is it\n0 bot In Graz", MET, 2),
        (RuleId.ANSWER, "0 ana where is it?!\n0 bot I did not get that", MISSED, 1),
        (RuleId.ANSWER, "0 ana where is it\n0 bot In Graz\n1 ana thanks, bye!", MET, 2),
        (RuleId.ANSWER, "0 ana hello\n0 bot hi", MET, 2),
        (RuleId.ANSWER, JOINED + "3 maya In Graz\n4 +solved", MET, 5),
        (RuleId.ANSWER, JOINED + "3 maya In Graz\n4 ana and the other one\n9 +solved", MISSED, 6),
        (RuleId.ANSWER, JOINED + "3 maya hi\n4 +pass\n5 +tom\n6 tom In Graz\n7 +solved", MET, 8),
        (RuleId.NEXT_STEP, "0 ana where is it\n0 bot It comes tomorrow", MET, 2),
        (RuleId.NEXT_STEP, "0 ana where is it\n0 bot In Graz", MISSED, 2),
        (RuleId.NEXT_STEP, "0 ana where is it\n0 bot Is it this one?", MET, 2),
        (RuleId.NEXT_STEP, "0 ana where is it\n0 bot Choose one [Yes]", MET, 2),
        (RuleId.NEXT_STEP, "0 ana where is it\n0 bot You will have it\n0 bot Have a nice day", MET, 2),
        (RuleId.NEXT_STEP, "0 ana where is it\n0 bot You will have it\n1 ana hm\n1 bot Yes", MISSED, 4),
        (RuleId.NEXT_STEP, JOINED + "4 +solved", NOT_ASKED, None),
        (RuleId.NO_BLAME, JOINED + "3 maya You should have read the page\n4 +solved", MISSED, 5),
        (RuleId.NO_BLAME, JOINED + "3 maya Please calm   down\n3 maya ok\n4 +solved", MISSED, 5),
        (RuleId.NO_BLAME, JOINED + "3 maya I look\n4 +solved", MET, 5),
        (RuleId.NO_BLAME, "0 ana you should have told me\n0 bot Sorry", MET, 2),
        (RuleId.WAIT, "0 ana hi\n0.1 bot hello", MET, 2),
        (RuleId.WAIT, "0 ana hi\n0.2 bot hello", MISSED, 2),
        (RuleId.WAIT, "0 ana hi\n0 bot hello\n1 ana and\n1.5 bot so\n2 ana then\n2 bot ok", MISSED, 4),
        (RuleId.WAIT, "0 +ask\n3 +maya\n10 maya hi\n11 +solved", MET, 3),
        (RuleId.WAIT, "0 +ask\n3 +maya\n10.1 maya hi\n11 +solved", MISSED, 3),
        (RuleId.WAIT, "0 +ask\n3 +maya\n3 maya hi\n4 ana so\n16 maya yes\n17 +solved", MISSED, 5),
        (RuleId.WAIT, JOINED + "4 +solved", NOT_ASKED, None),
        (RuleId.PROMISE_KEPT, JOINED + "3 maya hi\n4 +solved", NOT_ASKED, None),
    ],
)  # fmt: skip
def test_each_rule_by_its_cases(rule: RuleId, script: str, outcome: Outcome, seq: int | None) -> None:
    """The outcome, and the line it rests on."""
    found = verdicts(script)[rule]
    assert (found.outcome, found.seq) == (outcome, seq)


@pytest.mark.parametrize("rule", [RuleId.ANSWER, RuleId.NEXT_STEP])
def test_who_hands_over_is_not_asked_for_the_end(rule: RuleId) -> None:
    """The bot that asked for a person answered by that; who passes on is not asked for the last word."""
    script = JOINED + "3 maya hi\n4 +pass\n5 +tom\n6 tom hi\n7 +solved"
    assert verdicts(script, 0)[RuleId.ANSWER].outcome is NOT_ASKED
    assert verdicts(script, 0)[RuleId.NEXT_STEP].outcome is MET
    assert verdicts(script, 1)[rule].outcome is NOT_ASKED


@pytest.mark.parametrize(
    "states, outcome",
    [
        ([State.KEPT], MET), ([State.KEPT, State.BROKEN], MISSED), ([State.OPEN], NOT_ASKED), ([State.MOVED], MET),
        ([State.WITHDRAWN], NOT_ASKED), ([State.OPEN, State.BROKEN], MISSED), ([State.KEPT, State.OPEN], NOT_ASKED),
    ],
)  # fmt: skip
def test_promises_count_for_who_gave_them(states: list[State], outcome: Outcome) -> None:
    """Kept, broken, or not due yet; another's promise is another's."""
    at = START + timedelta(minutes=3)
    made = [
        Promise(f"p{number}", "c_1", What.REFUND, "", at, True, "a_maya", "Maya", None, at, said_seq=5, state=state)
        for number, state in enumerate(states)
    ]
    script = JOINED + "3 maya You will have it today\n4 +solved"
    assert verdicts(script, known=Known(promises=made))[RuleId.PROMISE_KEPT].outcome is outcome
    toms = [replace(each, agent_id="a_tom") for each in made]
    assert verdicts(script, known=Known(promises=toms))[RuleId.PROMISE_KEPT].outcome is NOT_ASKED


def test_people_wait_in_open_time_only() -> None:
    """The house opens at ten: who asked at nine waited five minutes, not an hour."""
    ten = OpeningHours(ZoneInfo("UTC"), {day: (Span(600, 1_080),) for day in range(7)})
    script = "0 +ask\n60 +maya\n65 maya hi\n66 +solved"
    found = verdicts(script, known=Known(hours=ten))[RuleId.WAIT]
    assert (found.outcome, found.found) == (MET, "5 min")


def test_another_language_is_not_judged_by_english_words() -> None:
    """Only what needs no words is."""
    found = verdicts(JOINED + "3 maya Guten Morgen\n4 +solved", language="de")
    asked = [rule for rule, each in found.items() if each.outcome is not NOT_ASKED]
    assert asked == [RuleId.ANSWER, RuleId.WAIT]


@pytest.mark.parametrize(
    "applies_to, bot, person",
    [
        (AppliesTo.BOTH, True, True),
        (AppliesTo.BOT, True, False),
        (AppliesTo.PEOPLE, False, True),
        (AppliesTo.NOBODY, False, False),
    ],
)
def test_a_rule_is_asked_of_whom_it_is_for(applies_to: AppliesTo, bot: bool, person: bool) -> None:
    """Of the bot, of people, of both, of nobody."""
    first = first_standard()
    rules = tuple(replace(rule, applies_to=applies_to) for rule in first.rules)
    script = JOINED + "3 maya Hi, you will have it today\n4 +solved"
    asked = [verdicts(script, number, replace(first, rules=rules))[RuleId.NO_BLAME].outcome for number in (0, 1)]
    assert [each is not NOT_ASKED for each in asked] == [bot, person]


@pytest.mark.parametrize(
    "text, phrases, found",
    [
        ("I am SORRY", ["sorry"], "sorry"), ("sorrow", ["sorr"], None), ("sorrow", ["sorr*"], "sorr*"),
        ("You should, have", ["you should have"], "you should have"), ("I’ll look", ["i'll"], "i'll"),
        ("this", ["hi"], None), ("", ["hi"], None), ("a.b", ["a.b"], "a.b"), ("axb", ["a.b"], None), ("x", [], None),
    ],
)  # fmt: skip
def test_phrases_are_whole_words(text: str, phrases: list[str], found: str | None) -> None:
    """In any case, whatever stands between, with any ending only where a star says so."""
    assert phrase_in(text, phrases) == found


@pytest.mark.parametrize(
    "text, nothing",
    [("Thanks, bye!", True), ("thank you", True), ("thanks but where", False), ("...", False), ("", False)],
)
def test_what_needs_no_answer(text: str, nothing: bool) -> None:
    """Only words that ask for nothing."""
    assert nothing_but(text, ("thanks", "thank you", "bye")) is nothing


def draft(**changes: object) -> Standard:
    return replace(first_standard(), **({"why": "because"} | changes))  # type: ignore[arg-type]


def without(rule_id: RuleId, **changes: object) -> tuple[Rule, ...]:
    return tuple(
        replace(rule, **changes) if rule.id is rule_id else rule  # type: ignore[arg-type]
        for rule in first_standard().rules
    )


@pytest.mark.parametrize(
    "changes, field",
    [
        ({"why": " "}, "why"),
        ({"why": "x" * 301}, "why"),
        ({"sampled": 0}, "sampled"),
        ({"sampled": 101}, "sampled"),
        ({"reviewers": 0}, "reviewers"),
        ({"reviewers": 4}, "reviewers"),
        ({"rules": first_standard().rules[1:]}, "rules"),
        ({"rules": without(RuleId.GREETING, phrases=())}, "phrases"),
        ({"rules": without(RuleId.GREETING, phrases=("*",))}, "phrases"),
        ({"rules": without(RuleId.GREETING, phrases=tuple(map(str, range(81))))}, "phrases"),
        ({"rules": without(RuleId.NO_BLAME, phrases=("x" * 61,))}, "phrases"),
        ({"rules": without(RuleId.WAIT, says=" ")}, "says"),
        ({"rules": without(RuleId.WAIT, bot_seconds=0)}, "seconds"),
        ({"rules": without(RuleId.WAIT, people_seconds=86_401)}, "seconds"),
    ],
)
def test_what_is_no_standard(changes: dict[str, object], field: str) -> None:
    """Each refused with the field."""
    with pytest.raises(DeskError) as refused:
        checked(draft(**changes))
    assert (refused.value.code, refused.value.field) == ("invalid_field", field)


def test_a_standard_is_tidied_and_survives_being_stored() -> None:
    """Phrases once, in lower case; switched off it may be without any."""
    tidy = checked(draft(rules=without(RuleId.GREETING, phrases=(" Hello  You ", "hello you", ""))))
    assert tidy.rule(RuleId.GREETING).phrases == ("hello you",)
    assert [rule_from_json(rule.to_json()) for rule in tidy.rules] == list(tidy.rules)
    off = checked(draft(rules=without(RuleId.GREETING, phrases=(), applies_to=AppliesTo.NOBODY)))
    assert off.rule(RuleId.GREETING).phrases == ()
