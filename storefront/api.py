"""The contract's calls (docs/shops.md): orders, customers, products, and what may be changed."""

from __future__ import annotations

import json as text_json
from collections.abc import Mapping

from sanic import Blueprint, Request
from sanic.response import HTTPResponse, json, text

from shop import fields, proofs
from shop.answers import Answer
from shop.changes import Claim
from shop.errors import bad_request, customer_not_found, order_not_found, unauthorized
from shop.identity import same_secret
from storefront.context import Storefront
from storefront.documents import customer_document, glance_document, order_document, product_document
from storefront.doing import Wanted, unavailable
from storefront.order import Order
from storefront.proof_api import add_proof_routes
from storefront.remedy_api import add_remedy_routes
from storefront.vendor import VendorError

SPEAKER_FIELDS = frozenset({"customer_id", "conversation_id"})
CANCEL_FIELDS = SPEAKER_FIELDS | {"idempotency_key"}
RETURN_FIELDS = CANCEL_FIELDS | {"reason"}


def build_api(front: Storefront) -> Blueprint:
    """All routes below `/api`."""
    api = Blueprint("api", url_prefix="/api")

    @api.on_request
    async def check_key(request: Request) -> None:
        given = request.headers.getall("authorization", [])
        if len(given) != 1 or not same_secret(given[0], f"Bearer {front.settings.api_key}"):
            raise unauthorized()

    _add_order_routes(api, front)
    _add_change_routes(api, front)
    _add_catalogue_routes(api, front)
    add_proof_routes(api, front)
    add_remedy_routes(api, front, _claim)
    return api


def _add_order_routes(api: Blueprint, front: Storefront) -> None:
    @api.get("/orders")
    async def list_orders(request: Request) -> HTTPResponse:
        customer_id = fields.customer_id(_query(request, "customer_id"))
        try:
            found = await front.shelf.get(f"orders of {customer_id}", lambda: front.vendor.orders_of(customer_id))
        except VendorError as failure:
            raise unavailable("The shop does not answer just now.") from failure
        today = front.clock().date()
        return json({"orders": [order_document(order, today, front.settings.terms) for order in found]})

    @api.get("/orders/<number:str>")
    async def show_order(request: Request, number: str) -> HTTPResponse:
        number = fields.order_number(number)
        email, today = _query(request, "email"), front.clock().date()
        given = {name: _query(request, name) for name in ("customer_id", "conversation_id")}
        if sum(value is not None for value in (email, *given.values())) != 1:
            raise bad_request("missing_field", "Give one of customer_id, conversation_id and email.", "customer_id")
        if email is not None:
            proved = await _proved_by_email(front, number, fields.email(email))
            return json({"order": glance_document(proved, today)})
        order = await front.claimed(number, _claim(given))
        return json({"order": order_document(order, today, front.settings.terms)})


async def _proved_by_email(front: Storefront, number: str, email: str) -> Order:
    now = front.clock()
    order = await front.order(number)
    if proofs.exhausted(await front.worker.run(lambda book: book.failed_proofs(number)), now):
        raise order_not_found()
    if order is None or not order.email or not proofs.same_address(email, order.email):
        await front.worker.run(lambda book: book.note_failed_proof(number, now, proofs.WINDOW))
        raise order_not_found()
    return order


def _add_change_routes(api: Blueprint, front: Storefront) -> None:
    @api.post("/orders/<number:str>/cancel")
    async def cancel_order(request: Request, number: str) -> HTTPResponse:
        number = fields.order_number(number)
        body = fields.json_object(request.body, CANCEL_FIELDS)
        claim, key = _claim(body), fields.idempotency_key(body.get("idempotency_key"))
        wanted = Wanted(f"{claim.value}/{key}", text_json.dumps(["cancel", number]), number, "cancel")
        return sent(await front.counter.do(wanted, lambda: front.claimed(number, claim, fresh=True)))

    @api.post("/orders/<number:str>/return")
    async def return_order(request: Request, number: str) -> HTTPResponse:
        number = fields.order_number(number)
        body = fields.json_object(request.body, RETURN_FIELDS)
        claim, key = _claim(body), fields.idempotency_key(body.get("idempotency_key"))
        reason = fields.text(body.get("reason"), "reason", longest=fields.LONGEST_REASON, lines=True)
        wish = text_json.dumps(["return", reason, number])
        wanted = Wanted(f"{claim.value}/{key}", wish, number, "return", reason=reason)
        return sent(await front.counter.do(wanted, lambda: front.claimed(number, claim, fresh=True)))


def _add_catalogue_routes(api: Blueprint, front: Storefront) -> None:
    @api.get("/customers/<customer_id:str>")
    async def show_customer(_request: Request, customer_id: str) -> HTTPResponse:
        wanted = fields.customer_id(customer_id)
        try:
            customer = await front.shelf.get(f"customer {wanted}", lambda: front.vendor.customer(wanted))
        except VendorError as failure:
            raise unavailable("The shop does not answer just now.") from failure
        if customer is None:
            raise customer_not_found()
        return json({"customer": customer_document(customer)})

    @api.get("/products")
    async def list_products(_request: Request) -> HTTPResponse:
        try:
            products = await front.shelf.get("products", front.vendor.products)
        except VendorError as failure:
            raise unavailable("The shop does not answer just now.") from failure
        return json({"products": [product_document(product) for product in products]})


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


def sent(answer: Answer) -> HTTPResponse:
    """The answer as it went out the first time."""
    return text(answer.body, status=answer.status, content_type="application/json")
