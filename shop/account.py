"""Signing in and out, the customer's orders, buying, and the widget's proof of who is looking."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from json import loads

from sanic import Blueprint, Request
from sanic.response import HTTPResponse, json, redirect

from shop import changes, fields, identity
from shop.answers import Answer
from shop.changes import Claim, Purchase
from shop.context import Shop
from shop.errors import ShopError, bad_request, not_found
from shop.giving import given_for
from shop.rendering import SESSION_COOKIE, check_form, page, visit
from shop.wording import instant

OWN_PAGE = re.compile(r"/(?:[A-Za-z0-9_-]+/?)*")
FORM_KEY = re.compile(r"[A-Za-z0-9_-]{16,100}")
LONGEST_CHOICE = 40


def add_account_routes(pages: Blueprint, shop: Shop) -> None:
    """Everything that knows who the customer is."""
    _add_sign_in(pages, shop)
    _add_sign_out(pages, shop)
    _add_own_orders(pages, shop)
    _add_own_wishes(pages, shop)
    _add_buying(pages, shop)
    _add_widget_token(pages, shop)


def _add_sign_in(pages: Blueprint, shop: Shop) -> None:
    @pages.get("/sign-in")
    async def show_sign_in(request: Request) -> HTTPResponse:
        people = await shop.worker.run(lambda store: store.customers())
        then = _own_page(fields.one_value(request.args, "then"))
        return page(shop, await visit(shop, request), "sign_in.html", people=people, then=then)

    @pages.post("/sign-in")
    async def sign_in(request: Request) -> HTTPResponse:
        check_form(shop, request)
        customer_id = fields.customer_id(fields.one_value(request.form or {}, "customer_id"))
        then = _own_page(fields.one_value(request.form or {}, "then"))
        token, old, now = shop.new_token(), request.cookies.get(SESSION_COOKIE), shop.clock()
        if not await shop.worker.run(lambda store: identity.sign_in(store, customer_id, token, now)):
            raise bad_request("bad_format", "There is no such customer.", "customer_id")
        await shop.worker.run(lambda store: identity.sign_out(store, old))
        response = redirect(then, status=303)
        response.add_cookie(
            SESSION_COOKIE,
            token,
            path="/",
            httponly=True,
            samesite="Lax",
            secure=shop.settings.secure_cookies,
            max_age=int(identity.SESSION_LIFETIME.total_seconds()),
        )
        return response


def _add_sign_out(pages: Blueprint, shop: Shop) -> None:
    @pages.get("/sign-out")
    async def ask_sign_out(request: Request) -> HTTPResponse:
        return page(shop, await visit(shop, request), "sign_out.html")

    @pages.post("/sign-out")
    async def sign_out(request: Request) -> HTTPResponse:
        check_form(shop, request)
        token = request.cookies.get(SESSION_COOKIE)
        await shop.worker.run(lambda store: identity.sign_out(store, token))
        response = redirect("/", status=303)
        response.delete_cookie(SESSION_COOKIE, path="/")
        return response


def _add_own_orders(pages: Blueprint, shop: Shop) -> None:
    @pages.get("/account")
    async def show_account(request: Request) -> HTTPResponse:
        visitor = await visit(shop, request)
        if visitor.customer is None:
            return redirect("/sign-in?then=/account", status=303)
        owner = visitor.customer.id
        orders = await shop.worker.run(lambda store: store.orders_of(owner))
        given = await shop.worker.run(lambda store: given_for(store, owner))
        return page(shop, visitor, "account.html", orders=orders, given=given, wish_key=shop.new_token())

    @pages.get("/returns/<return_id:str>")
    async def show_return_label(request: Request, return_id: str) -> HTTPResponse:
        visitor = await visit(shop, request)
        if visitor.customer is None:
            return redirect("/sign-in?then=/account", status=303)
        order = await shop.worker.run(lambda store: store.returned_order(return_id))
        if order is None or order.customer_id != visitor.customer.id:
            raise not_found()
        return page(shop, visitor, "return_label.html", order=order, return_id=return_id)


def _add_own_wishes(pages: Blueprint, shop: Shop) -> None:
    @pages.post("/account/orders/<number:str>/cancel")
    async def cancel(request: Request, number: str) -> HTTPResponse:
        number, customer_id, key = await _own_wish(shop, request, number)
        answer = await shop.worker.run(
            lambda store: changes.cancel_order(
                store, number, Claim("customer", customer_id), key, shop.clock(), shop.settings.url
            )
        )
        return _back_to_order(answer, number)

    @pages.post("/account/orders/<number:str>/return")
    async def send_back(request: Request, number: str) -> HTTPResponse:
        number, customer_id, key = await _own_wish(shop, request, number)
        given = fields.one_value(request.form or {}, "reason")
        reason = fields.text(given, "reason", longest=fields.LONGEST_REASON)
        answer = await shop.worker.run(
            lambda store: changes.return_order(
                store, number, Claim("customer", customer_id), reason, key, shop.clock(), shop.settings.url
            )
        )
        return _back_to_order(answer, number)


def _add_buying(pages: Blueprint, shop: Shop) -> None:
    @pages.post("/products/<slug:str>/buy")
    async def buy(request: Request, slug: str) -> HTTPResponse:
        check_form(shop, request)
        visitor = await visit(shop, request)
        if visitor.customer is None:
            return redirect("/sign-in", status=303)
        form: Mapping[str, Sequence[str]] = request.form or {}
        purchase = Purchase(
            customer_id=visitor.customer.id,
            slug=slug,
            size=fields.text(fields.one_value(form, "size"), "size", longest=LONGEST_CHOICE),
            colour=fields.text(fields.one_value(form, "colour"), "colour", longest=LONGEST_CHOICE),
            key=fields.shaped(fields.one_value(form, "purchase_key"), "purchase_key", FORM_KEY),
        )
        order = await shop.worker.run(lambda store: changes.buy(store, purchase, shop.clock()))
        return redirect(f"/account#order-{order.number}", status=303)


def _add_widget_token(pages: Blueprint, shop: Shop) -> None:
    @pages.get("/widget-token")
    async def widget_token(request: Request) -> HTTPResponse:
        customer, now = (await visit(shop, request)).customer, shop.clock()
        headers = {"cache-control": "no-store", "vary": "cookie"}
        if customer is None:
            refusal = ShopError(401, "signed_out", "Nobody is signed in at the shop.")
            return json(refusal.document(), status=refusal.status, headers=headers)
        token = identity.widget_token(
            customer,
            issuer=shop.settings.url,
            secret=shop.settings.jwt_secret,
            token_id=shop.new_token(),
            now=now,
        )
        expires_at = instant(now + identity.WIDGET_TOKEN_LIFETIME)
        return json({"token": token, "expires_at": expires_at}, headers=headers)


async def _own_wish(shop: Shop, request: Request, number: str) -> tuple[str, str, str]:
    """The order a signed-in customer wants changed, the customer, and the key of this one wish."""
    check_form(shop, request)
    customer = (await visit(shop, request)).customer
    if customer is None:
        raise ShopError(401, "signed_out", "Please sign in first.")
    key = fields.idempotency_key(fields.one_value(request.form or {}, "wish_key"))
    return fields.order_number(number), customer.id, key


def _back_to_order(answer: Answer, number: str) -> HTTPResponse:
    if answer.status != 200:
        refusal = loads(answer.body)
        raise ShopError(answer.status, refusal["code"], refusal["message"])
    return redirect(f"/account#order-{number}", status=303)


def _own_page(path: str | None) -> str:
    """Where to go after signing in: a page of this shop, never an address somebody slipped in."""
    return path if path and OWN_PAGE.fullmatch(path) else "/account"
