"""Every request has an id, in its log lines and in its answer, and is timed by route and status."""

from __future__ import annotations

import re
import secrets
import time
from typing import Any

import structlog
from sanic import Request, Sanic
from sanic.response import BaseHTTPResponse

from desk.operations.metrics import Metrics

log = structlog.get_logger("desk.http")

HEADER = "X-Request-ID"
# What a proxy in front of us gave is kept when it cannot be mistaken for anything else.
GIVEN = re.compile(r"[A-Za-z0-9-]{8,64}")
SLOW_SECONDS = 2.0


def trace_requests(app: Sanic[Any, Any], metrics: Metrics) -> None:
    """Register the middleware; call it before any other, so that refusals are seen too."""

    async def begin(request: Request) -> None:
        given = request.headers.get(HEADER, "")
        request.ctx.request_id = given if GIVEN.fullmatch(given) else secrets.token_hex(8)
        request.ctx.began = time.perf_counter()
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request=request.ctx.request_id)

    async def end(request: Request, response: BaseHTTPResponse) -> None:
        # A request that could not even be read never began.
        request_id = getattr(request.ctx, "request_id", None)
        if request_id is None or request.path.endswith("/socket"):
            return
        response.headers[HEADER] = request_id
        seconds = time.perf_counter() - request.ctx.began
        route = request.uri_template or "none"
        metrics.requests.labels(request.method, route, str(response.status)).observe(seconds)
        author = _author(request.method, route)
        if author and response.status in (200, 201):
            metrics.message_acknowledged(author, seconds)
        told = {"method": request.method, "route": route, "status": response.status, "ms": round(seconds * 1_000)}
        conversation = request.match_info.get("conversation_id")
        if conversation is not None and response.status != 404:
            told["conversation"] = conversation
        if response.status >= 500 or seconds > SLOW_SECONDS:
            log.warning("request", **told)
        else:
            log.debug("request", **told)

    app.register_middleware(begin, "request", priority=100)
    app.register_middleware(end, "response", priority=100)


def _author(method: str, route: str) -> str:
    """Whose message a request acknowledges; "" for all other requests."""
    if method != "POST" or not route.endswith("/messages"):
        return ""
    return "agent" if route.startswith("/api/agent/") else "customer"
