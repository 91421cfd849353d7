"""What a person can have done to an order: look it up, cancel it, send it back, buy something new."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from shop import orders, proofs
from shop.answers import Answer, Wish, answer_once
from shop.documents import Document, order_document
from shop.errors import ShopError, order_not_found
from shop.fulfilment import promised_day
from shop.orders import Item, Order, Step
from shop.proving import order_of_guest
from shop.store import Store


@dataclass(frozen=True)
class Purchase:
    """One piece a signed-in customer buys; `key` is made with the form, so a double click buys once."""

    customer_id: str
    slug: str
    size: str
    colour: str
    key: str


@dataclass(frozen=True)
class Claim:
    """Why an order is the speaker's: a signed-in customer's id, or the conversation in which a guest proved it."""

    kind: Literal["customer", "conversation"]
    value: str


def claimed_order(store: Store, number: str, claim: Claim, now: datetime) -> Order:
    """The order, when the claim holds. Raises 404."""
    if claim.kind == "customer":
        return order_of(store, number, claim.value)
    return order_of_guest(store, number, claim.value, now)


def order_of(store: Store, number: str, customer_id: str) -> Order:
    """The customer's own order. Raises 404 for any other, existing or not."""
    order = store.order(number)
    if order is None or order.customer_id != customer_id:
        raise order_not_found()
    return order


def order_proved_by_email(store: Store, number: str, email: str, now: datetime) -> Order:
    """The order, to somebody who knows its number and e-mail address. Raises 404 when the proof fails.

    Numbers that do not exist are counted like those that do, so that both answer alike.
    """
    with store.transaction():
        order = _proved(store, number, email, now)
    if order is None:
        raise order_not_found()
    return order


def _proved(store: Store, number: str, email: str, now: datetime) -> Order | None:
    if proofs.exhausted(store.failed_proofs(number), now):
        return None
    order = store.order(number)
    owner = store.customer(order.customer_id) if order else None
    known = owner.email if owner else ""
    if order is None or not proofs.same_address(email, known):
        store.note_failed_proof(number, now)
        return None
    return order


def cancel_order(store: Store, number: str, claim: Claim, key: str, now: datetime, shop_url: str) -> Answer:
    """Cancel the speaker's order and put its goods back on the shelf. Raises 404, 409."""

    def carry_out() -> Document:
        order = orders.cancel(claimed_order(store, number, claim, now), now)
        store.save_progress(order)
        for item in order.items:
            store.put_back_on_shelf(item)
        return {"order": order_document(order, now.date(), shop_url)}

    return answer_once(store, _wish(claim.value, key, number, "cancel"), now, carry_out)


def return_order(
    store: Store, number: str, claim: Claim, reason: str, key: str, now: datetime, shop_url: str
) -> Answer:
    """Register the speaker's order for return. Raises 404, 409."""

    def carry_out() -> Document:
        order = orders.send_back(claimed_order(store, number, claim, now), now)
        return_id = f"R{number}"
        store.save_progress(order)
        store.add_return(return_id, number, reason, now)
        label = {"id": return_id, "label_url": f"{shop_url}/returns/{return_id}"}
        return {"order": order_document(order, now.date(), shop_url), "return": label}

    return answer_once(store, _wish(claim.value, key, number, "return", reason), now, carry_out)


def buy(store: Store, purchase: Purchase, now: datetime) -> Order:
    """A new paid order for one piece. Raises 404 for a product that is not sold, 409 `sold_out`."""
    with store.transaction():
        bought = store.order_by_purchase(purchase.key)
        if bought is not None and bought.customer_id == purchase.customer_id:
            return bought
        product = store.product(purchase.slug)
        if product is None:
            raise ShopError(404, "not_found", "We do not sell this.")
        name = product.title(purchase.colour, purchase.size)
        item = Item(product.sku, name, purchase.size, purchase.colour, 1, product.price)
        if not store.take_from_shelf(item):
            raise ShopError(409, "sold_out", "The last one in this size and colour has just gone.")
        order = Order(
            number=store.next_number(),
            customer_id=purchase.customer_id,
            promised_on=promised_day(now.date()),
            items=(item,),
            steps=(Step("paid", now),),
        )
        store.add_order(order, purchase.key)
        return order


def _wish(speaker: str, key: str, number: str, *parts: str) -> Wish:
    return Wish(speaker, key, number, json.dumps([*parts, number]))
