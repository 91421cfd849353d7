"""Feedback that changes things, in browsers: a low mark, somebody who makes it good, and what was changed for all."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.axe import violations
from tests.journeys.house import House
from tests.journeys.people import Agent, Customer
from tests.journeys.test_team import name_of
from tests.journeys.test_working_day import waiting

pytestmark = pytest.mark.timeout(400)

SAID, DID = "Refunds take too long", "We pay refunds on the day your parcel is back."


def test_from_a_low_mark_to_you_said_we_did(browser: Browser, house: House) -> None:
    """The customer rates low, a supervisor writes and is rated again; the comment leads to a change all can read."""
    ana = waiting(browser, house, "my refund is still missing", signed_in_as="C1008")
    maya = Agent.signs_in(browser, house)
    maya.opens_waiting(name_of(house, "C1008"))
    maya.claims()
    maya.says("It will come some day.")
    resolves(maya.page)
    rates(ana, 1, "The refund takes weeks and nobody cares")

    olu = Agent.signs_in(browser, house, "olu@warmhand.example")
    expect(olu.page.get_by_test_id("feedback-notice")).to_be_visible()
    olu.page.keyboard.press("7")
    task = olu.page.get_by_test_id("recovery").filter(has_text="nobody cares")
    expect(task).to_contain_text("1 of 5")
    expect(task).to_contain_text("for Maya")
    assert violations(olu.page) == []
    task.get_by_test_id("recovery-write").click()
    task.get_by_test_id("recovery-text").fill("I am sorry. I paid your refund just now.")
    task.get_by_test_id("recovery-send").click()
    expect(task).to_contain_text("written to")
    ana.sees("I paid your refund just now")
    ana.says("thank you, the money is really here now")
    task.get_by_role("button", name="Open the conversation").click()
    olu.sees("really here now")
    resolves(olu.page)
    rates(ana, 5, "")

    olu.page.keyboard.press("7")
    task = olu.page.get_by_test_id("recovery").filter(has_text="nobody cares")
    expect(task).to_contain_text("rated again: 5 of 5")
    task.get_by_test_id("recovery-end").click()
    task.get_by_test_id("recovery-words").fill("Refund paid by hand")
    task.get_by_test_id("recovered").click()
    over = olu.page.get_by_test_id("recovery-over").filter(has_text="nobody cares")
    expect(over).to_contain_text("Refund paid by hand")
    publishes(olu.page)
    ana.sees(f"You told us: {SAID}. So we changed it: {DID}", timeout=20_000)
    reads_the_list(browser, house)
    looks_at_figures(olu.page)


def publishes(page: Page) -> None:
    """A group of comments becomes a change."""
    page.get_by_test_id("feedback-comments").click()
    group = page.get_by_test_id("comment-group").filter(has_text="nobody cares")
    group.get_by_test_id("we-did").click()
    group.get_by_test_id("change-said").fill(SAID)
    group.get_by_test_id("change-did").fill(DID)
    assert violations(page) == []
    group.get_by_test_id("change-publish").click()
    expect(group).to_contain_text("Led to a change")


def reads_the_list(browser: Browser, house: House) -> None:
    """Anybody, without a script."""
    anybody = browser.new_context(java_script_enabled=False).new_page()
    anybody.goto(f"{house.url('desk')}/help")
    expect(anybody.locator("main")).to_contain_text(SAID)
    anybody.get_by_role("link", name="All of it").click()
    expect(anybody.locator("main")).to_contain_text(DID)
    anybody.context.close()


def looks_at_figures(page: Page) -> None:
    """Bot and people by one yardstick, the list, and whether it held: each sound, also dark and on a phone."""
    page.get_by_test_id("feedback-changes").click()
    expect(page.get_by_test_id("change").filter(has_text=SAID)).to_contain_text("1 told")
    page.get_by_test_id("feedback-held").click()
    expect(page.get_by_test_id("durable")).to_be_visible()
    assert violations(page) == []
    page.get_by_test_id("feedback-ratings").click()
    expect(page.get_by_test_id("side-people")).to_contain_text("content")
    assert violations(page) == []
    page.set_viewport_size({"width": 390, "height": 844})
    page.emulate_media(color_scheme="dark")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("feedback")).to_have_count(0)


def resolves(page: Page) -> None:
    page.get_by_test_id("resolve").click()
    page.get_by_test_id("resolve-confirm").click()


def rates(customer: Customer, score: int, text: str) -> None:
    """The form asks by itself once it is over."""
    form = customer.widget.get_by_test_id("rating")
    form.get_by_test_id(f"score-{score}").check(force=True)
    form.locator("textarea").fill(text)
    form.get_by_test_id("rate-send").click()
    expect(form).to_be_hidden()
