"""The calls by which the desk makes something good: what is offered, giving it, taking it back."""

from __future__ import annotations

from collections.abc import Callable

from sanic import Blueprint, Request
from sanic.response import HTTPResponse, json, text

from shop import fields, giving
from shop.answers import Answer
from shop.changes import Claim
from shop.context import Shop
from shop.errors import bad_request
from shop.giving import Wanted
from shop.money import CURRENCY
from shop.remedies import KINDS, Kind

GIVE_FIELDS = frozenset({"customer_id", "conversation_id", "kind", "amount", "sku", "reason", "idempotency_key"})
UNDO_FIELDS = frozenset({"idempotency_key"})
REMEDY_ID = fields.ADDRESS_KEY
SKU_LENGTH = 60


def add_remedy_routes(api: Blueprint, shop: Shop, claim_of: Callable[[dict[str, object]], Claim]) -> None:
    """The routes below `/api/orders/{number}/remedies` and `/api/remedies`."""

    @api.get("/orders/<number:str>/remedies")
    async def list_offers(request: Request, number: str) -> HTTPResponse:
        number = fields.order_number(number)
        args = request.get_args(keep_blank_values=True)
        claim = claim_of({name: fields.one_value(args, name) for name in ("customer_id", "conversation_id")})
        return json(await shop.worker.run(lambda store: giving.offers(store, number, claim, shop.clock())))

    @api.post("/orders/<number:str>/remedies")
    async def give(request: Request, number: str) -> HTTPResponse:
        number = fields.order_number(number)
        body = fields.json_object(request.body, GIVE_FIELDS)
        wanted = Wanted(
            number=number,
            claim=claim_of(body),
            kind=_kind(body.get("kind")),
            amount=_cents(body.get("amount")),
            sku=None if body.get("sku") is None else fields.text(body["sku"], "sku", longest=SKU_LENGTH),
            reason=fields.text(body.get("reason"), "reason", longest=fields.LONGEST_REASON),
            key=fields.idempotency_key(body.get("idempotency_key")),
        )
        remedy_id = f"m_{shop.new_token()}"
        return _sent(await shop.worker.run(lambda store: giving.give(store, wanted, remedy_id, shop.clock())))

    @api.post("/remedies/<remedy_id:str>/undo")
    async def take_back(request: Request, remedy_id: str) -> HTTPResponse:
        wanted = fields.shaped(remedy_id, "remedy_id", REMEDY_ID)
        body = fields.json_object(request.body, UNDO_FIELDS)
        key = fields.idempotency_key(body.get("idempotency_key"))
        return _sent(await shop.worker.run(lambda store: giving.take_back(store, wanted, key, shop.clock())))


def _kind(value: object) -> Kind:
    found = fields.text(value, "kind", longest=40)
    if found not in KINDS:
        raise bad_request("bad_format", f"The field kind must be one of {', '.join(KINDS)}.", "kind")
    return found


def _cents(value: object) -> int:
    """Money as the API writes it, in cents."""
    if not isinstance(value, dict) or set(value) != {"amount", "currency"}:
        raise bad_request("wrong_type", "The field amount must be money.", "amount")
    if value["currency"] != CURRENCY:
        raise bad_request("bad_format", f"This shop reckons in {CURRENCY}.", "amount")
    written = fields.shaped(value["amount"], "amount", fields.AMOUNT)
    whole, cents = written.split(".")
    return int(whole) * 100 + int(cents)


def _sent(answer: Answer) -> HTTPResponse:
    return text(answer.body, status=answer.status, content_type="application/json")
