"""Calls of WooCommerce's REST API: pages are turned, error bodies become one of our three errors."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from typing import Any

from storefront.line import Line, Said
from storefront.vendor import MayHaveActed, NotActed, Refused

A_PAGE = "100"
MOST_PAGES = 10
LONGEST_WORDS = 200
TAG = re.compile(r"<[^>]*>")


class Requests:
    """What the adapter asks, in WordPress' manners."""

    def __init__(self, line: Line) -> None:
        self.line = line

    async def one(self, path: str, query: Mapping[str, str] | None = None) -> Any | None:
        """One thing; None where there is none."""
        said = await self.line.ask("GET", path, query=query)
        if said.status == 404:
            return None
        return _read(said)

    async def every(
        self, path: str, query: Mapping[str, str] | None = None, *, most_pages: int = MOST_PAGES
    ) -> list[Any]:
        """A list with all its pages, as many as `X-WP-TotalPages` says; of very long ones the first thousand."""
        found: list[Any] = []
        for page in range(1, most_pages + 1):
            said = await self.line.ask("GET", path, query={**(query or {}), "per_page": A_PAGE, "page": str(page)})
            if said.status == 404:
                return []
            body = _read(said)
            if not isinstance(body, list):
                raise NotActed("a list that is none")
            found += body
            if page >= _whole(said, "x-wp-totalpages"):
                break
        return found

    async def count(self, path: str, query: Mapping[str, str]) -> int:
        """How long a list is, by `X-WP-Total`."""
        said = await self.line.ask("GET", path, query={**query, "per_page": "1"})
        _read(said)
        return _whole(said, "x-wp-total")

    async def change(self, method: str, path: str, body: object = None, query: Mapping[str, str] | None = None) -> Any:
        """Change something. Raises Refused, NotActed or MayHaveActed; a `Refused` of 404 has the code `gone`."""
        said = await self.line.ask(method, path, body=body, query=query, changes=True)
        if 200 <= said.status < 300:
            return said.body
        if said.status in (401, 403):
            raise NotActed(f"status {said.status}")
        if said.status == 408 or said.status < 400:
            raise MayHaveActed(f"status {said.status}")
        code, words = _error(said.body)
        raise Refused("gone" if said.status == 404 else code, f"The shop refused this: {words}")


def _read(said: Said) -> Any:
    if said.status != 200:
        raise NotActed(f"status {said.status} ({_error(said.body)[0]})")
    return said.body


def _error(body: object) -> tuple[str, str]:
    """Code and words of `{"code", "message", "data": {"status"}}`; the words may hold markup."""
    given = body if isinstance(body, dict) else {}
    words = html.unescape(TAG.sub("", str(given.get("message") or "no reason was given")))
    return str(given.get("code") or "unknown")[:80], " ".join(words.split())[:LONGEST_WORDS]


def _whole(said: Said, header: str) -> int:
    value = said.headers.get(header, "")
    if not value.isdigit():
        raise NotActed(f"no {header}")
    return int(value)
