"""What was given, as the contract sends it, and who it was given to. Pure."""

from __future__ import annotations

import hashlib

from shop.wording import instant
from storefront.documents import Document
from storefront.money import money
from storefront.offers import Remedy
from storefront.order import Order


def remedy_document(remedy: Remedy) -> Document:
    """As the contract sends it."""
    return {
        "id": remedy.id,
        "number": remedy.number,
        "kind": remedy.kind,
        "amount": money(remedy.amount, remedy.currency),
        "sku": remedy.sku,
        "at": instant(remedy.at),
        "taken_back_at": instant(remedy.taken_back_at) if remedy.taken_back_at else None,
        "code": remedy.detail if remedy.kind == "voucher" else None,
        "new_order": remedy.detail if remedy.kind == "replacement" else None,
    }


def customer_of(order: Order) -> str:
    """Whose order it is. Somebody without an account is known by a digest of the address: caps hold for them, too."""
    if order.customer_id is not None:
        return order.customer_id
    return f"guest-{hashlib.sha256(order.email.casefold().encode()).hexdigest()[:24]}"
