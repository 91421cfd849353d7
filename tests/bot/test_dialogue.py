"""What the dialogue does around answers, close readings, other languages and returns, through the real channel."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from tests.bot.conftest import Desk
from tests.bot.test_wiring import ROOT, read_yaml_file

WISHES: dict[str, dict[str, str]] = read_yaml_file(str(ROOT / "actions" / "wishes.yml"))
ANSWERS: dict[str, dict[str, Any]] = read_yaml_file(str(ROOT / "actions" / "answers.yml"))
# Every text a quick reply of the actions sends by itself.
SAID = [(wish["says"], intent) for intent, wish in WISHES.items()] + [
    ("Yes", "affirm"),
    ("No", "deny"),
    ("Thanks, that helped", "thanks"),
    ("I want to return something", "return_item"),
    ("How much is shipping?", "shipping_cost"),
    ("I want to cancel order 20417", "cancel_order"),
    ("I want to return order 20417", "return_item"),
    ("Where is my refund for order 20417?", "refund_status"),
    ("Order 20417 says delivered but I have not received it", "delivered_not_received"),
    ("Is Linen shirt in stock?", "product_availability"),
    ("Tell me about Linen shirt", "product_info"),
]


@pytest.fixture(scope="module")
def parsed(model_path: str) -> dict[str, dict[str, Any]]:
    from rasa.core.agent import Agent

    agent, loop = Agent.load(model_path), asyncio.new_event_loop()
    read = {text: loop.run_until_complete(agent.parse_message(text)) for text, _ in SAID}
    loop.close()
    return read


@pytest.mark.parametrize(("text", "intent"), SAID)
def test_quick_replies_are_read_as_meant(parsed: dict[str, dict[str, Any]], text: str, intent: str) -> None:
    """Pressing a quick reply does what its label says."""
    assert parsed[text]["intent"]["name"] == intent


def test_next_steps_of_answers_are_quick_replies_too() -> None:
    """Each text offered under an answer is one of those that are held to their meaning here."""
    offered = {step["says"] for answer in ANSWERS.values() for step in answer.get("next", [])}
    assert offered <= {text for text, _ in SAID} | {
        "Where is my refund?",
        "Where is your store?",
        "What are your opening hours?",
    }


def test_an_answer_that_did_not_help_is_tried_once_more(desk: Desk) -> None:
    """First another way, then a person."""
    customer = desk.conversation()
    assert customer.steps("how do I redeem a voucher?") == ["action_answer_question"]
    assert customer.steps("No") == ["action_answer_differently"]
    assert customer.steps("No") == ["action_offer_agent"]


def test_an_answer_that_helped_is_done(desk: Desk) -> None:
    """A yes to "did that help?" calls nobody."""
    customer = desk.conversation()
    customer.say("how do I redeem a voucher?")
    answer = customer.say("yes")
    assert answer["understanding"]["actions"] == ["utter_helped"]
    assert answer["handoff"] is None


def test_a_return_asks_why_once(desk: Desk) -> None:
    """Order, reason, confirmation, in this order; a side question comes back to the reason."""
    customer = desk.conversation(verified=True)
    first = customer.say("I want to return order 20417")
    assert first["understanding"]["actions"] == ["order_form", "action_return_item", "return_form"]
    assert first["replies"][-1]["text"] == "May I ask why?"
    side = customer.say("what are your opening hours?")
    assert side["understanding"]["actions"] == ["action_answer_question", "return_form"]
    assert side["replies"][-1]["text"] == "May I ask why?"
    given = customer.say("it is too small")
    assert given["understanding"]["actions"] == ["return_form", "action_return_item"]
    assert given["understanding"]["slots"]["return_reason"] == "it is too small"
    assert customer.steps("yes please") == ["action_confirm_return"]


@pytest.mark.parametrize("text", ["No", "ok", "never mind", "the colour is not mine", "damaged"])
def test_no_answer_to_why_gets_stuck(desk: Desk, text: str) -> None:
    """Refusals, small words and problems are all taken for an answer."""
    customer = desk.conversation(verified=True)
    customer.say("I want to return order 20417")
    assert customer.steps(text) == ["return_form", "action_return_item"]


def test_another_order_wish_leaves_the_return_form(desk: Desk) -> None:
    """Who asks for a parcel is not held up by the question why."""
    customer = desk.conversation(verified=True)
    customer.say("I want to return order 20417")
    # The stand-in takes only questions for questions.
    answer = customer.say("where is my order 20433?")
    assert "action_track_order" in answer["understanding"]["actions"]
    assert "return_form" not in answer["understanding"]["actions"][-1:]


def test_a_person_is_reached_from_the_return_form(desk: Desk) -> None:
    """The handoff breaks out of it."""
    customer = desk.conversation(verified=True)
    customer.say("I want to return order 20417")
    assert customer.say("I want to talk to a person")["handoff"]["reason"] == "explicit_request"
    assert customer.steps("what are your opening hours?") == ["action_answer_question"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("wo ist meine Bestellung, ich warte schon seit zwei Wochen", "de"),
        ("где мой заказ?", "ru"),
        ("我的订单在哪里", "zh"),
    ],
)
def test_other_languages_are_not_guessed_at(desk: Desk, text: str, code: str) -> None:
    """No wish is read into them: an honest word, or a person at once."""
    answer = desk.conversation().say(text)
    assert answer["understanding"]["intent"]["name"] == "out_of_scope"
    assert answer["understanding"]["actions"] in (["action_other_language"], ["action_hand_over"])
    message = desk.actions.asked[-1]["tracker"]["latest_message"]
    assert message["language"]["code"] == code
    assert answer["handoff"] is None or answer["handoff"]["reason"] == "language"


def test_the_number_is_taken_in_any_language(desk: Desk) -> None:
    """Inside the form a foreign sentence with the number in it is an answer."""
    customer = desk.conversation(verified=True)
    customer.say("where is my parcel")
    assert "action_track_order" in customer.steps("die Nummer von meiner Bestellung ist 20417, danke")


def test_entities_of_the_shop_reach_the_desk(desk: Desk) -> None:
    """Products, sizes, colours, days and sums, each with its place in the text."""
    text = "I ordered two linen shirts in white, size M, on 20 November and paid €59.90"
    found = desk.conversation().say(text)["understanding"]["entities"]
    assert [(each["entity"], each["value"]) for each in found] == [
        ("product", "Linen shirt"),
        ("colour", "White"),
        ("size", "M"),
        ("date", "20 November"),
        ("amount", "59.90 EUR"),
    ]
    assert [text[each["start"] : each["end"]] for each in found] == [
        "linen shirts",
        "white",
        "M",
        "20 November",
        "€59.90",
    ]


def test_the_model_carries_its_catalogue(model_path: str) -> None:
    """A model needs no file of the repository to know the products."""
    import tarfile

    with tarfile.open(Path(model_path)) as archive:
        assert any(name.endswith("shop_words.json") for name in archive.getnames())
