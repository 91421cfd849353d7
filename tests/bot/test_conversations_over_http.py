"""Whole conversations through the channel, with the trained model and a real Redis."""

from __future__ import annotations

import pytest

from tests.bot.conftest import Desk


def test_a_signed_in_customer_learns_where_an_order_is(desk: Desk) -> None:
    """Number given at once: no question, the wish's action, its card with the text and its fact."""
    answer = desk.conversation(verified=True).say("where is my order 20417?")
    assert answer["understanding"]["intent"]["name"] == "track_order"
    assert answer["understanding"]["actions"] == ["order_form", "action_track_order"]
    assert answer["understanding"]["slots"]["order_number"] == "20417"
    assert answer["understanding"]["entities"] == [{"entity": "order_number", "value": "20417", "start": 18, "end": 23}]
    assert answer["replies"] == [
        {
            "text": "Order 20417 is on its way.",
            "quick_replies": [],
            "card": {"kind": "order", "order": {"number": "20417"}},
        }
    ]
    assert answer["facts"] == [{"asked": "order 20417", "answered": "shipped", "ok": True}]
    assert answer["handoff"] is None


def test_a_guest_is_asked_for_number_and_email(desk: Desk) -> None:
    """The form asks for both, one after the other, and bare answers do not change the wish."""
    guest = desk.conversation()
    assert guest.say("where is my parcel")["replies"][-1]["text"] == "Which order is it?"
    assert "e-mail" in guest.say("20417")["replies"][-1]["text"]
    assert guest.say("it's ana@example.com")["understanding"]["actions"] == ["order_form", "action_track_order"]


def test_customer_reaches_actions_only_from_the_desk(desk: Desk) -> None:
    """An action sees the identity the desk vouched for."""
    desk.conversation(verified=True).say("where is my order 20417?")
    customer = desk.actions.asked[-1]["tracker"]["latest_message"]["metadata"]["customer"]
    assert customer == {"verified": True, "customer_id": "C1003", "name": "Ana Petrova", "email": "ana@example.com"}


def test_a_question_inside_the_form_is_answered_and_the_form_goes_on(desk: Desk) -> None:
    """The customer may ask something else and is then asked for the number again."""
    guest = desk.conversation(verified=True)
    guest.say("where is my parcel")
    answer = guest.say("what is your return policy?")
    assert [reply["text"] for reply in answer["replies"]] == ["About return_policy: this.", "Which order is it?"]
    assert guest.steps("20417") == ["order_form", "action_track_order"]


def test_never_mind_leaves_the_form(desk: Desk) -> None:
    """A refusal ends the form; the next message is free."""
    guest = desk.conversation(verified=True)
    guest.say("where is my parcel")
    assert guest.steps("never mind") == ["utter_leave_form", "action_deactivate_loop"]
    assert guest.steps("what is your return policy?") == ["action_answer_question"]


def test_another_wish_inside_the_form_takes_over(desk: Desk) -> None:
    """Asked for a number, the customer wants to cancel instead: the number then cancels."""
    customer = desk.conversation(verified=True)
    customer.say("where is my parcel")
    assert customer.steps("actually I want to cancel my order") == ["utter_order_number_needed", "order_form"]
    assert customer.steps("20417") == ["order_form", "action_cancel_order"]


def test_a_problem_only_people_can_solve_leaves_the_form(desk: Desk) -> None:
    """A broken item ends the search for the order number."""
    customer = desk.conversation(verified=True)
    customer.say("where is my parcel")
    assert customer.steps("the vase arrived broken") == ["action_deactivate_loop", "action_offer_agent"]
    assert customer.steps("thank you") == ["utter_thanks"]


@pytest.mark.parametrize(
    ("word", "action"), [("yes please", "action_confirm_cancel"), ("no", "action_drop_confirmation")]
)
def test_cancelling_asks_first(desk: Desk, word: str, action: str) -> None:
    """Nothing is cancelled without a yes to exactly that question."""
    customer = desk.conversation(verified=True)
    assert customer.steps("please cancel my order 20417") == ["order_form", "action_cancel_order"]
    assert customer.steps(word) == [action]


def test_a_late_yes_is_asked_again(desk: Desk) -> None:
    """After small talk in between, a yes may mean anything: the bot asks once more."""
    customer = desk.conversation(verified=True)
    customer.say("please cancel my order 20417")
    assert customer.steps("are you a bot?") == ["utter_bot_challenge"]
    assert customer.steps("yes please") == ["action_cancel_order"]
    assert customer.steps("yes please") == ["action_confirm_cancel"]


def test_a_question_in_between_keeps_the_open_one(desk: Desk) -> None:
    """An answered question ends with the open one put again, so the next yes is the answer to it."""
    customer = desk.conversation(verified=True)
    customer.say("please cancel my order 20417")
    assert customer.steps("what are your opening hours?") == ["action_answer_question"]
    assert customer.steps("yes please") == ["action_confirm_cancel"]


def test_a_hmm_is_no_yes(desk: Desk) -> None:
    """What may mean anything does not cancel an order."""
    customer = desk.conversation(verified=True)
    customer.say("please cancel my order 20417")
    for text in ("hmm", "well", "what about it", "is that so"):
        assert "action_confirm_cancel" not in customer.steps(text), text


def test_asking_for_a_person_hands_over_out_of_a_form(desk: Desk) -> None:
    """The handoff names its reason and evidence, and the form does not come back."""
    customer = desk.conversation(verified=True)
    customer.say("where is my parcel")
    answer = customer.say("I want to talk to a person")
    assert answer["handoff"] == {"reason": "explicit_request", "evidence": ['asked: "I want to talk to a person"']}
    assert answer["understanding"]["actions"] == ["action_hand_over"]
    assert customer.steps("what are your opening hours?") == ["action_answer_question"]


def test_a_handoff_keeps_the_number_given_with_it(desk: Desk) -> None:
    """Slots of the same message are not swallowed."""
    answer = desk.conversation().say("I need to speak to someone about my order 30518")
    assert answer["handoff"]["reason"] == "explicit_request"
    assert answer["understanding"]["slots"]["order_number"] == "30518"


def test_yes_to_a_person_hands_over(desk: Desk) -> None:
    """The offer of a person, accepted in words."""
    customer = desk.conversation()
    assert customer.steps("the vase arrived broken") == ["action_offer_agent"]
    assert customer.say("yes please")["handoff"]["reason"] == "explicit_request"


def test_fury_hands_over_at_once(desk: Desk) -> None:
    """A furious opening needs no second chance."""
    answer = desk.conversation().say("THIS IS OUTRAGEOUS!!! I am fed up with you useless idiots, where is my money")
    assert answer["handoff"]["reason"] == "frustration"
    assert answer["understanding"]["frustration"]["score"] > 0.75


def test_the_third_miss_hands_over(desk: Desk) -> None:
    """Two misses are answered, the third goes to a person."""
    customer = desk.conversation()
    gibberish = ["florp wibble zank the of", "hrmpf dazzle quux it", "blergh snood crumhorn vat"]
    answers = [customer.say(text) for text in gibberish]
    assert [answer["understanding"]["missed"] for answer in answers] == [True, True, False]
    assert answers[2]["handoff"]["reason"] == "repeated_failure"
    assert len(answers[2]["handoff"]["evidence"]) == 3


def test_hand_back_starts_afresh(desk: Desk) -> None:
    """After a person, the next question is answered for itself; old anger and old wishes are gone."""
    customer = desk.conversation(verified=True)
    customer.say("where is my parcel 20417")
    customer.say("this is outrageous, I am fed up with you useless idiots")
    customer.hand_back(("customer", "where is my parcel, you useless idiots"), ("agent", "It is with you tomorrow."))
    answer = customer.say("what are your opening hours?")
    assert answer["understanding"]["actions"] == ["action_answer_question"]
    assert answer["handoff"] is None
    assert "order_number" not in answer["understanding"]["slots"]
    events = desk.actions.asked[-1]["tracker"]["events"]
    assert any(event["event"] == "agent" and event["text"] == "It is with you tomorrow." for event in events)


def test_without_the_action_server_the_handoff_still_happens(desk: Desk) -> None:
    """The policy's decision reaches the desk even when the action cannot run."""
    desk.actions.down.add("action_hand_over")
    assert desk.conversation().say("I want to talk to a person")["handoff"]["reason"] == "explicit_request"


def test_a_silent_turn_is_an_error(desk: Desk) -> None:
    """No reply and no handoff: the desk is told, so that it can apologise."""
    desk.actions.down.add("action_answer_question")
    conversation = desk.conversation()
    response = desk.post("turn", conversation.turn("what are your opening hours?"))
    assert (response.status_code, response.json()["code"]) == (500, "no_answer")


def test_an_overdue_parcel_is_tracked_first_and_then_offered_a_person(desk: Desk) -> None:
    """The state is told once; the same complaint right after it is no case for the same answer."""
    customer = desk.conversation(verified=True)
    assert customer.steps("order 20417 is late") == ["order_form", "action_track_order"]
    assert customer.steps("but it is a week late") == ["action_offer_agent"]
