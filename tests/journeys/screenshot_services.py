"""Pictures of making an order good, of approvals and the matrix, of the knowledge base and the help pages."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, expect

from tests.journeys.house import House
from tests.journeys.people import PATIENCE_MS, Agent
from tests.journeys.screenshot_rooms import WIDE, Both, in_both_sizes
from tests.journeys.test_making_good import opens_form, opens_matrix, talking

ORDER = "20418"


def authority(browser: Browser, house: House, both: Both) -> None:
    """A voucher within the cap and one beyond it, the supervisor's list, the matrix."""
    customer, maya = talking(browser, house, "C1012")
    page = maya.page
    form = opens_form(page, ORDER)
    form.get_by_test_id("gift-amount").fill("10.00")
    expect(form.get_by_test_id("gift-verdict")).to_have_attribute("data-answer", "within")
    both(page, "console-gift", WIDE)
    form.get_by_test_id("gift-send").click()
    expect(page.get_by_test_id("grant-state").first).to_have_text("Given")
    customer.sees("gives you a voucher")
    both(customer.page, "widget-gift-phone", {"width": 390, "height": 844})
    form = opens_form(page, ORDER)
    form.get_by_test_id("gift-amount").fill("45")
    expect(form.get_by_test_id("gift-verdict")).to_have_attribute("data-answer", "needs_approval")
    form.get_by_test_id("gift-send").click()
    olu = Agent.signs_in(browser, house, "olu@warmhand.example").page
    expect(olu.get_by_test_id("approvals-notice")).to_be_visible()
    olu.keyboard.press("b")
    expect(olu.get_by_test_id("approval")).to_be_visible()
    in_both_sizes(olu, "console-approvals", both)
    olu.keyboard.press("y")
    expect(olu.get_by_test_id("approval")).to_have_count(0)
    both(page, "console-ledger", WIDE)
    olu.keyboard.press("Escape")
    opens_matrix(olu)
    in_both_sizes(olu, "console-matrix", both)
    for each in (customer.page, page, olu):
        each.context.close()


def knowledge(browser: Browser, house: House, both: Both) -> None:
    """The articles of the team, and the help pages as customers read them."""
    page = signed_in(browser, house)
    expect(page.get_by_test_id("article").first).to_be_visible()
    in_both_sizes(page, "articles-list", both)
    for place in ("gaps", "tasks"):
        page.get_by_test_id(f"go-{place}").click()
        page.wait_for_timeout(500)
        both(page, f"articles-{place}", WIDE)
    page.get_by_test_id("go-articles").click()
    page.get_by_test_id("open-article").first.click()
    expect(page.get_by_test_id("editor")).to_be_visible()
    in_both_sizes(page, "articles-editor", both)
    for name, path in (("list", "/help"), ("article", "/help/what-delivery-costs"), ("search", "/help?q=washing+wool")):
        page.goto(house.url("desk") + path)
        in_both_sizes(page, f"help-{name}", both)
    page.context.close()


def signed_in(browser: Browser, house: House) -> Page:
    """A supervisor at the articles."""
    page = browser.new_context(viewport={"width": WIDE["width"], "height": WIDE["height"]}).new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.goto(f"{house.url('desk')}/articles")
    page.get_by_test_id("sign-in-email").fill("olu@warmhand.example")
    page.get_by_test_id("sign-in-password").fill(house.agent_password)
    page.get_by_test_id("sign-in").click()
    return page
