"""Assembles the shop: the one place that puts settings, store, API and pages together."""

from __future__ import annotations

import asyncio
import logging
import random
import secrets
from collections.abc import Callable
from datetime import datetime
from types import SimpleNamespace

from sanic import Request, Sanic
from sanic.config import Config
from sanic.exceptions import SanicException
from sanic.response import HTTPResponse, json, text

from shop.api import build_api
from shop.context import Shop
from shop.demo.seeding import seed_if_empty
from shop.errors import ShopError
from shop.faults import Faults
from shop.letters import Post
from shop.mailbox import Mailbox
from shop.pages import build_pages, problem_page
from shop.settings import Settings
from shop.store import open_store
from shop.worker import StoreWorker

LARGEST_BODY = 64 * 1024
# A Sanic application without a configuration class or context of our own.
Application = Sanic[Config, SimpleNamespace]
logger = logging.getLogger("shop")
# What the server itself refuses before a handler is asked, in the shop's own words.
REFUSALS = {
    400: ("bad_request", "The request could not be read."),
    404: ("not_found", "There is nothing at this address."),
    405: ("method_not_allowed", "This address does not know that method."),
    408: ("too_slow", "The request took too long to arrive."),
    413: ("too_large", "The request is too large."),
    417: ("bad_request", "The request asks for something the shop does not do."),
}
SERVER = {
    "REQUEST_MAX_SIZE": LARGEST_BODY,
    "GRACEFUL_SHUTDOWN_TIMEOUT": 2.0,
    "FALLBACK_ERROR_FORMAT": "json",
    "ACCESS_LOG": False,
    "MOTD": False,
}
FAILED = ShopError(500, "shop_failed", "Something went wrong on our side. Please try again in a moment.")


def assemble(
    settings: Settings,
    *,
    clock: Callable[[], datetime],
    new_token: Callable[[], str],
    new_code: Callable[[], str] = lambda: f"{secrets.randbelow(1_000_000):06d}",
    name: str = "shop",
) -> Application:
    """The shop as a server application; the file is opened, and seeded if empty. Raises SetupError."""
    store = open_store(settings.database)
    seed_if_empty(store, clock().date())
    post = Post(settings.mail_from, wait=lambda: 0.2 + random.random() / 2)
    shop = Shop(settings, StoreWorker(store), clock, new_token, Faults(), post, new_code)
    mailbox = Mailbox(settings.mail_port, clock) if settings.mail_server is None else None
    app = Sanic(name, configure_logging=False)
    app.config.update(SERVER)
    app.blueprint(build_api(shop))
    app.blueprint(build_pages(shop, mailbox))
    _send_letters(app, shop, mailbox)

    @app.get("/health")
    async def health(_request: Request) -> HTTPResponse:
        return json({"ok": True})

    if settings.faults:
        _open_to_faults(app, shop)

    @app.exception(Exception)
    async def refuse(request: Request, error: Exception) -> HTTPResponse:
        return await _refusal(shop, request, error)

    @app.after_server_stop
    async def close(_app: Application) -> None:
        shop.worker.close()

    return app


def _send_letters(app: Application, shop: Shop, mailbox: Mailbox | None) -> None:
    async def begin(_app: Application) -> None:
        server = shop.settings.mail_server
        if mailbox is not None:
            server = await mailbox.open()
        assert server is not None, "without a mail server there is a mailbox"
        shop.post.start(server)

    async def end(_app: Application) -> None:
        await shop.post.stop()
        if mailbox is not None:
            await mailbox.close()

    app.before_server_start(begin)
    app.before_server_stop(end)


def _open_to_faults(app: Application, shop: Shop) -> None:
    # Before the key is checked: a fault is the shop being ill, whoever asks.
    async def meet_fault(request: Request) -> HTTPResponse | None:
        fault = shop.faults.take(request.path)
        if fault is None:
            return None
        await asyncio.sleep(fault.latency_ms / 1000)
        if fault.status is None:
            return None
        return text(fault.body, status=fault.status, content_type=fault.content_type)

    app.register_middleware(meet_fault, "request", priority=100)


async def _refusal(shop: Shop, request: Request, error: Exception) -> HTTPResponse:
    refusal = _as_shop_error(request, error)
    path = str(request.path)
    if path.startswith(("/api", "/health", "/widget-token")):
        return json(refusal.document(), status=refusal.status)
    return await problem_page(shop, request, refusal)


def _as_shop_error(request: Request, error: Exception) -> ShopError:
    if isinstance(error, ShopError):
        return error
    if isinstance(error, SanicException) and error.status_code in REFUSALS:
        return ShopError(error.status_code, *REFUSALS[error.status_code])
    if isinstance(error, SanicException) and error.status_code < 500:
        return ShopError(error.status_code, *REFUSALS[400])
    logger.error("%s %s failed", request.method, request.path, exc_info=error)
    return FAILED
