"""The page a letter leads to: did it hold? Looking at it changes nothing, so no mail scanner answers for anybody."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from sanic import HTTPResponse, Request, Sanic
from sanic.response import html

from desk.access.limits import Counted
from desk.access.pages import checked
from desk.errors import DeskError
from desk.feedback import following_up
from desk.http.help_pages import POLICY
from desk.http.server import Edge
from desk.settings import Settings

HEADERS = {"Content-Security-Policy": POLICY, "Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
ANSWERS = {"yes": True, "no": False}
_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True, trim_blocks=True
)


def serve_held(app: Sanic[Any, Any], settings: Settings, edge: Edge) -> None:
    """Register the page; each visit counts as a call of its address."""
    path = "/held/<token:str>"
    checked([path])

    def page(state: str, status: int = 200, **told: Any) -> HTTPResponse:
        shown = told | {"state": state, "shop": settings.shop_name, "shop_url": settings.shop_url}
        return html(_TEMPLATES.get_template("held.html").render(**shown), status=status, headers=HEADERS)

    async def work(token: str, said: str | None) -> HTTPResponse:
        try:
            if said in ANSWERS:
                await following_up.answer_by_link(token, ANSWERS[said], edge.desk)
                return page(said)
            found = await following_up.asked_by_link(token, edge.desk)
        except DeskError as refused:
            if refused.status >= 500:
                raise
            return page("refused", refused.status, words=refused.message)
        about = (found.reason or "your question").replace("_", " ")
        return page("asks" if found.held is None else "answered", about=about)

    async def serve(request: Request, token: str) -> HTTPResponse:
        await edge.limits.check([Counted("general", edge.address_key(request))])
        said = request.form.get("held") if request.method == "POST" and request.form else None
        return await edge.shelter.run(work(token, said))

    app.add_route(serve, path, methods=["GET", "POST"], name="held_page")
