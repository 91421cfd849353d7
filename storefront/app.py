"""Assembles the storefront: settings, book, the vendor's adapter, API and webhooks."""

from __future__ import annotations

import asyncio
import logging
import random
import secrets
import sqlite3
import time
from collections.abc import Callable
from datetime import datetime
from types import SimpleNamespace

from sanic import Request, Sanic
from sanic.config import Config
from sanic.exceptions import SanicException
from sanic.response import HTTPResponse, json

from shop.errors import ShopError
from shop.letters import Post
from shop.worker import StoreWorker
from storefront.api import build_api
from storefront.book import open_book
from storefront.context import Storefront
from storefront.doing import Counter, settling_time
from storefront.hooks import build_hooks
from storefront.line import Line
from storefront.settings import Settings, WooSettings
from storefront.shelf import Shelf
from storefront.shopify.adapter import Shopify
from storefront.vendor import Vendor
from storefront.woocommerce.adapter import WooCommerce

LARGEST_BODY = 2 * 1024 * 1024
Application = Sanic[Config, SimpleNamespace]
logger = logging.getLogger("storefront")
REFUSALS = {
    400: ("bad_request", "The request could not be read."),
    404: ("not_found", "There is nothing at this address."),
    405: ("method_not_allowed", "This address does not know that method."),
    408: ("too_slow", "The request took too long to arrive."),
    413: ("too_large", "The request is too large."),
}
FAILED = ShopError(500, "shop_failed", "Something went wrong on our side. Please try again in a moment.")
SERVER = {
    "REQUEST_MAX_SIZE": LARGEST_BODY,
    "GRACEFUL_SHUTDOWN_TIMEOUT": 5.0,
    "FALLBACK_ERROR_FORMAT": "json",
    "ACCESS_LOG": False,
    "MOTD": False,
}


def vendor_of(settings: Settings, clock: Callable[[], datetime], jitter: Callable[[], float]) -> Vendor:
    """The adapter for the shop that the settings name."""
    given = settings.vendor
    if isinstance(given, WooSettings):
        line = Line(f"{given.url}/wp-json/wc/v3", {}, auth=(given.key, given.secret), jitter=jitter)
        return WooCommerce(line, promised_meta=given.promised_meta, pepper=settings.pepper)
    line = Line(given.url, {"X-Shopify-Access-Token": given.token}, jitter=jitter)
    return Shopify(line, api_version=given.api_version, pepper=settings.pepper, clock=clock)


def assemble(
    settings: Settings,
    *,
    clock: Callable[[], datetime],
    new_token: Callable[[], str],
    new_code: Callable[[], str] = lambda: f"{secrets.randbelow(1_000_000):06d}",
    vendor: Vendor | None = None,
    name: str = "storefront",
) -> Application:
    """The storefront as a server application. Raises SetupError when its book cannot be opened."""
    worker, shelf, reached = StoreWorker(open_book(settings.database)), Shelf(time.monotonic), vendor
    reached = reached or vendor_of(settings, clock, random.random)
    counter = Counter(reached, worker, settings.terms, clock, lambda: f"m_{new_token()}", shelf.clear)
    post = Post(settings.mail_from, lambda: 0.2 + random.random() / 2, settings.shop_name)
    front = Storefront(settings, reached, worker, counter, shelf, post, clock, new_token, new_code)
    app: Application = Sanic(name, configure_logging=False)
    app.config.update(SERVER)
    app.blueprint(build_api(front))
    app.blueprint(build_hooks(front))
    _open_and_close(app, front)

    @app.get("/health")
    async def health(_request: Request) -> HTTPResponse:
        return json({"ok": True})

    @app.exception(Exception)
    async def refuse(request: Request, error: Exception) -> HTTPResponse:
        refusal = _as_shop_error(request, error)
        return json(refusal.document(), status=refusal.status)

    return app


def _open_and_close(app: Application, front: Storefront) -> None:
    rounds: list[asyncio.Task[None]] = []

    async def begin(_app: Application) -> None:
        front.post.start(front.settings.mail_server)
        rounds.append(asyncio.create_task(_settle(front)))

    async def end(_app: Application) -> None:
        for task in rounds:
            task.cancel()
        await asyncio.gather(*rounds, return_exceptions=True)
        await front.counter.finish()
        await front.post.stop()

    async def close(_app: Application) -> None:
        await front.vendor.close()
        front.worker.close()

    app.before_server_start(begin)
    app.before_server_stop(end)
    app.after_server_stop(close)


async def _settle(front: Storefront) -> None:
    """For ever: what was asked and never answered is taken up again, also what a killed process left behind."""
    while True:
        try:
            await front.counter.settle_open()
        except sqlite3.Error:
            # A full disk is no reason to stop looking for ever.
            logger.exception("What is open could not be looked at.")
        await asyncio.sleep(settling_time(front.vendor).total_seconds())


def _as_shop_error(request: Request, error: Exception) -> ShopError:
    if isinstance(error, ShopError):
        return error
    if isinstance(error, SanicException) and error.status_code in REFUSALS:
        return ShopError(error.status_code, *REFUSALS[error.status_code])
    if isinstance(error, SanicException) and error.status_code < 500:
        return ShopError(error.status_code, *REFUSALS[400])
    # The path may hold an order's number; its shape is enough to find the mistake.
    logger.error("%s failed", request.method, exc_info=error)
    return FAILED
