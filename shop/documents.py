"""Orders, customers and products as the API sends them."""

from __future__ import annotations

from datetime import date

from shop import orders
from shop.customers import Customer
from shop.money import money
from shop.orders import Order
from shop.products import Product
from shop.wording import instant

Document = dict[str, object]


def order_document(order: Order, today: date, shop_url: str) -> Document:
    """The whole order, for its owner."""
    tracking = order.tracking_number
    refund = order.refund
    return {
        "number": order.number,
        "state": orders.shown_state(order, today),
        "state_label": orders.label(order, today),
        "placed_on": order.placed_on.isoformat(),
        "promised_on": order.promised_on.isoformat(),
        "delivered_on": order.delivered_on.isoformat() if order.delivered_on else None,
        "carrier": order.carrier,
        "tracking_number": tracking,
        "tracking_url": f"{shop_url}/parcels/{tracking}" if tracking else None,
        "total": money(order.total),
        "items": [
            {"sku": item.sku, "name": item.name, "quantity": item.quantity, "unit_price": money(item.unit_price)}
            for item in order.items
        ],
        "timeline": timeline_document(order, today),
        "refund": {
            "state": refund.state,
            "amount": money(refund.amount),
            "expected_on": refund.expected_on.isoformat(),
        }
        if refund
        else None,
        "late": orders.is_late(order, today),
        "cancellable": orders.is_cancellable(order),
        "returnable": orders.is_returnable(order, today),
    }


def glance_document(order: Order, today: date) -> Document:
    """What a guest may see who knows number and e-mail: state and dates, nothing bought, nothing paid."""
    return {
        "number": order.number,
        "state": orders.shown_state(order, today),
        "state_label": orders.label(order, today),
        "placed_on": order.placed_on.isoformat(),
        "promised_on": order.promised_on.isoformat(),
        "timeline": timeline_document(order, today),
        "carrier": order.carrier,
        "late": orders.is_late(order, today),
    }


def recent_document(order: Order, customer: Customer, today: date) -> Document:
    """One of everybody's recent orders: what it may have in common with others, and whose it is."""
    return {
        "number": order.number,
        "customer": {"id": customer.id, "name": customer.name, "notices": customer.notices},
        "placed_on": order.placed_on.isoformat(),
        "promised_on": order.promised_on.isoformat(),
        "state": orders.shown_state(order, today),
        "late": orders.is_late(order, today),
        "open": order.reached in orders.NOT_YET_ARRIVED,
        "carrier": order.carrier,
        "payment_method": order.payment_method,
        "warehouse": order.warehouse,
        "products": [{"sku": item.sku, "name": item.name} for item in order.items],
    }


def timeline_document(order: Order, today: date) -> list[Document]:
    """The timeline, reached marks with their time."""
    return [
        {"state": mark.state, "label": mark.label, "at": instant(mark.at) if mark.at else None, "done": mark.done}
        for mark in orders.timeline(order, today)
    ]


def customer_document(customer: Customer) -> Document:
    """The customer as desk and actions see them."""
    return {
        "id": customer.id,
        "name": customer.name,
        "email": customer.email,
        "tier": customer.tier,
        "since": customer.since.isoformat(),
        "orders": customer.orders,
        "notices": customer.notices,
    }


def product_document(product: Product) -> Document:
    """The product as desk and actions see it."""
    return {
        "sku": product.sku,
        "name": product.name,
        "price": money(product.price),
        "slug": product.slug,
        "stock": product.stock,
        "sizes": product.sizes,
        "colours": product.colours,
    }
