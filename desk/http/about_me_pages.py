"""The page on which a customer sees, changes and deletes what we remember of them. No script; the path is the key."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from sanic import HTTPResponse, Request, Sanic
from sanic.response import html, redirect

from desk.access.limits import Counted
from desk.access.pages import checked
from desk.errors import DeskError, invalid_field
from desk.http.help_pages import POLICY
from desk.http.server import Edge
from desk.relationship import remembering
from desk.relationship.preference import CHANNELS, LANGUAGES, LIMITS, YES, Kind
from desk.relationship.profile import preference_json
from desk.settings import Settings

HEADERS = {"Content-Security-Policy": POLICY, "Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
CHOICES = {Kind.LANGUAGE: LANGUAGES, Kind.CHANNEL: CHANNELS, Kind.NO_PHONE: {YES: "Please do not call me"}}
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
LONGEST = 1_000
_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True, trim_blocks=True
)


def serve_about_me(app: Sanic[Any, Any], settings: Settings, edge: Edge) -> None:
    """Register the page; each visit counts as a call of its address."""
    path = "/about-me/<token:str>"
    checked([path])

    def page(status: int = 200, **told: Any) -> HTTPResponse:
        shown = told | {"shop": settings.shop_name, "shop_url": settings.shop_url}
        return html(_TEMPLATES.get_template("about_me.html").render(**shown), status=status, headers=HEADERS)

    async def shown(token: str, words: str | None = None, status: int = 200) -> HTTPResponse:
        try:
            async with edge.desk.record.look() as unit:
                customer = await remembering.visitor(token, unit, edge.desk)
                kept = {each.kind: preference_json(each) for each in await unit.relationship.preferences(customer.id)}
                birthday = await unit.relationship.birthday(customer.id)
        except DeskError as refused:
            if refused.status >= 500:
                raise
            return page(refused.status, refused=refused.message)
        fields = _fields(kept)
        told = {"name": customer.name, "email": customer.email, "tier": customer.tier}
        return page(status, fields=fields, birthday=birthday, months=MONTHS, words=words, **told)

    async def work(token: str, form: Any) -> HTTPResponse:
        try:
            await _change(token, form, edge)
        except DeskError as refused:
            if refused.status >= 500:
                raise
            return await shown(token, refused.message, refused.status)
        return redirect(f"/about-me/{token}", status=303, headers=HEADERS)

    async def serve(request: Request, token: str) -> HTTPResponse:
        await edge.limits.check([Counted("general", edge.address_key(request))])
        if request.method == "POST":
            return await edge.shelter.run(work(token, request.form or {}))
        return await edge.shelter.run(shown(token))

    app.add_route(serve, path, methods=["GET", "POST"], name="about_me_page")


ASKED = {
    Kind.LANGUAGE: "Your language",
    Kind.CALLED: "What we call you",
    Kind.CHANNEL: "How we reach you",
    Kind.NO_PHONE: "Phone calls",
    Kind.DELIVERY: "For deliveries",
}
"""Each thing as it is put to its owner."""


def _fields(kept: dict[Kind, dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {"kind": str(kind), "title": ASKED[kind], "kept": kept.get(kind), "choices": CHOICES.get(kind)}
        | {"limit": LIMITS.get(kind, 60)}
        for kind in Kind
    ]


async def _change(token: str, form: Any, edge: Edge) -> None:
    said = {name: str(form.get(name) or "")[:LONGEST] for name in ("what", "value", "month", "day", "agreed")}
    if said["what"] == "birthday":
        month, day = (int(said[name]) if said[name].isdecimal() else 0 for name in ("month", "day"))
        agreed = said["agreed"] == YES
        await remembering.agree_to_birthday(token, month, day, agreed, edge.desk)
    elif said["what"] in list(Kind):
        await remembering.say(token, Kind(said["what"]), said["value"], edge.desk)
    else:
        raise invalid_field("what", "There is nothing like that to change.")
