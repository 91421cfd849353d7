"""Insights in a browser: figures follow from what happened, lead to it, and an improvement is measured by itself."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.axe import violations
from tests.journeys.designers import said
from tests.journeys.house import House, eventually
from tests.journeys.people import PATIENCE_MS, Agent, hired
from tests.journeys.test_working_day import waiting

pytestmark = pytest.mark.timeout(400)


def insights(
    browser: Browser, house: House, email: str, width: int = 1440, height: int = 900, scheme: Any = "light"
) -> Page:
    """The page of insights, signed in."""
    context = browser.new_context(
        viewport={"width": width, "height": height}, reduced_motion="reduce", color_scheme=scheme
    )
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.goto(f"{house.url('desk')}/insights")
    page.get_by_test_id("sign-in-email").fill(email)
    page.get_by_test_id("sign-in-password").fill(house.agent_password)
    page.get_by_test_id("sign-in").click()
    return page


def counted(page: Page) -> tuple[int, int, int]:
    """Conversations of the last seven days; of those about a damaged item; those passed on because people asked."""
    told = page.evaluate("fetch('/api/insights?days=7').then((answer) => answer.json())")
    number = next(each for each in told["figures"] if each["id"] == "conversations")["now"]["value"]
    about = next((each for each in told["reasons"] if each["reason"] == "damaged_item"), None)
    asked = next((each["now"] for each in told["handoff_reasons"] if each["reason"] == "explicit_request"), 0)
    return int(number), about["conversations"]["now"] if about else 0, asked


def test_figures_lead_to_what_happened(browser: Browser, house: House) -> None:
    """One person served and one chat with the assistant are two more; a click leads to the very conversation."""
    olu = insights(browser, house, hired(house, "Odile", "supervisor"))
    expect(olu.get_by_test_id("figure").first).to_be_visible()
    before = counted(olu)
    chat = said(house, "Where is my parcel?")
    name = house.shop_says("SELECT name FROM customers WHERE id = 'C1010'")
    waiting(browser, house, "My lamp arrived broken", "C1010")
    agent = Agent.signs_in(browser, house)
    held = agent.opens_waiting(name)
    agent.claims()
    agent.says("I am sorry. A new one is on its way.")
    agent.page.get_by_test_id("resolve").click()
    agent.page.get_by_test_id("resolve-form").locator("select").first.select_option("damaged_item")
    agent.page.get_by_test_id("resolve-confirm").click()

    def more() -> bool:
        now = counted(olu)
        return now[0] >= before[0] + 2 and now[1] == before[1] + 1 and now[2] >= before[2] + 1

    eventually(more, "both conversations are counted", 30)
    olu.get_by_test_id("days-7").click()
    number = olu.locator("[data-figure='conversations']").get_by_test_id("value")
    expect(number).to_have_text(str(counted(olu)[0]))
    assert violations(olu) == []

    row = olu.locator("[data-testid='reason'][data-reason='damaged_item']")
    row.get_by_role("button").first.click()
    dialog = olu.get_by_test_id("behind")
    expect(dialog).to_contain_text("All conversations, damaged item")
    assert violations(olu) == []
    with olu.context.expect_page() as opened:
        dialog.locator(f"[data-id='{held}']").first.click()
    expect(opened.value.get_by_test_id("transcript")).to_contain_text("My lamp arrived broken")
    opened.value.close()
    olu.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    olu.locator("[data-figure='containment']").get_by_test_id("part-pending").click()
    expect(dialog.locator(f"[data-id='{chat}']")).to_be_visible()
    olu.keyboard.press("Escape")

    with olu.expect_download() as downloaded:
        olu.get_by_test_id("export").click()
    lines = list(csv.reader(io.StringIO(downloaded.value.path().read_text("utf-8-sig"))))
    value = next(line[4] for line in lines if line[:2] == ["conversations", ""])
    assert float(value) == counted(olu)[0]


def test_an_improvement_from_reason_to_measure(browser: Browser, house: House) -> None:
    """By keyboard onto the board; done, what was before is frozen, and it says that it is too early to tell."""
    page = insights(browser, house, hired(house, "Oskar", "supervisor"))
    page.get_by_test_id("go-board").click()
    expect(page.get_by_test_id("new-improvement")).to_be_visible()
    page.keyboard.press("n")
    expect(page.get_by_test_id("plan")).to_be_visible()
    page.get_by_test_id("plan-title").fill("Fewer broken lamps")
    page.get_by_test_id("plan-reason").select_option("damaged_item")
    page.get_by_test_id("plan-figure").select_option("handoff_rate")
    page.get_by_test_id("plan-action").fill("Pack them in twos.")
    assert violations(page) == []
    page.get_by_test_id("keep-plan").click()
    card = page.get_by_test_id("improvement").filter(has_text="Fewer broken lamps")
    expect(card).to_have_attribute("data-state", "idea")
    expect(card.get_by_test_id("measure")).to_contain_text("Passed on to a person")
    card.get_by_test_id("to-doing").click()
    expect(card).to_have_attribute("data-state", "doing")
    card.get_by_test_id("to-done").click()
    page.get_by_test_id("done-remark").fill("New boxes are here.")
    assert violations(page) == []
    page.get_by_test_id("keep-done").click()
    expect(card).to_have_attribute("data-state", "done")
    expect(card.get_by_test_id("verdict")).to_have_text("Too early to tell")
    card.get_by_text("History").click()
    expect(card).to_contain_text("New boxes are here.")
    page.keyboard.press("j")
    expect(page.locator(":focus")).to_have_attribute("data-testid", "rewrite")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("plan-reason")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("plan")).to_have_count(0)
    page.get_by_test_id("go-report").click()
    page.get_by_test_id("week-this").click()
    expect(page.get_by_test_id("report")).to_contain_text("Fewer broken lamps")
    page.emulate_media(media="print")
    expect(page.get_by_test_id("print")).to_be_hidden()
    expect(page.get_by_test_id("report")).to_contain_text("Conversations")


def test_insights_are_not_for_everybody(browser: Browser, house: House) -> None:
    """An agent is told where their work is, and sees no figure."""
    page = insights(browser, house, hired(house, "Arne", "agent"))
    expect(page.get_by_role("heading")).to_have_text("Insights are for supervisors")
    expect(page.get_by_test_id("figure")).to_have_count(0)


@pytest.mark.parametrize("size", [(320, 640), (390, 844), (1440, 900)])
def test_insights_hold_on_every_screen(browser: Browser, house: House, size: tuple[int, int]) -> None:
    """No sideways scrolling, clean by axe, light and dark; the figures of each picture stand behind it."""
    width, height = size
    email = hired(house, f"Otto{width}", "supervisor")
    for scheme in ("light", "dark"):
        page = insights(browser, house, email, width, height, scheme)
        for place in ("board", "report", "figures"):
            page.get_by_test_id(f"go-{place}").click()
            expect(page.get_by_test_id("place")).to_have_attribute("data-screen", place)
            expect(page.get_by_test_id("loading")).to_have_count(0)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, place
            assert violations(page) == [], place
        for details in page.locator(".trend details").all()[:2]:
            details.locator("summary").click()
            expect(details.get_by_role("table")).to_be_visible()
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        picture = page.locator(".trend svg").first
        expect(picture.locator("title")).to_have_text(re.compile("in all"))
        page.context.close()
