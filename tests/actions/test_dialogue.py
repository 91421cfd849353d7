"""Answers that did not help, close readings, other languages, numbers nobody has at hand, and reasons for a return."""

from typing import Any

import pytest
from rasa_sdk.interfaces import ActionExecutionRejection

from actions.answer_differently import AnswerDifferently, Answered, nearest
from actions.answer_question import AnswerQuestion
from actions.answers import other_languages, routine_answers
from actions.ask_email import AskEmail
from actions.ask_order_number import AskOrderNumber
from actions.assembly import Parts
from actions.clarify import Clarify, close_readings
from actions.hand_over import HandOver
from actions.miss import Miss
from actions.offer_agent import OfferAgent
from actions.other_language import SayOtherLanguage
from actions.proofs import is_lacking
from actions.return_form import AskReturnReason, ValidateReturnForm
from actions.return_item import ReturnItem
from actions.return_reason import NOT_GIVEN, reason_in_answer, told_reason
from actions.track_order import TrackOrder
from actions.turn import Reading
from actions.validate_order_form import ValidateOrderForm
from tests.actions.conftest import Book
from tests.actions.conversations import Conversation, Outcome, about, run, signed_in


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


@pytest.mark.parametrize(
    "text",
    [
        "I don't have it",
        "I don’t have the number",
        "dont know",
        "no idea",
        "where do I find that?",
        "i can't find the email",
        "I lost the confirmation",
        "I never got a confirmation email",
        "what number?",
        "where is the order number",
        "i have no number",
        "not sure I kept that mail",
        "can I do it without the number?",
    ],
)
def test_a_lacking_number_is_heard(text: str) -> None:
    """The many ways to say that one does not have it."""
    assert is_lacking(text)


@pytest.mark.parametrize(
    "text",
    ["20417", "I think it is 20417", "I don't have my parcel", "where is my refund", "never mind", "no",
     "ana@example.com", "what is your return policy?", "I can't wait any longer", "do you ship to France", "thanks"],
)  # fmt: skip
def test_other_messages_lack_nothing(text: str) -> None:
    """Numbers, refusals and side questions are something else."""
    assert not is_lacking(text)


async def check(conversation: Conversation) -> Outcome:
    outcome = await run(ValidateOrderForm(), conversation.checked_by_form())
    conversation.apply(outcome.events)
    return outcome


async def test_a_guest_without_the_number_learns_where_it_is(nowhere: Parts) -> None:
    """The form does not just ask again: it says where to look, how to do without, and offers a person."""
    conversation = Conversation().says("where is my order", "track_order", order_wish="track").in_form("order_number")
    outcome = await check(conversation.says("I don't have the number"))
    assert outcome.slots == {"requested_slot": "order_number", "order_number": None}
    asked = await step(AskOrderNumber(nowhere), conversation)
    assert "confirmation" in asked.text
    assert "signed in" in asked.text
    assert asked.offers_a_person


async def test_the_second_time_the_form_ends_kindly(nowhere: Parts) -> None:
    """Without the number after all, a person is offered and nothing more is asked."""
    conversation = Conversation().says("where is my order", "track_order", order_wish="track").in_form("order_number")
    await check(conversation.says("I don't have the number"))
    outcome = await check(conversation.says("no I can't find it"))
    assert outcome.slots["requested_slot"] is None
    assert outcome.offers_a_person
    conversation.bot_says(outcome.text)
    assert (await run(TrackOrder(nowhere), conversation)).text == ""


async def test_a_signed_in_customer_without_the_number_picks(parts: Parts) -> None:
    """Whoever is signed in does not need it."""
    conversation = Conversation(signed_in("C1003")).says("where is it", "track_order", order_wish="track")
    outcome = await run(AskOrderNumber(parts), conversation.in_form("order_number").says("no idea"))
    assert outcome.text.startswith("You do not need it")
    assert outcome.offers_a_person
    assert len(outcome.quick_replies) > 1


async def test_an_address_nobody_remembers(nowhere: Parts) -> None:
    """The e-mail question explains itself, too."""
    conversation = Conversation().says("where is my order", "track_order", order_wish="track").in_form("email")
    first = await run(AskEmail(nowhere), conversation)
    assert first.text.startswith("Which e-mail address")
    again = await run(AskEmail(nowhere), conversation.says("I don't remember which one"))
    assert "confirmation" in again.text
    assert again.offers_a_person


# --- why something goes back -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("I want to return the shirt, it's too small", "Does not fit"),
        ("it didn’t fit", "Does not fit"),
        ("the vase arrived cracked", "Arrived damaged"),
        ("I changed my mind", "Changed my mind"),
        ("not what I expected", "Not as expected"),
        ("I want to return something", None),
    ],
)
def test_a_reason_told_is_heard(text: str, reason: str | None) -> None:
    """The shop's reasons, in people's words."""
    assert told_reason(text) == reason


@pytest.mark.parametrize(
    ("text", "intent", "reason"),
    [
        ("Does not fit", "exchange_item", "Does not fit"),
        ("my sister  has the same one", "nlu_fallback", "my sister has the same one"),
        ("Skip", "deny", NOT_GIVEN),
        ("no", "deny", NOT_GIVEN),
        ("rather not", "deny", NOT_GIVEN),
        ("ok", "affirm", NOT_GIVEN),
        ("how long does the refund take?", "refund_policy", None),
        ("where is my other order", "track_order", None),
        ("what does that cost", "shipping_cost", None),
        ("🙈", "out_of_scope", None),
        ("x" * 900, "nlu_fallback", "x" * 500),
    ],
)
def test_answers_to_why(text: str, intent: str, reason: str | None) -> None:
    """Anything may be a reason, a refusal is one too, and a side question is left to Rasa."""
    assert reason_in_answer(text, intent) == reason


async def test_the_reason_is_asked_once_and_may_be_skipped(parts: Parts, book: Book) -> None:
    """A returnable order: why, then the confirmation, and no third question."""
    entry = book.find(returnable=True)
    conversation = about(entry, "return")
    first = await step(ReturnItem(parts), conversation)
    assert [event["name"] for event in first.events if event["event"] == "followup"] == ["return_form"]
    asked = await step(AskReturnReason(parts), conversation.in_form("return_reason", "return_form"))
    assert ("Skip", "Skip") in asked.quick_replies
    conversation.says("Skip", "deny").checked_by_form()
    checked = await run(ValidateReturnForm(), conversation)
    assert checked.slots == {"return_reason": NOT_GIVEN}
    conversation.apply(checked.events).loop = None
    confirm = await step(ReturnItem(parts), conversation)
    assert "Shall I register the return" in confirm.text
    assert confirm.slots["pending_confirmation"] == "return"


async def test_a_reason_given_with_the_wish_is_not_asked_for(parts: Parts, book: Book) -> None:
    """ "It is too small" was said already."""
    entry = book.find(returnable=True)
    conversation = Conversation(signed_in(entry.customer_id))
    conversation.says(f"return {entry.number}, it is too small", "return_item", order_wish="return")
    outcome = await run(ReturnItem(parts), conversation.set(order_number=entry.number))
    assert outcome.slots["return_reason"] == "Does not fit"
    assert "Shall I register the return" in outcome.text


async def test_a_side_question_inside_the_return_form_changes_nothing() -> None:
    """No slot of its own: Rasa answers the question and comes back to the form."""
    conversation = (
        Conversation(signed_in("C1003")).says("return it", "return_item").in_form("return_reason", "return_form")
    )
    outcome = await run(
        ValidateReturnForm(), conversation.says("how long does it take?", "refund_policy").checked_by_form()
    )
    assert outcome.slots == {}


# --- the catalogue ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("entities", "words"),
    [
        ({"product": "Linen shirt", "colour": "white", "size": "M"}, "Yes, Linen shirt is in stock"),
        ({"product": "Linen shirt", "colour": "red"}, "Linen shirt does not come in red. It comes in White and Sky"),
        ({"product": "Linen shirt", "size": "XXL"}, "does not come in XXL"),
        ({"product": "Beeswax candle"}, "Yes, Beeswax candle is in stock"),
    ],
)
async def test_what_was_read_in_the_question_is_used(parts: Parts, entities: dict[str, str], words: str) -> None:
    """A misspelt product is known by its entity; a size or colour that does not exist is said so."""
    conversation = Conversation().says("do you hvae it", "product_availability", entities=entities)
    assert words in (await run(AnswerQuestion(parts), conversation)).text


async def test_a_rejection_is_not_an_apology() -> None:
    """The form's way of saying "not for me" reaches Rasa as it is."""
    conversation = Conversation().says("where is it", "track_order", order_wish="track").in_form("order_number")
    conversation.says("do you take parcels of 1234 grams", "shipping_options", order_number="1234")
    with pytest.raises(ActionExecutionRejection):
        await run(ValidateOrderForm(), conversation.checked_by_form(order_number="1234"))
