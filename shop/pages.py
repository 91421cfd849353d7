"""The shop as a customer sees it: goods, account, sign-in, parcels. Every page carries the widget."""

from __future__ import annotations

from datetime import date

from sanic import Blueprint, Request
from sanic.response import HTTPResponse

from shop import fields, orders
from shop.account import add_account_routes
from shop.context import Shop
from shop.errors import ShopError, not_found
from shop.mailbox import Mailbox
from shop.rendering import HERE, page, visit


def build_pages(shop: Shop, mailbox: Mailbox | None) -> Blueprint:
    """All pages, and the style sheet they share."""
    pages = Blueprint("pages")
    pages.static("/static", HERE / "static", name="static")
    _add_goods(pages, shop)
    _add_parcels(pages, shop)
    add_account_routes(pages, shop)
    if mailbox is not None:
        _add_outbox(pages, shop, mailbox)
    return pages


async def problem_page(shop: Shop, request: Request, error: ShopError) -> HTTPResponse:
    """What a person sees when a page cannot be shown."""
    return page(shop, await visit(shop, request), "problem.html", status=error.status, error=error)


def _add_goods(pages: Blueprint, shop: Shop) -> None:
    @pages.get("/")
    async def list_goods(request: Request) -> HTTPResponse:
        products = await shop.worker.run(lambda store: store.products())
        return page(shop, await visit(shop, request), "products.html", products=products)

    @pages.get("/products/<slug:str>")
    async def show_product(request: Request, slug: str) -> HTTPResponse:
        product = await shop.worker.run(lambda store: store.product(slug))
        if product is None:
            raise not_found()
        asked = fields.one_value(request.args, "colour")
        colour = asked if asked in product.colours else product.colours[0]
        return page(
            shop,
            await visit(shop, request),
            "product.html",
            product=product,
            colour=colour,
            sizes=[(variant.size, variant.stock) for variant in product.variants if variant.colour == colour],
            purchase_key=shop.new_token(),
        )


def _add_parcels(pages: Blueprint, shop: Shop) -> None:
    @pages.get("/parcels/<tracking_number:str>")
    async def show_parcel(request: Request, tracking_number: str) -> HTTPResponse:
        order = await shop.worker.run(lambda store: store.order_by_tracking(tracking_number))
        if order is None:
            raise ShopError(404, "parcel_not_found", "We know no parcel with this number.")
        return page(shop, await visit(shop, request), "parcel.html", order=order, line=parcel_line)


def _add_outbox(pages: Blueprint, shop: Shop, mailbox: Mailbox) -> None:
    @pages.get("/outbox")
    async def outbox(request: Request) -> HTTPResponse:
        return page(shop, await visit(shop, request), "outbox.html", letters=mailbox.letters)


def parcel_line(order: orders.Order, today: date) -> str:
    """Where the parcel is, in a word or two; a day follows where one helps."""
    return {
        "delivered": "Delivered",
        "returned": "Delivered, and on its way back",
        "lost": "We have lost track of this parcel",
        "refunded": "This order has been refunded",
        "late": "Running late; it was due",
        "out_for_delivery": "Out for delivery",
    }.get(orders.shown_state(order, today), "Due")
