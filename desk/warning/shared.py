"""What the orders behind an alarm have in common, compared with all recent orders. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import comb


class Kind(StrEnum):
    """By what orders can be alike."""

    CARRIER = "carrier"
    PRODUCT = "product"
    PAYMENT_METHOD = "payment_method"
    WAREHOUSE = "warehouse"
    PLACED_ON = "placed_on"
    LATE = "late"
    """Past the promised day and still to come."""


@dataclass(frozen=True)
class Property:
    """One thing orders can have in common. `label` is for people; `value` a SKU for products, a date for days."""

    kind: Kind
    value: str
    label: str = ""


@dataclass(frozen=True)
class RecentOrder:
    """One of everybody's recent orders, as the shop tells it. `notices`: they agreed to be told of troubles."""

    number: str
    shop_customer_id: str
    customer_name: str
    notices: bool
    placed_on: date
    promised_on: date
    state: str
    late: bool
    open: bool
    carrier: str | None
    payment_method: str
    warehouse: str
    products: tuple[tuple[str, str], ...]
    """SKU and name of each."""

    def properties(self) -> Iterator[Property]:
        """Everything it may share with others."""
        if self.carrier:
            yield Property(Kind.CARRIER, self.carrier, self.carrier)
        for sku, name in dict(self.products).items():
            yield Property(Kind.PRODUCT, sku, name)
        yield Property(Kind.PAYMENT_METHOD, self.payment_method, self.payment_method)
        yield Property(Kind.WAREHOUSE, self.warehouse, self.warehouse)
        yield Property(Kind.PLACED_ON, self.placed_on.isoformat(), self.placed_on.isoformat())
        if self.late:
            yield Property(Kind.LATE, "yes", "past the promised day")

    def has(self, kind: Kind, value: str) -> bool:
        """Whether it is one of those."""
        return any((each.kind, each.value) == (kind, value) for each in self.properties())


@dataclass(frozen=True)
class Shared:
    """A property, in how many of the orders behind the alarm it is found, and in how many of all recent ones."""

    what: Property
    behind: int
    of_behind: int
    recent: int
    of_recent: int

    @property
    def times(self) -> float:
        """How many times as often as among all recent orders."""
        return (self.behind / self.of_behind) / (self.recent / self.of_recent)

    @property
    def chance(self) -> float:
        """How likely so many would share it if they had been drawn from all recent orders (hypergeometric)."""
        most = min(self.of_behind, self.recent)
        ways = sum(
            comb(self.recent, count) * comb(self.of_recent - self.recent, self.of_behind - count)
            for count in range(self.behind, most + 1)
        )
        return ways / comb(self.of_recent, self.of_behind)


LEAST_SHARING = 3
"""Fewer orders with a property are no pattern."""


def likeliest_order(orders: Sequence[RecentOrder]) -> RecentOrder | None:
    """The order a person most likely writes about: late, else on its way, else still to come, else the newest."""
    newest = sorted(orders, key=lambda order: (order.placed_on, order.number), reverse=True)
    for wanted in (lambda each: each.late, lambda each: each.open and each.carrier, lambda each: each.open, _any):
        found = next((order for order in newest if wanted(order)), None)
        if found is not None:
            return found
    return None


def _any(_order: RecentOrder) -> bool:
    return True


def shared_by(behind: Sequence[RecentOrder], recent: Sequence[RecentOrder]) -> list[Shared]:
    """What at least three and half of the orders behind have in common, the most telling first.

    `behind` are among `recent`. What is as frequent among all orders tells nothing and is left out.
    """
    if not behind:
        return []
    labels = {(p.kind, p.value): p for order in recent for p in order.properties()}
    everywhere, here = _counted(recent), _counted(behind)
    found = [
        Shared(labels[which], count, len(behind), everywhere[which], len(recent))
        for which, count in here.items()
        if count >= LEAST_SHARING and 2 * count >= len(behind)
    ]
    telling = [each for each in found if each.times > 1]
    return sorted(telling, key=lambda each: (each.chance, -each.behind, each.what.kind, each.what.value))


def _counted(orders: Iterable[RecentOrder]) -> Counter[tuple[Kind, str]]:
    return Counter(which for order in orders for which in {(p.kind, p.value) for p in order.properties()})
