"""The console's inbox: search that leads to the very message, kept views, the command bar, all by keyboard."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.axe import violations
from tests.journeys.house import House, eventually
from tests.journeys.people import Agent, Customer

pytestmark = pytest.mark.timeout(300)


def test_finding_ones_way_by_keyboard(browser: Browser, house: House) -> None:
    """A word said long ago is found and shown in its place; views are kept; every command has a name."""
    visitor = Customer.arrives(browser, house)
    visitor.says("my zeppelin-shaped lamp buzzes at night")
    visitor.says("How long do I have to send something back?")
    visitor.sees("30 days", author="bot")
    maya = Agent.signs_in(browser, house)
    page = maya.page

    # Search: the beginning of a word is enough, Enter on a hit leads to the message.
    search = page.get_by_test_id("search")

    def pressed() -> bool:
        # Right after the sign-in the console may not listen yet.
        page.keyboard.press("/")
        return bool(search.evaluate("field => field === document.activeElement"))

    eventually(pressed, "the search has the focus", 20)
    expect(search).to_be_focused()
    page.keyboard.type("zeppe")
    hit = page.get_by_test_id("search-hit").first
    expect(hit.locator("mark")).to_have_text("zeppelin")
    assert violations(page) == []
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(hit).to_be_focused()
    page.keyboard.press("Enter")
    found = maya.entries.filter(has_text="zeppelin-shaped")
    expect(found).to_be_focused()
    page.get_by_test_id("search").fill("nowhere-to-be-found")
    expect(page.get_by_test_id("search-results")).to_contain_text("Nothing found")
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("view-waiting")).to_be_visible()

    # Step in from the command bar, label by name, keep a view of that label.
    page.keyboard.press("Control+k")
    expect(page.get_by_test_id("command-field")).to_be_focused()
    page.keyboard.type("step in")
    expect(page.get_by_test_id("command").first).to_contain_text("Step in, or reopen")
    assert violations(page) == []
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("hand-back")).to_be_visible()
    visitor.sees("Maya joined the conversation")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    page.keyboard.type("label")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("label-field")).to_be_focused()
    page.keyboard.type("Lamp")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("labels")).to_contain_text("lamp")
    page.keyboard.press("Escape")
    page.keyboard.press("6")
    page.keyboard.press("f")
    page.get_by_test_id("filter-label").fill("lamp")
    page.get_by_test_id("filter-label").press("Enter")
    items = page.get_by_test_id("inbox-item")
    expect(items).to_have_count(1)
    page.get_by_test_id("keep-view").click()
    page.get_by_test_id("view-name").fill("Lamps")
    page.get_by_test_id("view-name").press("Enter")
    expect(page.get_by_test_id("saved-view")).to_have_text("Lamps")
    assert violations(page) == []
    page.get_by_test_id("view-waiting").click()
    page.get_by_test_id("saved-view").click()
    expect(items).to_have_count(1)
    page.get_by_role("button", name="Remove the view Lamps").click()
    expect(page.get_by_test_id("saved-view")).to_have_count(0)

    # More at once, and it stays so.
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    page.keyboard.type("more or fewer")
    page.keyboard.press("Enter")
    expect(page.locator("html")).to_have_attribute("data-density", "compact")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-density", "compact")
    for width, scheme in ((320, "light"), (320, "dark"), (1280, "dark"), (1280, "light")):
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        wider = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        assert not wider, f"wider than {width}"
        assert violations(page) == []
    assert re.search("Live", page.get_by_test_id("connection").inner_text())
