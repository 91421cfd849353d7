"""Numbers and addresses that nobody has at hand."""

from typing import Any

import pytest

from actions.ask_email import AskEmail
from actions.ask_order_number import AskOrderNumber
from actions.assembly import Parts
from actions.proofs import is_lacking
from actions.track_order import TrackOrder
from actions.validate_order_form import ValidateOrderForm
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
