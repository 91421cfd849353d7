"""Routine answers, offers, handing over and misses."""

from pathlib import Path
from typing import Any

import pytest

from actions.answer_question import PRODUCT_QUESTIONS, AnswerQuestion
from actions.answers import (
    AnswersError,
    offer_words,
    read_answers,
    read_languages,
    read_wishes,
    routine_answers,
    wishes,
)
from actions.assembly import Parts
from actions.hand_over import KIND_WORDS, HandOver
from actions.miss import Miss, misses_in_a_row
from actions.offer_agent import OfferAgent
from tests.actions.conftest import ShopProcess
from tests.actions.conversations import DOMAIN, Conversation, run

ROUTINE = [
    "return_policy",
    "refund_policy",
    "payment_methods",
    "shipping_cost",
    "shipping_options",
    "international_shipping",
    "voucher_use",
    "size_advice",
    "warranty",
    "gift_options",
    "store_hours",
    "store_location",
    "invoice",
    "newsletter",
    "loyalty_points",
    "account_login",
    "change_details",
    "privacy_request",
    "account_delete",
    "product_availability",
    "product_info",
]


@pytest.mark.parametrize("intent", [intent for intent in ROUTINE if intent not in PRODUCT_QUESTIONS])
async def test_every_routine_question_has_an_answer(nowhere: Parts, intent: str) -> None:
    """Each routine intent is answered from the file, without the shop."""
    outcome = await run(AnswerQuestion(nowhere), Conversation().says("a question", intent))
    answer = routine_answers()[intent]
    assert outcome.text.startswith(answer.text)
    assert "!" not in outcome.text
    assert outcome.events == []
    asks = "Did that help?" in outcome.text
    assert asks == (answer.otherwise is not None) == (("No", "No") in outcome.quick_replies)


async def test_a_question_without_an_answer_is_an_honest_word(nowhere: Parts) -> None:
    """No intent, known or not, is met with silence."""
    for intent in ("weather", "out_of_scope", None):
        outcome = await run(AnswerQuestion(nowhere), Conversation().says("a question", intent))  # type: ignore[arg-type]
        assert "do not know" in outcome.text
        assert outcome.offers_a_person


async def test_answers_inside_the_form_leave_the_buttons_to_the_form(nowhere: Parts) -> None:
    """While the form waits for a number, an answer brings no quick replies of its own."""
    conversation = Conversation().says("where is it", "track_order").in_form("order_number")
    outcome = await run(AnswerQuestion(nowhere), conversation.says("and the warranty?", "warranty"))
    assert outcome.text
    assert outcome.quick_replies == []


@pytest.mark.parametrize(
    ("text", "intent", "words"),
    [
        ("do you have the stoneware mug in stock", "product_availability", "Yes, Stoneware mug is in stock"),
        ("are the mugs available?", "product_availability", "Yes, Stoneware mug is in stock"),
        ("is the lamp available", "product_availability", "sold out"),
        ("what t-shirts do you have", "product_info", "Organic cotton T-shirt costs €29.90"),
        ("tell me about the vase", "product_info", "Clear and Smoke"),
        ("tell me about your linen things", "product_info", "Which one do you mean?"),
        ("do you sell bicycles", "product_availability", "did not find"),
        ("", "product_info", "did not find"),
    ],
)
async def test_products_are_looked_up_in_the_catalogue(parts: Parts, text: str, intent: str, words: str) -> None:
    """The product is found by the words of its name, and told with price and stock."""
    outcome = await run(AnswerQuestion(parts), Conversation().says(text, intent))
    assert words in outcome.text
    assert outcome.facts[0]["ok"] is True


async def test_a_product_question_without_the_shop(nowhere: Parts) -> None:
    """When the catalogue cannot be read, the customer hears so and is offered a person."""
    outcome = await run(AnswerQuestion(nowhere), Conversation().says("is the mug in stock", "product_availability"))
    assert "could not reach" in outcome.text
    assert outcome.offers_a_person
    assert outcome.facts == [{"asked": "the catalogue", "answered": "the shop could not be reached", "ok": False}]


@pytest.mark.parametrize(
    "content",
    [
        "- a list",
        "greet: just text",
        "greet: {text: hello, person: true}",
        "greet: {text: ''}",
        "greet: {otherwise: hello}",
        "greet: {text: hello, otherwise: 7}",
        "greet: {text: hello, next: [{label: x}]}",
        "greet: {text: hello\n",
    ],
)
def test_a_wrong_file_of_answers_is_refused(tmp_path: Path, content: str) -> None:
    """A mistake in the answers stops the start with a sentence."""
    path = tmp_path / "answers.yml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(AnswersError, match=r"answers\.yml"):
        read_answers(path)


@pytest.mark.parametrize("content", ["de: Deutsch", "de: {name: German}", "de: {name: German, sentence: 1}", "[]", "{"])
def test_a_wrong_file_of_languages_or_wishes_is_refused(tmp_path: Path, content: str) -> None:
    """So do mistakes in the other files."""
    path = tmp_path / "words.yml"
    path.write_text(content, encoding="utf-8")
    for read in (read_languages, read_wishes):
        with pytest.raises(AnswersError, match=r"words\.yml"):
            read(path)


def test_all_answers_belong_to_intents_of_the_bot() -> None:
    """No file answers an intent that the domain does not know."""
    intents = set(DOMAIN["intents"])
    assert set(routine_answers()) <= intents
    assert set(offer_words()) <= intents
    assert set(wishes()) <= intents


@pytest.mark.parametrize(
    "intent", ["damaged_item", "wrong_item", "delivered_not_received", "complaint", "change_order"]
)
async def test_an_offer_says_why(nowhere: Parts, intent: str) -> None:
    """The offer begins with honest words about the matter at hand."""
    outcome = await run(OfferAgent(nowhere), Conversation().says("it is broken", intent))
    assert outcome.text.startswith(offer_words()[intent])
    assert outcome.offers_a_person


async def test_an_offer_does_not_repeat_what_was_just_said(nowhere: Parts) -> None:
    """After a response in the same turn only the offer is added."""
    conversation = Conversation().says("it is broken", "damaged_item").bot_says("I am sorry it is broken.")
    outcome = await run(OfferAgent(nowhere), conversation)
    assert outcome.text == "Would you like to talk to a person about it?"
    assert outcome.offers_a_person


async def test_handing_over_by_decision(nowhere: Parts) -> None:
    """Reason and evidence of the policy go to the desk, and the slot is free again."""
    decided = {"reason": "frustration", "evidence": ["wrote: useless", "2 misses"]}
    conversation = Conversation().says("this is useless", "complaint").set(handoff_decision=decided)
    outcome = await run(HandOver(nowhere), conversation)
    assert outcome.handoffs == [decided]
    assert outcome.slots == {"handoff_decision": None}


async def test_handing_over_on_request(nowhere: Parts) -> None:
    """Without a decision the reason is the customer's own wish, in their own words."""
    outcome = await run(HandOver(nowhere), Conversation().says("a human  please", "human_request"))
    assert outcome.handoffs == [{"reason": "explicit_request", "evidence": ['asked: "a human please"']}]
    assert outcome.text == ""


@pytest.mark.parametrize("decided", ["frustration", {"reason": "because"}, {"evidence": []}, {"reason": ["x"]}, [], 0])
async def test_a_decision_nobody_can_read_still_hands_over(nowhere: Parts, decided: Any) -> None:
    """A malformed decision never costs the customer the person."""
    conversation = Conversation().says("help", "human_request").set(handoff_decision=decided)
    outcome = await run(HandOver(nowhere), conversation)
    assert outcome.handoffs == [{"reason": "explicit_request", "evidence": ['asked: "help"']}]


@pytest.mark.parametrize("reason", KIND_WORDS)
async def test_handing_over_promises_nothing(nowhere: Parts, reason: str) -> None:
    """The promise is the desk's: no words of ours say that somebody is coming."""
    conversation = Conversation().says("help").set(handoff_decision={"reason": reason, "evidence": []})
    outcome = await run(HandOver(nowhere), conversation)
    assert outcome.handoffs[0]["reason"] == reason
    assert outcome.handoffs[0]["evidence"]
    for promise in ("connect", "in line", "will ", "moment", "soon"):
        assert promise not in outcome.text


def missed(conversation: Conversation, text: str) -> Conversation:
    return conversation.says(text, "nlu_fallback").does("action_miss").bot_says("?").does("action_listen")


def test_misses_are_counted_from_the_events() -> None:
    """Only misses in a row count; an answered message ends the row, and so does a new session."""
    conversation = Conversation().says("blub", "nlu_fallback")
    assert misses_in_a_row(tuple(conversation.events)) == 1
    twice = missed(Conversation(), "blub").says("blab", "nlu_fallback")
    assert misses_in_a_row(tuple(twice.events)) == 2
    thrice = missed(missed(Conversation(), "blub"), "blab").says("bleb", "nlu_fallback")
    assert misses_in_a_row(tuple(thrice.events)) == 3
    between = missed(Conversation(), "blub").says("hi", "greet").does("utter_greet").says("blab", "nlu_fallback")
    assert misses_in_a_row(tuple(between.events)) == 1
    new_session = missed(Conversation(), "blub")
    new_session.events.append({"event": "session_started"})
    assert misses_in_a_row(tuple(new_session.says("blab", "nlu_fallback").events)) == 1
    assert misses_in_a_row(()) == 1


async def test_the_first_miss_asks_again_and_the_second_offers_a_person(nowhere: Parts) -> None:
    """Once the bot says what it can do; after that it does not insist."""
    first = await run(Miss(nowhere), Conversation().says("blub", "nlu_fallback"))
    assert "other words" in first.text
    assert len(first.quick_replies) == 3
    assert not first.offers_a_person
    second = await run(Miss(nowhere), missed(Conversation(), "blub").says("blab", "nlu_fallback"))
    assert second.offers_a_person


async def test_a_miss_inside_the_form_is_short(nowhere: Parts) -> None:
    """The form asks its question again, so the miss adds no examples."""
    conversation = Conversation().says("where is it", "track_order").in_form("order_number").says("blub")
    outcome = await run(Miss(nowhere), conversation)
    assert outcome.text == "I did not understand that."


async def test_what_nobody_foresaw_becomes_an_apology(
    parts: Parts, shop: ShopProcess, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    """An unexpected fault inside an action is an apology and an offer, and the log holds no personal data."""
    conversation = Conversation().says("private words", "product_info")
    conversation.events = 7  # type: ignore[assignment]
    outcome = await run(AnswerQuestion(parts), conversation)
    assert "did not work" in outcome.text
    assert outcome.offers_a_person
    logged = capsys.readouterr().out + caplog.text
    assert "action_failed" in logged
    assert "private" not in logged
