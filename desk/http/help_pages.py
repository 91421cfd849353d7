"""The help for anybody: published articles as plain pages that search engines read, without scripts."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup
from sanic import HTTPResponse, Request, Sanic
from sanic.response import html, raw

from desk.access.limits import Counted
from desk.access.pages import checked
from desk.errors import DeskError
from desk.feedback.looking import published
from desk.http.server import Edge
from desk.knowledge import looking
from desk.settings import ROOT, Settings

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
HEADERS = {"Content-Security-Policy": POLICY, "Cache-Control": "public, max-age=60", "Referrer-Policy": "same-origin"}
DESCRIPTION_LENGTH = 155
OTHERS, NEWEST = 6, 2
QUESTION_LIMIT = 200
TOPICS = ("orders", "delivery", "returns", "refunds", "payment", "problems", "goods", "gifts", "account", "shop")
"""In this order; all other labels come after them."""
_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True, trim_blocks=True
)

Shown = dict[str, Any]


@dataclass(frozen=True)
class Block:
    """A paragraph, or a list."""

    text: str = ""
    items: tuple[str, ...] = ()


def blocks(body: str) -> list[Block]:
    """A text as its paragraphs and lists: an empty line parts them, `- ` begins a line of a list."""
    found: list[Block] = []
    for stretch in body.replace("\r\n", "\n").split("\n\n"):
        lines = [line.strip() for line in stretch.split("\n") if line.strip()]
        listed = [line[2:].strip() for line in lines if line.startswith("- ")]
        said = " ".join(line for line in lines if not line.startswith("- "))
        found += [Block(said)] if said else []
        found += [Block(items=tuple(listed))] if listed else []
    return found


def by_topic(articles: list[Shown]) -> list[tuple[str, list[Shown]]]:
    """Every article once, below its first label."""
    parted: dict[str, list[Shown]] = defaultdict(list)
    for article in articles:
        parted[article["labels"][0] if article["labels"] else "more"].append(article)
    known = [label for label in TOPICS if label in parted]
    return [(label, parted[label]) for label in [*known, *sorted(set(parted) - set(known))]]


def structured(article: Shown, canonical: str, shop: str) -> Markup:
    """What search engines read of an article. No text can end the element it stands in."""
    told = {
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": article["title"],
        "description": article["summary"],
        "dateModified": article["updated_at"],
        "mainEntityOfPage": canonical,
        "publisher": {"@type": "Organization", "name": shop},
    }
    safe = json.dumps(told, ensure_ascii=False).replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return Markup(safe)  # noqa: S704 - made safe in the line above


@dataclass(frozen=True)
class Help:
    """The pages, with what they need."""

    edge: Edge
    settings: Settings

    async def front(self, request: Request) -> HTTPResponse:
        """All articles by topic, or what was looked for."""
        asked = str(request.args.get("q") or "").replace("\x00", "").encode("utf-8", "ignore").decode()
        asked = asked.strip()[:QUESTION_LIMIT]
        if not asked:
            articles = await looking.all_published(self.edge.desk)
            says = f"Answers about orders, delivery, returns and more at {self.settings.shop_name}."
            did = (await published(self.edge.desk))[:NEWEST]
            return self._page("Help", says, "/help", topics=by_topic(articles), did=did, indexed=True)
        found = await looking.searched_by_customer(asked, self.edge.desk)
        told: Shown = {"asked": asked, "found": found["articles"], "by_meaning": found["by_meaning"]}
        return self._page(asked, f"Articles about {asked}.", "/help", **told)

    async def you_said(self, _request: Request) -> HTTPResponse:
        """What was changed because customers said so, newest first."""
        says = f"What customers told {self.settings.shop_name}, and what was changed because of it."
        told = await published(self.edge.desk)
        return self._page("You said, we did", says, "/help/you-said-we-did", changes=told, listed=True, indexed=True)

    async def article(self, _request: Request, slug: str) -> HTTPResponse:
        """One article."""
        try:
            shown = await looking.published_one(slug, self.edge.desk)
        except DeskError as refused:
            if refused.status != 404:
                raise
            return self._page("Not there", "This page is not there.", "/help", status=404, gone=True)
        others = await looking.all_published(self.edge.desk)
        alike = [one for one in others if one["id"] != shown["id"] and set(one["labels"]) & set(shown["labels"])]
        day = datetime.fromisoformat(shown["updated_at"]).strftime("%-d %B %Y")
        about: Shown = {"article": shown, "blocks": blocks(shown["body"]), "others": alike[:OTHERS], "day": day}
        machine = structured(shown, f"{self.settings.desk_url}{shown['url']}", self.settings.shop_name)
        says = _description(shown["summary"])
        return self._page(shown["title"], says, shown["url"], structured=machine, indexed=True, **about)

    async def sitemap(self, _request: Request) -> HTTPResponse:
        """Every published article for search engines."""
        base = self.settings.desk_url
        lines = [f"<url><loc>{escape(base)}/help</loc></url>"]
        for one in await looking.all_published(self.edge.desk):
            address, day = escape(base + one["url"]), one["updated_at"][:10]
            lines.append(f"<url><loc>{address}</loc><lastmod>{day}</lastmod></url>")
        body = "\n".join(lines)
        text = f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{body}\n</urlset>\n'
        return raw(text.encode(), content_type="application/xml; charset=utf-8", headers=HEADERS)

    async def style(self, _request: Request) -> HTTPResponse:
        """The tokens of every screen, and what these pages make of them."""
        tokens = (ROOT / "web/shared/tokens.css").read_text("utf-8")
        text = f"{tokens}\n{_TEMPLATES.get_template('help.css').render()}"
        return raw(text.encode(), content_type="text/css; charset=utf-8", headers=HEADERS)

    def _page(self, title: str, says: str, path: str, status: int = 200, **told: Any) -> HTTPResponse:
        whole = told | {
            "title": title,
            "description": says,
            "canonical": f"{self.settings.desk_url}{path}",
            "shop": self.settings.shop_name,
            "shop_url": self.settings.shop_url,
        }
        return html(_TEMPLATES.get_template("help.html").render(**whole), status=status, headers=HEADERS)


def _description(summary: str) -> str:
    if len(summary) <= DESCRIPTION_LENGTH:
        return summary
    return summary[:DESCRIPTION_LENGTH].rsplit(" ", 1)[0].rstrip(",;:.") + "…"


Page = Callable[..., Coroutine[Any, Any, HTTPResponse]]


def serve_help(app: Sanic[Any, Any], settings: Settings, edge: Edge) -> None:
    """Register the pages; each visit counts as a call of its address."""
    pages = Help(edge, settings)
    served: dict[str, Page] = {
        "/help": pages.front,
        "/help/you-said-we-did": pages.you_said,
        "/help/<slug:str>": pages.article,
        "/help.css": pages.style,
        "/sitemap.xml": pages.sitemap,
    }
    checked(served)
    for path, page in served.items():
        app.add_route(_counted(page, edge), path, methods=["GET"], name=f"help_{page.__name__}")


def _counted(page: Page, edge: Edge) -> Page:
    async def serve(request: Request, **names: str) -> HTTPResponse:
        await edge.limits.check([Counted("general", edge.address_key(request))])
        return await edge.shelter.run(page(request, **names))

    return serve
