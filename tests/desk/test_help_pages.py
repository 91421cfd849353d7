"""The help for anybody: whole pages without scripts, made for search engines, of published words alone."""

from __future__ import annotations

import json
import re

import pytest

from desk.http.help_pages import Block, blocks, by_topic, structured
from tests.desk.conftest import Running

HOSTILE = "</script><script>alert(1)</script>\"'&"


@pytest.mark.parametrize(
    ("body", "made"),
    [
        ("", []),
        ("One.\nTwo.\n\nThree.", [Block("One. Two."), Block("Three.")]),
        ("Take:\n- a\n- b", [Block("Take:"), Block(items=("a", "b"))]),
        ("\r\n\r\n- a\r\n\r\n", [Block(items=("a",))]),
    ],
)
def test_a_text_is_paragraphs_and_lists(body: str, made: list[Block]) -> None:
    """An empty line parts paragraphs, a hyphen begins a line of a list."""
    assert blocks(body) == made


def test_articles_stand_once_below_their_first_label() -> None:
    """Known topics in their order, others after them, those without a label last but there."""
    articles = [{"id": n, "labels": labels} for n, labels in enumerate((["zoo"], ["orders", "zoo"], [], ["returns"]))]
    assert [(label, [one["id"] for one in some]) for label, some in by_topic(articles)] == [
        ("orders", [1]),
        ("returns", [3]),
        ("more", [2]),
        ("zoo", [0]),
    ]


def test_no_text_ends_the_element_it_stands_in() -> None:
    """What search engines read stays JSON, whatever an article says."""
    article = {"title": HOSTILE, "summary": HOSTILE, "updated_at": "2026-11-23T09:00:00Z"}
    made = str(structured(article, "https://desk.example/help/x", "Fern & Oak"))
    assert "<" not in made
    assert json.loads(made)["headline"] == HOSTILE


async def test_a_page_is_made_to_be_found(desk: Running) -> None:
    """Title, description, canonical address and structured data; in the sitemap; no script is let run."""
    async with desk.http() as anybody:
        page = await anybody.get("/help/what-delivery-costs")
        assert page.status_code == 200
        assert "script-src" not in page.headers["content-security-policy"]
        assert "default-src 'none'" in page.headers["content-security-policy"]
        assert "<title>What delivery costs · Fern &amp; Oak</title>" in page.text
        assert re.search(r'<meta name="description" content="[^"]{20,170}">', page.text)
        assert f'<link rel="canonical" href="{desk.url}/help/what-delivery-costs">' in page.text
        told = re.search(r'<script type="application/ld\+json">(.*?)</script>', page.text)
        assert told is not None
        assert json.loads(told[1])["headline"] == "What delivery costs"
        assert "noindex" not in page.text
        sitemap = await anybody.get("/sitemap.xml")
        assert sitemap.text.count("<loc>") >= 41
        assert f"<loc>{desk.url}/help/what-delivery-costs</loc>" in sitemap.text
        style = await anybody.get("/help.css")
        assert "--accent" in style.text
        assert style.headers["content-type"].startswith("text/css")


async def test_what_is_typed_is_never_markup(desk: Running) -> None:
    """The search says what was asked, as text; results are not indexed, and nothing breaks on odd input."""
    async with desk.http() as anybody:
        for asked in (HOSTILE, "x" * 5_000, "\x00", "%ff", "AND OR NOT NEAR(", '"', "💐"):
            page = await anybody.get("/help", params={"q": asked})
            assert page.status_code == 200, asked
            assert "<script>alert" not in page.text
        found = await anybody.get("/help", params={"q": "washing a wool jumper"})
        assert found.text.index("Washing wool") > 0
        assert 'content="noindex"' in found.text


async def test_what_is_not_published_is_not_there(desk: Running) -> None:
    """404 in words for a stranger's guess, and for a draft."""
    maya = await desk.agent()
    words = {"title": "Secret plans", "summary": "Not yet."}
    assert (await maya.post("/api/knowledge/articles", json=words)).status_code == 201
    async with desk.http() as anybody:
        for slug in ("secret-plans", "nothing", "..%2f..%2fetc"):
            page = await anybody.get(f"/help/{slug}")
            assert page.status_code == 404
            assert "Not yet." not in page.text
        assert "secret-plans" not in (await anybody.get("/sitemap.xml")).text
        assert "Secret plans" not in (await anybody.get("/help?q=secret+plans")).text.split("<main")[1].replace(
            "“secret plans”", ""
        )
