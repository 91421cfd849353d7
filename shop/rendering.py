"""Turns a template into a page: who is signed in, the form token, the content policy, the widget's one script tag."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from sanic import Request
from sanic.response import HTTPResponse, html

from shop import fields, fulfilment, identity, orders, wording
from shop.context import Shop
from shop.customers import Customer
from shop.errors import ShopError
from shop.money import price
from shop.pictures import picture, swatch
from shop.products import Product

HERE = Path(__file__).parent
STYLE_SHEET = HERE / "static" / "shop.css"
SHOP_NAME = "Fern & Oak"
SESSION_COOKIE = "shop_session"
FORM_COOKIE = "shop_form"
FORM_FIELD = "form_token"
FEW_LEFT = 5
RETURN_REASONS = ("Does not fit", "Not as expected", "Arrived damaged", "Changed my mind")


@dataclass(frozen=True)
class Visit:
    """One request's visitor: the customer, if signed in, and the token that proves a form is ours."""

    customer: Customer | None
    form_token: str
    new_form_token: bool


def build_environment() -> Environment:
    """The templates, escaping everything that is not markup of ours."""
    pages = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    pages.globals.update(
        shop_name=SHOP_NAME,
        style_version=hashlib.sha256(STYLE_SHEET.read_bytes()).hexdigest()[:12],
        form_field=FORM_FIELD,
        day_in_words=wording.day_in_words,
        short_day=wording.short_day,
        month_in_words=wording.month_in_words,
        price=price,
        delivery_price=fulfilment.delivery_price,
        free_delivery_from=fulfilment.FREE_DELIVERY_FROM,
        is_cancellable=orders.is_cancellable,
        is_returnable=orders.is_returnable,
        return_reasons=RETURN_REASONS,
        picture=picture,
        swatch=swatch,
        stock_in_words=stock_in_words,
        shown_state=orders.shown_state,
        state_label=orders.label,
        timeline=orders.timeline,
    )
    return pages


async def visit(shop: Shop, request: Request) -> Visit:
    """Who is looking at the page."""
    now = shop.clock()
    session = request.cookies.get(SESSION_COOKIE)
    customer = await shop.worker.run(lambda store: identity.signed_in(store, session, now))
    token = request.cookies.get(FORM_COOKIE)
    return Visit(customer, token or shop.new_token(), new_form_token=not token)


def page(shop: Shop, visitor: Visit, template: str, status: int = 200, **values: object) -> HTTPResponse:
    """The template as a response."""
    body = PAGES.get_template(template).render(
        customer=visitor.customer,
        form_token=visitor.form_token,
        desk_url=shop.settings.desk_url,
        today=shop.clock().date(),
        **values,
    )
    response = html(body, status=status, headers=_headers(shop))
    if visitor.new_form_token:
        response.add_cookie(
            FORM_COOKIE,
            visitor.form_token,
            path="/",
            httponly=True,
            samesite="Strict",
            secure=shop.settings.secure_cookies,
        )
    return response


def check_form(shop: Shop, request: Request) -> None:
    """The form was ours and sent from our page. Raises ShopError 403 `foreign_form`."""
    expected = request.cookies.get(FORM_COOKIE) or ""
    given = fields.one_value(request.form or {}, FORM_FIELD) or ""
    origin = request.headers.get("origin")
    ours = {shop.settings.url, f"{request.scheme}://{request.host}"}
    if not expected or not identity.same_secret(given, expected) or (origin is not None and origin not in ours):
        raise ShopError(403, "foreign_form", "This form has expired. Please open the page again and repeat it.")


def stock_in_words(product: Product) -> str:
    """What a shopper wants to know about the stock."""
    if product.stock == 0:
        return "Sold out"
    return f"Only {product.stock} left" if product.stock <= FEW_LEFT else "In stock"


def content_policy(desk_url: str) -> str:
    """Our own style and pictures; from outside only the widget: its script, its frame, its calls."""
    desk = urlsplit(desk_url)
    socket = f"{'wss' if desk.scheme == 'https' else 'ws'}://{desk.netloc}"
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {desk_url}",
            f"frame-src {desk_url}",
            f"connect-src 'self' {desk_url} {socket}",
            f"img-src 'self' data: {desk_url}",
            "style-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    )


def _headers(shop: Shop) -> dict[str, str]:
    return {
        "content-security-policy": content_policy(shop.settings.desk_url),
        "x-content-type-options": "nosniff",
        "referrer-policy": "same-origin",
        # A page shows who is signed in; it is nobody else's.
        "cache-control": "private, no-store",
    }


PAGES = build_environment()
