"""When a person takes over: the decision, case by case, without Rasa."""

from __future__ import annotations

import pytest

from bot.policies.handoff_decision import CustomerTurn, HandoffThresholds, decide


def turn(text: str = "hello there", intent: str = "greet", confidence: float = 0.9, **more: object) -> CustomerTurn:
    return CustomerTurn(text, intent, confidence, **more)  # type: ignore[arg-type]


MISS = turn("florp", "nlu_fallback", missed=True)
UNREAD = turn("florp again", "nlu_fallback")
OFFERED = turn("it came broken", "damaged_item", offered_person=True)

HANDED_OVER = {
    "asks for a person": ([turn("a human", "human_request", 0.8)], "explicit_request"),
    "says yes to a person": ([OFFERED, turn("yes", "affirm")], "explicit_request"),
    "furious opening": ([turn(displeasure=0.8)], "frustration"),
    "displeased after a miss": ([MISS, turn("that is no answer", displeasure=0.3)], "frustration"),
    "plainly displeased with an answer": ([turn(), turn("that does not help", displeasure=0.6)], "frustration"),
    "displeased when a person was offered": ([OFFERED, turn("no answer at all", displeasure=0.42)], "frustration"),
    "grows": ([turn(displeasure=0.3), turn("now really", displeasure=0.45)], "frustration"),
    "says it again, annoyed": (
        [turn("where is my parcel", "track_order"), turn("WHERE is my parcel", "track_order", displeasure=0.3)],
        "frustration",
    ),
    "third miss": ([MISS, MISS, UNREAD], "repeated_failure"),
    "third miss, one of them out of scope": ([MISS, MISS, turn("the weather", "out_of_scope")], "repeated_failure"),
    "misses later in a good conversation": ([turn(), turn(), MISS, MISS, UNREAD], "repeated_failure"),
}


@pytest.mark.parametrize(("turns", "reason"), HANDED_OVER.values(), ids=HANDED_OVER.keys())
def test_a_person_takes_over(turns: list[CustomerTurn], reason: str) -> None:
    """Each case has its reason and says what it was seen by."""
    decision = decide(turns)
    assert decision is not None
    assert decision.reason == reason
    assert decision.evidence
    assert all(decision.evidence)


KEPT = {
    "nothing said": [],
    "a plain question": [turn("where is my order", "track_order")],
    "an unsure request": [turn("human hair wig?", "human_request", 0.4)],
    "yes to something else": [turn("cancel it", "cancel_order"), turn("yes", "affirm")],
    "yes two turns after the offer": [OFFERED, turn(), turn("yes", "affirm")],
    "annoyed once": [turn(displeasure=0.45)],
    "plainly displeased at first, not yet furious": [turn(displeasure=0.6)],
    "annoyed, then calm": [turn(displeasure=0.5), turn("ok, 20417", displeasure=0.0)],
    "calm after a miss": [MISS, turn("where is my order", "track_order")],
    "two misses": [MISS, UNREAD],
    "misses not in a row": [MISS, turn(), MISS, UNREAD],
    "an unread answer that filled the form": [MISS, MISS, turn("20417", "nlu_fallback", filled_slot=True)],
    "says it again, calmly": [turn("where is my parcel", "track_order"), turn("where is my parcel", "track_order")],
}


@pytest.mark.parametrize("turns", KEPT.values(), ids=KEPT.keys())
def test_the_bot_keeps_the_conversation(turns: list[CustomerTurn]) -> None:
    """A person is not called for nothing."""
    assert decide(turns) is None


def test_yes_belongs_to_an_open_question() -> None:
    """While the bot waits for a yes to cancelling, a yes is not about a person."""
    assert decide([OFFERED, turn("yes", "affirm")], confirmation_pending=True) is None


def test_the_request_counts_before_the_anger() -> None:
    """Somebody who shouts for a person asked for a person."""
    decision = decide([turn("GET ME A HUMAN", "human_request", 0.9, displeasure=0.9)])
    assert decision is not None
    assert decision.reason == "explicit_request"


def test_thresholds_are_given() -> None:
    """A shop may be more patient."""
    patient = HandoffThresholds(misses=4, furious=0.95)
    assert decide([MISS, MISS, UNREAD], thresholds=patient) is None
    assert decide([turn(displeasure=0.9)], thresholds=patient) is None
    assert decide([MISS, MISS, MISS, UNREAD], thresholds=patient) is not None


def test_evidence_is_one_short_line() -> None:
    """A long story is shortened for the brief."""
    decision = decide([turn("I want a person\n" + "because " * 100, "human_request")])
    assert decision is not None
    assert all("\n" not in line and len(line) < 160 for line in decision.evidence)
