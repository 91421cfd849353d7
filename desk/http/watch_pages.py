"""What is asked by machines that watch over the desk: is it alive, is it ready, how is it doing."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from sanic import HTTPResponse, Request, Sanic
from sanic import json as json_response
from sanic.response import raw

from desk import errors
from desk.access.pages import checked
from desk.operations.metrics import CONTENT_TYPE, Metrics, Standing
from desk.operations.readiness import Readiness, Verdict

FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip", "via")
LOOPBACK = ("127.0.0.1", "::1")

TakeStanding = Callable[[], Awaitable[Standing]]


def serve_watch_pages(
    app: Sanic[Any, Any],
    readiness: Readiness,
    metrics: Metrics,
    standing: TakeStanding,
    clock: Callable[[], datetime],
    metrics_token: str,
) -> None:
    """Register `/health`, `/ready` and `/metrics`."""

    async def health(_request: Request) -> HTTPResponse:
        """Alive: the event loop turns. Nothing else is asked, so that no dependency can have us restarted."""
        return json_response({"ok": True})

    async def ready(_request: Request) -> HTTPResponse:
        verdict, parts = await readiness.now()
        ok = verdict in (Verdict.READY, Verdict.DEGRADED)
        told = {"ok": ok, "state": str(verdict), "parts": {part.name: part.to_json() for part in parts}}
        return json_response(told, 200 if ok else 503)

    async def figures(request: Request) -> HTTPResponse:
        if not may_read_metrics(request, metrics_token):
            raise errors.not_found()
        return raw(metrics.exposition(await standing(), clock()), content_type=CONTENT_TYPE)

    pages = {"/health": health, "/ready": ready, "/metrics": figures}
    checked(pages)
    for path, handler in pages.items():
        app.add_route(handler, path, methods=["GET"], name=f"watch_{path[1:]}")


def may_read_metrics(request: Request, token: str) -> bool:
    """With a token set: who has it. Without: this machine only, and not through a proxy, which would speak for all."""
    if token:
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        return scheme.lower() == "bearer" and hmac.compare_digest(
            given.strip().encode("utf-8", "surrogateescape"), token.encode()
        )
    return request.ip in LOOPBACK and not any(name in request.headers for name in FORWARDED)
