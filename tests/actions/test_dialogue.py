"""Answers that did not help, close readings, other languages."""

from typing import Any

import pytest

from actions.answer_differently import AnswerDifferently, Answered, nearest
from actions.answer_question import AnswerQuestion
from actions.answers import other_languages, routine_answers
from actions.assembly import Parts
from actions.clarify import Clarify, close_readings
from actions.hand_over import HandOver
from actions.miss import Miss
from actions.offer_agent import OfferAgent
from actions.other_language import SayOtherLanguage
from actions.turn import Reading
from tests.actions.conversations import Conversation, Outcome, run, signed_in


async def step(action: Any, conversation: Conversation) -> Outcome:
    """Run an action and let the conversation go on from what it did."""
    outcome = await run(action, conversation)
    conversation.does(action.name()).apply(outcome.events)
    for message in outcome.responses:
        if message["text"]:
            conversation.bot_says(message["text"])
    return outcome


# --- an answer that did not help -------------------------------------------------------------------------------------


async def test_an_answer_that_did_not_help_is_given_in_another_way(nowhere: Parts) -> None:
    """On "no" the same matter comes in other words, with the nearest other wishes to pick from, and is asked about."""
    ranking = {"account_login": 0.6, "change_details": 0.2, "greet": 0.1, "warranty": 0.01}
    conversation = Conversation().says("my account is stuck", "account_login", ranking=ranking)
    await step(AnswerQuestion(nowhere), conversation)
    outcome = await step(AnswerDifferently(nowhere), conversation.says("No", "deny"))
    assert outcome.text.startswith(str(routine_answers()["account_login"].otherwise))
    assert [label for label, _ in outcome.quick_replies] == ["Change my details", "That helped", "No"]
    assert not outcome.offers_a_person
    again = await step(OfferAgent(nowhere), conversation.says("No", "deny"))
    assert again.offers_a_person


async def test_a_no_after_plain_facts_is_just_a_no(nowhere: Parts) -> None:
    """An answer that did not ask whether it helped is not explained again."""
    conversation = Conversation().says("when are you open", "store_hours")
    await step(AnswerQuestion(nowhere), conversation)
    outcome = await step(AnswerDifferently(nowhere), conversation.says("no thanks", "deny"))
    assert outcome.text == "All right. Tell me if there is anything else."
    assert outcome.quick_replies == []


async def test_without_an_answer_there_is_nothing_to_put_differently(nowhere: Parts) -> None:
    """A turn that came here by mistake still ends in words."""
    assert (await run(AnswerDifferently(nowhere), Conversation().says("No", "deny"))).text


def test_every_other_way_differs_from_the_first() -> None:
    """The second answer is no repetition."""
    for answer in routine_answers().values():
        assert answer.otherwise is None or answer.otherwise[:40] != answer.text[:40]


def test_nearest_leaves_out_what_cannot_be_offered() -> None:
    """Small talk and unlikely readings are no wishes."""
    ranking = (Reading("warranty", 0.5), Reading("thanks", 0.2), Reading("invoice", 0.04))
    assert nearest(Answered("warranty", ranking)) == []


# --- two readings are close ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ranking", "labels"),
    [
        (
            {"nlu_fallback": 0.25, "return_item": 0.24, "exchange_item": 0.22, "greet": 0.01},
            ["Send something back", "Exchange something"],
        ),
        (
            {"refund_status": 0.3, "refund_policy": 0.2, "return_item": 0.15},
            ["Where is my refund?", "How refunds work", "Send something back"],
        ),
        ({"warranty": 0.9, "invoice": 0.05}, []),
        ({"warranty": 0.1, "invoice": 0.09, "newsletter": 0.08}, []),
        ({"greet": 0.4, "invoice": 0.3}, []),
        ({"nlu_fallback": 0.3}, []),
        ({}, []),
    ],
)  # fmt: skip
async def test_close_readings_become_quick_replies(
    nowhere: Parts, ranking: dict[str, float], labels: list[str]
) -> None:
    """Two or three that explain the message together; otherwise the turn goes on as a miss."""
    readings = [Reading(intent, sure) for intent, sure in ranking.items()]
    assert [reply.label for reply in close_readings(readings)] == labels
    outcome = await run(Clarify(nowhere), Conversation().says("hm", "nlu_fallback", ranking=ranking))
    follow_ups = [event["name"] for event in outcome.events if event["event"] == "followup"]
    assert (bool(outcome.text), follow_ups) == (bool(labels), [] if labels else ["action_miss"])


async def test_the_same_question_is_not_asked_twice_in_a_row(nowhere: Parts) -> None:
    """Who did not choose gets the miss, not the same buttons."""
    ranking = {"return_item": 0.3, "exchange_item": 0.3}
    conversation = Conversation().says("the thing", "nlu_fallback", ranking=ranking)
    assert (await step(Clarify(nowhere), conversation)).text
    second = await step(Clarify(nowhere), conversation.says("that thing", "nlu_fallback", ranking=ranking))
    assert second.text == ""
    assert [event["name"] for event in second.events] == ["action_miss"]


# --- what cannot be read ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", [*other_languages(), "th", "unknown"])
async def test_other_languages_get_an_honest_word_and_a_person(nowhere: Parts, code: str) -> None:
    """In their language where we have a sentence, in English always."""
    outcome = await run(SayOtherLanguage(nowhere), Conversation().says("…", "out_of_scope", language=code))
    assert "only English" in outcome.text
    assert outcome.offers_a_person
    if code in other_languages():
        assert outcome.text.startswith(other_languages()[code].sentence)


async def test_handing_over_for_language_says_so_in_that_language(nowhere: Parts) -> None:
    """The reason is explained in words the customer can read."""
    conversation = Conversation().says("wo ist mein Paket", "out_of_scope", language="de")
    outcome = await run(
        HandOver(nowhere), conversation.set(handoff_decision={"reason": "language", "evidence": ["de"]})
    )
    assert outcome.text.startswith(other_languages()["de"].sentence)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("👍👍", "only read words"),
        ("???", "only read words"),
        ("https://example.com/x", "cannot open links"),
        ("👉 www.example.com/x", "cannot open links"),
        ("word " * 300, "more than I can take in"),
        ("blub", "other words"),
    ],
)
async def test_a_miss_says_what_was_in_the_way(nowhere: Parts, text: str, words: str) -> None:
    """Symbols, links and very long texts get words of their own and a way on."""
    outcome = await run(Miss(nowhere), Conversation().says(text, "nlu_fallback"))
    assert words in outcome.text
    assert len(outcome.quick_replies) == 3


@pytest.mark.parametrize(
    ("asked_for", "words"), [("order_number", "five digits"), ("email", "e-mail address"), ("return_reason", "skip it")]
)
async def test_symbols_inside_a_form_say_what_is_still_open(nowhere: Parts, asked_for: str, words: str) -> None:
    """The form does not run for them, so the miss repeats its question."""
    conversation = Conversation().says("where is it", "track_order").in_form(asked_for)
    assert words in (await run(Miss(nowhere), conversation.says("👍", "out_of_scope"))).text


async def test_a_miss_keeps_the_open_question(nowhere: Parts) -> None:
    """A message nobody understood does not lose the yes or no that is waited for."""
    conversation = Conversation(signed_in("C1003")).says("cancel 20417", "cancel_order")
    conversation.set(order_number="20417", pending_confirmation="cancel")
    outcome = await run(Miss(nowhere), conversation.says("🤔", "out_of_scope"))
    assert "order 20417: shall I cancel it?" in outcome.text
    assert outcome.slots == {"order_number": "20417", "pending_confirmation": "cancel"}


# --- no number at hand -----------------------------------------------------------------------------------------------
