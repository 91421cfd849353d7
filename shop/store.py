"""The shop's record in one SQLite file: customers, products, orders and what must be remembered between calls."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import cast

from shop import schema
from shop.customers import Customer
from shop.errors import SetupError
from shop.orders import Item, Milestone, Order, Refund, RefundState, Step
from shop.products import Product, Variant
from shop.proofs import WINDOW
from shop.wording import instant, moment

FIRST_NUMBER = 20401
BUSY_SECONDS = 5.0


def open_store(path: Path) -> Store:
    """Open the file, making it and its tables where missing. Raises SetupError when that cannot be done."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Every call goes through one worker thread, which need not be the one that opened the file.
        db = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    except (OSError, sqlite3.Error) as error:
        raise SetupError(f"The shop cannot open {path} ({error}): check WARMHAND_SHOP_DATABASE.") from error
    try:
        return _prepare(db, path)
    except sqlite3.Error as error:
        db.close()
        raise SetupError(f"The shop cannot use {path} ({error}): check WARMHAND_SHOP_DATABASE.") from error
    except SetupError:
        db.close()
        raise


def _prepare(db: sqlite3.Connection, path: Path) -> Store:
    db.row_factory = sqlite3.Row
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
        db.execute(f"PRAGMA {pragma}")
    store = Store(db)
    with store.transaction():
        version = db.execute("PRAGMA user_version").fetchone()[0]
        tables = db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if version > schema.VERSION or (version == 0 and tables):
            raise SetupError(f"{path} is not a database of this shop: move it away, and the shop makes a new one.")
        for step in schema.STEPS[version:]:
            for statement in filter(str.strip, step.split(";")):
                db.execute(statement)
        db.execute(f"PRAGMA user_version = {schema.VERSION}")
    return store


class Store:
    """Reads and writes; several writes that belong together go inside `transaction`."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self.db = db

    def close(self) -> None:
        """Give the file back."""
        self.db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; holds the write lock from the start, so what is read inside is still true when written."""
        self.db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.db.execute("ROLLBACK")
            raise
        self.db.execute("COMMIT")

    # Customers

    def customers(self) -> list[Customer]:
        """Everybody, by id."""
        return [_customer(row) for row in self.db.execute(f"{CUSTOMERS} ORDER BY c.id")]

    def customer(self, customer_id: str) -> Customer | None:
        """The customer with this id."""
        row = self.db.execute(f"{CUSTOMERS} WHERE c.id = ?", (customer_id,)).fetchone()
        return _customer(row) if row else None

    # Products

    def products(self) -> list[Product]:
        """The whole catalogue, in its own order."""
        return [self._product(row) for row in self.db.execute("SELECT * FROM products ORDER BY position")]

    def product(self, slug: str) -> Product | None:
        """The product with this page."""
        row = self.db.execute("SELECT * FROM products WHERE slug = ?", (slug,)).fetchone()
        return self._product(row) if row else None

    def take_from_shelf(self, item: Item) -> bool:
        """Take the item's pieces; False, and nothing taken, when there are not enough."""
        taken = self.db.execute(
            "UPDATE variants SET stock = stock - :n"
            " WHERE sku = :sku AND size = :size AND colour = :colour AND stock >= :n",
            {"n": item.quantity, "sku": item.sku, "size": item.size, "colour": item.colour},
        )
        return taken.rowcount == 1

    def put_back_on_shelf(self, item: Item) -> None:
        """Return the item's pieces to the stock."""
        self.db.execute(
            "UPDATE variants SET stock = stock + ? WHERE sku = ? AND size = ? AND colour = ?",
            (item.quantity, item.sku, item.size, item.colour),
        )

    def _product(self, row: sqlite3.Row) -> Product:
        variants = self.db.execute("SELECT * FROM variants WHERE sku = ? ORDER BY position", (row["sku"],))
        return Product(
            sku=row["sku"],
            slug=row["slug"],
            name=row["name"],
            price=row["price"],
            summary=row["summary"],
            details=row["details"],
            picture=row["picture"],
            variants=tuple(Variant(v["size"], v["colour"], v["stock"]) for v in variants),
        )

    # Orders

    def order(self, number: str) -> Order | None:
        """The order with this number, whoever it belongs to."""
        row = self.db.execute("SELECT * FROM orders WHERE number = ?", (number,)).fetchone()
        return self._order(row) if row else None

    def order_by_tracking(self, tracking_number: str) -> Order | None:
        """The order whose parcel has this number."""
        row = self.db.execute("SELECT * FROM orders WHERE tracking_number = ?", (tracking_number,)).fetchone()
        return self._order(row) if row else None

    def order_by_purchase(self, purchase_key: str) -> Order | None:
        """The order that was placed with this form."""
        row = self.db.execute("SELECT * FROM orders WHERE purchase_key = ?", (purchase_key,)).fetchone()
        return self._order(row) if row else None

    def orders_of(self, customer_id: str) -> list[Order]:
        """The customer's orders, newest first."""
        rows = self.db.execute("SELECT * FROM orders WHERE customer_id = ?", (customer_id,))
        found = [self._order(row) for row in rows]
        return sorted(found, key=lambda order: (order.steps[0].at, int(order.number)), reverse=True)

    def orders_since(self, day: date, limit: int) -> list[Order]:
        """Everybody's orders placed on that day or later, newest first, no more than so many."""
        placed = "SELECT o.* FROM orders o JOIN order_steps s ON s.number = o.number AND s.position = 0"
        rows = self.db.execute(f"{placed} WHERE s.at >= ? ORDER BY s.at DESC LIMIT ?", (day.isoformat(), limit))
        return [self._order(row) for row in rows.fetchall()]

    def next_number(self) -> str:
        """The number the next order gets."""
        highest = self.db.execute("SELECT max(CAST(number AS INTEGER)) FROM orders").fetchone()[0]
        return str(FIRST_NUMBER if highest is None else highest + 1)

    def add_order(self, order: Order, purchase_key: str | None = None) -> None:
        """Store a new order with its items and steps."""
        self.db.execute(
            "INSERT INTO orders (number, customer_id, state, promised_on, carrier, tracking_number, purchase_key,"
            " replaces, payment_method, warehouse) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                order.number,
                order.customer_id,
                order.reached,
                order.promised_on.isoformat(),
                order.carrier,
                order.tracking_number,
                purchase_key,
                order.replaces,
                order.payment_method,
                order.warehouse,
            ),
        )
        self.db.executemany(
            "INSERT INTO order_items VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (order.number, position, item.sku, item.name, item.size, item.colour, item.quantity, item.unit_price)
                for position, item in enumerate(order.items)
            ],
        )
        self.save_progress(order)

    def promise(self, number: str, day: date) -> None:
        """The order is promised for another day."""
        self.db.execute("UPDATE orders SET promised_on = ? WHERE number = ?", (day.isoformat(), number))

    def save_progress(self, order: Order) -> None:
        """Store how far the order has come: its steps and its refund."""
        refund = order.refund
        money = (refund.state, refund.amount, refund.expected_on.isoformat()) if refund else (None, None, None)
        # `state` repeats the last step, for whoever looks into the file.
        self.db.execute(
            "UPDATE orders SET state = ?, refund_state = ?, refund_amount = ?, refund_expected_on = ? WHERE number = ?",
            (order.reached, *money, order.number),
        )
        self.db.executemany(
            "INSERT OR IGNORE INTO order_steps VALUES (?, ?, ?, ?)",
            [(order.number, position, step.state, instant(step.at)) for position, step in enumerate(order.steps)],
        )

    def _order(self, row: sqlite3.Row) -> Order:
        number = row["number"]
        items = self.db.execute("SELECT * FROM order_items WHERE number = ? ORDER BY position", (number,))
        steps = self.db.execute("SELECT * FROM order_steps WHERE number = ? ORDER BY position", (number,))
        return Order(
            number=number,
            customer_id=row["customer_id"],
            promised_on=date.fromisoformat(row["promised_on"]),
            items=tuple(
                Item(i["sku"], i["name"], i["size"], i["colour"], i["quantity"], i["unit_price"]) for i in items
            ),
            steps=tuple(Step(cast(Milestone, s["state"]), moment(s["at"])) for s in steps),
            carrier=row["carrier"],
            tracking_number=row["tracking_number"],
            refund=_refund(row),
            replaces=row["replaces"],
            payment_method=row["payment_method"],
            warehouse=row["warehouse"],
        )

    # Returns

    def add_return(self, return_id: str, number: str, reason: str, now: datetime) -> None:
        """Remember that the customer sends the order back, and why."""
        self.db.execute("INSERT INTO returns VALUES (?, ?, ?, ?)", (return_id, number, reason, instant(now)))

    def returned_order(self, return_id: str) -> Order | None:
        """The order this return belongs to."""
        row = self.db.execute("SELECT number FROM returns WHERE id = ?", (return_id,)).fetchone()
        return self.order(row["number"]) if row else None

    # Proofs by e-mail

    def failed_proofs(self, number: str) -> list[datetime]:
        """When somebody named a wrong address for this number, as far back as it matters."""
        return [
            moment(row["at"]) for row in self.db.execute("SELECT at FROM proof_failures WHERE number = ?", (number,))
        ]

    def note_failed_proof(self, number: str, now: datetime) -> None:
        """Remember one failure and forget those that no longer matter."""
        self.db.execute("DELETE FROM proof_failures WHERE at <= ?", (instant(now - WINDOW),))
        self.db.execute("INSERT INTO proof_failures VALUES (?, ?)", (number, instant(now)))


CUSTOMERS = "SELECT c.*, (SELECT count(*) FROM orders o WHERE o.customer_id = c.id) AS orders FROM customers c"


def _customer(row: sqlite3.Row) -> Customer:
    return Customer(
        id=row["id"],
        name=row["name"],
        email=row["email"],
        tier=row["tier"],
        since=date.fromisoformat(row["since"]),
        orders=row["orders"],
        notices=bool(row["notices"]),
    )


def _refund(row: sqlite3.Row) -> Refund | None:
    if row["refund_state"] is None:
        return None
    state = cast(RefundState, row["refund_state"])
    return Refund(state, row["refund_amount"], date.fromisoformat(row["refund_expected_on"]))
