"""The door for the vendor's webhooks: `POST /hooks/<kind>`. What was read before is forgotten when an order changes."""

from __future__ import annotations

import logging

from sanic import Blueprint, Request
from sanic.response import HTTPResponse, json

from shop.errors import ShopError, not_found
from storefront.context import Storefront
from storefront.delivery import POSTS, delivery_name, is_ping, is_signed

LARGEST_TOPIC = 80
logger = logging.getLogger("storefront")


def build_hooks(front: Storefront) -> Blueprint:
    """The one route below `/hooks`."""
    hooks = Blueprint("hooks", url_prefix="/hooks")
    post = POSTS[front.settings.kind]

    @hooks.post("/<kind:str>")
    async def take(request: Request, kind: str) -> HTTPResponse:
        if kind != front.settings.kind:
            raise not_found()
        if is_ping(kind, request.body):
            return json({"ok": True, "did": "nothing"})
        headers = request.headers
        if not is_signed(request.body, headers.get(post.signature, ""), front.settings.webhook_secret):
            # Neither the body nor who sent it: a log is no place for either.
            logger.warning("A webhook with a wrong signature was refused (%d bytes).", len(request.body))
            raise ShopError(401, "wrong_signature", "The signature does not fit the body.")
        topic = headers.get(post.topic, "")[:LARGEST_TOPIC]
        if not topic.startswith(post.concerns):
            return json({"ok": True, "did": "nothing"})
        name, now = delivery_name(headers.get(post.delivery, ""), request.body), front.clock()
        if not await front.worker.run(lambda book: book.is_new_delivery(name, now)):
            return json({"ok": True, "did": "nothing"})
        front.shelf.clear()
        return json({"ok": True, "did": "forgot"})

    return hooks
