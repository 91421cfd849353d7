"""The calls by which the desk makes something good: what is offered, giving it, taking it back."""

from __future__ import annotations

import json as text_json
from collections.abc import Callable
from typing import cast

from sanic import Blueprint, Request
from sanic.response import HTTPResponse, json, text

from shop import fields
from shop.changes import Claim
from shop.errors import bad_request
from storefront.context import Storefront
from storefront.doing import Wanted, unavailable
from storefront.money import NoMoney, minor_units
from storefront.offers import REMEDIES, offer_document, offers
from storefront.remedy import customer_of, remedy_document
from storefront.vendor import Kind, VendorError

GIVE_FIELDS = frozenset({"customer_id", "conversation_id", "kind", "amount", "sku", "reason", "idempotency_key"})
UNDO_FIELDS = frozenset({"idempotency_key"})
SKU_LENGTH = 100


def add_remedy_routes(api: Blueprint, front: Storefront, claim_of: Callable[[dict[str, object]], Claim]) -> None:
    """The routes below `/api/orders/{number}/remedies` and `/api/remedies`."""

    @api.get("/orders/<number:str>/remedies")
    async def list_offers(request: Request, number: str) -> HTTPResponse:
        number = fields.order_number(number)
        args = request.get_args(keep_blank_values=True)
        claim = claim_of({name: fields.one_value(args, name) for name in ("customer_id", "conversation_id")})
        order = await front.claimed(number, claim, fresh=True)
        given = await front.worker.run(lambda book: book.given_for(number))
        customer = {"id": customer_of(order), "tier": await _tier(front, order.customer_id)}
        found = offers(order, given, front.vendor.cannot)
        return json(
            {
                "customer": customer,
                "offers": [offer_document(offer, order.currency) for offer in found],
                "remedies": [remedy_document(remedy) for remedy in given],
            }
        )

    @api.post("/orders/<number:str>/remedies")
    async def give(request: Request, number: str) -> HTTPResponse:
        wanted, claim = _wanted(fields.order_number(number), request.body, claim_of)
        answer = await front.counter.do(wanted, lambda: front.claimed(wanted.number, claim, fresh=True))
        return text(answer.body, status=answer.status, content_type="application/json")

    @api.post("/remedies/<remedy_id:str>/undo")
    async def take_back(request: Request, remedy_id: str) -> HTTPResponse:
        known = fields.shaped(remedy_id, "remedy_id", fields.ADDRESS_KEY)
        body = fields.json_object(request.body, UNDO_FIELDS)
        answer = await front.counter.take_back(known, fields.idempotency_key(body.get("idempotency_key")))
        return text(answer.body, status=answer.status, content_type="application/json")


async def _tier(front: Storefront, customer_id: str | None) -> str:
    if customer_id is None:
        return "standard"
    try:
        customer = await front.shelf.get(f"customer {customer_id}", lambda: front.vendor.customer(customer_id))
    except VendorError as failure:
        raise unavailable("The shop does not answer just now.") from failure
    return customer.tier if customer else "standard"


def _wanted(number: str, raw: bytes, claim_of: Callable[[dict[str, object]], Claim]) -> tuple[Wanted, Claim]:
    body = fields.json_object(raw, GIVE_FIELDS)
    claim, kind, (amount, currency) = claim_of(body), _kind(body.get("kind")), _amount(body.get("amount"))
    sku = None if body.get("sku") is None else fields.text(body["sku"], "sku", longest=SKU_LENGTH)
    reason = fields.text(body.get("reason"), "reason", longest=fields.LONGEST_REASON)
    wish = text_json.dumps(["give", number, [claim.kind, claim.value], kind, amount, currency, sku, reason])
    key = fields.idempotency_key(body.get("idempotency_key"))
    return Wanted(key, wish, number, kind, amount, sku, reason, currency), claim


def _kind(value: object) -> Kind:
    found = fields.text(value, "kind", longest=40)
    if found not in REMEDIES:
        raise bad_request("bad_format", f"The field kind must be one of {', '.join(REMEDIES)}.", "kind")
    return cast(Kind, found)


def _amount(value: object) -> tuple[int, str]:
    """Money as the contract writes it, in minor units."""
    if not isinstance(value, dict) or set(value) != {"amount", "currency"}:
        raise bad_request("wrong_type", "The field amount must be money.", "amount")
    currency = fields.text(value["currency"], "amount", longest=3)
    try:
        amount = minor_units(fields.text(value["amount"], "amount", longest=12), currency)
    except NoMoney as wrong:
        raise bad_request("bad_format", f"The field amount is {wrong}.", "amount") from wrong
    if amount < 0:
        raise bad_request("bad_format", "The field amount cannot be less than nothing.", "amount")
    return amount, currency
