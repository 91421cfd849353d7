"""Messages between frames (S10), and words that were not sent when the tab was closed (R10)."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.journeys.house import House, eventually
from tests.journeys.people import PATIENCE_MS, Customer

pytestmark = pytest.mark.timeout(240)
EVIL = "http://evil.example"
# What our own pages say to each other, from the wrong mouth, and what nobody should say at all.
SAYINGS: list[Any] = [
    {"warmhand": 1, "type": "close"},
    {"warmhand": 1, "type": "sign_out"},
    {"warmhand": 1, "type": "closed"},
    {"warmhand": 1, "type": "identity", "jwt": "a.b.c", "known": True},
    {"warmhand": 1, "type": "language", "code": "ar"},
    {"warmhand": 1, "type": "opened", "accent": "red;background:url(//evil.example)", "focus": True},
    {"warmhand": 1, "type": "unread", "count": 99},
    {"warmhand": 1, "type": "event", "name": "resolved"},
    {"warmhand": 1, "type": "ready"},
    {"warmhand": 1},
    {"warmhand": 1, "type": ["close"]},
    {"warmhand": 1, "type": "x" * 3_000_000},
    [1, 2, 3],
    "close",
    None,
    7,
]


def evil_page(browser: Browser, body: str) -> Page:
    """A page of another origin, that the desk knows nothing of."""
    page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
    page.set_default_timeout(PATIENCE_MS)

    def answer(route: Route) -> None:
        route.fulfill(body=f"<!doctype html><title>Evil</title>{body}", content_type="text/html")

    page.route(f"{EVIL}/**", answer)
    page.goto(f"{EVIL}/")
    return page


def opened_by(evil: Page, address: str) -> Page:
    """A window that the evil page opened, and can therefore speak to."""
    with evil.expect_popup() as opening:
        evil.evaluate("address => { window.victim = window.open(address) }", address)
    victim = opening.value
    victim.set_default_timeout(PATIENCE_MS)
    victim.wait_for_load_state("load")
    return victim


def speaks(evil: Page) -> None:
    """Say everything to the window, and to every frame in it that can be reached."""
    evil.evaluate(
        """sayings => { for (const saying of sayings) {
          victim.postMessage(saying, '*');
          for (let i = 0; i < victim.length; i++) victim[i].postMessage(saying, '*');
        } }""",
        SAYINGS,
    )


def test_s10_a_page_that_is_no_shop_cannot_frame_widget_or_console(browser: Browser, house: House) -> None:
    """The browser refuses to show either in a frame of a page that is not on the list."""
    widget, console = f"{house.url('desk')}/widget#{EVIL.replace(':', '%3A')}", f"{house.url('desk')}/agent"
    page = evil_page(browser, f'<iframe src="{widget}"></iframe><iframe src="{console}"></iframe>')
    page.wait_for_timeout(1_000)
    shown = [frame for frame in page.frames if frame is not page.main_frame]
    assert len(shown) == 2
    for frame in shown:
        assert frame.get_by_test_id("composer").count() == 0
        assert frame.get_by_test_id("sign-in").count() == 0
        assert "/widget" not in frame.url
        assert "/agent" not in frame.url
    page.context.close()


def test_s10_a_shops_page_listens_to_nobody_but_its_widget(browser: Browser, house: House) -> None:
    """Whoever opened the shop can close no chat, count no news and sign nobody out there."""
    evil = evil_page(browser, "")
    shop = opened_by(evil, house.url("shop"))
    ana = Customer(shop, house)
    shop.get_by_test_id("launcher").click()
    ana.says("hello there")
    ana.sees("", author="bot")
    ana.composer.fill("half a sentence")
    before = ana.transcript()
    speaks(evil)
    shop.wait_for_timeout(800)
    expect(ana.composer).to_be_visible()
    expect(ana.composer).to_have_value("half a sentence")
    assert ana.transcript() == before
    assert "99" not in shop.get_by_test_id("launcher").inner_text()
    evil.context.close()


def test_s10_a_widget_on_its_own_listens_to_nobody(browser: Browser, house: House) -> None:
    """Opened as a window by a foreign page, with that page's origin in its address, it takes no orders from there."""
    evil = evil_page(browser, "")
    victim = opened_by(evil, f"{house.url('desk')}/widget#{EVIL.replace(':', '%3A')}")
    composer = victim.get_by_test_id("composer")
    expect(composer).to_be_visible()
    composer.fill("hello there")
    composer.press("Enter")
    expect(victim.locator('[data-testid="entry"][data-author="bot"]').first).to_be_visible()
    before = victim.get_by_test_id("entry").count()
    speaks(evil)
    victim.wait_for_timeout(800)
    assert victim.get_by_test_id("entry").count() == before
    assert victim.evaluate("document.documentElement.dir") != "rtl"
    composer.fill("what payment methods do you take")
    composer.press("Enter")
    expect(victim.locator('[data-testid="entry"][data-author="bot"]').filter(has_text="PayPal")).to_be_visible()
    evil.context.close()


def test_r10_a_tab_closed_with_unsent_words_sends_them_once_when_it_is_back(browser: Browser, house: House) -> None:
    """Written without a network, the tab closed, a new one opened: there once, and the half-written words as well."""
    tom = Customer.arrives(browser, house)
    tom.says("hello there")
    tom.sees("", author="bot")
    context = tom.page.context
    context.set_offline(True)
    tom.says("what payment methods do you take")
    tom.composer.fill("and another thing")
    tom.page.wait_for_timeout(500)
    tom.page.close()
    context.set_offline(False)
    again = Customer(context.new_page(), house)
    again.page.set_default_timeout(PATIENCE_MS)
    again.page.goto(house.url("shop"))
    again.page.get_by_test_id("launcher").click()
    again.sees("PayPal", author="bot")
    expect(again.composer).to_have_value("and another thing")

    def times_shown() -> int:
        return int(again.entries.filter(has_text="what payment methods do you take").count())

    eventually(lambda: times_shown() == 1, "the words are there once")
    again.reloads()
    eventually(lambda: times_shown() == 1, "and still once after a reload")
    context.close()
