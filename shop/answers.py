"""A wish that changes an order is carried out once per idempotency key; asked again, it gets the same answer."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from shop.documents import Document
from shop.errors import ShopError
from shop.store import Store
from shop.wording import instant

REMEMBERED = timedelta(days=7)


@dataclass(frozen=True)
class Wish:
    """What a customer asks for; `text` holds everything that makes two wishes different."""

    customer_id: str
    key: str
    number: str
    text: str


@dataclass(frozen=True)
class Answer:
    """Status and JSON body as they went out the first time."""

    status: int
    body: str


def answer_once(store: Store, wish: Wish, now: datetime, carry_out: Callable[[], Document]) -> Answer:
    """Carry the wish out and remember the answer, or give the remembered one. One transaction.

    A refusal by the rules (409) is an answer, too; other errors leave no trace. Raises ShopError 409
    `idempotency_key_reused` when the customer's key was used for a different wish.
    """
    with store.transaction():
        known = _remembered(store, wish)
        if known is not None:
            return known
        try:
            answer = Answer(200, json.dumps(carry_out()))
        except ShopError as refusal:
            if refusal.status != 409:
                raise
            answer = Answer(refusal.status, json.dumps(refusal.document()))
        _remember(store, wish, answer, now)
        return answer


def _remembered(store: Store, wish: Wish) -> Answer | None:
    row = store.db.execute(
        "SELECT wish, status, body FROM answers WHERE customer_id = ? AND key = ?", (wish.customer_id, wish.key)
    ).fetchone()
    if row is None:
        return None
    if row["wish"] != wish.text:
        raise ShopError(
            409, "idempotency_key_reused", "This key was already used for something else.", "idempotency_key"
        )
    return Answer(row["status"], row["body"])


def _remember(store: Store, wish: Wish, answer: Answer, now: datetime) -> None:
    store.db.execute("DELETE FROM answers WHERE at < ?", (instant(now - REMEMBERED),))
    store.db.execute(
        "INSERT INTO answers VALUES (?, ?, ?, ?, ?, ?, ?)",
        (wish.customer_id, wish.key, wish.text, wish.number, answer.status, answer.body, instant(now)),
    )
