"""How a customer stands with the shop, asked of it and kept, and which segment that makes them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from desk.customers.customer import Customer
from desk.ports import DeskPorts, Unit
from desk.relationship.house_rules import Standing, segment_of

CANCELLED = "cancelled"


@dataclass(frozen=True)
class Bought:
    """A customer's orders, oldest first, without cancelled ones: number and day."""

    orders: tuple[tuple[str, date], ...]

    def standing(self, customer_id: str, notices: bool, desk: DeskPorts) -> Standing:
        number, day = self.orders[-1] if self.orders else (None, None)
        return Standing(customer_id, len(self.orders), number, day, notices, desk.clock())


async def bought_by(shop_customer_id: str, desk: DeskPorts) -> Bought:
    """Raises `shop_unavailable`."""
    told = [each for each in await desk.orders.orders_of(shop_customer_id) if each.get("state") != CANCELLED]
    return Bought(tuple(sorted((_placed(each) for each in told), key=lambda order: (order[1], order[0]))))


async def segment(customer: Customer, unit: Unit, desk: DeskPorts) -> str | None:
    """The segment of a customer, by what is known now; nobody unverified has one."""
    if not customer.verified:
        return None
    standing = await unit.relationship.standing(customer.id)
    trouble = await unit.relationship.in_trouble(customer.id)
    rules = await unit.relationship.rules()
    return segment_of(rules, customer.tier, standing, trouble, today(desk))


def today(desk: DeskPorts) -> date:
    """The day by the house's own calendar."""
    return desk.clock().astimezone(desk.service.hours.zone).date()


def _placed(order: dict[str, Any]) -> tuple[str, date]:
    return str(order.get("number", "")), date.fromisoformat(str(order.get("placed_on"))[:10])
