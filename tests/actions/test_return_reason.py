"""Why something goes back: asked once, and it may be skipped."""

from typing import Any

import pytest
from rasa_sdk.interfaces import ActionExecutionRejection

from actions.answer_question import AnswerQuestion
from actions.assembly import Parts
from actions.return_form import AskReturnReason, ValidateReturnForm
from actions.return_item import ReturnItem
from actions.return_reason import NOT_GIVEN, reason_in_answer, told_reason
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
