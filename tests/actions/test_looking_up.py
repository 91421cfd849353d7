"""Looking an order up: where it is, what is with the money, and who may know."""

from typing import Any

import pytest

from actions.assembly import Parts
from actions.cancel_order import CancelOrder
from actions.refund_status import RefundStatus
from actions.return_item import ReturnItem
from actions.track_order import TrackOrder
from tests.actions.conftest import Book, ShopProcess
from tests.actions.conversations import Conversation, about, guest_about, run, signed_in

# Every state there is, and words that must be said about it.
EVERY_STATE = [
    ("paid", "waiting to be packed"),
    ("packed", "is packed"),
    ("shipped", "is on its way with"),
    ("out_for_delivery", "driver and should reach you"),
    ("delivered", "was delivered on"),
    ("late", "is late"),
    ("lost", "is lost"),
    ("cancelled", "was cancelled on"),
    ("returned", "return"),
    ("refunded", "has been refunded"),
]
GUEST_SEES = {"number", "state", "state_label", "placed_on", "promised_on", "timeline", "carrier", "late"}


@pytest.mark.parametrize(("state", "words"), EVERY_STATE)
async def test_every_state_is_told_with_its_card(
    parts: Parts, shop: ShopProcess, book: Book, state: str, words: str
) -> None:
    """The customer hears the true state, sees the shop's own order as a card, and the brief gets the fact."""
    entry = book.find(state=state)
    outcome = await run(TrackOrder(parts), about(entry))
    truth = shop.order(entry.number, entry.customer_id)
    assert truth["state"] == state
    assert words in outcome.text
    assert outcome.cards == [{"kind": "order", "order": truth}]
    assert [(fact["asked"], fact["ok"]) for fact in outcome.facts] == [(f"order {entry.number}", True)]
    assert outcome.facts[0]["answered"].startswith(truth["state_label"].lower())


@pytest.mark.parametrize("state", ["late", "lost"])
async def test_late_and_lost_come_with_an_apology_and_a_person(parts: Parts, book: Book, state: str) -> None:
    """Where the shop failed the customer, we say sorry and offer a person."""
    outcome = await run(TrackOrder(parts), about(book.find(state=state)))
    assert "sorry" in outcome.text
    entry = book.find(state=state)
    assert outcome.goodwill == [{"order_number": entry.number, "cause": state}], (
        "whether anything is given, the desk decides"
    )
    assert outcome.offers_a_person


async def test_after_tracking_the_number_is_kept_and_the_wish_is_done(parts: Parts, book: Book) -> None:
    """A follow-up needs the number; wish and question are over, and the customer has the word."""
    outcome = await run(TrackOrder(parts), about(book.find(state="shipped")))
    assert outcome.slots == {"order_wish": None, "pending_confirmation": None, "return_reason": None}
    assert {"event": "followup", "timestamp": None, "name": "action_listen"} in outcome.events


async def test_a_guest_sees_state_and_dates_and_nothing_else(parts: Parts, book: Book) -> None:
    """Number and e-mail prove enough for the state, not for goods, prices, parcels or refunds."""
    entry = book.find(state="shipped")
    outcome = await run(TrackOrder(parts), guest_about(entry.number, entry.email))
    assert "on its way" in outcome.text
    assert set(outcome.cards[0]["order"]) == GUEST_SEES
    said = str(outcome.responses)
    order = entry.order
    for secret in (order["items"][0]["name"], order["total"]["amount"], order["tracking_number"], entry.email):
        assert secret not in said


async def test_not_yours_looks_exactly_like_not_there(parts: Parts, book: Book) -> None:
    """Signed in: another customer's order and no order at all give the same answer but for the number asked."""
    mine, other = book.all()[0], book.all()[-1]
    assert mine.customer_id != other.customer_id
    theirs = await run(TrackOrder(parts), about(mine, number=other.number))
    none = await run(TrackOrder(parts), about(mine, number="99401"))
    assert str(theirs.responses).replace(other.number, "N") == str(none.responses).replace("99401", "N")
    assert theirs.events == none.events
    assert theirs.slots["order_number"] is None
    assert theirs.offers_a_person
    assert theirs.facts[0]["ok"] is False


async def test_a_wrong_email_looks_exactly_like_not_there(parts: Parts, book: Book) -> None:
    """Guests: a wrong address for a real order and no order at all give the same answer."""
    real = book.all()[0]
    wrong = await run(TrackOrder(parts), guest_about(real.number, "nobody@example.com"))
    none = await run(TrackOrder(parts), guest_about("99418", "nobody@example.com"))
    assert str(wrong.responses).replace(real.number, "N") == str(none.responses).replace("99418", "N")
    assert wrong.events == none.events
    assert wrong.slots["email"] is None
    assert wrong.offers_a_person


@pytest.mark.parametrize(
    ("action", "wish"), [(CancelOrder, "cancel"), (ReturnItem, "return"), (RefundStatus, "refund")]
)
@pytest.mark.parametrize("right", [True, False])
async def test_guests_are_offered_sign_in_or_a_person(
    parts: Parts, book: Book, action: Any, wish: str, right: bool
) -> None:
    """Cancel, return and refund are for signed-in people; the answer does not tell whether the proof was right."""
    entry = book.find(cancellable=True)
    outcome = await run(action(parts), guest_about(entry.number, entry.email if right else "no@example.com", wish))
    assert "sign in" in outcome.text
    assert outcome.offers_a_person
    assert outcome.cards == []
    assert outcome.facts == []


@pytest.mark.parametrize("action", [TrackOrder, CancelOrder, ReturnItem, RefundStatus])
async def test_without_a_number_we_ask_for_it(parts: Parts, action: Any) -> None:
    """A wish that comes without an order is not met with silence."""
    conversation = Conversation(signed_in("C1003")).says("do it", "cancel_order", order_wish="cancel")
    outcome = await run(action(parts), conversation)
    assert "number" in outcome.text


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        ({"state": "shipped"}, "There is no refund"),
        ({"state": "delivered", "returnable": True}, "If you send it back"),
    ],
)
async def test_an_order_without_a_refund(parts: Parts, book: Book, wanted: dict[str, Any], words: str) -> None:
    """Why there is no money on its way, what to do next, and a person."""
    outcome = await run(RefundStatus(parts), about(book.find(**wanted), "refund"))
    assert words in outcome.text
    assert outcome.offers_a_person


@pytest.mark.parametrize("stage", ["requested", "approved", "sent"])
async def test_an_order_with_a_refund(parts: Parts, book: Book, stage: str) -> None:
    """Amount and stage of the refund; a person only when the expected day has passed."""
    entry = next(e for e in book.all() if e.order["refund"] and e.order["refund"]["state"] == stage)
    outcome = await run(RefundStatus(parts), about(entry, "refund"))
    assert f"€{entry.order['refund']['amount']['amount']}" in outcome.text
    overdue = entry.order["refund"]["expected_on"] < parts.today().isoformat()
    assert outcome.offers_a_person is overdue
    assert outcome.facts[0]["ok"] is True
