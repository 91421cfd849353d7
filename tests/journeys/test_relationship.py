"""The relationship in browsers: a customer known by name and last case, what an agent notes, and who may delete it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.axe import violations
from tests.journeys.house import House
from tests.journeys.people import Agent, Customer, hired
from tests.journeys.test_team import name_of
from tests.journeys.test_working_day import waiting

pytestmark = pytest.mark.timeout(400)


def test_noted_by_an_agent_greeted_by_the_bot_deleted_by_the_customer(browser: Browser, house: House) -> None:
    """Hello by the name they like, with what it was about last time; deleted, it is their own first name again."""
    mei = waiting(browser, house, "My lamp arrived broken", signed_in_as="C1006")
    agent = Agent.signs_in(browser, house, hired(house, "Romy", "agent"))
    page = agent.page
    agent.opens_waiting(name_of(house, "C1006"))
    agent.claims()
    profile = page.get_by_test_id("profile")
    expect(profile.get_by_text("Nothing yet.")).to_be_visible()
    profile.get_by_test_id("remember").click()
    profile.get_by_test_id("remember-value").fill("Captain")
    assert violations(page) == []
    profile.get_by_test_id("remember-send").click()
    expect(profile.get_by_test_id("preferences")).to_contain_text("Likes to be called: Captain")
    mei.sees("Romy noted for you: Likes to be called: Captain")
    narrow(page)
    agent.hands_back()
    ends(mei)
    # What it was about is read off the conversation by a round, some seconds after it fell quiet.
    mei.page.wait_for_timeout(20_000)
    mei.says("hello")
    mei.sees(re.compile("Hello Captain, good to see you again. Last time it was about “damaged item”; did that"))

    own = about_me(mei)
    expect(own.get_by_test_id("kept-called")).to_contain_text("Captain (noted by Romy)")
    assert violations(own) == []
    own.set_viewport_size({"width": 320, "height": 640})
    own.emulate_media(color_scheme="dark")
    assert own.evaluate("document.documentElement.scrollWidth") <= 320
    assert violations(own) == []
    own.get_by_test_id("delete-called").click()
    expect(own.get_by_test_id("kept-called")).to_have_count(0)
    own.get_by_label("Day", exact=True).fill("29")
    own.get_by_label("Month").select_option("2")
    own.get_by_label(re.compile("Keep my birthday")).check()
    own.get_by_test_id("keep-birthday").click()
    expect(own.get_by_test_id("kept-birthday")).to_contain_text("29 February. You agreed on")
    own.get_by_test_id("delete-birthday").click()
    expect(own.get_by_test_id("kept-birthday")).to_have_count(0)
    ends(mei)
    mei.says("hello")
    first = name_of(house, "C1006").split()[0]
    mei.sees(re.compile(f"Hello {first}, good to see you"))

    lead = Agent.signs_in(browser, house, hired(house, "Ragna", "supervisor")).page
    lead.keyboard.press("Control+k")
    lead.get_by_test_id("command-field").fill("segments")
    lead.get_by_test_id("command").first.click()
    room = lead.get_by_test_id("segments-room")
    expect(room.get_by_test_id("segment-name").first).to_have_value("In trouble")
    assert violations(lead) == []
    room.get_by_test_id("thanks-after").fill("7, 20")
    room.get_by_test_id("segments-why").fill("Seven is our number.")
    room.get_by_test_id("segments-save").click()
    expect(room).to_contain_text("Version 1, Ragna: Seven is our number.")
    expect(room.get_by_test_id("thanks-after")).to_have_value("7, 20")
    lead.goto(f"{house.url('desk')}/insights")
    lead.get_by_test_id("days-7").click()
    table = lead.get_by_test_id("segments")
    expect(
        table.get_by_test_id("segment-reason").filter(has_text=re.compile("damaged item", re.IGNORECASE)).first
    ).to_be_visible()
    assert violations(lead) == []
    narrows_and_widens(lead)


def test_a_visitor_is_not_greeted_by_name_and_learns_nothing(browser: Browser, house: House) -> None:
    """No name, no last case, and no page in the menu."""
    visitor = Customer.arrives(browser, house)
    visitor.says("hello")
    visitor.sees(re.compile("bot"), author="bot")
    expect(visitor.entries.filter(has_text="Last time")).to_have_count(0)
    expect(visitor.entries.filter(has_text="good to see you")).to_have_count(0)
    visitor.widget.get_by_test_id("menu").click()
    expect(visitor.widget.get_by_test_id("erase")).to_be_visible()
    expect(visitor.widget.get_by_test_id("about-me")).to_have_count(0)


def narrows_and_widens(page: Page) -> None:
    """One segment narrows every figure of the page, also after a reload, and everybody comes back with one press."""
    choice = page.get_by_test_id("segment-filter")
    name = choice.locator("option").nth(1).inner_text()
    choice.select_option(name)
    expect(page.get_by_test_id("narrowed-to")).to_contain_text(name)
    page.reload()
    expect(page.get_by_test_id("narrowed-to")).to_contain_text(name)
    expect(page.get_by_test_id("segment-filter")).to_have_value(name)
    assert violations(page) == []
    page.get_by_test_id("everybody").click()
    expect(page.get_by_test_id("narrowed-to")).to_have_count(0)
    assert "segment" not in page.url


def ends(customer: Customer) -> None:
    """End the chat from its menu."""
    customer.widget.get_by_test_id("menu").click()
    customer.widget.get_by_test_id("end-chat").click()
    customer.widget.get_by_test_id("end-chat-confirm").click()
    customer.sees(re.compile("ended", re.IGNORECASE))


def about_me(customer: Customer) -> Page:
    """The page behind the menu's entry."""
    customer.widget.get_by_test_id("menu").click()
    with customer.page.context.expect_page() as opened:
        customer.widget.get_by_test_id("about-me").click()
    return opened.value


def narrow(page: Page) -> None:
    """The same at 320 pixels and in the dark: nothing to scroll sideways, nothing for axe to find."""
    page.set_viewport_size({"width": 320, "height": 640})
    page.emulate_media(color_scheme="dark")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    # Panes have their new places a moment after the window has its new size.
    page.wait_for_timeout(500)
    assert violations(page) == []
    page.set_viewport_size({"width": 1440, "height": 900})
