"""Fill the shop's file with the demo, or set the demo back to how it opens."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

from shop.demo.catalogue import catalogue
from shop.demo.orders import demo_orders
from shop.demo.people import customers
from shop.products import Product
from shop.store import Store


def seed(store: Store, today: date) -> int:
    """Put the demo in place as of this day and return how many orders it has.

    Run again it sets products, people and the demo's own orders back; orders bought since are kept.
    """
    orders = demo_orders(today)
    numbers = [(order.number,) for order in orders]
    with store.transaction():
        for position, product in enumerate(catalogue()):
            _put_product(store, product, position)
        store.db.executemany(
            "INSERT INTO customers VALUES (:id, :name, :email, :tier, :since, :notices) ON CONFLICT (id) DO UPDATE SET"
            " name = excluded.name, email = excluded.email, tier = excluded.tier, since = excluded.since,"
            " notices = excluded.notices",
            [asdict(customer) | {"since": customer.since.isoformat()} for customer in customers()],
        )
        store.db.executemany("DELETE FROM orders WHERE number = ?", numbers)
        store.db.executemany("DELETE FROM answers WHERE number = ?", numbers)
        store.db.execute("DELETE FROM proof_failures")
        for order in orders:
            store.add_order(order)
        _register_returns(store)
    return len(orders)


def seed_if_empty(store: Store, today: date) -> bool:
    """Seed a file without customers; True when that was done."""
    if store.customers():
        return False
    seed(store, today)
    return True


def _put_product(store: Store, product: Product, position: int) -> None:
    row = {
        "sku": product.sku,
        "slug": product.slug,
        "name": product.name,
        "price": product.price,
        "summary": product.summary,
        "details": product.details,
        "picture": product.picture,
        "position": position,
    }
    store.db.execute(
        "INSERT INTO products VALUES (:sku, :slug, :name, :price, :summary, :details, :picture, :position)"
        " ON CONFLICT (sku) DO UPDATE SET slug = excluded.slug, name = excluded.name, price = excluded.price,"
        " summary = excluded.summary, details = excluded.details, picture = excluded.picture,"
        " position = excluded.position",
        row,
    )
    store.db.execute("DELETE FROM variants WHERE sku = ?", (product.sku,))
    store.db.executemany(
        "INSERT INTO variants VALUES (?, ?, ?, ?, ?)",
        [
            (product.sku, variant.size, variant.colour, variant.stock, place)
            for place, variant in enumerate(product.variants)
        ],
    )


def _register_returns(store: Store) -> None:
    store.db.execute(
        "INSERT INTO returns SELECT 'R' || number, number, 'Not the right size', at FROM order_steps"
        " WHERE state = 'returned' AND number IN (SELECT number FROM orders)"
        " ON CONFLICT (number) DO NOTHING"
    )
