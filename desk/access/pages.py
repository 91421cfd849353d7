"""The pages of the role table: everything the desk shows that is no call of its API. Pure data."""

from __future__ import annotations

PAGES: dict[str, str] = {
    "/warmhand.js": "The loader a shop's page asks for",
    "/widget": "The widget's frame; only the desk and the shop may frame it",
    "/agent": "The console; asks for a sign-in before it shows anything",
    "/assets/<name:str>": "Scripts and styles",
    "/docs/api": "The API, described",
    "/docs/api.css": "Its style",
    "/openapi.json": "The API, for programs",
    "/health": "The process answers",
    "/ready": "Its parts answer",
}
"""Path and what it is. All are for anyone and reach nobody's things; a page without a line here is not served."""
