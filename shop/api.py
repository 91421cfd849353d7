"""The order API for the desk and the bot's actions: JSON over HTTP, opened by the shop's API key."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from sanic import Blueprint, Request
from sanic.response import HTTPResponse, json, text

from shop import changes, documents, fields
from shop.answers import Answer
from shop.changes import Claim
from shop.context import Shop
from shop.documents import Document
from shop.errors import bad_request, customer_not_found, not_found, unauthorized
from shop.faults import read_fault
from shop.identity import same_secret
from shop.proof_api import add_proof_routes
from shop.remedy_api import add_remedy_routes
from shop.store import Store

SPEAKER_FIELDS = frozenset({"customer_id", "conversation_id"})
CANCEL_FIELDS = SPEAKER_FIELDS | {"idempotency_key"}
RETURN_FIELDS = SPEAKER_FIELDS | {"reason", "idempotency_key"}
MOST_RECENT = 2_000
"""Orders of everybody in one answer."""


def build_api(shop: Shop) -> Blueprint:
    """All routes below `/api`."""
    api = Blueprint("api", url_prefix="/api")

    @api.on_request
    async def check_key(request: Request) -> None:
        given = request.headers.getall("authorization", [])
        if len(given) != 1 or not same_secret(given[0], f"Bearer {shop.settings.api_key}"):
            raise unauthorized()

    _add_order_routes(api, shop)
    _add_change_routes(api, shop)
    add_proof_routes(api, shop)
    add_remedy_routes(api, shop, _claim)
    _add_recent_route(api, shop)
    _add_catalogue_routes(api, shop)
    _add_fault_routes(api, shop)
    return api


def _add_order_routes(api: Blueprint, shop: Shop) -> None:
    @api.get("/orders")
    async def list_orders(request: Request) -> HTTPResponse:
        customer_id = fields.customer_id(_query(request, "customer_id"))
        found = await shop.worker.run(lambda store: store.orders_of(customer_id))
        today = shop.clock().date()
        return json({"orders": [documents.order_document(order, today, shop.settings.url) for order in found]})

    @api.get("/orders/<number:str>")
    async def show_order(request: Request, number: str) -> HTTPResponse:
        number = fields.order_number(number)
        email, now = _query(request, "email"), shop.clock()
        given = {name: _query(request, name) for name in ("customer_id", "conversation_id")}
        if sum(value is not None for value in (email, *given.values())) != 1:
            raise bad_request("missing_field", "Give one of customer_id, conversation_id and email.", "customer_id")
        if email is not None:
            address = fields.email(email)
            proved = await shop.worker.run(lambda store: changes.order_proved_by_email(store, number, address, now))
            return json({"order": documents.glance_document(proved, now.date())})
        claim = _claim(given)
        order = await shop.worker.run(lambda store: changes.claimed_order(store, number, claim, now))
        return json({"order": documents.order_document(order, now.date(), shop.settings.url)})


def _add_change_routes(api: Blueprint, shop: Shop) -> None:
    @api.post("/orders/<number:str>/cancel")
    async def cancel_order(request: Request, number: str) -> HTTPResponse:
        number = fields.order_number(number)
        body = fields.json_object(request.body, CANCEL_FIELDS)
        claim = _claim(body)
        key = fields.idempotency_key(body.get("idempotency_key"))
        return _sent(
            await shop.worker.run(
                lambda store: changes.cancel_order(store, number, claim, key, shop.clock(), shop.settings.url)
            )
        )

    @api.post("/orders/<number:str>/return")
    async def return_order(request: Request, number: str) -> HTTPResponse:
        number = fields.order_number(number)
        body = fields.json_object(request.body, RETURN_FIELDS)
        claim = _claim(body)
        reason = fields.text(body.get("reason"), "reason", longest=fields.LONGEST_REASON, lines=True)
        key = fields.idempotency_key(body.get("idempotency_key"))
        return _sent(
            await shop.worker.run(
                lambda store: changes.return_order(store, number, claim, reason, key, shop.clock(), shop.settings.url)
            )
        )


def _add_recent_route(api: Blueprint, shop: Shop) -> None:
    @api.get("/recent-orders")
    async def list_recent(request: Request) -> HTTPResponse:
        days, today = fields.days(_query(request, "days")), shop.clock().date()

        def read(store: Store) -> list[Document]:
            people = {customer.id: customer for customer in store.customers()}
            found = store.orders_since(today - timedelta(days=days), MOST_RECENT)
            return [documents.recent_document(order, people[order.customer_id], today) for order in found]

        found = await shop.worker.run(read)
        return json({"orders": found, "complete": len(found) < MOST_RECENT})


def _add_catalogue_routes(api: Blueprint, shop: Shop) -> None:
    @api.get("/customers/<customer_id:str>")
    async def show_customer(_request: Request, customer_id: str) -> HTTPResponse:
        wanted = fields.customer_id(customer_id)
        customer = await shop.worker.run(lambda store: store.customer(wanted))
        if customer is None:
            raise customer_not_found()
        return json({"customer": documents.customer_document(customer)})

    @api.get("/products")
    async def list_products(_request: Request) -> HTTPResponse:
        products = await shop.worker.run(lambda store: store.products())
        return json({"products": [documents.product_document(product) for product in products]})


def _add_fault_routes(api: Blueprint, shop: Shop) -> None:
    @api.post("/faults")
    async def set_fault(request: Request) -> HTTPResponse:
        _only_where_allowed(shop)
        shop.faults.set(read_fault(request.body))
        return json({"ok": True})

    @api.delete("/faults")
    async def clear_fault(_request: Request) -> HTTPResponse:
        _only_where_allowed(shop)
        shop.faults.set(None)
        return json({"ok": True})


def _only_where_allowed(shop: Shop) -> None:
    if not shop.settings.faults:
        raise not_found()


def _claim(given: Mapping[str, object]) -> Claim:
    """Whose order it is said to be: exactly one of the two ways to say so."""
    customer_id, conversation_id = given.get("customer_id"), given.get("conversation_id")
    if conversation_id is None:
        return Claim("customer", fields.customer_id(customer_id))
    if customer_id is not None:
        raise bad_request("bad_format", "Give customer_id or conversation_id, not both.", "conversation_id")
    return Claim("conversation", fields.conversation_id(conversation_id))


def _query(request: Request, field: str) -> str | None:
    return fields.one_value(request.get_args(keep_blank_values=True), field)


def _sent(answer: Answer) -> HTTPResponse:
    return text(answer.body, status=answer.status, content_type="application/json")
