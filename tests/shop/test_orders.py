"""The rules of an order, without a file or a server."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shop import orders
from shop.errors import ShopError
from shop.fulfilment import refund_day, tracking_number, working_days_after
from shop.orders import Item, Milestone, Order, Refund, Step

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
WAYS: dict[Milestone, tuple[Milestone, ...]] = {
    "paid": ("paid",),
    "packed": ("paid", "packed"),
    "shipped": ("paid", "packed", "shipped"),
    "out_for_delivery": ("paid", "packed", "shipped", "out_for_delivery"),
    "delivered": ("paid", "packed", "shipped", "delivered"),
    "lost": ("paid", "packed", "shipped", "lost"),
    "cancelled": ("paid", "cancelled"),
    "returned": ("paid", "packed", "shipped", "delivered", "returned"),
    "refunded": ("paid", "cancelled", "refunded"),
}


def an_order(state: Milestone, *, promised: int = 3, last_step: int = 0, refund: Refund | None = None) -> Order:
    """An order that reached the state `last_step` days ago and is promised in `promised` days."""
    end = NOW - timedelta(days=last_step)
    way = WAYS[state]
    return Order(
        number="20499",
        customer_id="C1003",
        promised_on=TODAY + timedelta(days=promised),
        items=(Item("FO-101", "Linen apron", "One size", "Sage", 2, 4100), Item("FO-102", "Mug", "", "Oat", 1, 1890)),
        steps=tuple(Step(step, end - timedelta(days=len(way) - 1 - place)) for place, step in enumerate(way)),
        refund=refund,
    )


@pytest.mark.parametrize("state", get_args(Milestone))
def test_only_paid_and_packed_orders_can_be_cancelled(state: Milestone) -> None:
    """Cancelling works until the parcel leaves the house, then it is refused by code."""
    order = an_order(state)
    assert orders.is_cancellable(order) == (state in ("paid", "packed"))
    if state in ("paid", "packed"):
        cancelled = orders.cancel(order, NOW)
        assert cancelled.reached == "cancelled"
        assert cancelled.refund == Refund("approved", 10090, date(2026, 11, 27))
    else:
        with pytest.raises(ShopError) as refusal:
            orders.cancel(order, NOW)
        assert (refusal.value.status, refusal.value.code) == (409, "not_cancellable")


@pytest.mark.parametrize("state", get_args(Milestone))
def test_only_delivered_orders_can_be_sent_back(state: Milestone) -> None:
    """Everything that is not with the customer is refused by code."""
    order = an_order(state)
    assert orders.is_returnable(order, TODAY) == (state == "delivered")
    if state != "delivered":
        with pytest.raises(ShopError) as refusal:
            orders.send_back(order, NOW)
        assert (refusal.value.status, refusal.value.code) == (409, "not_returnable")


@pytest.mark.parametrize("days, allowed", [(0, True), (1, True), (29, True), (30, True), (31, False), (400, False)])
def test_a_return_is_possible_for_thirty_days(days: int, allowed: bool) -> None:
    """The thirtieth day still counts, the thirty-first does not."""
    assert orders.is_returnable(an_order("delivered", last_step=days), TODAY) is allowed


def test_a_registered_return_says_so_until_the_goods_are_back() -> None:
    """The money is only requested at first, and the label does not claim more."""
    order = orders.send_back(an_order("delivered", last_step=3), NOW)
    assert order.refund == Refund("requested", 10090, refund_day(TODAY + timedelta(days=14)))
    assert orders.label(order, TODAY) == "Return registered"
    back = replace(order, refund=Refund("approved", 10090, TODAY))
    assert orders.label(back, TODAY) == "Returned"


@pytest.mark.parametrize(
    "state, promised, late, shown",
    [
        ("shipped", 0, False, "shipped"),
        ("shipped", -1, True, "late"),
        ("out_for_delivery", -1, True, "late"),
        ("out_for_delivery", 0, False, "out_for_delivery"),
        ("paid", -1, True, "paid"),
        ("packed", -2, True, "packed"),
        ("delivered", -5, False, "delivered"),
        ("lost", -5, False, "lost"),
        ("cancelled", -5, False, "cancelled"),
        ("returned", -5, False, "returned"),
        ("refunded", -5, False, "refunded"),
    ],
)
def test_late_is_read_off_the_calendar(state: Milestone, promised: int, late: bool, shown: str) -> None:
    """Only what is still to come can be late, from the day after the promised one."""
    order = an_order(state, promised=promised)
    assert orders.is_late(order, TODAY) is late
    assert orders.shown_state(order, TODAY) == shown


def test_a_late_unpacked_order_can_still_be_cancelled() -> None:
    """Being late takes nothing away from the customer."""
    assert orders.is_cancellable(an_order("packed", promised=-4))


@pytest.mark.parametrize(
    "order, done, ahead",
    [
        (an_order("paid"), ["paid"], ["packed", "shipped", "out_for_delivery", "delivered"]),
        (an_order("shipped"), ["paid", "packed", "shipped"], ["out_for_delivery", "delivered"]),
        (
            an_order("shipped", promised=-1, last_step=3),
            ["paid", "packed", "shipped", "late"],
            ["out_for_delivery", "delivered"],
        ),
        (
            an_order("out_for_delivery", promised=-3, last_step=1),
            ["paid", "packed", "late", "shipped", "out_for_delivery"],
            ["delivered"],
        ),
        (an_order("delivered"), ["paid", "packed", "shipped", "delivered"], []),
        (an_order("cancelled", refund=Refund("approved", 100, TODAY)), ["paid", "cancelled"], ["refunded"]),
        (an_order("cancelled"), ["paid", "cancelled"], []),
        (an_order("refunded", refund=Refund("sent", 100, TODAY)), ["paid", "cancelled", "refunded"], []),
    ],
)
def test_the_timeline_tells_what_happened_and_what_comes(order: Order, done: list[str], ahead: list[str]) -> None:
    """Reached marks come first with their times, in order; what comes has no time."""
    marks = orders.timeline(order, TODAY)
    assert [mark.state for mark in marks if mark.done] == done
    assert [mark.state for mark in marks if not mark.done] == ahead
    times = [mark.at for mark in marks[: len(done)]]
    assert all(time is not None for time in times)
    assert times == sorted(time for time in times if time)
    assert all(mark.at is None for mark in marks[len(done) :])


@pytest.mark.parametrize("state", get_args(Milestone))
def test_an_order_moves_only_along_the_known_ways(state: Milestone) -> None:
    """Every step outside the table is refused, and so is a step before the last one."""
    order = an_order(state)
    for following in get_args(Milestone):
        if following in orders.TRANSITIONS[state]:
            assert orders.advance(order, following, NOW).reached == following
            with pytest.raises(ValueError, match="earlier"):
                orders.advance(order, following, order.steps[-1].at - timedelta(seconds=1))
        else:
            with pytest.raises(ValueError, match="does not become"):
                orders.advance(order, following, NOW)


@pytest.mark.parametrize("goods, delivery", [(1, 490), (4999, 490), (5000, 0), (9400, 0)])
def test_delivery_is_free_from_fifty_euros(goods: int, delivery: int) -> None:
    """The total holds goods and delivery, and a refund gives both back."""
    order = replace(an_order("paid"), items=(Item("FO-1", "Thing", "", "", 1, goods),))
    assert (order.goods, order.total) == (goods, goods + delivery)
    refund = orders.cancel(order, NOW).refund
    assert refund is not None
    assert refund.amount == order.total


def test_every_state_has_a_label_and_a_way_out_or_an_end() -> None:
    """Labels and transitions know every state; only a refunded order is at its end."""
    assert set(orders.LABELS) == {*get_args(Milestone), "late"}
    assert set(orders.TRANSITIONS) == set(get_args(Milestone))
    assert [state for state, ways in orders.TRANSITIONS.items() if not ways] == ["refunded"]


@settings(deadline=None)
@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(1, 40))
def test_working_days_skip_the_weekend(day: date, count: int) -> None:
    """The result is a working day with exactly that many working days up to it."""
    end = working_days_after(day, count)
    between = [day + timedelta(days=n) for n in range(1, (end - day).days + 1)]
    assert end.weekday() < 5
    assert sum(1 for one in between if one.weekday() < 5) == count


def test_tracking_numbers_are_steady_and_apart() -> None:
    """The same order keeps its number, different orders and carriers do not share one."""
    numbers = {tracking_number(c, str(n)) for c in ("DHL", "DPD", "GLS") for n in range(20401, 20501)}
    assert len(numbers) == 300
    assert tracking_number("DHL", "20417") == tracking_number("DHL", "20417")
    assert tracking_number("DHL", "20417").startswith("JD0146")
