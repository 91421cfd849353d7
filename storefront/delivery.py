"""Webhooks of the vendors: is it really theirs, what does it tell. Pure."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass

PING = re.compile(rb"webhook_id=[0-9]{1,20}")


@dataclass(frozen=True)
class Post:
    """In which headers a vendor puts what. `concerns` is how topics begin that change an order or a product."""

    signature: str
    delivery: str
    topic: str
    concerns: tuple[str, ...]


POSTS: Mapping[str, Post] = {
    "woocommerce": Post(
        "x-wc-webhook-signature",
        "x-wc-webhook-delivery-id",
        "x-wc-webhook-topic",
        ("order.", "product.", "customer.", "coupon."),
    ),
    "shopify": Post(
        "x-shopify-hmac-sha256",
        "x-shopify-webhook-id",
        "x-shopify-topic",
        ("orders/", "refunds/", "fulfillments/", "products/", "customers/"),
    ),
}


def is_signed(body: bytes, signature: str, secret: str) -> bool:
    """Base64 of HMAC-SHA256 over the bytes as they came, compared in a time that says nothing."""
    expected = base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest())
    return hmac.compare_digest(expected, signature.encode(errors="surrogateescape"))


def is_ping(kind: str, body: bytes) -> bool:
    """WooCommerce tries an address when a webhook is made, without a signature; nothing comes of it."""
    return kind == "woocommerce" and PING.fullmatch(body) is not None


def delivery_name(given: str, body: bytes) -> str:
    """What a delivery is known by. WooCommerce's ids repeat within a second, so the body counts as well."""
    return f"{given[:100]}/{hashlib.sha256(body).hexdigest()}"
