"""The people of the studio: customers whose messages are misread, and designers at work."""

from __future__ import annotations

import json
import urllib.request
import uuid
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, Locator, Page, expect

from tests.journeys.house import House, eventually
from tests.journeys.people import PATIENCE_MS

FEED_SECONDS = 60.0


def said(house: House, *texts: str) -> str:
    """A visitor says these, waits for each answer, and leaves; returns the conversation's id."""
    token = _ask(house, "POST", "sessions", None, {"identity": None})["token"]
    conversation: str = _ask(house, "POST", "conversations", token, {})["conversation"]["id"]
    for text in texts:
        sent = _ask(
            house, "POST", f"conversations/{conversation}/messages", token, {"id": str(uuid.uuid4()), "text": text}
        )
        after = f"conversations/{conversation}/entries?after={sent['entry']['seq']}"
        eventually(
            lambda after=after: [
                entry
                for entry in _ask(house, "GET", after, token)["entries"]
                if entry["author"]["kind"] in ("bot", "system")
            ],
            f"the bot answers {text!r}",
        )
    _ask(house, "POST", f"conversations/{conversation}/end", token, {})
    return conversation


def _ask(house: House, method: str, path: str, token: str | None, body: Any = None) -> Any:
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    data = json.dumps(body).encode() if body is not None else None
    asked = urllib.request.Request(f"{house.url('desk')}/api/widget/{path}", method=method, data=data, headers=headers)
    with urllib.request.urlopen(asked, timeout=20) as answer:
        return json.load(answer)


@dataclass
class Designer:
    """A designer in a browser of their own."""

    page: Page

    @classmethod
    def signs_in(
        cls, browser: Browser, house: House, email: str = "ida@warmhand.example", width: int = 1440, height: int = 900
    ) -> Designer:
        context = browser.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce")
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.goto(f"{house.url('desk')}/studio")
        page.get_by_test_id("sign-in-email").fill(email)
        page.get_by_test_id("sign-in-password").fill(house.agent_password)
        page.get_by_test_id("sign-in").click()
        expect(page.get_by_test_id("place")).to_be_visible()
        return cls(page)

    @property
    def messages(self) -> Locator:
        return self.page.get_by_test_id("message")

    @property
    def text(self) -> Locator:
        return self.page.get_by_test_id("text")

    def looks_for(self, words: str, count: int) -> None:
        """In the inbox, what is to be labelled and holds these words; read from the bot's talks within a round."""
        self.page.get_by_test_id("go-inbox").click()

        def found() -> bool:
            self.page.get_by_test_id("search").fill("")
            self.page.get_by_test_id("search").fill(words)
            self.page.wait_for_timeout(800)
            return self.messages.filter(has_text=words).count() >= count

        eventually(found, f"{count} messages with {words!r} are in the inbox", FEED_SECONDS)
        expect(self.messages).to_have_count(count)
        self.page.keyboard.press("Escape")

    def pending(self) -> int:
        """How many labels wait to be learnt, as the header says."""
        words = self.page.get_by_test_id("pending").first.inner_text()
        return int(words.split()[0]) if words[0].isdigit() else 0

    def sees_pending(self, count: int) -> None:
        words = f"{count} labelled, pending" if count else "Nothing waits to be learnt"
        expect(self.page.get_by_test_id("pending").first).to_have_text(words)
