"""The only reader of the environment in the storefront."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from shop.errors import SetupError
from shop.letters import MailServer, mail_server
from storefront.order import Terms

KINDS = ("woocommerce", "shopify")
SHORTEST_SECRET = 16
SHOPIFY_DOMAIN = re.compile(r"[a-z0-9][a-z0-9-]*\.myshopify\.com")
API_VERSION = re.compile(r"20[0-9]{2}-(?:01|04|07|10)")
FIRST_API_VERSION = "2026-01"
ADDRESS = re.compile(r"[A-Za-z0-9._+-]+@[A-Za-z0-9.-]+")
META_NAME = re.compile(r"[A-Za-z0-9_.-]{1,100}")


@dataclass(frozen=True)
class WooSettings:
    """Where a WooCommerce shop is and how it knows us; `promised_meta` names the orders' field for the promised day."""

    url: str
    key: str = field(repr=False)
    secret: str = field(repr=False)
    promised_meta: str = ""


@dataclass(frozen=True)
class ShopifySettings:
    """Which Shopify shop it is and how it knows us. `url` is made of the domain; tests give their own."""

    url: str
    token: str = field(repr=False)
    api_version: str = FIRST_API_VERSION


@dataclass(frozen=True)
class Settings:
    """Everything the storefront can be told from outside."""

    kind: Literal["woocommerce", "shopify"]
    port: int
    database: Path
    api_key: str = field(repr=False)
    pepper: str = field(repr=False)
    webhook_secret: str = field(repr=False)
    vendor: WooSettings | ShopifySettings
    mail_server: MailServer = field(repr=False)
    mail_from: str
    shop_name: str
    terms: Terms
    host: str = "127.0.0.1"


def read_settings(environ: Mapping[str, str]) -> Settings:
    """Read and check all settings. Raises SetupError with one sentence that says what to do."""
    given = {name: value.strip() for name, value in environ.items() if value.strip()}
    kind = given.get("WARMHAND_SHOP_KIND", "")
    if kind not in KINDS:
        raise SetupError(f"WARMHAND_SHOP_KIND must be woocommerce or shopify for the storefront, not {kind!r}.")
    pepper = _secret(given, "WARMHAND_SHOP_JWT_SECRET", 32)
    if "SMTP_URL" not in given:
        raise SetupError("SMTP_URL is not set: guests prove an order with a code that comes by letter.")
    var = given.get("WARMHAND_VAR_DIR", "var")
    vendor = _woo(given) if kind == "woocommerce" else _shopify(given)
    return Settings(
        kind="woocommerce" if kind == "woocommerce" else "shopify",
        port=_whole(given, "WARMHAND_SHOP_PORT", 8010, least=1, most=65535),
        database=Path(given.get("WARMHAND_STOREFRONT_DATABASE") or Path(var) / "storefront.db"),
        api_key=_secret(given, "WARMHAND_SHOP_API_KEY", 1),
        pepper=pepper,
        webhook_secret=_secret(given, "WARMHAND_SHOP_WEBHOOK_SECRET", SHORTEST_SECRET),
        vendor=vendor,
        mail_server=mail_server(given["SMTP_URL"]),
        mail_from=_mail_from(given),
        shop_name=given.get("WARMHAND_SHOP_NAME", "Fern & Oak"),
        terms=Terms(_whole(given, "WARMHAND_SHOP_RETURN_DAYS", 30, least=1, most=365), _returns_page(given)),
    )


def _woo(given: Mapping[str, str]) -> WooSettings:
    url = _url(given, "WARMHAND_WOOCOMMERCE_URL", "https://shop.example")
    key = _secret(given, "WARMHAND_WOOCOMMERCE_KEY", SHORTEST_SECRET)
    secret = _secret(given, "WARMHAND_WOOCOMMERCE_SECRET", SHORTEST_SECRET)
    if not key.startswith("ck_") or not secret.startswith("cs_"):
        raise SetupError(
            "WARMHAND_WOOCOMMERCE_KEY begins with ck_ and WARMHAND_WOOCOMMERCE_SECRET with cs_: "
            "make a key with read and write access under WooCommerce, Settings, Advanced, REST API."
        )
    promised = given.get("WARMHAND_WOOCOMMERCE_PROMISED_META", "")
    if promised and not META_NAME.fullmatch(promised):
        raise SetupError("WARMHAND_WOOCOMMERCE_PROMISED_META must be the name of a field of orders.")
    return WooSettings(url, key, secret, promised)


def _shopify(given: Mapping[str, str]) -> ShopifySettings:
    domain = given.get("WARMHAND_SHOPIFY_DOMAIN", "")
    if not SHOPIFY_DOMAIN.fullmatch(domain):
        raise SetupError("WARMHAND_SHOPIFY_DOMAIN must be the shop's own domain, such as fern-and-oak.myshopify.com.")
    version = given.get("WARMHAND_SHOPIFY_API_VERSION", FIRST_API_VERSION)
    if not API_VERSION.fullmatch(version) or version < FIRST_API_VERSION:
        raise SetupError(f"WARMHAND_SHOPIFY_API_VERSION must be {FIRST_API_VERSION} or later, such as 2026-04.")
    return ShopifySettings(f"https://{domain}", _secret(given, "WARMHAND_SHOPIFY_TOKEN", SHORTEST_SECRET), version)


def _url(given: Mapping[str, str], name: str, example: str) -> str:
    value = given.get(name, "").rstrip("/")
    parts = urlsplit(value)
    local = parts.hostname in ("127.0.0.1", "localhost", "::1")
    if not parts.hostname or parts.username or parts.query or parts.fragment:
        raise SetupError(f"{name} must be the shop's address, such as {example}.")
    if parts.scheme != "https" and not (parts.scheme == "http" and local):
        raise SetupError(f"{name} must begin with https://: the shop's keys travel with every call.")
    return value


def _returns_page(given: Mapping[str, str]) -> str:
    value = given.get("WARMHAND_SHOP_RETURNS_PAGE", "")
    if value and (urlsplit(value).scheme not in ("http", "https") or not urlsplit(value).hostname):
        raise SetupError("WARMHAND_SHOP_RETURNS_PAGE must be the address of the page that says how to send goods back.")
    return value


def _whole(given: Mapping[str, str], name: str, default: int, *, least: int, most: int) -> int:
    value = given.get(name, str(default))
    if not (value.isascii() and value.isdigit() and least <= int(value) <= most):
        raise SetupError(f"{name} must be a whole number from {least} to {most}.")
    return int(value)


def _secret(given: Mapping[str, str], name: str, shortest: int) -> str:
    value = given.get(name, "")
    if len(value) < shortest or not (value.isascii() and value.isprintable()):
        # The value is a secret, so it is not repeated here.
        raise SetupError(f"{name} must be set, to at least {shortest} plain characters.")
    return value


def _mail_from(given: Mapping[str, str]) -> str:
    value = given.get("WARMHAND_MAIL_FROM", "shop@fern-and-oak.example")
    if not ADDRESS.fullmatch(value):
        raise SetupError("WARMHAND_MAIL_FROM must be an e-mail address.")
    return value
