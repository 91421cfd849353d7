"""Giving something to make good, and taking it back: once per key, and the same answer for that key for ever.

Unlike a customer's wishes these answers are not forgotten after a week: a desk that was away for a month may ask again.
Refusals are remembered as well, so that a request that was lost on the way cannot act after a later one was refused.
"""

from __future__ import annotations

import base64
import hashlib
import json
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import cast

from shop import remedies
from shop.answers import Answer
from shop.changes import Claim, claimed_order
from shop.documents import Document
from shop.errors import ShopError
from shop.fulfilment import promised_day, refund_day
from shop.money import money
from shop.orders import Item, Order, Refund, Step
from shop.remedies import Kind, Offer, Remedy
from shop.store import Store
from shop.wording import instant, moment


@dataclass(frozen=True)
class Wanted:
    """What is to be given, under which key."""

    number: str
    claim: Claim
    kind: Kind
    amount: int
    sku: str | None
    reason: str
    key: str

    @property
    def text(self) -> str:
        """Everything that makes two requests different."""
        claim = [self.claim.kind, self.claim.value]
        return json.dumps(["give", self.number, claim, self.kind, self.amount, self.sku, self.reason])


def offers(store: Store, number: str, claim: Claim, now: datetime) -> Document:
    """What the speaker's order can have, and what it was given. Raises 404."""
    with store.transaction():
        order = claimed_order(store, number, claim, now)
        given = given_for(store, order.customer_id, number)
        customer = store.customer(order.customer_id)
        found = _offers(store, order, now.date())
    assert customer is not None, "an order belongs to somebody"
    return {
        "customer": {"id": customer.id, "tier": customer.tier},
        "offers": [_offer_document(offer) for offer in found],
        "remedies": [remedy_document(remedy) for remedy in given],
    }


def give(store: Store, wanted: Wanted, remedy_id: str, now: datetime) -> Answer:
    """Give it, once. Raises 409 `idempotency_key_reused`; a refusal by the rules is an answer."""

    def carry_out() -> Document:
        order = claimed_order(store, wanted.number, wanted.claim, now)
        offer = remedies.check(_offers(store, order, now.date()), wanted.kind, wanted.amount, wanted.sku)
        remedy = Remedy(
            remedy_id, order.number, order.customer_id, wanted.kind, wanted.amount, wanted.sku, wanted.reason, now
        )
        given = replace(remedy, detail=_carry_out(store, order, offer, remedy))
        _add(store, given)
        return {"remedy": remedy_document(given)}

    return _once(store, wanted.key, wanted.text, now, carry_out)


def take_back(store: Store, remedy_id: str, key: str, now: datetime) -> Answer:
    """Take back what was given, once; it stays in the books as taken back."""

    def carry_out() -> Document:
        row = store.db.execute("SELECT * FROM remedies WHERE id = ?", (remedy_id,)).fetchone()
        if row is None:
            raise ShopError(404, "remedy_not_found", "There is no such thing.")
        remedy = _remedy(row)
        order = store.order(remedy.number)
        assert order is not None, "a remedy belongs to an order"
        remedies.check_undo(remedy, order, now)
        if remedy.kind == "shipping_upgrade" and remedy.detail is not None:
            store.promise(order.number, date.fromisoformat(remedy.detail))
        store.db.execute("UPDATE remedies SET taken_back_at = ? WHERE id = ?", (instant(now), remedy_id))
        return {"remedy": remedy_document(replace(remedy, taken_back_at=now))}

    return _once(store, key, json.dumps(["take_back", remedy_id]), now, carry_out)


def given_for(store: Store, customer_id: str, number: str | None = None) -> list[Remedy]:
    """What this customer was given, newest first; for one order or for all."""
    rows = store.db.execute(
        "SELECT * FROM remedies WHERE customer_id = ? AND (?2 IS NULL OR number = ?2) ORDER BY at DESC, rowid DESC",
        (customer_id, number),
    )
    return [_remedy(row) for row in rows]


def remedy_document(remedy: Remedy) -> Document:
    """As the API sends it."""
    return {
        "id": remedy.id,
        "number": remedy.number,
        "kind": remedy.kind,
        "amount": money(remedy.amount),
        "sku": remedy.sku,
        "at": instant(remedy.at),
        "taken_back_at": instant(remedy.taken_back_at) if remedy.taken_back_at else None,
        "code": remedy.detail if remedy.kind == "voucher" else None,
        "new_order": remedy.detail if remedy.kind == "replacement" else None,
    }


def _carry_out(store: Store, order: Order, offer: Offer, remedy: Remedy) -> str | None:
    if remedy.kind == "refund":
        already = order.refund.amount if order.refund else 0
        refund = Refund("approved", already + remedy.amount, refund_day(remedy.at.date()))
        store.save_progress(replace(order, refund=refund))
    elif remedy.kind == "replacement":
        assert offer.item is not None, "a replacement is for an item"
        return _send_again(store, order, offer.item, remedy.at)
    elif remedy.kind == "voucher":
        return _code(remedy.id)
    elif remedy.kind == "shipping_upgrade":
        store.promise(order.number, remedies.express_day(remedy.at.date()))
        return order.promised_on.isoformat()
    return None


def _send_again(store: Store, order: Order, item: Item, now: datetime) -> str:
    free = replace(item, unit_price=0)
    if not store.take_from_shelf(free):
        raise ShopError(409, "not_offered", "There is none left in this size and colour.")
    new = Order(
        number=store.next_number(),
        customer_id=order.customer_id,
        promised_on=promised_day(now.date()),
        items=(free,),
        steps=(Step("paid", now),),
        replaces=order.number,
    )
    store.add_order(new)
    return new.number


def _offers(store: Store, order: Order, today: date) -> list[Offer]:
    shelf = frozenset(
        (product.sku, variant.size, variant.colour)
        for product in store.products()
        for variant in product.variants
        for item in order.items
        if (item.sku, item.size, item.colour) == (product.sku, variant.size, variant.colour)
        and variant.stock >= item.quantity
    )
    return remedies.offers(order, given_for(store, order.customer_id, order.number), shelf, today)


def _offer_document(offer: Offer) -> Document:
    return {
        "kind": offer.kind,
        "possible": offer.why is None,
        "why": offer.why,
        "most": money(offer.most),
        "fixed": offer.fixed,
        "sku": offer.item.sku if offer.item else None,
        "item": offer.item.name if offer.item else None,
    }


def _once(store: Store, key: str, text: str, now: datetime, carry_out: Callable[[], Document]) -> Answer:
    with store.transaction():
        row = store.db.execute("SELECT wish, status, body FROM remedy_answers WHERE key = ?", (key,)).fetchone()
        if row is not None:
            if row["wish"] != text:
                said = "This key was already used for something else."
                raise ShopError(409, "idempotency_key_reused", said, "idempotency_key")
            return Answer(row["status"], row["body"])
        store.db.execute("SAVEPOINT giving")
        try:
            answer = Answer(200, json.dumps(carry_out()))
        except ShopError as refusal:
            store.db.execute("ROLLBACK TO giving")
            answer = Answer(refusal.status, json.dumps(refusal.document()))
        store.db.execute(
            "INSERT INTO remedy_answers VALUES (?, ?, ?, ?, ?)", (key, text, answer.status, answer.body, instant(now))
        )
        return answer


def _add(store: Store, remedy: Remedy) -> None:
    store.db.execute(
        "INSERT INTO remedies VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULL, ?)",
        (
            remedy.id,
            remedy.number,
            remedy.customer_id,
            remedy.kind,
            remedy.amount,
            remedy.sku,
            remedy.reason,
            instant(remedy.at),
            remedy.detail,
        ),
    )


def _remedy(row: sqlite3.Row) -> Remedy:
    return Remedy(
        id=row["id"],
        number=row["number"],
        customer_id=row["customer_id"],
        kind=cast(Kind, row["kind"]),
        amount=row["amount"],
        sku=row["sku"],
        reason=row["reason"],
        at=moment(row["at"]),
        taken_back_at=moment(row["taken_back_at"]) if row["taken_back_at"] else None,
        detail=row["detail"],
    )


def _code(remedy_id: str) -> str:
    """Eight letters and digits that nobody can guess: the remedy's id is random and stays in the shop and the desk."""
    digest = hashlib.sha256(f"voucher {remedy_id}".encode()).digest()
    letters = base64.b32encode(digest)[:8].decode()
    return f"WARM-{letters[:4]}-{letters[4:]}"
