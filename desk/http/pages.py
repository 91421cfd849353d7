"""Pages and files: the loader, the widget's frame, the console, the studio, the API page."""

from __future__ import annotations

import mimetypes
from collections.abc import Callable, Coroutine
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sanic import HTTPResponse, Request, Sanic
from sanic import json as json_response
from sanic.response import html, raw

from desk import errors
from desk.access.pages import checked
from desk.http import openapi
from desk.http.contract import Route
from desk.settings import ROOT, Settings

DIST = ROOT / "web" / "dist"
A_YEAR = "public, max-age=31536000, immutable"


def content_policy(settings: Settings, frame_ancestors: str) -> str:
    """Only our own files, only our own address, framed by nobody but those named."""
    host = urlsplit(settings.desk_url).netloc
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
        f"connect-src 'self' ws://{host} wss://{host}; base-uri 'none'; form-action 'none'; "
        f"frame-ancestors {frame_ancestors}"
    )


Page = Callable[..., Coroutine[Any, Any, HTTPResponse]]


def serve_pages(app: Sanic[Any, Any], settings: Settings, routes: tuple[Route, ...]) -> None:
    """Register the pages."""
    pages = _front_end(settings) | _api_pages(routes)
    checked(pages)
    for path, handler in pages.items():
        app.add_route(handler, path, methods=["GET"], name=f"page_{handler.__name__}", error_format="json")


def _front_end(settings: Settings) -> dict[str, Page]:
    for_shops = content_policy(settings, settings.framed_by)
    for_us = content_policy(settings, "'none'")

    async def loader(_request: Request) -> HTTPResponse:
        anywhere = {"Cache-Control": "public, max-age=300", "Cross-Origin-Resource-Policy": "cross-origin"}
        return _file("warmhand.js", anywhere)

    async def widget(_request: Request) -> HTTPResponse:
        return _file("widget.html", {"Content-Security-Policy": for_shops, "Cache-Control": "no-cache"})

    async def asset(_request: Request, name: str) -> HTTPResponse:
        return _file(f"assets/{name}", {"Cache-Control": A_YEAR})

    return {
        "/warmhand.js": loader,
        "/widget": widget,
        "/agent": _own_page("agent", for_us),
        "/studio": _own_page("studio", for_us),
        "/articles": _own_page("articles", for_us),
        "/insights": _own_page("insights", for_us),
        "/culture": _own_page("culture", for_us),
        "/components/articles": _own_page("components-articles", for_us),
        "/components/console": _own_page("components-console", for_us),
        "/components/culture": _own_page("components-culture", for_us),
        "/components/insights": _own_page("components-insights", for_us),
        "/components/studio": _own_page("components-studio", for_us),
        "/components/widget": _own_page("components-widget", for_us),
        "/assets/<name:str>": asset,
    }


def _own_page(name: str, policy: str) -> Page:
    """A page of the team's, built beside the others."""

    async def page(_request: Request) -> HTTPResponse:
        return _file(f"{name}.html", {"Content-Security-Policy": policy, "Cache-Control": "no-cache"})

    page.__name__ = name.replace("-", "_")
    return page


def _api_pages(routes: tuple[Route, ...]) -> dict[str, Page]:
    @cache
    def spec() -> dict[str, Any]:
        # Written once somebody asks: it takes longer than all else at the start of a desk.
        return openapi.document(routes)

    async def api_page(_request: Request) -> HTTPResponse:
        policy = "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'"
        return html(openapi.page(spec()), headers={"Content-Security-Policy": policy})

    async def api_style(_request: Request) -> HTTPResponse:
        return raw(openapi.style().encode(), content_type="text/css; charset=utf-8")

    async def api_document(_request: Request) -> HTTPResponse:
        return json_response(spec())

    return {"/docs/api": api_page, "/docs/api.css": api_style, "/openapi.json": api_document}


def _file(name: str, headers: dict[str, str]) -> HTTPResponse:
    path = (DIST / name).resolve()
    if not path.is_relative_to(DIST.resolve()) or not path.is_file():
        raise errors.not_found()
    return raw(_read(path), content_type=_type(path), headers=headers)


def _read(path: Path) -> bytes:
    return path.read_bytes()


def _type(path: Path) -> str:
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind.startswith("text/") or kind.endswith("javascript") else kind
