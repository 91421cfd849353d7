"""An order of any vendor in our own terms, and what may still be done with it. Pure rules, amounts in minor units."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

Milestone = Literal[
    "paid", "packed", "shipped", "out_for_delivery", "delivered", "lost", "cancelled", "returned", "refunded"
]
State = Milestone | Literal["late"]
USUAL_WAY: tuple[Milestone, ...] = ("paid", "packed", "shipped", "out_for_delivery", "delivered")
NOT_YET_ARRIVED: frozenset[Milestone] = frozenset(USUAL_WAY[:-1])
ON_THE_WAY: frozenset[Milestone] = frozenset({"shipped", "out_for_delivery"})
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
UNPAID_LABEL = "Waiting for payment"
RETURN_LABEL = "Return registered"


@dataclass(frozen=True)
class Line:
    """One line of an order. `paid` is what all its pieces cost together; `ref` is the vendor's name of the line,
    `product` the vendor's name of what is sold."""

    ref: str
    sku: str
    name: str
    quantity: int
    paid: int
    product: str = ""

    @property
    def unit_price(self) -> int:
        """Of one piece, rounded down: pieces together never cost more than was paid."""
        return self.paid // self.quantity


@dataclass(frozen=True)
class Step:
    """A milestone and when it was reached."""

    state: Milestone
    at: datetime


@dataclass(frozen=True)
class Order:
    """An order as far as its vendor tells. Steps oldest first, at least one.

    `id` is the vendor's own; `number` what the customer knows. `refunded` is what went back already. `settled` is False
    while the money for it has not come in.
    """

    id: str
    number: str
    customer_id: str | None
    name: str
    email: str
    currency: str
    total: int
    lines: tuple[Line, ...]
    steps: tuple[Step, ...]
    settled: bool = True
    promised_on: date | None = None
    carrier: str | None = None
    tracking_number: str | None = None
    tracking_url: str | None = None
    refunded: int = 0
    refunded_at: datetime | None = None
    replacement: bool = False
    """It was sent in place of another: nothing was paid for it."""
    cancelled_under: str | None = None
    returned_under: str | None = None
    """The marks under which we called it off and registered its return."""

    @property
    def reached(self) -> Milestone:
        """The last milestone."""
        return self.steps[-1].state

    def day_of(self, state: Milestone) -> date | None:
        """The day a milestone was reached."""
        return next((step.at.date() for step in self.steps if step.state == state), None)


@dataclass(frozen=True)
class Customer:
    """Somebody who shops there."""

    id: str
    name: str
    email: str
    tier: str
    since: date
    orders: int


@dataclass(frozen=True)
class Product:
    """One thing that is sold there; `price` in minor units."""

    sku: str
    name: str
    price: int
    currency: str
    slug: str
    stock: int
    sizes: tuple[str, ...] = ()
    colours: tuple[str, ...] = ()


@dataclass(frozen=True)
class Mark:
    """One point of the timeline: reached, or still to come."""

    state: State
    label: str
    at: datetime | None
    done: bool


@dataclass(frozen=True)
class Terms:
    """How the shop takes things back: for how many days, and the page that says how to send them (empty: not here)."""

    return_days: int
    returns_page: str


def is_late(order: Order, today: date) -> bool:
    """The promised day, where the vendor names one, has passed and nothing has arrived."""
    return order.reached in NOT_YET_ARRIVED and order.promised_on is not None and order.promised_on < today


def shown_state(order: Order, today: date) -> State:
    """The state people see: a parcel on the way past its promised day is "late"."""
    return "late" if order.reached in ON_THE_WAY and is_late(order, today) else order.reached


def label(order: Order, today: date) -> str:
    """The shown state in words."""
    if order.reached == "paid" and not order.settled:
        return UNPAID_LABEL
    if order.reached == "returned" and order.refunded < order.total:
        return RETURN_LABEL
    return LABELS[shown_state(order, today)]


def is_cancellable(order: Order) -> bool:
    """Until anything of it is packed or paid back."""
    return order.reached == "paid" and not order.replacement


def is_returnable(order: Order, today: date, terms: Terms) -> bool:
    """Sent, as far as is known arrived, and not too long ago. Most vendors do not hear of an arrival."""
    sent = order.day_of("delivered") or order.day_of("shipped")
    if not terms.returns_page or sent is None or order.replacement or order.refunded >= order.total:
        return False
    return order.reached in ("shipped", "delivered") and today - sent <= timedelta(days=terms.return_days)


def timeline(order: Order, today: date) -> tuple[Mark, ...]:
    """What happened, in order, then what is expected. Without its money an order has a `paid` that is not done."""
    done = [Mark(step.state, LABELS[step.state], step.at, True) for step in order.steps]
    if not order.settled and done[0].state == "paid":
        done[0] = Mark("paid", LABELS["paid"], None, False)
    if order.reached == "returned":
        done[-1] = replace(done[-1], label=label(order, today))
    if is_late(order, today) and order.promised_on is not None:
        since = datetime.combine(order.promised_on + timedelta(days=1), time(), UTC)
        done.append(Mark("late", LABELS["late"], since, True))
        done.sort(key=lambda mark: mark.at or since)
    ahead: tuple[Milestone, ...] = ()
    if order.reached in NOT_YET_ARRIVED:
        ahead = USUAL_WAY[USUAL_WAY.index(order.reached) + 1 :]
    return (*done, *(Mark(state, LABELS[state], None, False) for state in ahead))
