"""All signs of a turn weighed together: what they add, what they overrule, and what nothing overrules. Without Rasa."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from bot.policies.customer_turn import CustomerTurn
from bot.policies.handoff_decision import decide
from bot.policies.handoff_reasons import HandoffThresholds, first_reason
from bot.policies.handoff_signs import signs
from bot.policies.handoff_weighing import SHIPPED, Weighing, WeighingUnusable, read_weighing
from bot.policies.weighing_training import learn_weighing

CALM = {"displeased": -4.0, "general_displeasure": -2.0, "settled": -3.0}
LIMITS = HandoffThresholds()
ALWAYS, NEVER = Weighing({}, 20.0), Weighing({}, -20.0)
LAMP = CustomerTurn("the lamp flickers", "damaged_item", 0.8, cues=CALM, reply="Please try another bulb.")
EVENING = CustomerTurn("good evening", "greet", 0.9, cues=CALM)
ASKED_AGAIN = CustomerTurn("and now?", "product_info", 0.5, cues=CALM)
CROSS = CustomerTurn("useless", "complaint", 0.9, cues={"displeased": 6.0, "general_displeasure": 3.0, "settled": -9.0})
PERSON = CustomerTurn("get me a human", "human_request", 0.99, cues={**CALM, "wants_person": 4.0})
LAWYER = CustomerTurn("my lawyer will write to you", "complaint", 0.9, cues=CALM)
FRENCH = CustomerTurn("où est mon colis", language="fr", language_confidence=0.93, cues=CALM)
MISS = CustomerTurn("florp", "nlu_fallback", cues=CALM, missed=True, reply="I did not understand that.")


@pytest.mark.parametrize(
    ("cues", "reason"),
    [
        ({"exception": 0.5}, "policy_exception"),
        ({"did_not_help": 3.0}, "unresolved_after_answer"),
        ({"displeased": 0.5, "general_displeasure": 0.5}, "frustration"),
        ({"wants_person": 1.5}, "explicit_request"),
    ],
)
def test_small_signs_that_point_the_same_way_call_a_person(cues: dict[str, float], reason: str) -> None:
    """For the reason that comes nearest, told as a guess; without the weighing none of them would do."""
    turns = [LAMP, CustomerTurn("so it goes", "product_info", 0.5, cues={**CALM, **cues})]
    assert first_reason(turns, LIMITS) is None
    assert decide(turns, weighing=NEVER) is None
    decision = decide(turns, weighing=ALWAYS)
    assert decision is not None
    assert decision.reason == reason
    assert '"so it goes"' in decision.evidence[0]


def test_signs_that_speak_against_it_overrule_a_reason() -> None:
    """A message that sounds cross, where everything else is well."""
    turns = [EVENING, CROSS]
    assert first_reason(turns, LIMITS) is not None
    assert decide(turns, weighing=ALWAYS) is not None
    assert decide(turns, weighing=NEVER) is None


@pytest.mark.parametrize("now", [PERSON, LAWYER, FRENCH], ids=["asks", "law", "language"])
def test_some_reasons_are_not_weighed(now: CustomerTurn) -> None:
    """Whoever asks for a person gets one, and so does who tells of law or writes no English."""
    assert decide([LAMP, now], weighing=NEVER) is not None


def test_an_opening_is_what_it_says() -> None:
    """Nothing happened yet that could be weighed against it."""
    furious = CustomerTurn("what a shambles", cues={"displeased": 6.0, "general_displeasure": 6.0, "settled": -9.0})
    decision = decide([furious], weighing=NEVER)
    assert decision is not None
    assert decision.reason == "frustration"


def test_a_bot_that_had_no_answer_twice_is_not_given_a_third_try() -> None:
    """Whatever the weights say."""
    decision = decide([MISS, MISS, CustomerTurn("florp!", "nlu_fallback", cues=CALM)], weighing=NEVER)
    assert decision is not None
    assert decision.reason == "repeated_failure"


ASKED = CustomerTurn("cancel it", "cancel_order", 0.9, cues=CALM, reply="I need the order first. Which order is it?")
NUMBER = CustomerTurn("20417", "product_info", 0.3, cues=CALM, filled_slot=True)
ADDRESS = CustomerTurn("ana@example.com", "give_details", 0.9, cues=CALM)


@pytest.mark.parametrize("now", [NUMBER, ADDRESS], ids=["fills the form", "details"])
def test_who_gives_what_the_bot_asked_for_needs_nobody(now: CustomerTurn) -> None:
    """However often it had to ask; what is plain for itself counts all the same."""
    assert decide([ASKED, ASKED, now], weighing=ALWAYS) is None
    cross = replace(now, cues={**CALM, **CROSS.cues})
    assert decide([ASKED, ASKED, cross], weighing=ALWAYS) is not None


def test_a_form_that_asks_for_its_field_again_repeats_no_answer() -> None:
    """Side questions inside a form make it ask again; that is no sign of a bot at its end."""
    assert signs([ASKED, ASKED, ASKED_AGAIN], None)["repeated"] == 0
    assert signs([LAMP, LAMP, ASKED_AGAIN], None)["repeated"] == 1


def test_a_shop_may_do_without_the_weighing() -> None:
    """Bars that nothing reaches leave the plain reasons alone."""
    alone = HandoffThresholds(altogether=1.0, doubtful=0.0)
    assert decide([EVENING, CROSS], thresholds=alone, weighing=NEVER) is not None
    assert decide([LAMP, ASKED_AGAIN], thresholds=alone, weighing=ALWAYS) is None


def test_the_shipped_weights_know_every_sign_and_no_other() -> None:
    """A sign that was renamed would count for nothing without anybody noticing."""
    assert set(read_weighing(SHIPPED).weights) == set(signs([LAMP, ASKED_AGAIN], None))


@pytest.mark.parametrize(
    ("more", "less"),
    [
        ([LAMP, CustomerTurn("still", cues={**CALM, "did_not_help": 4.0})], [LAMP, CustomerTurn("ok", cues=CALM)]),
        ([LAMP, LAMP, ASKED_AGAIN], [LAMP, ASKED_AGAIN]),
        ([EVENING.answered("Our lamps are green."), PERSON], [EVENING.answered("Our lamps are green."), EVENING]),
    ],
    ids=["in vain", "the bot repeats itself", "asks"],
)
def test_what_speaks_for_a_person_raises_the_need(more: list[CustomerTurn], less: list[CustomerTurn]) -> None:
    """As the shipped weights have it."""
    shipped = read_weighing(SHIPPED)
    needs = [shipped.need(signs(turns, first_reason(turns, LIMITS))) for turns in (more, less)]
    assert needs[0] > needs[1]


def test_weights_are_learnt_and_come_back_from_their_file(tmp_path: Path) -> None:
    """What went with the need counts for it; what never changed counts for nothing."""
    rows = [{"told": float(n % 2), "noise": float(n % 3), "constant": 1.0} for n in range(60)]
    learnt = learn_weighing(rows, [n % 2 == 1 for n in range(60)])
    assert learnt.weights["told"] > 1
    assert abs(learnt.weights["noise"]) < 0.1
    assert learnt.weights["constant"] == 0
    assert learnt.need(rows[1]) > 0.8
    assert learnt.need(rows[0]) < 0.2
    learnt.save(tmp_path / "weights.json")
    assert read_weighing(tmp_path / "weights.json").need(rows[1]) == pytest.approx(learnt.need(rows[1]), abs=0.01)
    with pytest.raises(ValueError, match="needs turns"):
        learn_weighing(rows, [True] * 60)


@pytest.mark.parametrize("text", ["", "[]", "{}", json.dumps({"bias": "much", "weights": {}}), '{"bias": 1}'])
def test_broken_weights_are_refused_with_a_remedy(tmp_path: Path, text: str) -> None:
    """Not read as no weights."""
    path = tmp_path / "weights.json"
    path.write_text(text, "utf-8")
    with pytest.raises(WeighingUnusable, match="handoff_weights"):
        read_weighing(path)
    with pytest.raises(WeighingUnusable, match="restore the file"):
        read_weighing(tmp_path / "missing.json")
