"""The orders the demo opens with, told in days before and after today."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import cast

from shop.demo.catalogue import catalogue
from shop.fulfilment import SUNDAY, tracking_number
from shop.orders import Item, Milestone, Order, Refund, RefundState, Step, advance

# number | customer | promised, in days from today | carrier | steps: state and days before today | goods: quantity,
# SKU, colour, size | refund: state and days from today. A colour or size left out is the first of the product.
BOOK = """
20401 | C1001 | -45 | DHL | paid 50, packed 49, shipped 48, delivered 45 | 1 FO-103 Clay |
20402 | C1003 | -36 | DHL | paid 41, packed 40, shipped 39, delivered 36, returned 31, refunded 20 \
 | 1 FO-106 Sky M | sent -17
20403 | C1008 | -33 | GLS | paid 38, packed 37, shipped 36, delivered 34 | 1 FO-111, 4 FO-102 Moss |
20404 | C1004 | -28 | DPD | paid 33, packed 32, shipped 31, delivered 28, returned 9 | 1 FO-104 Forest L | approved 4
20405 | C1010 | -25 | DHL | paid 30, packed 29, shipped 28, lost 15, refunded 12 | 2 FO-110 Sage | sent -9
20406 | C1003 | -10 | DHL | paid 15, packed 14, shipped 13, out_for_delivery 11, delivered 11 \
 | 1 FO-103 Fern, 1 FO-108 |
20407 | C1002 | -14 | GLS | paid 20, packed 19, shipped 18, delivered 16 | 3 FO-112 Rust 39-41 |
20408 | C1005 | -12 | - | paid 18, cancelled 17, refunded 13 | 1 FO-107 Oak Large | sent -11
20409 | C1006 | -9 | DPD | paid 16, packed 15, shipped 14, delivered 10, returned 1 | 2 FO-105 Clay S | requested 17
20410 | C1001 | -8 | GLS | paid 15, packed 14, shipped 13, lost 2 | 1 FO-111 Slate | approved 5
20411 | C1004 | -4 | DPD | paid 11, packed 10, shipped 9 | 2 FO-114 Smoke |
20412 | C1003 | -3 | GLS | paid 10, packed 9, shipped 8 | 1 FO-104 Oat M |
20413 | C1009 | -2 | DHL | paid 9, packed 8, shipped 7, out_for_delivery 3 | 1 FO-107 Oak Small |
20414 | C1007 | -5 | DHL | paid 12, packed 11, shipped 10, lost 1 | 1 FO-101 Ink | requested 6
20415 | C1011 | -3 | DHL | paid 8, packed 7, shipped 6, delivered 4 | 2 FO-102 Slate |
20416 | C1004 | -1 | DHL | paid 7, packed 6, shipped 5, out_for_delivery 2, delivered 2 | 1 FO-101 Oat, 2 FO-108 |
20417 | C1003 | 5 | DHL | paid 4, packed 3, shipped 2 | 1 FO-101 Sage, 1 FO-102 Oat |
20418 | C1012 | 2 | DPD | paid 4, packed 3, shipped 2 | 2 FO-113 Forest |
20419 | C1004 | 3 | DHL | paid 4, packed 3, shipped 1 | 1 FO-103 Cream |
20420 | C1008 | 0 | DHL | paid 4, packed 4, shipped 3, out_for_delivery 0 | 1 FO-106 White L, 2 FO-112 Grey 42-45 |
20421 | C1001 | 0 | DPD | paid 4, packed 3, shipped 2, out_for_delivery 0 | 1 FO-105 Moss L, 1 FO-113 |
20422 | C1006 | 0 | GLS | paid 4, packed 3, shipped 3, delivered 1 | 4 FO-108 |
20423 | C1002 | 2 | DHL | paid 4, packed 3, shipped 2 | 1 FO-110 Clay 60 cm |
20424 | C1010 | 0 | DHL | paid 4, packed 3, shipped 2, out_for_delivery 0 | 1 FO-111 Oat |
20425 | C1005 | 3 | GLS | paid 3, packed 2, shipped 1 | 2 FO-105 White XL |
20426 | C1009 | 1 | - | paid 3, cancelled 2 | 1 FO-114 Clear | approved 5
20427 | C1011 | 0 | DPD | paid 3, packed 3, shipped 2, out_for_delivery 0 | 1 FO-112 Grey 39-41 |
20428 | C1008 | 3 | DHL | paid 3, packed 2, shipped 1 | 1 FO-104 Navy S |
20429 | C1001 | 3 | - | paid 3, packed 1 | 2 FO-110 Clay, 1 FO-108 |
20430 | C1007 | 4 | - | paid 2, packed 1 | 1 FO-106 White M |
20431 | C1012 | 1 | DHL | paid 3, packed 2, shipped 2, delivered 1 | 1 FO-102 Moss |
20432 | C1006 | 4 | - | paid 2, packed 1 | 1 FO-107 Oak Small, 2 FO-102 Oat |
20433 | C1002 | 4 | - | paid 1 | 1 FO-113 Oat |
20434 | C1010 | 4 | - | paid 2, packed 1 | 3 FO-105 Moss S |
20435 | C1003 | 4 | - | paid 1 | 2 FO-110 Sage 45 cm |
20436 | C1004 | 5 | - | paid 1 | 1 FO-111 Oat, 1 FO-107 Oak Large |
20437 | C1005 | 5 | - | paid 1, packed 1 | 2 FO-112 Rust 42-45 |
20438 | C1008 | 5 | - | paid 1 | 1 FO-103 Fern |
20439 | C1012 | 4 | - | paid 2, cancelled 1 | 1 FO-104 Forest M | approved 6
20440 | C1011 | 5 | - | paid 1 | 1 FO-101 Sage |
"""
PAYMENT_METHODS = ("card", "PayPal", "invoice")
WAREHOUSES = ("Leipzig", "Venlo")
GOODS = {product.sku: product for product in catalogue()}


@dataclass(frozen=True)
class _Line:
    number: str
    customer_id: str
    promised: int
    carrier: str | None
    steps: str
    goods: str
    refund: str


def demo_orders(today: date) -> tuple[Order, ...]:
    """Every order of the book as it stands on this day; the same day gives the same orders."""
    return tuple(_order(_line(row), today) for row in BOOK.strip().splitlines())


def _line(row: str) -> _Line:
    number, customer_id, promised, carrier, steps, goods, refund = (part.strip() for part in row.split("|"))
    return _Line(number, customer_id, int(promised), None if carrier == "-" else carrier, steps, goods, refund)


def _order(line: _Line, today: date) -> Order:
    steps = [_step(step, line.number, place, today) for place, step in enumerate(line.steps.split(", "))]
    order = Order(
        number=line.number,
        customer_id=line.customer_id,
        promised_on=_promised(line.promised, today),
        items=tuple(_item(item) for item in line.goods.split(", ")),
        steps=(steps[0],),
        carrier=line.carrier,
        tracking_number=tracking_number(line.carrier, line.number) if line.carrier else None,
        payment_method=PAYMENT_METHODS[int(line.number) % 3],
        warehouse=WAREHOUSES[int(line.number) % 2],
    )
    for step in steps[1:]:
        order = advance(order, step.state, step.at)
    if line.refund:
        state, days = line.refund.split()
        day = today + timedelta(days=int(days))
        order = replace(order, refund=Refund(cast(RefundState, state), order.total, day))
    return order


def _step(written: str, number: str, place: int, today: date) -> Step:
    state, days_ago = written.split()
    day = today - timedelta(days=int(days_ago))
    # Several steps of one day follow each other; what happens today happened in its first hour, so it is past
    # whenever the demo is opened.
    minutes = int(number) * 7 % 50 + place
    at = time(0, minutes) if int(days_ago) == 0 else time(8 + 2 * place, minutes)
    return Step(cast(Milestone, state), datetime.combine(day, at, UTC))


def _item(written: str) -> Item:
    quantity, sku, *rest = written.split(maxsplit=3)
    product = GOODS[sku]
    colour = rest[0] if rest else product.colours[0]
    size = rest[1] if len(rest) > 1 else product.sizes[0]
    if not any(variant.colour == colour and variant.size == size for variant in product.variants):
        raise ValueError(f"{sku} does not come in {colour}, {size}")
    return Item(sku, product.title(colour, size), size, colour, int(quantity), product.price)


def _promised(days: int, today: date) -> date:
    day = today + timedelta(days=days)
    if day.weekday() == SUNDAY and days != 0:
        # No carrier comes on a Sunday. A past day moves back, so that what is late stays late.
        day += timedelta(days=1 if days > 0 else -1)
    return day
