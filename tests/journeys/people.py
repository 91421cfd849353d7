"""The people of the journeys: a customer with the shop's page open, an agent with the console."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from dataclasses import dataclass

from playwright.sync_api import Browser, FrameLocator, Locator, Page, expect

from desk.agents.flows import password_hash
from tests.journeys.house import House

PATIENCE_MS = 20_000
expect.set_options(timeout=PATIENCE_MS)


@dataclass
class Customer:
    """A customer in a browser of their own."""

    page: Page
    house: House

    @classmethod
    def arrives(cls, browser: Browser, house: House, signed_in_as: str | None = None) -> Customer:
        """Open the shop, sign in if named, and open the chat."""
        page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
        page.set_default_timeout(PATIENCE_MS)
        if signed_in_as:
            page.goto(f"{house.url('shop')}/sign-in")
            page.locator(f'[data-testid="sign-in-as"][data-customer="{signed_in_as}"]').click()
            page.wait_for_url(re.compile("/account"))
        else:
            page.goto(house.url("shop"))
        found = cls(page, house)
        page.get_by_test_id("launcher").click()
        expect(found.composer).to_be_visible(timeout=PATIENCE_MS)
        return found

    @property
    def widget(self) -> FrameLocator:
        return self.page.frame_locator("iframe[src*='/widget']")

    @property
    def composer(self) -> Locator:
        return self.widget.get_by_test_id("composer")

    @property
    def entries(self) -> Locator:
        return self.widget.get_by_test_id("entry")

    def says(self, text: str) -> None:
        self.composer.fill(text)
        self.composer.press("Enter")
        expect(self.entries.filter(has_text=text).last).to_be_visible()

    def chooses(self, label: str) -> None:
        self.widget.get_by_test_id("quick-reply").filter(has_text=label).last.click()

    def sees(self, words: str | re.Pattern[str], author: str | None = None, timeout: float = PATIENCE_MS) -> None:
        """Wait until some entry, by that author, holds these words."""
        entries = self.widget.locator(f'[data-testid="entry"][data-author="{author}"]') if author else self.entries
        expect(entries.filter(has_text=words).last).to_be_visible(timeout=timeout)

    def transcript(self) -> list[str]:
        """Number, author and words of every entry on screen."""
        return transcript(self.entries)

    def reloads(self) -> None:
        self.page.reload()
        expect(self.composer).to_be_visible(timeout=PATIENCE_MS)


def hired(house: House, name: str, role: str) -> str:
    """A colleague of one journey's own, whose password and sessions no other depends on; returns their e-mail."""
    email = f"{name.lower()}@warmhand.example"
    row = (f"a_{name.lower()}", name, email, role, password_hash(house.agent_password))
    with closing(sqlite3.connect(house.var / "desk.db", timeout=10)) as database, database:
        database.execute("INSERT INTO agents (id, name, email, role, password_hash) VALUES (?, ?, ?, ?, ?)", row)
    return email


def registered(house: House, name: str) -> str:
    """A customer of one journey's own, whose conversations no other meets; returns their number at the shop."""
    with closing(sqlite3.connect(house.var / "shop.db", timeout=10)) as database, database:
        last = database.execute("SELECT max(id) FROM customers").fetchone()[0]
        customer_id = f"C{int(last[1:]) + 1}"
        row = (customer_id, name, f"{customer_id.lower()}@example.com", "standard", "2025-03-01", 0)
        database.execute("INSERT INTO customers VALUES (?, ?, ?, ?, ?, ?)", row)
    return customer_id


@dataclass
class Agent:
    """An agent in a browser of their own."""

    page: Page

    @classmethod
    def signs_in(
        cls, browser: Browser, house: House, email: str = "maya@warmhand.example", password: str | None = None
    ) -> Agent:
        page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.goto(f"{house.url('desk')}/agent")
        page.get_by_test_id("sign-in-email").fill(email)
        page.get_by_test_id("sign-in-password").fill(password or house.agent_password)
        page.get_by_test_id("sign-in").click()
        expect(page.get_by_test_id("inbox")).to_be_visible()
        return cls(page)

    def opens_waiting(self, name: str) -> str:
        """Open that person's waiting conversation; returns its id."""
        self.page.get_by_test_id("view-waiting").click()
        item = self.page.get_by_test_id("inbox-item").filter(has_text=name).first
        item.click()
        found = item.get_attribute("data-id")
        assert found
        return found

    def claims(self) -> None:
        self.page.get_by_test_id("claim").click()
        expect(self.page.get_by_test_id("hand-back")).to_be_visible()

    def says(self, text: str) -> None:
        self.page.get_by_test_id("composer").fill(text)
        self.page.get_by_test_id("composer").press("Enter")
        expect(self.entries.filter(has_text=text).last).to_be_visible()

    @property
    def entries(self) -> Locator:
        return self.page.get_by_test_id("transcript").get_by_test_id("entry")

    def sees(self, words: str | re.Pattern[str]) -> None:
        expect(self.entries.filter(has_text=words).last).to_be_visible(timeout=PATIENCE_MS)

    def hands_back(self) -> None:
        self.page.get_by_test_id("hand-back").click()
        expect(self.page.get_by_test_id("hand-back")).to_be_hidden()

    def transcript(self) -> list[str]:
        return transcript(self.entries)


def transcript(entries: Locator) -> list[str]:
    """`number author: words` of each entry on screen, without the ornaments around them."""
    script = """nodes => nodes.map(n => `${n.dataset.seq} ${n.dataset.author} ${n.dataset.kind}`)"""
    return list(entries.evaluate_all(script))
