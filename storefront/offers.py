"""What can be given for an order to make good, and what of it can be taken back. Pure rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from shop.errors import ShopError
from storefront.documents import Document
from storefront.money import decimal, money
from storefront.order import Line, Order

REMEDIES = ("refund", "replacement", "voucher", "shipping_upgrade", "gesture")
LARGEST_VOUCHER = 50_000
LARGEST_GESTURE = 10_000
SETTLES = timedelta(minutes=15)
"""After that a voucher may have been spent, and a present is in the parcel."""


@dataclass(frozen=True)
class Remedy:
    """One thing given, amounts in minor units. `detail` is the voucher's code or the new order's number; `ref` is the
    vendor's name of it."""

    id: str
    number: str
    customer_id: str
    kind: str
    amount: int
    currency: str
    sku: str | None
    at: datetime
    mark: str
    detail: str | None = None
    ref: str = ""
    taken_back_at: datetime | None = None


@dataclass(frozen=True)
class Offer:
    """What could be given: the most, or the only amount when it is `fixed`; `why` when it cannot be."""

    kind: str
    most: int
    fixed: bool = False
    why: str | None = None
    line: Line | None = None


def offers(order: Order, given: Sequence[Remedy], cannot: Mapping[str, str]) -> list[Offer]:
    """Everything that can be asked for this order, possible or not; `cannot` is what the vendor does not know."""
    standing = [remedy for remedy in given if remedy.taken_back_at is None]
    found = [_refund(order, standing), *(_replacement(order, line, standing) for line in order.lines)]
    found += [Offer("voucher", LARGEST_VOUCHER), Offer("shipping_upgrade", 1, fixed=True), _gesture(order)]
    return [
        Offer(each.kind, each.most, each.fixed, cannot[each.kind], each.line) if each.kind in cannot else each
        for each in found
    ]


def check(found: Sequence[Offer], kind: str, amount: int, sku: str | None, currency: str) -> Offer:
    """The offer that is asked for. Raises ShopError 409."""
    chosen = next((each for each in found if each.kind == kind and (each.line.sku if each.line else None) == sku), None)
    if chosen is None:
        raise ShopError(409, "not_offered", "This order has no such item.", "sku")
    if chosen.why is not None:
        raise ShopError(409, "not_offered", chosen.why)
    if chosen.fixed and amount != chosen.most:
        raise ShopError(409, "wrong_amount", f"This is worth {decimal(chosen.most, currency)} {currency}.", "amount")
    if not 0 < amount <= chosen.most:
        most = f"At most {decimal(chosen.most, currency)} {currency} can be given here."
        raise ShopError(409, "wrong_amount", most, "amount")
    return chosen


def check_undo(remedy: Remedy, now: datetime) -> None:
    """Raises ShopError 409 `not_undoable` once it is paid out, sent or too old."""
    if remedy.taken_back_at is not None:
        raise ShopError(409, "not_undoable", "This is taken back already.")
    if remedy.kind not in ("voucher", "gesture"):
        raise ShopError(409, "not_undoable", "This is on its way and cannot be taken back.")
    if now - remedy.at > SETTLES:
        raise ShopError(409, "not_undoable", "It is too late to take this back.")


def offer_document(offer: Offer, currency: str) -> Document:
    """As the contract sends it."""
    return {
        "kind": offer.kind,
        "possible": offer.why is None,
        "why": offer.why,
        "most": money(offer.most, currency),
        "fixed": offer.fixed,
        "sku": offer.line.sku if offer.line else None,
        "item": offer.line.name if offer.line else None,
    }


def _refund(order: Order, standing: Sequence[Remedy]) -> Offer:
    # What was sent again is not paid back as well.
    left = order.total - order.refunded - sum(each.amount for each in standing if each.kind == "replacement")
    if order.replacement or not order.settled:
        return Offer("refund", 0, why="Nothing was paid for this order.")
    if order.reached in ("cancelled", "returned", "refunded") or left <= 0:
        return Offer("refund", 0, why="This order is made good in full already.")
    return Offer("refund", left)


def _replacement(order: Order, line: Line, standing: Sequence[Remedy]) -> Offer:
    why = None
    if any(each.kind == "replacement" and each.sku == line.sku for each in standing):
        why = "This is replaced already."
    elif order.replacement:
        why = "This came as a replacement."
    elif order.refunded:
        why = "The money for this order goes back already."
    elif order.reached not in ("shipped", "out_for_delivery", "delivered", "lost"):
        why = "Only what was sent can be replaced."
    elif not line.product:
        why = "This is no longer sold."
    elif line.unit_price == 0:
        why = "Nothing was paid for this item."
    return Offer("replacement", line.quantity * line.unit_price, fixed=True, why=why, line=line)


def _gesture(order: Order) -> Offer:
    # A present goes into the parcel with a note to those who pack it.
    why = None if order.reached in ("paid", "packed") else "The parcel has left the house already."
    return Offer("gesture", LARGEST_GESTURE, why=why)
