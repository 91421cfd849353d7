"""The bot says what the desk has published, quickly or not at all."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from actions.answer_differently import AnswerDifferently
from actions.answer_question import AnswerQuestion
from actions.answers import routine_answers
from tests.actions.conftest import ROOT, free_port, parts_for
from tests.actions.conversations import Conversation, run

pytestmark = pytest.mark.slow

EXAMPLE: dict[str, Any] = json.loads((ROOT / "tests/contract/examples/article.json").read_text("utf-8"))
SUMMARY = EXAMPLE["article"]["summary"]


@dataclass
class DeskSide:
    """The desk's side of the wire: what it answers, how late, and what it was asked."""

    url: str
    status: int = 200
    body: bytes = json.dumps(EXAMPLE).encode()
    late: float = 0.0
    asked: list[str] = field(default_factory=list)


@pytest.fixture
def desk_side() -> Iterator[DeskSide]:
    """A small server in the desk's place."""
    port = free_port()
    side = DeskSide(f"http://127.0.0.1:{port}")

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            side.asked.append(self.path)
            time.sleep(side.late)
            self.send_response(side.status)
            self.end_headers()
            self.wfile.write(side.body)

        def log_message(self, *_: Any) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield side
    server.shutdown()
    server.server_close()
    thread.join(5)


def parts_at(side: DeskSide, clock: Any = time.monotonic) -> Any:
    return parts_for(f"http://127.0.0.1:{free_port()}", clock, side.url)


async def test_the_published_article_is_said_with_the_way_to_it(desk_side: DeskSide) -> None:
    """Its summary in place of the shipped text, its card, and the question whether it helped."""
    outcome = await run(AnswerQuestion(parts_at(desk_side)), Conversation().says("postage?", "shipping_cost"))
    assert outcome.text.startswith(f"{SUMMARY} Did that help?")
    shown = {name: EXAMPLE["article"][name] for name in ("id", "number", "title", "url")}
    assert {"kind": "article", "article": shown} in outcome.cards
    assert ("No", "No") in outcome.quick_replies
    assert desk_side.asked == ["/api/help/answers/shipping_cost"]


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (404, b'{"code": "article_not_found", "message": "no"}'),
        (500, b"oops"),
        (200, b"{}"),
        (200, b"\xff"),
        (200, json.dumps({"article": EXAMPLE["article"] | {"url": "https://evil.example/"}}).encode()),
        (200, json.dumps({"article": EXAMPLE["article"] | {"summary": ""}}).encode()),
    ],
)
async def test_without_a_fit_article_the_shipped_answer_holds(desk_side: DeskSide, status: int, body: bytes) -> None:
    """None published, a broken desk, nonsense, or an address that is not the help's."""
    desk_side.status, desk_side.body = status, body
    outcome = await run(AnswerQuestion(parts_at(desk_side)), Conversation().says("postage?", "shipping_cost"))
    assert outcome.text == routine_answers()["shipping_cost"].text
    assert outcome.cards == []


async def test_nobody_waits_for_a_slow_desk(desk_side: DeskSide) -> None:
    """Within a second and a half the shipped answer is said."""
    desk_side.late = 3.0
    begun = time.monotonic()
    outcome = await run(AnswerQuestion(parts_at(desk_side)), Conversation().says("postage?", "shipping_cost"))
    assert time.monotonic() - begun < 1.8
    assert outcome.text == routine_answers()["shipping_cost"].text


async def test_an_answer_is_kept_for_some_seconds(desk_side: DeskSide) -> None:
    """The desk is asked once for many customers, and again when the time is over."""
    now = [0.0]
    parts = parts_at(desk_side, lambda: now[0])
    for _ in range(5):
        await run(AnswerQuestion(parts), Conversation().says("postage?", "shipping_cost"))
    assert len(desk_side.asked) == 1
    now[0] = 6.0
    await run(AnswerQuestion(parts), Conversation().says("postage?", "shipping_cost"))
    assert len(desk_side.asked) == 2


async def test_no_after_an_article_leads_on(desk_side: DeskSide) -> None:
    """Asked whether it helped, "no" offers a person; after plain facts that asked nothing it is just a no."""
    after = Conversation().says("postage?", "shipping_cost").does("action_answer_question")
    asked = after.bot_says(f"{SUMMARY} Did that help?").says("No", "deny")
    outcome = await run(AnswerDifferently(parts_at(desk_side)), asked)
    assert "The whole article may have it" in outcome.text
    assert ("Talk to a person", "desk:request_agent") in outcome.quick_replies
    plain = Conversation().says("postage?", "shipping_cost").does("action_answer_question").bot_says(SUMMARY)
    outcome = await run(AnswerDifferently(parts_at(desk_side)), plain.says("No", "deny"))
    assert outcome.text == "All right. Tell me if there is anything else."
