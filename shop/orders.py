"""The rules of an order: its states, what may follow what, what a customer may still do."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

from shop.errors import ShopError
from shop.fulfilment import delivery_price, refund_day

# What an order has reached. "late" is not reached but read off the calendar, see `shown_state`.
Milestone = Literal[
    "paid", "packed", "shipped", "out_for_delivery", "delivered", "lost", "cancelled", "returned", "refunded"
]
State = Milestone | Literal["late"]
RefundState = Literal["requested", "approved", "sent"]

TRANSITIONS: dict[Milestone, frozenset[Milestone]] = {
    "paid": frozenset({"packed", "cancelled"}),
    "packed": frozenset({"shipped", "cancelled"}),
    "shipped": frozenset({"out_for_delivery", "delivered", "lost"}),
    "out_for_delivery": frozenset({"delivered", "lost"}),
    "delivered": frozenset({"returned"}),
    "lost": frozenset({"refunded"}),
    "cancelled": frozenset({"refunded"}),
    "returned": frozenset({"refunded"}),
    "refunded": frozenset(),
}
USUAL_WAY: tuple[Milestone, ...] = ("paid", "packed", "shipped", "out_for_delivery", "delivered")
ON_THE_WAY: frozenset[Milestone] = frozenset({"shipped", "out_for_delivery"})
NOT_YET_ARRIVED: frozenset[Milestone] = frozenset({"paid", "packed", "shipped", "out_for_delivery"})
RETURN_DAYS = 30
LABELS: dict[State, str] = {
    "paid": "Paid",
    "packed": "Packed",
    "shipped": "Shipped",
    "out_for_delivery": "Out for delivery",
    "delivered": "Delivered",
    "late": "Running late",
    "lost": "Lost on the way",
    "cancelled": "Cancelled",
    "returned": "Returned",
    "refunded": "Refunded",
}


@dataclass(frozen=True)
class Item:
    """One line of an order; `unit_price` in cents."""

    sku: str
    name: str
    size: str
    colour: str
    quantity: int
    unit_price: int


@dataclass(frozen=True)
class Step:
    """A milestone and when it was reached."""

    state: Milestone
    at: datetime


@dataclass(frozen=True)
class Refund:
    """Money on its way back; `amount` in cents, `expected_on` the day it reaches the account."""

    state: RefundState
    amount: int
    expected_on: date


@dataclass(frozen=True)
class Mark:
    """One point of the timeline as shown: reached (`at` set) or still to come."""

    state: State
    label: str
    at: datetime | None
    done: bool


@dataclass(frozen=True)
class Order:
    """An order with everything it has gone through, oldest step first; there is always at least one step."""

    number: str
    customer_id: str
    promised_on: date
    items: tuple[Item, ...]
    steps: tuple[Step, ...]
    carrier: str | None = None
    tracking_number: str | None = None
    refund: Refund | None = None
    replaces: str | None = None
    """The order whose goods it replaces: then nothing was paid for it."""
    payment_method: str = "card"
    warehouse: str = "Leipzig"
    """Where it is packed."""

    @property
    def reached(self) -> Milestone:
        """The last milestone."""
        return self.steps[-1].state

    @property
    def placed_on(self) -> date:
        """The day it was ordered."""
        return self.steps[0].at.date()

    @property
    def delivered_on(self) -> date | None:
        """The day it arrived, if it did."""
        return next((step.at.date() for step in self.steps if step.state == "delivered"), None)

    @property
    def goods(self) -> int:
        """Cents for the goods alone."""
        return sum(item.quantity * item.unit_price for item in self.items)

    @property
    def total(self) -> int:
        """Cents for the goods and their delivery; a refund covers both."""
        return 0 if self.replaces else self.goods + delivery_price(self.goods)


def is_late(order: Order, today: date) -> bool:
    """The promised day has passed and the order is still to come. A lost one is lost, not late."""
    return order.reached in NOT_YET_ARRIVED and order.promised_on < today


def shown_state(order: Order, today: date) -> State:
    """The state people see: a parcel on the way past its promised day is "late"."""
    if order.reached in ON_THE_WAY and is_late(order, today):
        return "late"
    return order.reached


def label(order: Order, today: date) -> str:
    """The shown state in words; a return is only "registered" until the goods are back."""
    state = shown_state(order, today)
    if state == "returned" and order.refund is not None and order.refund.state == "requested":
        return "Return registered"
    return LABELS[state]


def is_cancellable(order: Order) -> bool:
    """Until the parcel leaves the house."""
    return order.reached in ("paid", "packed")


def is_returnable(order: Order, today: date) -> bool:
    """Delivered, and no longer than 30 days ago."""
    arrived = order.delivered_on
    return order.reached == "delivered" and arrived is not None and today - arrived <= timedelta(days=RETURN_DAYS)


def timeline(order: Order, today: date) -> tuple[Mark, ...]:
    """What happened, in order, then what is still expected."""
    done = [Mark(step.state, LABELS[step.state], step.at, True) for step in order.steps]
    if order.reached == "returned":
        done[-1] = replace(done[-1], label=label(order, today))
    if is_late(order, today):
        since = datetime.combine(order.promised_on + timedelta(days=1), time(), UTC)
        done.append(Mark("late", LABELS["late"], since, True))
        done.sort(key=lambda mark: mark.at or since)
    ahead = [Mark(state, LABELS[state], None, False) for state in _still_to_come(order)]
    return (*done, *ahead)


def advance(order: Order, state: Milestone, at: datetime) -> Order:
    """The order one milestone further. Raises ValueError where the rules know no such step or time runs backwards."""
    if state not in TRANSITIONS[order.reached]:
        raise ValueError(f"an order that is {order.reached} does not become {state}")
    if at < order.steps[-1].at:
        raise ValueError("a step cannot be earlier than the one before it")
    return replace(order, steps=(*order.steps, Step(state, at)))


def cancel(order: Order, now: datetime) -> Order:
    """The whole order called off; the money goes back at once. Raises ShopError 409 `not_cancellable`."""
    if not is_cancellable(order):
        raise ShopError(409, "not_cancellable", _why_not_cancellable(order))
    refund = Refund("approved", order.total, refund_day(now.date()))
    return replace(advance(order, "cancelled", now), refund=refund)


def send_back(order: Order, now: datetime) -> Order:
    """The order registered for return; the money follows when the goods are back. Raises 409 `not_returnable`."""
    today = now.date()
    if not is_returnable(order, today):
        raise ShopError(409, "not_returnable", _why_not_returnable(order))
    # Two weeks for the parcel to come back, then a refund like any other.
    refund = Refund("requested", order.total, refund_day(today + timedelta(days=14)))
    return replace(advance(order, "returned", now), refund=refund)


def _still_to_come(order: Order) -> tuple[Milestone, ...]:
    if order.reached in NOT_YET_ARRIVED:
        return USUAL_WAY[USUAL_WAY.index(order.reached) + 1 :]
    if order.reached != "refunded" and order.refund is not None:
        return ("refunded",)
    return ()


def _why_not_cancellable(order: Order) -> str:
    if "cancelled" in (step.state for step in order.steps):
        return "This order is already cancelled."
    return "This order has left our house and can no longer be cancelled."


def _why_not_returnable(order: Order) -> str:
    if "returned" in (step.state for step in order.steps):
        return "This order is already registered for return."
    if order.reached == "delivered":
        return f"This order was delivered more than {RETURN_DAYS} days ago."
    return "Only a delivered order can be returned."
