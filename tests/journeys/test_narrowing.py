"""The inbox narrowed down by keyboard and on a phone, kept as a view, told live; nothing is lost while it opens."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, WebSocketRoute, expect

from tests.journeys.axe import violations
from tests.journeys.house import House
from tests.journeys.people import Agent, Customer

pytestmark = pytest.mark.timeout(300)


def asks_for_a_person(browser: Browser, house: House) -> Customer:
    """Somebody who writes English and wants a person."""
    visitor = Customer.arrives(browser, house)
    visitor.says("I want to talk to a human please")
    visitor.sees("Waiting for a person from our team")
    return visitor


def test_a_narrowed_line_stays_narrow(browser: Browser, house: House) -> None:
    """By language on the line itself: live, by keyboard, after a reload, at every width."""
    german = Customer.arrives(browser, house)
    german.says("Guten Tag, wo bleibt denn meine Bestellung? Ich warte schon seit zwei Wochen darauf.")
    german.sees("Waiting for a person from our team")
    asks_for_a_person(browser, house)
    page = Agent.signs_in(browser, house).page
    items, narrowed = page.get_by_test_id("inbox-item"), page.get_by_test_id("narrowed-by")
    waiting = page.get_by_test_id("view-waiting").locator(".count")
    expect(items.filter(has_text="German")).to_have_count(1)
    everybody = int(waiting.inner_text())
    assert everybody >= 2, "somebody else waits, too"

    page.keyboard.press("f")
    expect(page.get_by_test_id("filter-reason")).to_be_focused()
    assert violations(page) == []
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_test_id("filter-language")).to_be_focused()
    page.keyboard.type("Ger")
    expect(narrowed).to_contain_text("German")
    expect(items).to_have_count(1)
    expect(items).to_contain_text("Writes another language")
    expect(page.get_by_role("status").filter(has_text="One conversation fits")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("filter-language")).to_have_count(0)
    expect(page.get_by_test_id("filter-open")).to_be_focused()
    expect(waiting).to_have_text(str(everybody))
    asks_for_a_person(browser, house)
    expect(waiting).to_have_text(str(everybody + 1))
    expect(items).to_have_count(1)

    page.get_by_test_id("keep-view").click()
    page.keyboard.type("German line")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("saved-view")).to_have_text("German line")
    page.reload()
    expect(items).to_have_count(everybody + 1)
    page.get_by_test_id("saved-view").click()
    expect(narrowed).to_contain_text("German")
    expect(items).to_have_count(1)
    page.get_by_test_id("filter-open").click()
    for width, scheme in ((320, "light"), (320, "dark"), (1280, "dark")):
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        wider = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        assert not wider, f"wider than {width}"
        assert violations(page) == []
    page.get_by_test_id("filter-reason").select_option("explicit_request")
    expect(page.get_by_text("Nothing fits")).to_be_visible()
    assert violations(page) == []
    page.get_by_test_id("all-of-it").click()
    expect(items).to_have_count(everybody + 1)
    page.get_by_role("button", name="Remove the view German line").click()
    expect(page.get_by_test_id("saved-view")).to_have_count(0)


def test_what_happens_while_the_desk_opens_is_not_lost(browser: Browser, house: House) -> None:
    """Somebody asks for a person after the first list was read and before the first live word: they show."""
    first = Agent.signs_in(browser, house)
    page = first.page.context.new_page()
    open_to_the_desk = False

    def between(wire: WebSocketRoute) -> None:
        if open_to_the_desk:
            wire.connect_to_server()
        else:
            wire.close(code=1012)

    page.route_web_socket("**/api/agent/socket", between)
    page.goto(f"{house.url('desk')}/agent")
    expect(page.get_by_test_id("inbox")).to_have_attribute("aria-busy", "false")
    before = page.get_by_test_id("inbox-item").count()
    asks_for_a_person(browser, house)
    expect(first.page.get_by_test_id("inbox-item")).to_have_count(before + 1)
    assert page.get_by_test_id("inbox-item").count() == before, "this page was told after all"
    open_to_the_desk = True
    expect(page.get_by_test_id("connection")).to_have_text("Live")
    expect(page.get_by_test_id("inbox-item")).to_have_count(before + 1)
