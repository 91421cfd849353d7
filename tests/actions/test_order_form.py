"""The order form: what it asks for, what it takes, when it gives up."""

from typing import Any

import pytest
from rasa_sdk.interfaces import ActionExecutionRejection

from actions.ask_order_number import AskOrderNumber, offered
from actions.assembly import Parts
from actions.track_order import TrackOrder
from actions.validate_order_form import ValidateOrderForm
from tests.actions.conftest import Book, ShopProcess
from tests.actions.conversations import Conversation, Outcome, run, signed_in


async def check(conversation: Conversation, **candidates: Any) -> Outcome:
    """Let the form check the latest message; its events become part of the conversation."""
    outcome = await run(ValidateOrderForm(), conversation.checked_by_form(**candidates))
    conversation.apply(outcome.events)
    return outcome


def guest_in_form(asked_for: str = "order_number") -> Conversation:
    return Conversation().says("where is my order", "track_order", order_wish="track").in_form(asked_for)


@pytest.mark.parametrize(
    ("typed", "entity"),
    [
        ("20417", "20417"),
        ("#20417", None),
        ("20 417", None),
        ("order no. 20417", "20417"),
        ("it is 20417, thanks", None),
        ("two zero four one seven", "20417"),
    ],
)
async def test_numbers_are_taken_as_people_type_them(typed: str, entity: str | None) -> None:
    """The slot ends up with plain digits, whether or not an entity was found, and the form goes on to the e-mail."""
    conversation = guest_in_form().says(typed)
    if entity:
        conversation.set(order_number=entity)
        outcome = await check(conversation, order_number=entity)
    else:
        outcome = await check(conversation)
    assert outcome.slots["order_number"] == "20417"
    assert outcome.slots["requested_slot"] == "email"
    assert outcome.text == ""


async def test_signed_in_people_are_not_asked_for_their_email() -> None:
    """For a person the desk vouches for, the number is all."""
    conversation = Conversation(signed_in("C1003")).says("where is it", "track_order", order_wish="track")
    outcome = await check(conversation.in_form("order_number").says("20417"), order_number="20417")
    assert outcome.slots["requested_slot"] is None


async def test_nobody_can_talk_themselves_into_being_verified() -> None:
    """Only `verified: true` together with a customer id makes a signed-in person."""
    for customer in (
        {"verified": "true", "customer_id": "C1003"},
        {"verified": 1, "customer_id": "C1003"},
        {"verified": True, "customer_id": None},
        {"verified": True, "customer_id": {"id": "C1003"}},
        {"customer_id": "C1003"},
        "C1003",
    ):
        conversation = Conversation(customer).says("where is it", "track_order", order_wish="track")  # type: ignore[arg-type]
        outcome = await check(conversation.in_form("order_number").says("20417"), order_number="20417")
        assert outcome.slots["requested_slot"] == "email"


async def test_the_email_completes_the_form() -> None:
    """A guest's address is taken in lower case and ends the form."""
    conversation = guest_in_form("email").set(order_number="20417").says("It's Ana@Example.com")
    outcome = await check(conversation)
    assert outcome.slots["email"] == "ana@example.com"
    assert outcome.slots["requested_slot"] is None


async def test_everything_in_the_first_message() -> None:
    """Number and address given at once leave nothing to ask."""
    conversation = Conversation().says("order 20417, ana@example.com", "track_order", order_wish="track")
    conversation.set(order_number="20417", email="ana@example.com").in_form()
    outcome = await check(conversation, order_number="20417", email="ana@example.com")
    assert outcome.slots["requested_slot"] is None


async def test_a_follow_up_is_not_asked_again() -> None:
    """A number known from before skips the question: "can I cancel it?"."""
    conversation = Conversation(signed_in("C1003")).set(order_number="20433")
    conversation.says("can I cancel it?", "cancel_order", order_wish="cancel").in_form()
    outcome = await check(conversation, order_number="20433")
    assert outcome.slots["requested_slot"] is None
    assert outcome.slots["order_number"] == "20433"


@pytest.mark.parametrize("typed", ["2041", "my number is 12", "AB-12345", "204177"])
async def test_a_wrong_number_is_explained_and_asked_again(typed: str) -> None:
    """The first answer that does not fit gets a kind explanation, and the form goes on asking."""
    outcome = await check(guest_in_form().says(typed))
    assert outcome.slots == {"order_number": None, "requested_slot": "order_number"}
    assert "five digits" in outcome.text
    assert not outcome.offers_a_person


async def test_two_wrong_answers_end_the_form_kindly() -> None:
    """After the second the form stops asking and offers a person; the wish that would follow stays quiet."""
    conversation = guest_in_form().says("2041")
    await check(conversation)
    outcome = await check(conversation.says("204177"))
    assert outcome.slots["requested_slot"] is None
    assert outcome.slots["order_number"] is None
    assert outcome.offers_a_person
    assert len([message for message in outcome.responses if message["text"]]) == 1
    conversation.bot_says(outcome.text)
    assert (await run(TrackOrder(), conversation)).text == ""


async def test_a_number_and_an_address_that_do_not_fit_are_two() -> None:
    """The tries are counted over the whole form, not for each question."""
    conversation = guest_in_form().says("2041")
    await check(conversation)
    await check(conversation.says("20417"))
    outcome = await check(conversation.says("ana@example"))
    assert outcome.slots["requested_slot"] is None
    assert outcome.offers_a_person


async def test_a_new_run_of_the_form_counts_anew() -> None:
    """Tries of an earlier form are forgotten."""
    conversation = guest_in_form().says("2041")
    await check(conversation)
    conversation.loop = None
    conversation.says("where is my order", "track_order").in_form("order_number").says("2041")
    outcome = await check(conversation)
    assert outcome.slots["requested_slot"] == "order_number"


@pytest.mark.parametrize("typed", ["can I return it after 20 days?", "do you deliver to 04109 Leipzig", "what for?"])
async def test_a_side_question_changes_nothing(typed: str) -> None:
    """A side question sets no slot but the one Rasa ignores, so Rasa rejects the form and answers the question."""
    conversation = guest_in_form().says(typed, "return_policy")
    outcome = await check(conversation)
    assert set(outcome.slots) == {"requested_slot"}
    assert outcome.text == ""
    again = await check(conversation.says("2041"))
    assert again.slots["requested_slot"] == "order_number", "the side question was not counted"


async def test_a_number_in_a_side_question_is_given_back_to_rasa() -> None:
    """When something in a side question was taken for the number, the form hands the message back."""
    conversation = guest_in_form().says("do you take parcels of 1234 grams", "shipping_options", order_number="1234")
    with pytest.raises(ActionExecutionRejection):
        await check(conversation, order_number="1234")


async def test_two_numbers_are_taken_one_after_the_other() -> None:
    """Two different numbers are no wrong answer: the bot asks which one first."""
    conversation = guest_in_form().says("20417 and 20433", order_number=["20417", "20433"])
    outcome = await check(conversation, order_number=["20417", "20433"])
    assert "Which one first" in outcome.text
    assert outcome.slots["requested_slot"] == "order_number"
    again = await check(conversation.says("2041"))
    assert again.slots["requested_slot"] == "order_number", "the two numbers were not counted"


@pytest.mark.parametrize("wish", ["cancel", "return", "refund"])
async def test_guests_are_asked_for_what_the_proof_needs(wish: str) -> None:
    """A guest who wants more than a look is asked for the number first, like everyone."""
    conversation = Conversation().says("I want that", "cancel_order", order_wish=wish).in_form()
    outcome = await check(conversation)
    assert outcome.slots["requested_slot"] == "order_number"


async def test_another_wish_inside_the_form_is_welcome() -> None:
    """A new order wish while the number is missing changes the wish, and the form goes on asking."""
    conversation = Conversation(signed_in("C1003")).says("where is it", "track_order", order_wish="track")
    conversation.in_form("order_number").says("no, cancel it", "cancel_order", order_wish="cancel")
    outcome = await check(conversation)
    assert outcome.slots == {"requested_slot": "order_number", "order_wish": "cancel"}


async def test_guests_are_told_once_what_is_needed(parts: Parts) -> None:
    """The first question explains why two things are needed; the second is short."""
    conversation = guest_in_form()
    first = await run(AskOrderNumber(parts), conversation)
    assert "e-mail address" in first.text
    assert "not signed in" in first.text
    again = await run(AskOrderNumber(parts), conversation.says("hm"))
    assert "e-mail address" not in again.text
    assert "order number" in again.text
    assert not first.facts


async def test_signed_in_people_pick_from_their_newest_orders(parts: Parts) -> None:
    """Label with number, state and goods; pressing it sends the number."""
    conversation = Conversation(signed_in("C1003")).says("where is it", "track_order", order_wish="track")
    outcome = await run(AskOrderNumber(parts), conversation.in_form("order_number"))
    known = await parts.shop.orders_of("C1003")
    assert outcome.quick_replies == [
        (f"{order.number} · {order.state_label.lower()} · {order.items[0].name}", order.number) for order in known[:4]
    ]
    answered = f"{len(known)} orders, newest {known[0].number}"
    assert outcome.facts == [{"asked": "this customer's orders", "answered": answered, "ok": True}]


async def test_only_orders_the_wish_fits_are_offered(parts: Parts, book: Book) -> None:
    """Who wants to cancel sees the orders that can still be cancelled; if there are none, the newest."""
    orders = await parts.shop.orders_of(book.find(cancellable=True).customer_id)
    cancellable = [order.number for order in orders if order.cancellable]
    assert [reply.sends for reply in offered(orders, "cancel")] == cancellable[:4]
    others = [order for order in orders if not order.cancellable]
    assert [reply.sends for reply in offered(others, "cancel")] == [order.number for order in others][:4]


@pytest.mark.parametrize("fault", [{"status": 500}, {"status": 200, "body": "nonsense"}])
async def test_without_the_shop_the_question_is_plain(shop: ShopProcess, parts: Parts, fault: dict[str, Any]) -> None:
    """The shop being down costs the quick replies, not the question."""
    shop.breaks(**fault)
    conversation = Conversation(signed_in("C1003")).says("where is it", "track_order", order_wish="track")
    outcome = await run(AskOrderNumber(parts), conversation.in_form("order_number"))
    assert "number" in outcome.text
    assert outcome.quick_replies == []
    assert [fact["ok"] for fact in outcome.facts] == [False]


async def test_a_customer_without_orders_is_simply_asked(parts: Parts) -> None:
    """Nobody is shown an empty list."""
    conversation = Conversation(signed_in("C9999")).says("where is it", "track_order", order_wish="track")
    outcome = await run(AskOrderNumber(parts), conversation.in_form("order_number"))
    assert "number" in outcome.text
    assert outcome.quick_replies == []
