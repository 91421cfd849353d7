"""Cancelling and returning: nothing without a yes, nothing twice, and every refusal explained."""

from typing import Any

import pytest

from actions.answer_question import AnswerQuestion
from actions.assembly import Parts
from actions.cancel_order import CancelOrder, ConfirmCancel
from actions.drop_confirmation import DropConfirmation
from actions.refund_status import RefundStatus
from actions.return_item import ConfirmReturn, ReturnItem
from actions.track_order import TrackOrder
from tests.actions.conftest import Book, ShopProcess
from tests.actions.conversations import Conversation, Outcome, about, run

pytestmark = pytest.mark.slow


async def confirm(conversation: Conversation, ask: Any, do: Any, yes: str = "Yes") -> tuple[Outcome, Outcome]:
    """Ask, let the customer say yes, do."""
    asked = await run(ask, conversation)
    conversation.apply(asked.events).bot_says(asked.text).says(yes, "affirm")
    return asked, await run(do, conversation)


async def test_cancelling_asks_first_and_then_does_it(parts: Parts, shop: ShopProcess, book: Book) -> None:
    """Nothing happens before the yes; after it the order is cancelled and the refund named."""
    entry = book.take(state="paid")
    conversation = about(entry, "cancel")
    asked = await run(CancelOrder(parts), conversation)
    assert ("Yes, cancel it", "Yes") in asked.quick_replies
    assert entry.order["items"][0]["name"] in asked.text
    assert asked.slots["pending_confirmation"] == "cancel"
    assert shop.order(entry.number, entry.customer_id)["state"] == "paid"
    conversation.apply(asked.events).bot_says(asked.text).says("Yes", "affirm")
    done = await run(ConfirmCancel(parts), conversation)
    assert f"Order {entry.number} is cancelled" in done.text
    assert f"€{entry.order['total']['amount']}" in done.text
    assert shop.order(entry.number, entry.customer_id)["state"] == "cancelled"
    assert done.slots["pending_confirmation"] is None
    assert {"asked": f"cancel order {entry.number}", "answered": "cancelled", "ok": True} in done.facts


async def test_the_same_yes_twice_cancels_once(parts: Parts, shop: ShopProcess, book: Book) -> None:
    """When Rasa repeats the call the shop gives the first answer again."""
    entry = book.take(cancellable=True)
    conversation = about(entry, "cancel")
    _, done = await confirm(conversation, CancelOrder(parts), ConfirmCancel(parts))
    again = await run(ConfirmCancel(parts), conversation)
    assert again == done
    timeline = shop.order(entry.number, entry.customer_id)["timeline"]
    assert [step["state"] for step in timeline].count("cancelled") == 1


async def test_a_cancel_that_got_lost_can_be_tried_again(parts: Parts, shop: ShopProcess, book: Book) -> None:
    """After a lost answer we say that we do not know; trying again does nothing twice."""
    entry = book.take(cancellable=True)
    conversation = about(entry, "cancel")
    asked = await run(CancelOrder(parts), conversation)
    conversation.apply(asked.events).bot_says(asked.text).says("Yes", "affirm")
    shop.breaks(latency_ms=8000)
    lost = await run(ConfirmCancel(parts), conversation)
    assert "do not know yet" in lost.text
    assert lost.offers_a_person
    assert ("Try again", f"I want to cancel order {entry.number}") in lost.quick_replies
    shop.heals()
    assert "is cancelled" in (await run(ConfirmCancel(parts), conversation)).text


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("shipped", "too late to cancel"),
        ("out_for_delivery", "too late to cancel"),
        ("refunded", "has been refunded"),
        ("cancelled", "was cancelled on"),
    ],
)
async def test_what_cannot_be_cancelled_is_explained(parts: Parts, book: Book, state: str, words: str) -> None:
    """A refusal says why and what can be done instead, and asks nothing."""
    outcome = await run(CancelOrder(parts), about(book.find(state=state), "cancel"))
    assert words in outcome.text
    assert outcome.slots["pending_confirmation"] is None


async def test_an_order_that_left_in_the_meantime_is_not_cancelled(parts: Parts, shop: ShopProcess, book: Book) -> None:
    """The shop's refusal after our question is told as it is."""
    conversation = about(book.find(cancellable=True), "cancel")
    asked = await run(CancelOrder(parts), conversation)
    conversation.apply(asked.events).says("Yes", "affirm")
    shop.breaks(status=409, body={"code": "not_cancellable", "message": "Too late."}, times=1)
    outcome = await run(ConfirmCancel(parts), conversation)
    assert "can no longer be cancelled" in outcome.text
    assert outcome.offers_a_person
    assert outcome.facts[-1]["ok"] is False


async def test_a_yes_to_something_else_cancels_nothing(parts: Parts, shop: ShopProcess, book: Book) -> None:
    """A yes that is not the very next message is asked again, not acted upon."""
    entry = book.take(cancellable=True)
    conversation = about(entry, "cancel")
    asked = await run(CancelOrder(parts), conversation)
    conversation.apply(asked.events).says("hm, wait", "greet").bot_says("Hello").says("Yes", "affirm")
    outcome = await run(ConfirmCancel(parts), conversation)
    assert "Shall I?" in outcome.text
    assert shop.order(entry.number, entry.customer_id)["state"] == entry.order["state"]
    conversation.apply(outcome.events).says("Yes", "affirm")
    assert "is cancelled" in (await run(ConfirmCancel(parts), conversation)).text


async def test_a_yes_with_another_number_asks_about_that_one(parts: Parts, shop: ShopProcess, book: Book) -> None:
    """The order that was asked about is the only one the yes can mean."""
    entry, other = next(
        (one, two)
        for one in book.all(cancellable=True)
        for two in book.all()
        if one.customer_id == two.customer_id and one != two
    )
    conversation = about(entry, "cancel")
    asked = await run(CancelOrder(parts), conversation)
    conversation.apply(asked.events).says(f"yes, {other.number}", "affirm", order_number=other.number)
    outcome = await run(ConfirmCancel(parts), conversation)
    assert other.number in outcome.text
    for untouched in (entry, other):
        assert shop.order(untouched.number, untouched.customer_id) == untouched.order


async def test_a_question_in_between_does_not_lose_the_confirmation(
    parts: Parts, shop: ShopProcess, book: Book
) -> None:
    """A routine question is answered, the open question is put again, and the next yes counts."""
    entry = book.take(cancellable=True)
    conversation = about(entry, "cancel")
    asked = await run(CancelOrder(parts), conversation)
    conversation.apply(asked.events).says("how long does a refund take?", "refund_policy")
    answer = await run(AnswerQuestion(parts), conversation)
    assert "5 working days" in answer.text
    assert f"order {entry.number}: shall I cancel it?" in answer.text
    assert answer.quick_replies == [("Yes, cancel it", "Yes"), ("No, keep it", "No")]
    conversation.apply(answer.events).says("Yes", "affirm")
    assert "is cancelled" in (await run(ConfirmCancel(parts), conversation)).text
    assert shop.order(entry.number, entry.customer_id)["state"] == "cancelled"


async def test_no_means_no(parts: Parts, shop: ShopProcess, book: Book) -> None:
    """After a no everything stays as it is, and a later yes finds nothing to confirm."""
    entry = book.find(cancellable=True)
    conversation = about(entry, "cancel")
    asked = await run(CancelOrder(parts), conversation)
    conversation.apply(asked.events).says("No", "deny")
    dropped = await run(DropConfirmation(parts), conversation)
    assert f"{entry.number} stays as it is" in dropped.text
    conversation.apply(dropped.events).says("Yes", "affirm")
    outcome = await run(ConfirmCancel(parts), conversation)
    assert "Shall I?" in outcome.text
    assert shop.order(entry.number, entry.customer_id) == entry.order


async def test_returning_asks_first_and_then_gives_the_label(parts: Parts, shop: ShopProcess, book: Book) -> None:
    """After the yes the return is registered, with label, deadline and refund."""
    entry = book.take(returnable=True)
    wish = about(entry, "return").set(return_reason="Does not fit")
    asked, done = await confirm(wish, ReturnItem(parts), ConfirmReturn(parts))
    assert f"Shall I register the return of order {entry.number}" in asked.text
    assert f"Your return of order {entry.number} is registered" in done.text
    assert f"{shop.url}/" in done.text
    assert shop.order(entry.number, entry.customer_id)["state"] == "returned"
    assert done.facts[-1]["asked"] == f"return order {entry.number}"
    assert done.facts[-1]["ok"] is True


async def test_the_same_return_twice_is_registered_once(parts: Parts, book: Book) -> None:
    """A repeated call gets the first answer."""
    conversation = about(book.take(returnable=True), "return").set(return_reason="not given")
    _, done = await confirm(conversation, ReturnItem(parts), ConfirmReturn(parts))
    assert "is registered" in done.text
    assert await run(ConfirmReturn(parts), conversation) == done


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        ({"state": "delivered", "returnable": False}, "30 days after delivery"),
        ({"state": "shipped"}, "Once it is with you"),
        ({"state": "paid"}, "nothing to send back yet"),
        ({"state": "returned"}, "return"),
        ({"state": "lost"}, "is lost"),
    ],
)
async def test_what_cannot_be_returned_is_explained(
    parts: Parts, book: Book, wanted: dict[str, Any], words: str
) -> None:
    """Each reason has its own words, and nothing is asked."""
    outcome = await run(ReturnItem(parts), about(book.find(**wanted), "return"))
    assert words in outcome.text
    assert outcome.slots["pending_confirmation"] is None


@pytest.mark.parametrize("other", [TrackOrder, RefundStatus])
async def test_another_order_in_between_does_not_lose_the_confirmation(
    parts: Parts, shop: ShopProcess, book: Book, other: Any
) -> None:
    """A look at another order is answered, the open question is put again, and the next yes means the first order."""
    entry, second = next(
        (one, two)
        for one in book.all(cancellable=True)
        for two in book.all()
        if one.customer_id == two.customer_id and one != two
    )
    conversation = about(entry, "cancel")
    asked = await run(CancelOrder(parts), conversation)
    conversation.apply(asked.events).says("and the other one?", "track_order", order_wish="track")
    looked = await run(other(parts), conversation.set(order_number=second.number))
    assert second.number in looked.text
    assert f"order {entry.number}: shall I cancel it?" in looked.text
    conversation.apply(looked.events).says("No", "deny")
    assert f"{entry.number} stays as it is" in (await run(DropConfirmation(parts), conversation)).text
    assert shop.order(entry.number, entry.customer_id) == entry.order
