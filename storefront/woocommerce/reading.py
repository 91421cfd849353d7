"""WooCommerce's documents in our terms. Pure; raises Unreadable for what is not as its documentation says."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from storefront.money import NoMoney, minor_units
from storefront.order import Customer, Line, Milestone, Order, Product, Step
from storefront.vendor import NotActed

NO_ORDERS = frozenset({"pending", "failed", "checkout-draft", "auto-draft", "trash"})
"""Carts that were not paid for, and what was thrown away: to a customer these are no orders."""
MARK = "_warmhand_mark"
CANCELLED = "_warmhand_cancelled"
RETURNED = "_warmhand_returned"
REPLACES = "_warmhand_replaces"
TIER = "warmhand_tier"
TIERS = ("standard", "silver", "gold")
TRACKING = "_wc_shipment_tracking_items"


class Unreadable(NotActed):
    """The vendor's answer is not what its documentation says."""


class _Wire(BaseModel):
    model_config: ClassVar[ConfigDict] = ConfigDict(extra="ignore", frozen=True)


class Meta(_Wire):
    """A field that a shop or its plugins have added."""

    key: str
    value: Any = None


class _Line(_Wire):
    id: int
    name: str
    product_id: int = 0
    variation_id: int = 0
    quantity: int = Field(ge=1)
    total: str
    total_tax: str
    sku: str | None = ""


class _Refund(_Wire):
    id: int
    total: str


class _Billing(_Wire):
    first_name: str = ""
    last_name: str = ""
    email: str = ""


class WooOrder(_Wire):
    """`GET /orders/<id>`, as far as we read it."""

    id: int
    number: str
    status: str
    currency: str
    date_created_gmt: str
    date_modified_gmt: str | None = None
    date_paid_gmt: str | None = None
    date_completed_gmt: str | None = None
    total: str
    customer_id: int
    billing: _Billing
    meta_data: tuple[Meta, ...] = ()
    line_items: tuple[_Line, ...]
    refunds: tuple[_Refund, ...] = ()

    def meta(self, key: str) -> Any:
        """The added field of that name."""
        return next((each.value for each in self.meta_data if each.key == key), None)


class WooRefund(_Wire):
    """`GET /orders/<id>/refunds`"""

    id: int
    date_created_gmt: str | None = None
    amount: str
    reason: str = ""
    refunded_payment: bool = False


class WooCoupon(_Wire):
    """`GET /coupons`"""

    id: int
    code: str
    usage_count: int = 0


class WooNote(_Wire):
    """`GET /orders/<id>/notes`"""

    id: int
    note: str


class _Customer(_Wire):
    id: int
    email: str
    first_name: str = ""
    last_name: str = ""
    username: str = ""
    date_created_gmt: str
    meta_data: tuple[Meta, ...] = ()


class _Product(_Wire):
    id: int
    name: str
    slug: str
    sku: str = ""
    price: str
    stock_quantity: int | None = None
    stock_status: str = "instock"
    attributes: tuple[Mapping[str, Any], ...] = ()


def read(model: type[Any], body: object) -> Any:
    """The document as this model. Raises Unreadable, which names the field and no value."""
    try:
        return model.model_validate(body)
    except ValidationError as wrong:
        first = wrong.errors(include_url=False, include_input=False, include_context=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise Unreadable(f"{model.__name__}: {first['type']} at {where or 'the whole body'}") from None


def moment(written: str) -> datetime:
    """`2017-03-22T19:28:02`, which is UTC although it does not say so."""
    try:
        return datetime.fromisoformat(written).replace(tzinfo=UTC)
    except ValueError:
        raise Unreadable("a time that is none") from None


def read_order(body: object, promised_meta: str) -> Order | None:
    """The order; None for what is no order to a customer."""
    given: WooOrder = read(WooOrder, body)
    if given.status in NO_ORDERS or not given.line_items:
        return None
    try:
        return _order(given, promised_meta)
    except NoMoney as wrong:
        raise Unreadable(f"order: {wrong}") from None


def read_customer(body: object, orders: int) -> Customer:
    """The customer, who has so many orders."""
    given: _Customer = read(_Customer, body)
    tier = next((each.value for each in given.meta_data if each.key == TIER), "standard")
    name = f"{given.first_name} {given.last_name}".strip() or given.username or given.email
    since = moment(given.date_created_gmt).date()
    return Customer(str(given.id), name, given.email, tier if tier in TIERS else "standard", since, orders)


def read_product(body: object, currency: str) -> Product | None:
    """The product; None for one without a price, which nobody can buy."""
    given: _Product = read(_Product, body)
    if not given.price:
        return None
    try:
        price = minor_units(given.price, currency)
    except NoMoney as wrong:
        raise Unreadable(f"product: {wrong}") from None
    # Shops that do not count their stock say only whether there is any.
    stock = given.stock_quantity if given.stock_quantity is not None else int(given.stock_status == "instock")
    sizes, colours = _choices(given, ("size",)), _choices(given, ("colour", "color"))
    return Product(given.sku or str(given.id), given.name, price, currency, given.slug, max(0, stock), sizes, colours)


def _choices(given: _Product, names: tuple[str, ...]) -> tuple[str, ...]:
    found = [each for each in given.attributes if str(each.get("name", "")).casefold() in names]
    return tuple(str(option) for each in found for option in each.get("options", ()))


def _order(given: WooOrder, promised_meta: str) -> Order:
    currency = given.currency
    total = minor_units(given.total, currency)
    carrier, number, link = _tracking(given)
    return Order(
        id=str(given.id),
        number=given.number,
        customer_id=str(given.customer_id) if given.customer_id else None,
        name=f"{given.billing.first_name} {given.billing.last_name}".strip() or given.billing.email,
        email=given.billing.email,
        currency=currency,
        total=total,
        lines=tuple(_line(each, currency) for each in given.line_items),
        steps=_steps(given),
        settled=given.date_paid_gmt is not None or total == 0,
        promised_on=_day(given.meta(promised_meta)) if promised_meta else None,
        carrier=carrier,
        tracking_number=number,
        tracking_url=link,
        refunded=sum(-minor_units(each.total, currency) for each in given.refunds),
        refunded_at=moment(given.date_modified_gmt or given.date_created_gmt) if given.refunds else None,
        replacement=given.meta(REPLACES) is not None,
        cancelled_under=_mark(given.meta(CANCELLED)),
        returned_under=_mark(given.meta(RETURNED)),
    )


def _line(given: _Line, currency: str) -> Line:
    paid = minor_units(given.total, currency) + minor_units(given.total_tax or "0", currency)
    product = f"{given.product_id}/{given.variation_id}" if given.product_id else ""
    return Line(str(given.id), given.sku or f"line-{given.id}", given.name, given.quantity, paid, product)


def _steps(given: WooOrder) -> tuple[Step, ...]:
    """WooCommerce knows `completed` and no arrival: completed is read as sent."""
    paid = moment(given.date_paid_gmt or given.date_created_gmt)
    changed = max(paid, moment(given.date_modified_gmt or given.date_created_gmt))
    steps = [Step("paid", paid)]
    if given.date_completed_gmt is not None:
        steps.append(Step("shipped", max(paid, moment(given.date_completed_gmt))))
    last: Milestone | None = None
    if given.meta(RETURNED) is not None:
        last = "returned"
    elif given.status == "cancelled" or given.meta(CANCELLED) is not None:
        last = "cancelled"
    elif given.status == "refunded":
        last = "refunded"
    return (*steps, Step(last, changed)) if last else tuple(steps)


def _tracking(given: WooOrder) -> tuple[str | None, str | None, str | None]:
    """What the Shipment Tracking plugin keeps with an order, if it is there."""
    items = given.meta(TRACKING)
    item = items[-1] if isinstance(items, list) and items else None
    if not isinstance(item, dict):
        return None, None, None
    carrier = item.get("custom_tracking_provider") or item.get("tracking_provider")
    link = item.get("custom_tracking_link") or item.get("tracking_link")
    web = link if isinstance(link, str) and link.startswith(("https://", "http://")) else None
    return _text(carrier), _text(item.get("tracking_number")), web


def _text(value: object) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def _mark(value: object) -> str | None:
    return value if isinstance(value, str) and value.startswith("wh-") else None


def _day(value: object) -> date | None:
    """A day as plugins write it; what is none is not promised."""
    try:
        return date.fromisoformat(value[:10]) if isinstance(value, str) else None
    except ValueError:
        return None
