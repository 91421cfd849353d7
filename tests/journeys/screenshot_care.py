"""Pictures of what the team does beyond answering: promises, troubles, feedback, insights, and who works here."""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from tests.journeys.house import House
from tests.journeys.people import Agent
from tests.journeys.screenshot_rooms import WIDE, Both, in_both_sizes
from tests.journeys.test_feedback import rates, resolves
from tests.journeys.test_insights import insights
from tests.journeys.test_promises import talking as promising
from tests.journeys.test_team import name_of
from tests.journeys.test_trouble import LATE, WITH_DHL, asks, eight_usual_weeks
from tests.journeys.test_working_day import waiting

SUPERVISOR = "olu@warmhand.example"


def promises(browser: Browser, house: House, both: Both) -> None:
    """What an agent wrote, offered to be kept track of; beside the orders; the supervisor's list."""
    customer, paula = promising(browser, house, "C1007", "Paula")
    page = paula.page
    paula.says("I will call you back within 30 minutes.")
    expect(page.get_by_test_id("promise-suggestion")).to_be_visible()
    in_both_sizes(page, "console-promise", both)
    page.get_by_test_id("promise-confirm").click()
    customer.sees("Paula promised")
    both(customer.page, "widget-promise-phone", {"width": 390, "height": 844})
    expect(page.get_by_test_id("promises-notice")).to_be_visible()
    both(page, "console-promised", WIDE)
    olu = Agent.signs_in(browser, house, SUPERVISOR).page
    olu.keyboard.press("Shift+Q")
    expect(olu.get_by_test_id("owed").first).to_be_visible()
    in_both_sizes(olu, "console-promises", both)
    for each in (customer.page, page, olu):
        each.context.close()


def feedback(browser: Browser, house: House, both: Both) -> None:
    """A low mark to make good, and how all are rated."""
    lena = waiting(browser, house, "my refund is still missing", signed_in_as="C1011")
    maya = Agent.signs_in(browser, house)
    maya.opens_waiting(name_of(house, "C1011"))
    maya.claims()
    maya.says("It will come some day.")
    resolves(maya.page)
    rates(lena, 1, "The refund takes weeks and nobody tells me why")
    olu = Agent.signs_in(browser, house, SUPERVISOR).page
    expect(olu.get_by_test_id("feedback-notice")).to_be_visible()
    olu.keyboard.press("7")
    expect(olu.get_by_test_id("recovery").first).to_be_visible()
    in_both_sizes(olu, "console-feedback", both)
    for place in ("ratings", "comments", "held"):
        olu.get_by_test_id(f"feedback-{place}").click()
        olu.wait_for_timeout(1_000)
        both(olu, f"console-feedback-{place}", WIDE)
    for each in (lena.page, maya.page, olu):
        each.context.close()


def trouble(browser: Browser, house: House, both: Both) -> None:
    """Six people ask for late parcels: the alarm, and what is behind it."""
    eight_usual_weeks(house)
    for customer_id in (*WITH_DHL, None, None):
        asks(house, customer_id, LATE)
    page = Agent.signs_in(browser, house, SUPERVISOR).page
    expect(page.get_by_test_id("trouble-notice")).to_be_visible(timeout=60_000)
    page.keyboard.press("!")
    page.get_by_test_id("alarm-look").first.click()
    page.get_by_text("6 people behind it").click()
    expect(page.get_by_test_id("person-behind").first).to_be_visible()
    page.get_by_test_id("shared-carrier-DHL").check()
    expect(page.get_by_test_id("trouble-confirm")).to_be_visible()
    in_both_sizes(page, "console-trouble", both)
    page.context.close()


def people(browser: Browser, house: House, both: Both) -> None:
    """Who works here."""
    page = Agent.signs_in(browser, house, "noor@warmhand.example").page
    page.keyboard.press("8")
    page.wait_for_timeout(1_000)
    in_both_sizes(page, "console-people", both)
    page.context.close()


def figures(browser: Browser, house: House, both: Both) -> None:
    """The page of insights: figures, report, board."""
    page = insights(browser, house, SUPERVISOR)
    expect(page.get_by_test_id("figure").first).to_be_visible()
    in_both_sizes(page, "insights-figures", both)
    for place in ("report", "board"):
        page.get_by_test_id(f"go-{place}").click()
        page.wait_for_timeout(1_000)
        both(page, f"insights-{place}", WIDE)
    page.context.close()
