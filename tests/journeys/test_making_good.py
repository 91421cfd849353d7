"""Making good in browsers: an agent gives within the cap and asks beyond it; a supervisor decides."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.journeys.axe import violations
from tests.journeys.house import House
from tests.journeys.people import Agent, Customer
from tests.journeys.test_team import name_of
from tests.journeys.test_working_day import waiting

pytestmark = pytest.mark.timeout(400)

ORDER = "20417"


def test_a_voucher_within_the_cap_and_one_beyond_it(browser: Browser, house: House) -> None:
    """Within: at once, and the customer has the code in the chat and in the shop. Beyond: a supervisor's one key."""
    ana, maya = talking(browser, house, "C1003")
    olu = Agent.signs_in(browser, house, "olu@warmhand.example")
    form = opens_form(maya.page, ORDER)
    form.get_by_test_id("gift-amount").fill("10.00")
    expect(form.get_by_test_id("gift-verdict")).to_have_attribute("data-answer", "within")
    expect(form.get_by_test_id("gift-verdict")).to_contain_text("Agents may give up to €30.00")
    assert violations(maya.page) == []
    form.get_by_test_id("gift-send").click()
    given = maya.page.get_by_test_id("grant").first
    expect(given.get_by_test_id("grant-state")).to_have_text("Given")
    ana.sees("Maya gives you a voucher of €10.00")
    code = house.shop_says("SELECT detail FROM remedies WHERE kind = 'voucher' AND amount = 1000")
    ana.sees(code)
    shop_page = ana.page.context.new_page()
    shop_page.goto(f"{house.url('shop')}/account")
    expect(shop_page.get_by_test_id("vouchers")).to_contain_text(code)

    form = opens_form(maya.page, ORDER)
    form.get_by_test_id("gift-amount").fill("45")
    expect(form.get_by_test_id("gift-verdict")).to_have_attribute("data-answer", "needs_approval")
    form.get_by_test_id("gift-send").click()
    asked = maya.page.get_by_test_id("grant").first
    expect(asked.get_by_test_id("grant-state")).to_have_text("Waits for approval")
    expect(olu.page.get_by_test_id("approvals-notice")).to_be_visible()
    olu.page.keyboard.press("b")
    expect(olu.page.get_by_test_id("approval")).to_contain_text("Maya would like to give a voucher of €45.00")
    assert violations(olu.page) == []
    olu.page.keyboard.press("y")
    expect(olu.page.get_by_test_id("approval")).to_have_count(0)
    expect(asked.get_by_test_id("grant-state")).to_have_text("Given")
    expect(asked).to_contain_text("decided by Olu")
    maya.sees("Olu approved a voucher of €45.00")
    ana.sees("Maya gives you a voucher of €45.00")
    assert not [line for line in ana.transcript() if "approv" in line], "the asking is the team's own"

    asked.get_by_text("Ledger").click()
    expect(asked).to_contain_text("Asked for approval, Maya")
    expect(asked).to_contain_text("Approved, Olu")
    given = maya.page.get_by_test_id("grant").last
    given.get_by_test_id("gift-undo").click()
    expect(given.get_by_test_id("grant-state")).to_have_text("Taken back")
    ana.sees("Maya took back a voucher of €10.00")
    assert violations(maya.page) == []


def test_a_supervisor_rewrites_the_matrix_and_an_agent_meets_it(browser: Browser, house: House) -> None:
    """What would have been different is shown first; the new version holds for the next gift."""
    _, maya = talking(browser, house, "C1012")
    form = opens_form(maya.page, "20418")
    form.get_by_test_id("gift-amount").fill("15")
    form.get_by_test_id("gift-send").click()
    expect(maya.page.get_by_test_id("grant").first.get_by_test_id("grant-state")).to_have_text("Given")

    page = Agent.signs_in(browser, house, "olu@warmhand.example").page
    opens_matrix(page)
    cell = page.get_by_test_id("rule-agent-any-any-voucher")
    expect(cell).to_have_value("20.00")
    cell.fill("12.00")
    page.get_by_test_id("matrix-look").click()
    preview = page.get_by_test_id("matrix-preview")
    expect(preview).to_contain_text("gifts of the last 30 days would have been answered otherwise")
    expect(preview).to_contain_text("Within your authority → Needs approval")
    page.get_by_test_id("matrix-why").fill("Vouchers were too easy.")
    page.get_by_test_id("matrix-save").click()
    expect(page.get_by_test_id("matrix-version")).to_contain_text(re.compile(r"by Olu: Vouchers were too easy\."))
    page.get_by_test_id("standing-supervisor").click()
    expect(page.get_by_test_id("cap-supervisor-case")).to_be_disabled()
    assert violations(page) == []

    form = opens_form(maya.page, "20418")
    form.get_by_test_id("gift-amount").fill("15")
    expect(form.get_by_test_id("gift-verdict")).to_have_attribute("data-answer", "needs_approval")


def test_on_a_phone_everything_is_within_reach(browser: Browser, house: House) -> None:
    """At 320 pixels the form and the list fit the screen, by key alone, in the dark."""
    _, maya = talking(browser, house, "C1011")
    page = maya.page
    page.set_viewport_size({"width": 320, "height": 640})
    page.emulate_media(color_scheme="dark")
    page.keyboard.press("Escape")
    page.keyboard.press("d")
    expect(page.get_by_test_id("gift-form")).to_be_visible()
    page.get_by_test_id("gift-amount").press_sequentially("5")
    expect(page.get_by_test_id("gift-verdict")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert violations(page) == []
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("grant-state").first).to_have_text("Given")


def talking(browser: Browser, house: House, customer_id: str) -> tuple[Customer, Agent]:
    """A customer and Maya, who holds the conversation."""
    customer = waiting(browser, house, "something went wrong with my order", signed_in_as=customer_id)
    maya = Agent.signs_in(browser, house)
    maya.opens_waiting(name_of(house, customer_id))
    maya.claims()
    return customer, maya


def opens_form(page: Page, order: str) -> Locator:
    """The form of that order, unfolded."""
    row = page.locator(f'[data-testid="order"][data-number="{order}"]')
    expect(row).to_be_attached()
    if row.get_attribute("open") is None:
        row.locator("summary").first.click()
    row.get_by_test_id("make-good").click()
    form = row.get_by_test_id("gift-form")
    expect(form).to_be_visible()
    return form


def opens_matrix(page: Page) -> None:
    """By the command bar, as nothing else leads there."""
    page.keyboard.press("Control+k")
    expect(page.get_by_test_id("command-bar")).to_be_visible()
    page.keyboard.type("authority")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("matrix-version")).to_be_visible()
