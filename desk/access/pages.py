"""The pages of the role table: everything the desk shows that is no call of its API. Pure data."""

from __future__ import annotations

from collections.abc import Iterable

PAGES: dict[str, str] = {
    "/warmhand.js": "The loader a shop's page asks for",
    "/widget": "The widget's frame; only the desk and the shop may frame it",
    "/agent": "The console; asks for a sign-in before it shows anything",
    "/articles": "The knowledge base's screens; ask for a sign-in before they show anything",
    "/insights": "Figures and the improvement board; asks for a sign-in before it shows anything",
    "/culture": "Praise, care and the practice room; asks for a sign-in before it shows anything",
    "/help": "All published articles, and a search among them",
    "/help/<slug:str>": "One published article, as customers read it",
    "/help/you-said-we-did": "What was changed because customers said so",
    "/help.css": "Its style",
    "/held/<token:str>": "Where a letter asks whether a solution held; for who has the letter",
    "/about-me/<token:str>": "What we remember of a customer; for who opened it from their chat, for 15 minutes",
    "/sitemap.xml": "The published articles, for search engines",
    "/studio": "The studio; asks for a sign-in before it shows anything",
    "/components/console": "Every component of the console in every state, with invented people",
    "/components/articles": "The same of the articles",
    "/components/culture": "The same of culture",
    "/components/insights": "The same of insights",
    "/components/studio": "The same of the studio",
    "/components/widget": "The same of the widget",
    "/assets/<name:str>": "Scripts and styles",
    "/docs/api": "The API, described",
    "/docs/api.css": "Its style",
    "/openapi.json": "The API, for programs",
    "/health": "The process answers",
    "/ready": "Its parts answer",
    "/metrics": "Figures about the desk; read on this machine only, or by who has the token that was set",
}
"""Path and what it is. All are for anyone and reach nobody's things."""
FORMS = frozenset({"/held/<token:str>", "/about-me/<token:str>"})
"""Those that take an answer besides: only for who has the letter, or the session, whose link it is."""


def checked(pages: Iterable[str]) -> None:
    """Raise RuntimeError when one of the pages has no line here: then the desk does not start."""
    unknown = set(pages) - set(PAGES)
    if unknown:
        raise RuntimeError(f"desk/access/pages.py has no line for {', '.join(sorted(unknown))}")
