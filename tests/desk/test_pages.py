"""Every page the desk shows can be shown, and the described API is the one that is served."""

from __future__ import annotations

import html
import re

import pytest

from desk.access.pages import PAGES
from desk.http import openapi
from tests.desk.conftest import Running

pytestmark = pytest.mark.slow


async def test_no_page_breaks(desk: Running) -> None:
    """Each page of the role table answers; one that is not built yet, or of nobody, is not found."""
    async with desk.http() as http:
        answers = {path: await http.get(re.sub(r"<\w+:str>", "nothing", path)) for path in PAGES}
    broken = {path: answer.status_code for path, answer in answers.items() if answer.status_code >= 500}
    assert broken == {}


async def test_the_description_tells_every_call(desk: Running) -> None:
    """People read each path of the document, its fields, and where a file goes."""
    async with desk.http() as http:
        told, page = (await http.get("/openapi.json")).json(), (await http.get("/docs/api")).text
    assert len(told["paths"]) > 100
    assert [path for path in told["paths"] if html.escape(path) not in page] == []
    takes_files = sum(
        "application/octet-stream" in operation.get("requestBody", {}).get("content", {})
        for operations in told["paths"].values()
        for operation in operations.values()
    )
    assert page.count("the file itself") == takes_files > 0


def test_a_call_without_fields_has_no_table() -> None:
    """Neither does a body that is an empty form."""
    empty = {"content": {"application/json": {"schema": {"type": "object"}}}}
    call = {"summary": "Ends it", "description": "Needs: anyone.", "parameters": []}
    spec = {"paths": {"/a": {"post": call | {"requestBody": empty}}, "/b": {"post": call}}}
    page = openapi.page(spec)
    assert "<code>/a</code>" in page
    assert "<table>" not in page
