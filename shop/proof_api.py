"""The calls by which a guest proves an order: ask for the letter, tell the code, be forgotten."""

from __future__ import annotations

from sanic import Blueprint, Request
from sanic.response import HTTPResponse, empty, json

from shop import fields, proving
from shop.context import Shop
from shop.documents import order_document
from shop.guest_proof import CODE, CODE_LIFE, Guest
from shop.wording import instant

ASK_FIELDS = frozenset({"email", "conversation_id", "address"})
CONFIRM_FIELDS = frozenset({"code", "conversation_id", "address"})


def add_proof_routes(api: Blueprint, shop: Shop) -> None:
    """The routes below `/api/orders/{number}/proofs`, and the one that forgets a conversation."""

    @api.post("/orders/<number:str>/proofs")
    async def ask_for_code(request: Request, number: str) -> HTTPResponse:
        number = fields.order_number(number)
        body = fields.json_object(request.body, ASK_FIELDS)
        email, guest = fields.email(body.get("email")), _guest(body)
        code, salt, now = shop.new_code(), shop.new_token(), shop.clock()
        pepper = shop.settings.jwt_secret
        letter = await shop.worker.run(
            lambda store: proving.ask_for_code(store, number, email, guest, code, salt, pepper, now)
        )
        if letter is not None:
            shop.post.put(letter)
        # Said whether there is such an order or not.
        return json({"expires_at": instant(now + CODE_LIFE)}, status=202)

    @api.post("/orders/<number:str>/proofs/confirm")
    async def confirm_code(request: Request, number: str) -> HTTPResponse:
        number = fields.order_number(number)
        body = fields.json_object(request.body, CONFIRM_FIELDS)
        code, guest, now = fields.shaped(body.get("code"), "code", CODE), _guest(body), shop.clock()
        pepper = shop.settings.jwt_secret
        until = await shop.worker.run(lambda store: proving.confirm_code(store, number, code, guest, pepper, now))
        return json({"open_until": instant(until)})

    @api.get("/conversations/<conversation_id:str>/orders")
    async def list_proved_orders(_request: Request, conversation_id: str) -> HTTPResponse:
        wanted, now = fields.conversation_id(conversation_id), shop.clock()
        found = await shop.worker.run(lambda store: proving.orders_of_guest(store, wanted, now))
        url = shop.settings.url
        return json({"orders": [order_document(order, now.date(), url) for order in found]})

    @api.delete("/conversations/<conversation_id:str>")
    async def forget_conversation(_request: Request, conversation_id: str) -> HTTPResponse:
        wanted = fields.conversation_id(conversation_id)
        await shop.worker.run(lambda store: proving.forget_guest(store, wanted))
        return empty(204)


def _guest(body: dict[str, object]) -> Guest:
    address = body.get("address")
    known = fields.shaped(address, "address", fields.ADDRESS_KEY) if address is not None else None
    return Guest(fields.conversation_id(body.get("conversation_id")), known)
