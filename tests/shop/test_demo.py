"""The demo data: believable on any day, the same for the same day, set back on request."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import get_args

import pytest

from shop import orders
from shop.demo.catalogue import catalogue
from shop.demo.orders import demo_orders
from shop.demo.people import customers
from shop.demo.seeding import seed, seed_if_empty
from shop.orders import Milestone
from shop.store import Store

TODAY = date(2026, 11, 22)


def dump(store: Store) -> list[str]:
    return sorted(store.db.iterdump())


@pytest.mark.parametrize("later", range(14))
def test_on_any_day_the_demo_shows_every_state(later: int) -> None:
    """Weekends included, no state goes missing and nothing has happened in the future."""
    today = TODAY + timedelta(days=later)
    all_orders = demo_orders(today)
    assert {orders.shown_state(order, today) for order in all_orders} == {*get_args(Milestone), "late"}
    end_of_first_hour = datetime.combine(today, time(1), UTC)
    assert all(order.steps[-1].at < end_of_first_hour for order in all_orders)


def test_the_orders_are_numbered_without_gaps_in_the_order_they_were_placed() -> None:
    """Numbers start at 20401; a guest's orders belong to people who exist."""
    numbers = [order.number for order in demo_orders(TODAY)]
    assert numbers == [str(20401 + n) for n in range(40)]
    assert {order.customer_id for order in demo_orders(TODAY)} <= {customer.id for customer in customers()}


def test_ana_has_an_order_for_every_story() -> None:
    """One on its way, one late, one just delivered, one refunded, one that can be cancelled."""
    hers = {order.number: order for order in demo_orders(TODAY) if order.customer_id == "C1003"}
    assert orders.shown_state(hers["20417"], TODAY) == "shipped"
    assert sorted(orders.shown_state(order, TODAY) for order in hers.values()) == [
        "delivered", "late", "paid", "refunded", "shipped",
    ]  # fmt: skip
    assert [order.number for order in hers.values() if orders.is_cancellable(order)] == ["20435"]
    assert [order.number for order in hers.values() if orders.is_returnable(order, TODAY)] == ["20406"]


def test_the_shop_has_enough_goods_and_some_are_sold_out() -> None:
    """Fourteen products with their own SKU and page, one of them not to be had."""
    goods = catalogue()
    assert len(goods) == len({p.sku for p in goods}) == len({p.slug for p in goods}) == 14
    assert [product.slug for product in goods if product.stock == 0] == ["ash-lamp"]


def test_seeding_twice_changes_nothing(store: Store) -> None:
    """The same day gives the same file."""
    assert seed(store, TODAY) == 40
    first = dump(store)
    seed(store, TODAY)
    assert dump(store) == first


def test_seeding_sets_the_demo_back_and_moves_it_to_today(store: Store) -> None:
    """What was cancelled is open again, and the dates follow the new day; other orders stay."""
    seed(store, TODAY)
    order = store.order("20435")
    assert order is not None
    with store.transaction():
        store.save_progress(orders.cancel(order, datetime(2026, 11, 22, 10, tzinfo=UTC)))
        store.add_order(replace(order, number="20441", tracking_number=None))
    seed(store, TODAY + timedelta(days=7))
    again = store.order("20435")
    assert again is not None
    assert (again.reached, again.refund) == ("paid", None)
    assert again.placed_on == order.placed_on + timedelta(days=7)
    assert store.order("20441") is not None
    assert store.next_number() == "20442"


def test_only_an_empty_file_is_seeded_by_itself(store: Store) -> None:
    """A shop in use is left alone."""
    assert seed_if_empty(store, TODAY) is True
    before = dump(store)
    assert seed_if_empty(store, TODAY + timedelta(days=30)) is False
    assert dump(store) == before
