"""Hostile texts in what leaves the desk: letters, the transcript as a file, and all that is kept of a customer.

A letter is opened as by a mail program that defends itself with nothing: its HTML as a page of its own, scripts
allowed. Files are opened from the disk, as whoever saved them would.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from aiosmtpd.controller import Controller
from playwright.sync_api import Browser, Page, Route, expect

from benchmarks.web_house import BenchmarkError, WebHouse, watched_page
from benchmarks.web_people import Colleague, Visitor, until
from tests.journeys.house import ROOT, free_ports

ADDRESS = "waits@example.com"
# Every text in one letter is more than mail servers take by themselves.
_LARGEST_LETTER = 4_000_000
_LETTERS_SECONDS = 240.0
_LINKS_ELSEWHERE = "[...document.links].filter(link => !/^https?:$/.test(link.protocol)).length"
_MARKUP = "document.querySelectorAll('script, img, iframe, object, embed, form, style, link, base, svg, math').length"


@dataclass
class Letterbox:
    """A mail server that keeps the HTML of what it is handed."""

    port: int
    pages: list[str] = field(default_factory=list)

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        """Called by aiosmtpd for each letter."""
        letter: Any = message_from_bytes(envelope.content, policy=policy.default)
        self.pages.append(letter.get_body(("html",)).get_content())
        return "250 Kept"

    @property
    def settings(self) -> dict[str, str]:
        """Of a house that hands its letters in here."""
        return {"SMTP_URL": f"smtp://127.0.0.1:{self.port}"}


@contextmanager
def letterbox() -> Iterator[Letterbox]:
    """A mail server on a free port."""
    box = Letterbox(free_ports(1)[0])
    server = Controller(box, hostname="127.0.0.1", port=box.port, data_size_limit=_LARGEST_LETTER)
    server.start()
    try:
        yield box
    finally:
        server.stop()


async def answers_by_letter(house: WebHouse, http: Any, maya: Colleague, texts: list[str]) -> str:
    """Somebody waits by e-mail and is answered with every text; returns the conversation."""
    waits = await Visitor.arrives(http, house)
    await waits.asks_for_a_person()
    await waits.waits_by_mail(ADDRESS)
    await maya.does(waits.conversation_id, "claim")
    for text in texts:
        await maya.says(waits.conversation_id, text)
    return waits.conversation_id


async def all_arrived(box: Letterbox, letters: int) -> None:
    """Wait for so many letters. Raises TimeoutError."""

    async def arrived() -> bool:
        return len(box.pages) >= letters

    await until(arrived, _LETTERS_SECONDS)


def look_at_letters(browser: Browser, box: Letterbox, seen: Any) -> int:
    """Open each letter; returns how many. What is markup in it that we did not write counts as run."""
    page = watched_page(browser)
    page.route("http://letters.test/**", lambda route: _as_page(route, box))
    for number in range(len(box.pages)):
        page.goto(f"http://letters.test/{number}")
        page.wait_for_timeout(30)
        seen.read(page, "letters")
        seen.ran += int(page.evaluate(_LINKS_ELSEWHERE)) + int(page.evaluate(_MARKUP))
    page.context.close()
    return len(box.pages)


def _as_page(route: Route, box: Letterbox) -> None:
    body = box.pages[int(route.request.url.rsplit("/", 1)[1])]
    route.fulfill(body=body, content_type="text/html; charset=utf-8")


def look_at_files(browser: Browser, house: WebHouse, widget: Page, customer: str, seen: Any) -> None:
    """The transcript that the customer saves in the widget, and all that is kept of them, opened from the disk."""
    with TemporaryDirectory() as folder:
        kept, told = Path(folder) / "conversation.txt", Path(folder) / "customer.json"
        frame = widget.frame_locator("iframe[src*='/widget']")
        frame.get_by_test_id("menu").click()
        frame.get_by_test_id("copy-chat").click()
        with widget.expect_download() as download:
            frame.get_by_test_id("transcript-file").click()
        download.value.save_as(kept)
        _export(house, customer, told)
        page = watched_page(browser)
        for path, place in ((kept, "transcript"), (told, "export")):
            page.goto(path.as_uri())
            expect(page.locator("body")).not_to_be_empty()
            seen.read(page, place)
        words = list(_strings(json.loads(told.read_text("utf-8"))))
        seen.note("\n".join(words), "export")
        page.context.close()


def _export(house: WebHouse, customer: str, out: Path) -> None:
    command = [sys.executable, str(ROOT / "bin/customer-data"), "export", customer, "--out", str(out)]
    done = subprocess.run(command, cwd=ROOT, env=house.house.environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BenchmarkError(f"What is kept of {customer} could not be exported: {done.stderr[-2_000:]}")


def _strings(value: Any) -> Iterator[str]:
    """Every text in a JSON document, as it reads once it is no JSON any more."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, each in value.items():
            yield name
            yield from _strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from _strings(each)
