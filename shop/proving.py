"""A guest proves an order: asks for a code, tells it, and is let in for a while."""

from __future__ import annotations

import hmac
import sqlite3
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from shop import proofs
from shop.errors import ShopError, order_not_found
from shop.guest_proof import CODE_LIFE, GRANT_LIFE, LETTERS, TRIES_WINDOW, WRONG_CODES, Guest, Limits, code_hash, most
from shop.letters import Letter, code_letter
from shop.orders import Order
from shop.store import Store
from shop.wording import instant


class CodeBook(Protocol):
    """A store with the tables of `shop.schema.GUEST_PROOFS`."""

    db: sqlite3.Connection

    def transaction(self) -> AbstractContextManager[None]: ...


@dataclass(frozen=True)
class Owner:
    """Whom an order's letter goes to."""

    name: str
    email: str


def too_many_tries() -> ShopError:
    """The limit is reached; the same for an order that does not exist."""
    return ShopError(429, "too_many_tries", "That was tried too often. Please wait a quarter of an hour.")


def code_refused() -> ShopError:
    """Wrong, used, expired or never sent: nobody learns which."""
    return ShopError(403, "code_refused", "This code does not open the order.", "code")


def ask_for_code(
    store: Store, number: str, email: str, guest: Guest, code: str, salt: str, pepper: str, now: datetime
) -> Letter | None:
    """Keep a fresh code and return its letter, or keep one that nobody has and return None. Raises 429.

    Both do the same work, so that the time it takes says nothing either.
    """
    with store.transaction():
        count_letter(store, number, guest, now)
        order = store.order(number)
        customer = store.customer(order.customer_id) if order else None
        owner = Owner(customer.name, customer.email) if customer else None
        right = keep_code(store, number, email, owner, guest, code, salt, pepper, now)
    return code_letter(owner.email, owner.name, number, code) if right and owner else None


def count_letter(store: CodeBook, number: str, guest: Guest, now: datetime) -> None:
    """One more letter asked for. Raises 429. Inside a transaction."""
    _forget_old(store, now)
    _check(store, "letter", LETTERS, guest, number)
    _count(store, "letter", guest, number, now)


def keep_code(
    store: CodeBook,
    number: str,
    email: str,
    owner: Owner | None,
    guest: Guest,
    code: str,
    salt: str,
    pepper: str,
    now: datetime,
) -> bool:
    """Keep the code if the address is the owner's, else one that nobody has; returns which. Inside a transaction."""
    right = proofs.same_address(email, owner.email if owner else "") and owner is not None
    kept = code_hash(pepper, salt, guest, number, code if right else f"nobody's {code}")
    store.db.execute(
        "INSERT OR REPLACE INTO proof_codes VALUES (?, ?, ?, ?, ?)",
        (guest.conversation_id, number, kept, salt, instant(now + CODE_LIFE)),
    )
    return right


def confirm_code(store: CodeBook, number: str, code: str, guest: Guest, pepper: str, now: datetime) -> datetime:
    """Use a code up; returns until when the order is open in this conversation. Raises 403, 429."""
    with store.transaction():
        _forget_old(store, now)
        _check(store, "wrong", WRONG_CODES, guest, number)
        row = store.db.execute(
            "SELECT code_hash, salt, expires_at FROM proof_codes WHERE conversation_id = ? AND number = ?",
            (guest.conversation_id, number),
        ).fetchone()
        given = code_hash(pepper, row["salt"] if row else "", guest, number, code)
        right = hmac.compare_digest(given, row["code_hash"] if row else "0" * 64) and row is not None
        if right:
            store.db.execute(
                "DELETE FROM proof_codes WHERE conversation_id = ? AND number = ?", (guest.conversation_id, number)
            )
            store.db.execute(
                "INSERT OR REPLACE INTO proof_grants VALUES (?, ?, ?)",
                (guest.conversation_id, number, instant(now + GRANT_LIFE)),
            )
        else:
            _count(store, "wrong", guest, number, now)
    if not right:
        raise code_refused()
    return now + GRANT_LIFE


def order_of_guest(store: Store, number: str, conversation_id: str, now: datetime) -> Order:
    """The order that was proved in this conversation. Raises 404, also once the proof has run out."""
    order = store.order(number) if is_open(store, number, conversation_id, now) else None
    if order is None:
        raise order_not_found()
    return order


def is_open(store: CodeBook, number: str, conversation_id: str, now: datetime) -> bool:
    """Whether this order was proved in this conversation, and the proof still holds."""
    return number in numbers_open(store, conversation_id, now)


def numbers_open(store: CodeBook, conversation_id: str, now: datetime) -> list[str]:
    """The numbers of all orders that are open in this conversation just now."""
    rows = store.db.execute(
        "SELECT number FROM proof_grants WHERE conversation_id = ? AND until > ? ORDER BY number",
        (conversation_id, instant(now)),
    )
    return [row["number"] for row in rows]


def orders_of_guest(store: Store, conversation_id: str, now: datetime) -> list[Order]:
    """Every order that is open in this conversation just now."""
    numbers = numbers_open(store, conversation_id, now)
    return [order for number in numbers if (order := store.order(number)) is not None]


def forget_guest(store: CodeBook, conversation_id: str) -> None:
    """Drop every code, proof and count of a conversation: the guest has left or wants to be forgotten."""
    with store.transaction():
        for table in ("proof_codes", "proof_grants"):
            store.db.execute(f"DELETE FROM {table} WHERE conversation_id = ?", (conversation_id,))  # noqa: S608 - our own names
        store.db.execute("DELETE FROM proof_tries WHERE scope = 'conversation' AND key = ?", (conversation_id,))


def _check(store: CodeBook, kind: str, limits: Limits, guest: Guest, number: str) -> None:
    for scope, key in guest.scopes(number):
        count = store.db.execute(
            "SELECT count(*) FROM proof_tries WHERE kind = ? AND scope = ? AND key = ?", (kind, scope, key)
        ).fetchone()[0]
        if count >= most(limits, scope):
            raise too_many_tries()


def _count(store: CodeBook, kind: str, guest: Guest, number: str, now: datetime) -> None:
    rows = [(kind, scope, key, instant(now)) for scope, key in guest.scopes(number)]
    store.db.executemany("INSERT INTO proof_tries VALUES (?, ?, ?, ?)", rows)


def _forget_old(store: CodeBook, now: datetime) -> None:
    store.db.execute("DELETE FROM proof_tries WHERE at <= ?", (instant(now - TRIES_WINDOW),))
    store.db.execute("DELETE FROM proof_codes WHERE expires_at <= ?", (instant(now),))
    store.db.execute("DELETE FROM proof_grants WHERE until <= ?", (instant(now),))
