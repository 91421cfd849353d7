"""Making good: what an order can have when something went wrong, and for how long it can be taken back. Pure rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal, get_args

from shop import orders
from shop.errors import ShopError
from shop.fulfilment import working_days_after
from shop.money import price
from shop.orders import Item, Order

Kind = Literal["refund", "replacement", "voucher", "shipping_upgrade", "gesture"]
KINDS: tuple[Kind, ...] = get_args(Kind)
EXPRESS_PRICE = 790
LARGEST_VOUCHER = 50_000
LARGEST_GESTURE = 10_000
SETTLES = timedelta(minutes=15)
"""After that a voucher may have been spent, and a present is in the parcel."""


@dataclass(frozen=True)
class Remedy:
    """One thing given. `detail` is the voucher's code, the new order's number or the day that was promised before."""

    id: str
    number: str
    customer_id: str
    kind: Kind
    amount: int
    sku: str | None
    reason: str
    at: datetime
    taken_back_at: datetime | None = None
    detail: str | None = None


@dataclass(frozen=True)
class Offer:
    """What could be given: the most, or the only amount when it is `fixed`; `why` when it cannot be."""

    kind: Kind
    most: int
    fixed: bool = False
    why: str | None = None
    item: Item | None = None


def offers(
    order: Order, given: Sequence[Remedy], in_stock: frozenset[tuple[str, str, str]], today: date
) -> list[Offer]:
    """Everything that can be asked for this order, possible or not."""
    standing = [remedy for remedy in given if remedy.taken_back_at is None]
    found = [_refund(order, standing), *(_replacement(order, item, standing, in_stock) for item in order.items)]
    found += [Offer("voucher", LARGEST_VOUCHER), _upgrade(order, standing, today), Offer("gesture", LARGEST_GESTURE)]
    return found


def check(found: Sequence[Offer], kind: Kind, amount: int, sku: str | None) -> Offer:
    """The offer that is asked for. Raises ShopError 409."""
    chosen = next(
        (offer for offer in found if offer.kind == kind and (offer.item.sku if offer.item else None) == sku), None
    )
    if chosen is None:
        raise ShopError(409, "not_offered", "This order has no such item.", "sku")
    if chosen.why is not None:
        raise ShopError(409, "not_offered", chosen.why)
    if chosen.fixed and amount != chosen.most:
        raise ShopError(409, "wrong_amount", f"This is worth {price(chosen.most)}.", "amount")
    if not 0 < amount <= chosen.most:
        raise ShopError(409, "wrong_amount", f"At most {price(chosen.most)} can be given here.", "amount")
    return chosen


def check_undo(remedy: Remedy, order: Order, now: datetime) -> None:
    """Raises ShopError 409 `not_undoable` once it is paid out, sent or too old."""
    if remedy.taken_back_at is not None:
        raise ShopError(409, "not_undoable", "This is taken back already.")
    if remedy.kind in ("refund", "replacement"):
        raise ShopError(409, "not_undoable", "This is on its way and cannot be taken back.")
    if remedy.kind == "shipping_upgrade" and not orders.is_cancellable(order):
        raise ShopError(409, "not_undoable", "The parcel has left our house already.")
    if now - remedy.at > SETTLES:
        raise ShopError(409, "not_undoable", "It is too late to take this back.")


def express_day(today: date) -> date:
    """The day a faster delivery arrives."""
    return working_days_after(today, 1)


def _refund(order: Order, standing: Sequence[Remedy]) -> Offer:
    # What was sent again is not paid back as well.
    already = sum(remedy.amount for remedy in standing if remedy.kind == "replacement")
    already += order.refund.amount if order.refund else 0
    if order.replaces is not None:
        return Offer("refund", 0, why="Nothing was paid for this order.")
    if order.reached in ("cancelled", "returned", "refunded") or already >= order.total:
        return Offer("refund", 0, why="This order is made good in full already.")
    return Offer("refund", order.total - already)


def _replacement(
    order: Order, item: Item, standing: Sequence[Remedy], in_stock: frozenset[tuple[str, str, str]]
) -> Offer:
    worth, why = item.quantity * item.unit_price, None
    if any(remedy.kind == "replacement" and remedy.sku == item.sku for remedy in standing):
        why = "This is replaced already."
    elif order.refund is not None or order.replaces is not None:
        why = "The money for this order goes back already." if order.refund else "This came as a replacement."
    elif order.reached not in ("delivered", "lost"):
        why = "Only what arrived or was lost can be replaced."
    elif (item.sku, item.size, item.colour) not in in_stock:
        why = "There is none left in this size and colour."
    return Offer("replacement", worth, fixed=True, why=why, item=item)


def _upgrade(order: Order, standing: Sequence[Remedy], today: date) -> Offer:
    why = None
    if not orders.is_cancellable(order):
        why = "The parcel has left our house already."
    elif any(remedy.kind == "shipping_upgrade" for remedy in standing):
        why = "This order travels fast already."
    elif express_day(today) >= order.promised_on:
        why = "It cannot arrive any sooner."
    return Offer("shipping_upgrade", EXPRESS_PRICE, fixed=True, why=why)
