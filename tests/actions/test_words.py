"""The words for every state of an order and every refund; dates and money as people say them."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from actions import spoken
from actions.order_words import refund_words, state_fact, state_words
from actions.orders import Item, Money, Order, OrderGlance, Refund, State, Step
from actions.reply import PERSON

TODAY = date(2026, 11, 24)
PRICE = Money(Decimal("59.90"), "EUR")
ORDER = Order(
    number="20417",
    state="shipped",
    state_label="Shipped",
    placed_on=date(2026, 11, 18),
    promised_on=date(2026, 11, 27),
    delivered_on=None,
    carrier="DHL",
    tracking_number="JD01",
    tracking_url="http://shop.example/parcels/JD01",
    total=PRICE,
    items=(Item("FO-109", "Oak lamp", 1, PRICE),),
    timeline=(),
    refund=None,
    late=False,
    cancellable=False,
    returnable=False,
)
DELIVERED = replace(ORDER, state="delivered", state_label="Delivered", delivered_on=date(2026, 11, 20))
REFUND = Refund("sent", PRICE, date(2026, 12, 1))


@pytest.mark.parametrize(
    ("order", "parts"),
    [
        (
            replace(ORDER, state="paid", carrier=None, tracking_url=None, cancellable=True),
            ["is paid and waiting to be packed", "Friday, 27 November", "still cancel"],
        ),
        (replace(ORDER, state="packed"), ["is packed and waiting for DHL", "Friday, 27 November"]),
        (ORDER, ["is on its way with DHL", "by Friday, 27 November", "link to follow the parcel"]),
        (replace(ORDER, state="out_for_delivery"), ["with the DHL driver", "in the course of the day"]),
        (
            replace(DELIVERED, returnable=True),
            ["was delivered on Friday, 20 November", "send it back until Sunday, 20 December"],
        ),
        (DELIVERED, ["was delivered on Friday, 20 November", "If it is not with you, tell me"]),
        (
            replace(ORDER, state="late", late=True, promised_on=date(2026, 11, 20)),
            ["I am sorry", "was due on Friday, 20 November", "still on its way with DHL", "chase the parcel"],
        ),
        (
            replace(ORDER, state="packed", late=True, promised_on=date(2026, 11, 20)),
            ["I am sorry", "was due on Friday, 20 November", "not left our house"],
        ),
        (replace(ORDER, state="lost"), ["I am sorry", "is lost", "DHL has lost track", "send it again or refund"]),
        (
            replace(ORDER, state="cancelled", refund=replace(REFUND, state="approved")),
            ["was cancelled", "nothing will be sent", "€59.90 is approved", "Tuesday, 1 December"],
        ),
        (
            replace(DELIVERED, state="returned", refund=replace(REFUND, state="requested")),
            ["return of order 20417 is registered", "as soon as your parcel has reached us"],
        ),
        (replace(DELIVERED, state="returned"), ["has come back to us"]),
        (
            replace(DELIVERED, state="refunded", refund=REFUND),
            ["has been refunded", "We have sent your refund of €59.90", "by Tuesday, 1 December"],
        ),
    ],
)
def test_every_state_says_what_happened_and_what_is_next(order: Order, parts: list[str]) -> None:
    """Each state has words of its own, with the dates that matter."""
    text = state_words(order, TODAY).text
    assert "20417" in text
    for part in parts:
        assert part in text


@pytest.mark.parametrize("state", State.__args__)  # type: ignore[attr-defined]
@pytest.mark.parametrize("late", [False, True])
def test_no_state_is_without_words(state: State, late: bool) -> None:
    """Every state, for customers and guests, gets a sentence and a fact, also without dates and carrier."""
    order = replace(ORDER, state=state, late=late, promised_on=None, carrier=None, tracking_url=None)
    glance = OrderGlance("20417", state, "Label", date(2026, 11, 18), None, (), None, late)
    for known in (order, glance):
        text = state_words(known, TODAY).text
        assert text.endswith(".")
        assert "None" not in text
        assert "!" not in text
        assert state_fact(known, TODAY)


@pytest.mark.parametrize("order", [replace(ORDER, state="late", late=True), replace(ORDER, state="lost")])
def test_late_and_lost_orders_come_with_a_person(order: Order) -> None:
    """Where something went wrong the customer is offered a person at once."""
    assert PERSON in state_words(order, TODAY).quick_replies


def test_a_guest_learns_the_day_of_delivery_from_the_timeline() -> None:
    """A glance has no delivery day of its own, its timeline has."""
    step = Step("delivered", "Delivered", datetime(2026, 11, 20, 12, tzinfo=UTC), True)
    glance = OrderGlance("20417", "delivered", "Delivered", TODAY, None, (step,), "DHL", False)
    said = state_words(glance, TODAY)
    assert "Friday, 20 November" in said.text
    assert all("return" not in reply.sends for reply in said.quick_replies)


@pytest.mark.parametrize(
    ("order", "fact"),
    [
        (ORDER, "shipped with DHL, due Friday, 27 November"),
        (replace(ORDER, state="late", state_label="Running late", late=True), "running late with DHL, was due Friday"),
        (DELIVERED, "delivered on Friday, 20 November"),
        (replace(ORDER, state="cancelled", state_label="Cancelled"), "cancelled"),
    ],
)
def test_the_fact_for_the_brief(order: Order, fact: str) -> None:
    """The agent reads the state in one phrase."""
    assert state_fact(order, TODAY).startswith(fact)


@pytest.mark.parametrize("state", ["requested", "approved", "sent"])
@pytest.mark.parametrize("days", [None, -3, 0, 3])
def test_refund_words_never_name_a_past_day_as_to_come(state: str, days: int | None) -> None:
    """A day that has passed is not promised any more."""
    expected = None if days is None else TODAY + timedelta(days=days)
    text = refund_words(Refund(state, PRICE, expected), TODAY)  # type: ignore[arg-type]
    assert "€59.90" in text
    said_day = expected is not None and spoken.day(expected, TODAY) in text
    if days is None:
        assert "None" not in text
    elif days >= 0:
        assert said_day
    elif said_day:
        assert "should have been" in text


@pytest.mark.parametrize(
    ("when", "said"),
    [
        (date(2026, 11, 27), "Friday, 27 November"),
        (date(2026, 1, 1), "Thursday, 1 January"),
        (date(2027, 1, 1), "Friday, 1 January 2027"),
        (date(2025, 12, 31), "Wednesday, 31 December 2025"),
    ],
)
def test_days(when: date, said: str) -> None:
    """A day is said with its weekday, and with its year when it is another year."""
    assert spoken.day(when, TODAY) == said


@pytest.mark.parametrize(
    ("amount", "currency", "said"),
    [("59.90", "EUR", "€59.90"), ("5", "GBP", "£5.00"), ("1200.5", "CHF", "CHF 1200.50")],
)
def test_money(amount: str, currency: str, said: str) -> None:
    """Money is said with two places and its sign."""
    assert spoken.money(Money(Decimal(amount), currency)) == said
