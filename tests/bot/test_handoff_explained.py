"""A handoff explained: every reason with its score and its bar, and the one that decided, as `decide` has it."""

from __future__ import annotations

import pytest

from bot.policies.customer_turn import CustomerTurn
from bot.policies.handoff_decision import decide
from bot.policies.handoff_explained import explain
from bot.policies.handoff_reasons import HandoffThresholds

LIMITS = HandoffThresholds()
CALM = CustomerTurn("where is my parcel", intent="track_order", confidence=0.95)
PERSON = CustomerTurn("get me a human", intent="human_request", confidence=0.99, cues={"wants_person": 4.0})
FRENCH = CustomerTurn("où est mon colis", language="fr", language_confidence=0.93)


@pytest.mark.parametrize(
    "turns, chosen", [([CALM], None), ([CALM, PERSON], "explicit_request"), ([FRENCH], "language")]
)
def test_the_reason_that_decided_is_marked(turns: list[CustomerTurn], chosen: str | None) -> None:
    """And only that one; the others show how far they were."""
    told = explain(turns, LIMITS)
    decision = decide(turns, thresholds=LIMITS)
    assert (decision.reason if decision else None) == chosen
    assert [each["name"] for each in told if each["met"]] == ([chosen] if chosen else [])
    by_name = {each["name"]: each for each in told}
    assert len(by_name) == 10
    for each in told:
        assert each["score"] is None or 0 <= each["score"] <= 1
    if chosen is not None:
        assert by_name[chosen]["score"] >= by_name[chosen]["threshold"]


def test_what_the_bot_said_afterwards_changes_nothing() -> None:
    """The decision was made before the reply."""
    assert explain([PERSON.answered("I bring in a colleague.")], LIMITS) == explain([PERSON], LIMITS)
    assert explain([], LIMITS) == []


def test_what_decided_without_a_plain_reason_is_marked() -> None:
    """The reason that came nearest, and that it was all signs together; without the weighing neither."""
    cues = {"displeased": -4.0, "general_displeasure": -2.0, "settled": -3.0, "did_not_help": 3.0}
    lamp = CustomerTurn("the lamp flickers", "damaged_item", 0.8, cues=cues, reply="Please try another bulb.")
    turns = [lamp, lamp, CustomerTurn("it flickers on, another bulb, same", "damaged_item", 0.8, cues=cues)]
    told = explain(turns, HandoffThresholds(altogether=0.01, unresolved=0.999))
    assert told[-1]["name"] == "all_signs_together"
    by_name = {each["name"]: each for each in told}
    assert by_name["all_signs_together"]["met"]
    assert by_name["unresolved_after_answer"]["met"]
    alone = explain(turns, HandoffThresholds(altogether=1.0, unresolved=0.999))
    assert not any(each["met"] for each in alone)
