"""An agent is shown what helped before, uses it by keyboard, and sends it with the right name in it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.axe import violations
from tests.journeys.house import House, eventually
from tests.journeys.people import Agent
from tests.journeys.test_working_day import waiting

pytestmark = pytest.mark.timeout(400)

ANSWER = "Sorry about that, {}. The courier left it with your neighbour at number 9, please ask there."


def test_what_helped_one_customer_helps_the_next(browser: Browser, house: House) -> None:
    """A solved handling's reply comes up when the like is asked, with its source; nothing is sent by itself."""
    maya = Agent.signs_in(browser, house)
    page = maya.page
    one, other = (house.shop_says(f"SELECT name FROM customers WHERE id = '{each}'") for each in ("C1006", "C1008"))
    earlier = waiting(browser, house, "The tracking says delivered but there is no parcel at my door", "C1006")
    maya.opens_waiting(one)
    maya.claims()
    page.get_by_test_id("composer").fill(ANSWER.format(one.split()[0]))
    page.keyboard.press("Enter")
    earlier.sees("your neighbour at number 9", author="agent")
    earlier.says("found it, great")
    page.keyboard.press("Escape")
    page.keyboard.press("e")
    page.get_by_test_id("resolve-confirm").click()
    expect(page.get_by_test_id("step-in")).to_be_visible()

    later = waiting(browser, house, "It says my package was delivered, but I never got anything", "C1008")
    conversation_id = maya.opens_waiting(other)
    # The desk reads what was solved in rounds of some seconds.
    eventually(lambda: suggested(page, conversation_id), "the solved handling is read")
    maya.claims()
    suggestions = page.get_by_test_id("suggestions")
    first = page.get_by_test_id("suggestion").first
    expect(first).to_contain_text(ANSWER.format(other.split()[0])[:30])
    expect(first).to_contain_text("Maya")
    expect(suggestions).not_to_contain_text(one.split()[0])
    assert violations(page) == []

    page.keyboard.press("Escape")
    page.keyboard.press("w")
    expect(page.get_by_test_id("use-suggestion").first).to_be_focused()
    page.keyboard.press("Enter")
    composer = page.get_by_test_id("composer")
    expect(composer).to_have_value(ANSWER.format(other.split()[0]))
    expect(composer).to_be_focused()
    expect(later.entries.filter(has_text="at number 9")).to_have_count(0)
    page.keyboard.press("Enter")
    later.sees("your neighbour at number 9", author="agent")
    expect(suggestions).to_be_hidden()

    # An article of the shop's, for a question that no colleague has answered yet.
    later.says("Alright. And how much do you charge for delivery?")
    expect(page.get_by_test_id("suggestion").first).to_contain_text("Article: What delivery costs")
    maya.page.set_viewport_size({"width": 360, "height": 740})
    page.get_by_test_id("more-suggestions").click()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def suggested(page: Page, conversation_id: str) -> bool:
    """Whether the desk knows a reply for this conversation."""
    script = "id => fetch(`/api/agent/conversations/${id}/suggestions`).then(a => a.json()).then(a => a.replies.length)"
    return bool(page.evaluate(script, conversation_id))
