"""What the team promised: the bot says it when it is asked after, to whom the desk lets it, and otherwise not."""

from typing import Any

import pytest

from actions.answer_question import AnswerQuestion
from actions.assembly import Parts
from actions.miss import Miss
from actions.promises import Promise, asked_after, read_promises
from actions.refund_status import RefundStatus
from actions.track_order import TrackOrder
from actions.validate_order_form import ValidateOrderForm
from tests.actions.conftest import Book
from tests.actions.conversations import INTENTS, Conversation, about, run, signed_in

REFUND = {"what": "refund", "note": "order 20417", "due": "Friday, 5 December", "by": "Maya", "late": False}
CALL = {"what": "call_back", "note": "", "due": "Monday, 8 December at 10:00 (CET)", "by": "Tom", "late": False}
LATE = REFUND | {"late": True}


def owed(*promises: dict[str, Any]) -> Conversation:
    return Conversation(signed_in("C1003") | {"promises": list(promises)})


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Where is my refund?", ["refund"]),
        ("when will I get my money back", ["refund"]),
        ("You promised me a refund", ["refund"]),
        ("when will you call me back?", ["call_back"]),
        ("nobody called me yet", ["call_back"]),
        ("What did you promise me?", ["refund", "call_back"]),
        ("when do I get my money and when will you phone me", ["refund", "call_back"]),
        ("refund my order please", []),
        ("What are your opening hours?", []),
        ("how do I call a taxi", []),
        ("where is my parcel", []),
        ("", []),
    ],
)
def test_what_is_asked_after(text: str, kinds: list[str]) -> None:
    """Its kind together with a when, or that we promised at all."""
    found = asked_after(text, read_promises([REFUND, CALL]))
    assert [each.what for each in found] == kinds


def test_what_is_not_as_agreed_is_left_out() -> None:
    """An odd document costs its promise, never the turn."""
    assert read_promises(None) == ()
    assert read_promises({"what": "refund"}) == ()
    assert read_promises([1, {}, REFUND | {"due": None}, CALL]) == (
        Promise("call_back", "", CALL["due"], "Tom", late=False),
    )


async def test_the_form_asks_for_no_number_when_the_promise_is_the_answer() -> None:
    """It is said once, and the form ends."""
    conversation = owed(REFUND).says("Where is my refund?", "refund_status", order_wish="refund").in_form()
    outcome = await run(ValidateOrderForm(), conversation.checked_by_form())
    assert outcome.text == "Your refund (order 20417) is due on Friday, 5 December: Maya promised it."
    assert outcome.slots["requested_slot"] is None
    conversation.apply(outcome.events).bot_says(outcome.text)
    after = await run(RefundStatus(), conversation)
    assert after.text == "", "and it is said once"


async def test_the_form_goes_on_as_ever_where_nothing_was_promised() -> None:
    """Nor does another promise or another wish stop it."""
    for conversation in (
        owed().says("Where is my refund?", "refund_status", order_wish="refund"),
        owed(CALL).says("Where is my refund?", "refund_status", order_wish="refund"),
        owed(REFUND).says("cancel my order, I still wait for the refund", "cancel_order", order_wish="cancel"),
    ):
        outcome = await run(ValidateOrderForm(), conversation.in_form().checked_by_form())
        assert outcome.slots["requested_slot"] == "order_number"
        assert outcome.text == ""


async def test_a_promise_instead_of_what_the_words_were_taken_for() -> None:
    """The model knows no question about calls; the promise does."""
    asked = owed(CALL).says("when will you call me back?", "store_hours")
    outcome = await run(AnswerQuestion(), asked)
    assert outcome.text == "Your call back is due on Monday, 8 December at 10:00 (CET): Tom promised it."
    missed = await run(Miss(), owed(CALL).says("when will Tom call me", "nlu_fallback"))
    assert missed.text == outcome.text
    hours = await run(AnswerQuestion(), owed(CALL).says("What are your opening hours?", "store_hours"))
    assert "promised" not in hours.text


async def test_a_late_one_is_said_to_be_late_with_a_way_to_a_person() -> None:
    """No excuse, no new promise."""
    outcome = await run(Miss(), owed(LATE).says("you promised a refund!", "nlu_fallback"))
    assert "was promised for Friday, 5 December, and it is late. I am sorry." in outcome.text
    assert outcome.offers_a_person


async def test_who_was_promised_nothing_hears_of_nothing() -> None:
    """The bot answers as ever."""
    outcome = await run(Miss(), Conversation().says("when will you call me back?", "nlu_fallback"))
    assert "promised" not in outcome.text


@pytest.mark.parametrize("wish", ["refund", "track"])
async def test_the_promise_comes_before_what_the_shop_says(parts: Parts, book: Book, wish: str) -> None:
    """With an order at hand both are said; that the shop knows of no refund yet is not held against the promise."""
    entry = next(each for each in book.all(refund=None) if each.customer_id != "C1001")
    promised = REFUND | {"what": "refund" if wish == "refund" else "delivery"}
    asked = about(entry, wish)
    asked.customer |= {"promises": [promised]}
    asked.says(f"Where is my {'refund' if wish == 'refund' else 'parcel'} {entry.number}?", INTENTS[wish])
    outcome = await run({"refund": RefundStatus, "track": TrackOrder}[wish](parts), asked)
    assert outcome.text.startswith("Your ")
    assert "is due on Friday, 5 December: Maya promised it." in outcome.text
    assert "There is no refund" not in outcome.text
    assert outcome.cards[0]["order"]["number"] == entry.number
