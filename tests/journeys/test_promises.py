"""Promises in browsers: noticed, confirmed by key, moved before they break with the customer told, kept, counted."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.axe import violations
from tests.journeys.house import House
from tests.journeys.people import Agent, Customer, hired
from tests.journeys.test_team import name_of
from tests.journeys.test_working_day import waiting

pytestmark = pytest.mark.timeout(400)


def test_a_promise_from_the_agents_words_to_the_kept_rate(browser: Browser, house: House) -> None:
    """Nothing is promised by itself; what is due within the hour calls; the customer is told before it breaks."""
    lena, paula = talking(browser, house, "C1007", "Paula")
    page = paula.page
    paula.says("I can't promise anything about the carrier.")
    paula.says("I will call you back within 30 minutes.")
    strip = page.get_by_test_id("promise-suggestion")
    expect(strip).to_contain_text(re.compile(r"You promised: call back on \w+, \d+ \w+ at \d\d:\d\d"))
    assert violations(page) == []
    expect(lena.entries.filter(has_text="Paula promised")).to_have_count(0)

    expect(page.get_by_test_id("composer")).to_be_focused()
    page.keyboard.press("Control+Enter")
    expect(strip).to_have_count(0)
    lena.sees(re.compile(r"Paula promised: call back on \w+, \d+ \w+ at \d\d:\d\d"))

    promise = page.get_by_test_id("promise").first
    expect(page.get_by_test_id("promises-notice")).to_contain_text("A promise is due soon")
    expect(promise).to_have_attribute("data-standing", "at_risk")
    paula.sees("A promise by Paula is due soon: call back")
    expect(lena.entries.filter(has_text="due soon")).to_have_count(0)
    page.keyboard.press("Escape")
    page.keyboard.press("Shift+Q")
    room = page.get_by_test_id("promises-room")
    expect(room.get_by_test_id("owed")).to_contain_text("call back on")
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(room).to_have_count(0)

    promise.get_by_test_id("promise-move").click()
    form = page.get_by_test_id("move-form")
    form.get_by_test_id("promise-day").fill(day(3))
    form.get_by_test_id("promise-why").fill("The colleague who knows is ill.")
    assert violations(page) == []
    form.get_by_test_id("move-send").click()
    moved = r"Paula moved a promise and now promises: call back by .* instead of .*The colleague who knows"
    lena.sees(re.compile(moved))
    expect(page.get_by_test_id("promises-notice")).to_have_count(0)
    expect(page.get_by_test_id("promise-standing")).to_have_text(["Promised", "Moved"])

    page.get_by_test_id("promise-keep").click()
    lena.sees("Paula kept a promise: call back")
    expect(page.get_by_test_id("promise-keep")).to_have_count(0)
    supervisor = Agent.signs_in(browser, house, hired(house, "Sunniva", "supervisor")).page
    supervisor.keyboard.press("Shift+Q")
    rates = supervisor.get_by_test_id("kept-rates")
    expect(rates.get_by_test_id("kept-share").first).to_have_text("100 %")
    expect(rates.get_by_role("row").nth(1)).to_contain_text(re.compile(r"No team\s*100 %\s*1\s*0\s*1\s*0"))
    assert violations(supervisor) == []
    paula.hands_back()


def test_the_bot_tells_an_open_promise(browser: Browser, house: House) -> None:
    """Made from the form by key alone; back with the assistant, the customer asks and is not asked for a number."""
    jo, petra = talking(browser, house, "C1008", "Perla")
    page = petra.page
    page.keyboard.press("Escape")
    page.keyboard.press("q")
    form = page.get_by_test_id("promise-form")
    expect(form.get_by_test_id("promise-what")).to_be_focused()
    form.get_by_test_id("promise-day").fill(day(5))
    form.get_by_test_id("promise-note").fill("order 20409")
    form.get_by_test_id("promise-note").press("Enter")
    jo.sees("Perla promised: refund (order 20409) by")
    expect(page.get_by_test_id("promise")).to_have_attribute("data-standing", "open")
    # The word assistant has stood there since nobody was at the desk: what counts is that the console has let go.
    petra.hands_back()
    jo.says("Where is my refund?")
    jo.sees(re.compile(r"Your refund \(order 20409\) is due on \w+, \d+ \w+: Perla promised it\."), author="bot")
    jo.says("when will you call me?")
    expect(jo.entries.filter(has_text="Perla promised it")).to_have_count(1)


def test_on_a_phone_and_in_the_dark(browser: Browser, house: House) -> None:
    """At 320 pixels the suggestion, the form and the list fit the screen."""
    _, pia = talking(browser, house, "C1010", "Pia")
    page = pia.page
    page.set_viewport_size({"width": 320, "height": 640})
    page.emulate_media(color_scheme="dark")
    pia.says("You'll get your refund by tomorrow.")
    expect(page.get_by_test_id("promise-suggestion")).to_be_visible()
    fits(page)
    page.get_by_test_id("promise-decline").click()
    expect(page.get_by_test_id("promise-suggestion")).to_have_count(0)
    page.keyboard.press("Escape")
    page.keyboard.press("q")
    expect(page.get_by_test_id("promise-form")).to_be_visible()
    fits(page)
    page.set_viewport_size({"width": 1440, "height": 900})
    pia.hands_back()


def fits(page: Page) -> None:
    """Nothing to scroll sideways, nothing for axe to find."""
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert violations(page) == []


def talking(browser: Browser, house: House, customer_id: str, name: str) -> tuple[Customer, Agent]:
    """A customer and a colleague of this journey's own, who holds the conversation."""
    customer = waiting(browser, house, "something went wrong with my order", signed_in_as=customer_id)
    agent = Agent.signs_in(browser, house, hired(house, name, "agent"))
    agent.opens_waiting(name_of(house, customer_id))
    agent.claims()
    return customer, agent


def day(ahead: int) -> str:
    """A day from today, as a field of dates takes it."""
    return (datetime.now(UTC) + timedelta(days=ahead)).date().isoformat()
