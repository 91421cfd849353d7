"""When a person takes over: the decision, case by case, without Rasa."""

from __future__ import annotations

import pytest

from bot.policies.customer_turn import CustomerTurn
from bot.policies.handoff_decision import decide
from bot.policies.handoff_reasons import HandoffThresholds

SURE, UNSURE = 6.0, -6.0
CALM = {"displeased": -4.0, "general_displeasure": -2.0, "settled": -3.0}
CROSS = {"displeased": 2.0, "general_displeasure": 1.0, "settled": -6.0}
FURIOUS = {"displeased": 6.0, "general_displeasure": 3.0, "settled": -9.0}
ANSWER = "You can set a new password on the sign-in page, the link is valid for an hour."
OTHER_ANSWER = "Our shops are open from ten to six."


def turn(text: str = "hello there", intent: str = "greet", confidence: float = 0.9, **more: object) -> CustomerTurn:
    cues = {**CALM, **more.pop("cues", {})}  # type: ignore[dict-item]
    return CustomerTurn(text, intent, confidence, cues=cues, **more)  # type: ignore[arg-type]


def saying(name: str, text: str = "so it goes", **more: object) -> CustomerTurn:
    return turn(text, cues={name: SURE}, **more)


def sensitive(kind: str) -> CustomerTurn:
    return turn("worded as no pattern foresees", cues={"sensitive": SURE, kind: SURE})


MISS = turn("florp", "nlu_fallback", missed=True, reply="I did not understand that.")
UNREAD = turn("florp again", "nlu_fallback")
OFFERED = turn("it came broken", "damaged_item", offered_person=True, reply="Would you like to talk to a person?")
ANSWERED = turn("I cannot sign in", "account_login", reply=ANSWER)
CHECKED = turn("where is it", "track_order", reply="Please enter the code we sent to that e-mail address.")
LEGS = turn("what are the legs of the stool made of", "product_info", reply="The stool is 45 cm high.")
LEGS_AGAIN = turn(
    "and the legs? I asked about the legs", "product_info", likeness=0.8, reply="It holds 110 kilos.",
    cues={"corrects": 4.0},
)  # fmt: skip
LEGS_ONCE_MORE = turn("only the legs, wood or metal", "product_info", likeness=0.8, cues={"corrects": 4.0})

ADVICE, MORE_ADVICE = "Please clean the filter behind the flap.", "Please check that the hose is not bent."
LIKELY_IN_VAIN = {"did_not_help": 2.0}
E20 = turn("it shows E20", "product_info", reply=ADVICE)
FILTER_CLEANED = turn("cleaned, E20 came back", cues=LIKELY_IN_VAIN, reply=MORE_ADVICE)
HOSE_STRAIGHT = turn("the hose is straight, E20", cues=LIKELY_IN_VAIN)

HANDED_OVER = {
    "reports advice in vain a second time": ([E20, FILTER_CLEANED, HOSE_STRAIGHT], "unresolved_after_answer"),
    "asks for a person": ([turn("a human", "human_request", 0.8)], "explicit_request"),
    "asks in words of their own": ([saying("wants_person", "is there a lady on duty")], "explicit_request"),
    "says yes to a person": ([OFFERED, turn("yes", "affirm")], "explicit_request"),
    "furious opening": ([turn(cues=FURIOUS)], "frustration"),
    "plainly displeased with an answer": ([ANSWERED, turn("useless", cues=FURIOUS)], "frustration"),
    "grows": ([turn(cues=CROSS, reply=ANSWER), turn("now really", cues=CROSS)], "frustration"),
    "cross when the bot repeats itself": (
        [
            turn(reply=ANSWER),
            turn("as I said", reply=ANSWER),
            turn("again", cues={**CALM, "displeased": 2.0, "general_displeasure": 0.0}),
        ],
        "frustration",
    ),
    "third message without an answer": ([MISS, MISS, UNREAD], "repeated_failure"),
    "the last of them out of scope": ([MISS, MISS, turn("the weather", "out_of_scope")], "repeated_failure"),
    "misses later in a good conversation": ([turn(), turn(), MISS, MISS, UNREAD], "repeated_failure"),
    "two answers beside the point": ([LEGS, LEGS_AGAIN, LEGS_ONCE_MORE], "repeated_failure"),
    "did as told in vain, twice": (
        [
            ANSWERED,
            saying("did_not_help", "did that", reply=ANSWER),
            saying("did_not_help", "that as well, same as before"),
        ],
        "unresolved_after_answer",
    ),
    "a lawyer, plainly": ([turn("my lawyer will write to you")], "sensitive"),
    "danger": ([sensitive("injury")], "sensitive"),
    "fraud": ([sensitive("fraud")], "sensitive"),
    "privacy": ([sensitive("privacy")], "sensitive"),
    "a death": ([turn("my mother passed away on sunday")], "sensitive"),
    "self-harm": ([turn("I want to kill myself")], "sensitive"),
    "another language": ([turn("wo ist mein Paket", language="de", language_confidence=0.9)], "language"),
    "beyond the rule": ([ANSWERED, saying("exception")], "policy_exception"),
    "leaving": ([turn(cues={"high_value": SURE, "leaving": SURE})], "high_value_risk"),
    "a large order": ([turn(cues={"high_value": SURE, "large_order": SURE})], "high_value_risk"),
    "step after step in vain": (
        [
            turn("it flickers", reply="Please try another bulb."),
            turn("new bulb, same", cues={"did_not_help": 1.0}, reply="Please plug it straight into the wall."),
            turn("still flickers", cues={"did_not_help": 1.5}),
        ],
        "unresolved_after_answer",
    ),
    "a wish in two messages sent in a row": (
        [turn("it's a bit private").followed_by(saying("wants_person", "can I tell it to someone"))],
        "explicit_request",
    ),
    "cannot pass the check": ([CHECKED, saying("identity")], "identity_trouble"),
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
    "a first attempt in vain, not told plainly": [E20, turn("cleaned, E20 came back", cues=LIKELY_IN_VAIN)],
    "nothing said": [],
    "a plain question": [turn("where is my order", "track_order")],
    "a message nobody read": [CustomerTurn("/restart")],
    "an unsure request": [turn("human hair wig?", "human_request", 0.4)],
    "mentions a person, wants none": [saying("wants_person", "I don't want to talk to anyone, just tell me the price")],
    "asks who is answering": [saying("wants_person", "robot or person?", intent="bot_challenge", confidence=0.9)],
    "yes to something else": [turn("cancel it", "cancel_order"), turn("yes", "affirm")],
    "yes two turns after the offer": [OFFERED, turn(), turn("yes", "affirm")],
    "cross at first, not furious": [turn(cues={"displeased": 1.0, "general_displeasure": 1.0})],
    "cross, then calm": [turn(cues=CROSS, reply=ANSWER), turn("ok, 20417")],
    "calm after a miss": [MISS, turn("where is my order", "track_order")],
    "one miss, then the same again": [MISS, UNREAD],
    "misses not in a row": [MISS, turn(reply=ANSWER), MISS, UNREAD],
    "an unread answer that filled the form": [ANSWERED, MISS, turn("20417", "nlu_fallback", filled_slot=True)],
    "one answer beside the point": [LEGS, LEGS_AGAIN],
    "two questions, two answers": [
        turn(reply=ANSWER),
        turn("opening hours?", reply=OTHER_ANSWER),
        turn("and parking?"),
    ],
    "nothing was tried yet": [saying("did_not_help")],
    "a kinsman named in passing": [turn("my late mother's friends gave me this", cues={"sensitive": -5.0})],
    "told so, but it was no advice": [
        turn("how long is it", reply="It is two metres long."),
        turn("hm", cues={"did_not_help": 1.5}),
    ],
    "a voucher's code is no check": [
        turn("my voucher", reply="Enter your voucher code at checkout."),
        saying("identity"),
    ],
    "it did not help, said to a miss": [MISS, saying("did_not_help")],
    "did as told in vain, once": [ANSWERED, saying("did_not_help", "did that, same as before")],
    "identity before any check": [ANSWERED, saying("identity")],
    "knows the rule, has not asked": [turn("day 37 of 30", cues={"exception": 2.0})],
    "English": [turn(language="en", language_confidence=1.0)],
    "a language one cannot tell": [turn("ok", language="unknown", language_confidence=0.9)],
    "a language seen too faintly": [turn("merci", language="fr", language_confidence=0.4)],
}


@pytest.mark.parametrize("turns", KEPT.values(), ids=KEPT.keys())
def test_the_bot_keeps_the_conversation(turns: list[CustomerTurn]) -> None:
    """A person is not called for nothing."""
    assert decide(turns) is None


def test_yes_belongs_to_an_open_question() -> None:
    """While the bot waits for a yes to cancelling, a yes is not about a person."""
    assert decide([OFFERED, turn("yes", "affirm")], confirmation_pending=True) is None


@pytest.mark.parametrize(
    ("now", "reason"),
    [
        (turn("GET ME A HUMAN", "human_request", 0.9, cues=FURIOUS), "explicit_request"),
        (turn("my solicitor will talk to your human, you clowns", "human_request", 0.9, cues=FURIOUS), "sensitive"),
        (turn("that's me done with you", cues={**FURIOUS, "high_value": SURE, "leaving": SURE}), "high_value_risk"),
        (turn("did it, no change!!", cues={**FURIOUS, "did_not_help": SURE}), "frustration"),
        (turn("did it, no change", cues={**CROSS, "did_not_help": SURE}), "unresolved_after_answer"),
    ],
)
def test_the_graver_reason_counts(now: CustomerTurn, reason: str) -> None:
    """Several reasons at once: what the agent must know first is named."""
    decision = decide([E20, FILTER_CLEANED, now])
    assert decision is not None
    assert decision.reason == reason


@pytest.mark.parametrize(
    ("cues", "reason"),
    [
        ({"wants_person": 3.0, "exception": 6.0}, "policy_exception"),
        ({"wants_person": 6.0, "exception": 3.0}, "explicit_request"),
        ({"high_value": 6.0, "large_order": 6.0, "wants_person": 4.0}, "high_value_risk"),
    ],
)
def test_the_wish_that_is_meant_counts(cues: dict[str, float], reason: str) -> None:
    """A message read as two wishes is what it is read as most plainly."""
    decision = decide([ANSWERED, turn(cues=cues)])
    assert decision is not None
    assert decision.reason == reason


def test_thresholds_are_given() -> None:
    """A shop may be more patient."""
    patient = HandoffThresholds(misses=3, furious=1.0, altogether=1.0)
    assert decide([MISS, MISS, UNREAD], thresholds=patient) is None
    assert decide([turn(cues=FURIOUS)], thresholds=patient) is None
    assert decide([MISS, MISS, MISS, UNREAD], thresholds=patient) is not None


def test_the_kind_of_a_sensitive_matter_is_evidence() -> None:
    """The agent reads what it is about before opening the conversation."""
    decision = decide([sensitive("privacy")])
    assert decision is not None
    assert decision.evidence[0].startswith("breach of privacy: ")


def test_evidence_is_one_short_line() -> None:
    """A long story is shortened for the brief."""
    decision = decide([turn("I want a person\n" + "because " * 100, "human_request")])
    assert decision is not None
    assert all("\n" not in line and len(line) < 160 for line in decision.evidence)
