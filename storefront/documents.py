"""Orders, customers and products as the contract sends them (docs/shops.md)."""

from __future__ import annotations

from datetime import date, timedelta

from shop.fulfilment import refund_day
from shop.wording import instant
from storefront import order as rules
from storefront.money import money
from storefront.order import Customer, Order, Product, Terms

Document = dict[str, object]
ON_ITS_WAY_BACK = timedelta(days=14)


def order_document(order: Order, today: date, terms: Terms) -> Document:
    """The whole order, for its owner."""
    delivered = order.day_of("delivered")
    return {
        "number": order.number,
        "state": rules.shown_state(order, today),
        "state_label": rules.label(order, today),
        "placed_on": order.steps[0].at.date().isoformat(),
        "promised_on": order.promised_on.isoformat() if order.promised_on else None,
        "delivered_on": delivered.isoformat() if delivered else None,
        "carrier": order.carrier,
        "tracking_number": order.tracking_number,
        "tracking_url": order.tracking_url,
        "total": money(order.total, order.currency),
        "items": [
            {
                "sku": line.sku,
                "name": line.name,
                "quantity": line.quantity,
                "unit_price": money(line.unit_price, order.currency),
            }
            for line in order.lines
        ],
        "timeline": _timeline(order, today),
        "refund": _refund(order),
        "late": rules.is_late(order, today),
        "cancellable": rules.is_cancellable(order),
        "returnable": rules.is_returnable(order, today, terms),
    }


def glance_document(order: Order, today: date) -> Document:
    """What a guest may see who knows number and e-mail: state and dates, nothing bought, nothing paid."""
    return {
        "number": order.number,
        "state": rules.shown_state(order, today),
        "state_label": rules.label(order, today),
        "placed_on": order.steps[0].at.date().isoformat(),
        "promised_on": order.promised_on.isoformat() if order.promised_on else None,
        "timeline": _timeline(order, today),
        "carrier": order.carrier,
        "late": rules.is_late(order, today),
    }


def customer_document(customer: Customer) -> Document:
    """The customer as desk and actions see them."""
    return {
        "id": customer.id,
        "name": customer.name,
        "email": customer.email,
        "tier": customer.tier,
        "since": customer.since.isoformat(),
        "orders": customer.orders,
    }


def product_document(product: Product) -> Document:
    """The product as desk and actions see it."""
    return {
        "sku": product.sku,
        "name": product.name,
        "price": money(product.price, product.currency),
        "slug": product.slug,
        "stock": product.stock,
        "sizes": list(product.sizes),
        "colours": list(product.colours),
    }


def _timeline(order: Order, today: date) -> list[Document]:
    return [
        {"state": mark.state, "label": mark.label, "at": instant(mark.at) if mark.at else None, "done": mark.done}
        for mark in rules.timeline(order, today)
    ]


def _refund(order: Order) -> Document | None:
    """Money that a vendor has booked back is on its way; a return without it waits for the goods."""
    if order.refunded and order.refunded_at:
        expected = refund_day(order.refunded_at.date()).isoformat()
        return {"state": "approved", "amount": money(order.refunded, order.currency), "expected_on": expected}
    if order.reached == "returned":
        expected = refund_day(order.steps[-1].at.date() + ON_ITS_WAY_BACK).isoformat()
        return {"state": "requested", "amount": money(order.total, order.currency), "expected_on": expected}
    return None
