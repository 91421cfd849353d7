"""The calls by which a guest proves an order: ask for the letter, tell the code, be forgotten."""

from __future__ import annotations

import asyncio
import logging

from sanic import Blueprint, Request
from sanic.response import HTTPResponse, empty, json

from shop import fields, proving
from shop.errors import ShopError
from shop.guest_proof import CODE, CODE_LIFE, Guest
from shop.letters import code_letter
from shop.proving import Owner
from shop.wording import instant
from storefront.book import Book
from storefront.context import Storefront
from storefront.documents import order_document

ASK_FIELDS = frozenset({"email", "conversation_id", "address"})
CONFIRM_FIELDS = frozenset({"code", "conversation_id", "address"})
logger = logging.getLogger("storefront")


def add_proof_routes(api: Blueprint, front: Storefront) -> None:
    """The routes below `/api/orders/{number}/proofs` and `/api/conversations`."""
    letters: set[asyncio.Task[None]] = set()

    @api.post("/orders/<number:str>/proofs")
    async def ask_for_code(request: Request, number: str) -> HTTPResponse:
        number = fields.order_number(number)
        body = fields.json_object(request.body, ASK_FIELDS)
        email, guest, now = fields.email(body.get("email")), _guest(body), front.clock()
        await front.worker.run(lambda book: _count(book, number, guest, front))
        # The vendor is asked after the answer is out: how long it takes says nothing to whoever asked.
        task = asyncio.create_task(_send_code(front, number, email, guest))
        letters.add(task)
        task.add_done_callback(letters.discard)
        return json({"expires_at": instant(now + CODE_LIFE)}, status=202)

    @api.post("/orders/<number:str>/proofs/confirm")
    async def confirm_code(request: Request, number: str) -> HTTPResponse:
        number = fields.order_number(number)
        body = fields.json_object(request.body, CONFIRM_FIELDS)
        code, guest, now = fields.shaped(body.get("code"), "code", CODE), _guest(body), front.clock()
        pepper = front.settings.pepper
        until = await front.worker.run(lambda book: proving.confirm_code(book, number, code, guest, pepper, now))
        return json({"open_until": instant(until)})

    @api.get("/conversations/<conversation_id:str>/orders")
    async def list_proved_orders(_request: Request, conversation_id: str) -> HTTPResponse:
        wanted, now = fields.conversation_id(conversation_id), front.clock()
        numbers = await front.worker.run(lambda book: proving.numbers_open(book, wanted, now))
        found = [await front.order(number) for number in numbers]
        today, terms = now.date(), front.settings.terms
        return json({"orders": [order_document(order, today, terms) for order in found if order is not None]})

    @api.delete("/conversations/<conversation_id:str>")
    async def forget_conversation(_request: Request, conversation_id: str) -> HTTPResponse:
        wanted = fields.conversation_id(conversation_id)
        await front.worker.run(lambda book: proving.forget_guest(book, wanted))
        return empty(204)


def _count(book: Book, number: str, guest: Guest, front: Storefront) -> None:
    with book.transaction():
        proving.count_letter(book, number, guest, front.clock())


async def _send_code(front: Storefront, number: str, email: str, guest: Guest) -> None:
    try:
        order = await front.order(number)
    except ShopError:
        logger.warning("A code could not be sent: the vendor does not answer.")
        return
    owner = Owner(order.name, order.email) if order is not None and order.email else None
    code, salt, now = front.new_code(), front.new_token(), front.clock()

    def keep(book: Book) -> bool:
        with book.transaction():
            return proving.keep_code(book, number, email, owner, guest, code, salt, front.settings.pepper, now)

    if await front.worker.run(keep) and owner is not None:
        front.post.put(code_letter(owner.email, owner.name, number, code, front.settings.shop_name))


def _guest(body: dict[str, object]) -> Guest:
    address = body.get("address")
    known = fields.shaped(address, "address", fields.ADDRESS_KEY) if address is not None else None
    return Guest(fields.conversation_id(body.get("conversation_id")), known)
