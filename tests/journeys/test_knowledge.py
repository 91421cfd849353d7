"""A gap becomes a draft, is reviewed and published, and then the assistant answers with it and the help shows it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.axe import violations
from tests.journeys.designers import said
from tests.journeys.house import House, eventually
from tests.journeys.people import PATIENCE_MS, Agent, Customer
from tests.journeys.test_working_day import waiting

pytestmark = pytest.mark.timeout(400)

ASKED = ("do you resharpen blunt okra knives", "can my blunt okra knife be sharpened", "okra knife sharpening please?")
ANSWER = "Delivery is free from €50; below that it is €4.90. The okra way, too."


def knowledge(browser: Browser, house: House, email: str, width: int = 1280, height: int = 900) -> Page:
    """The knowledge base's screens, signed in."""
    page = browser.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce").new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.goto(f"{house.url('desk')}/articles")
    page.get_by_test_id("sign-in-email").fill(email)
    page.get_by_test_id("sign-in-password").fill(house.agent_password)
    page.get_by_test_id("sign-in").click()
    expect(page.get_by_test_id("place")).to_be_visible()
    return page


def test_from_a_gap_to_the_answer(browser: Browser, house: House) -> None:
    """An agent drafts it, a supervisor publishes it: the help has it at once, the assistant within seconds."""
    for text in ASKED:
        said(house, text)
    maya = knowledge(browser, house, "maya@warmhand.example")

    def gathered() -> bool:
        maya.get_by_test_id("go-gaps").click()
        maya.wait_for_timeout(800)
        return maya.get_by_test_id("gap").filter(has_text="3 people").filter(has_text="okra").count() > 0

    eventually(gathered, "the three questions are one gap", 60)
    gap = maya.get_by_test_id("gap").filter(has_text="okra")
    assert violations(maya) == []
    gap.get_by_test_id("draft-from-gap").click()
    maya.get_by_test_id("title").fill("Sharpening okra knives")
    maya.get_by_test_id("summary").fill("We sharpen okra knives for free, as often as you like.")
    maya.get_by_test_id("body").fill("Bring it to our shop.\n\n- Wrap the blade.\n- It takes an hour.")
    maya.get_by_test_id("staff").fill("Only ours. Say no to scissors.")
    expect(maya.get_by_test_id("preview").get_by_role("listitem")).to_have_count(2)
    expect(maya.get_by_test_id("preview")).not_to_contain_text("scissors")
    maya.get_by_test_id("save").click()
    maya.get_by_test_id("submit").click()
    expect(maya.get_by_test_id("article-state")).to_have_text("In review")
    expect(maya.get_by_test_id("publish")).to_have_count(0)
    assert violations(maya) == []

    olu = knowledge(browser, house, "olu@warmhand.example")
    olu.get_by_test_id("state-review").click()
    olu.get_by_test_id("open-article").filter(has_text="okra").click()
    olu.get_by_test_id("publish").click()
    expect(olu.get_by_test_id("said")).to_contain_text("Published")

    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{house.url('desk')}/help?q=my+okra+blade+is+blunt")
    page.get_by_role("link", name="Sharpening okra knives").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sharpening okra knives")
    assert "scissors" not in page.content()
    assert "okra" in (page.request.get(f"{house.url('desk')}/sitemap.xml").text())
    maya.get_by_test_id("go-gaps").click()
    expect(maya.get_by_test_id("gap").filter(has_text="okra")).to_have_count(0)


def test_the_assistant_says_what_is_published(browser: Browser, house: House) -> None:
    """A new version reaches the next customer, with the way to the whole article; what helped is counted."""
    noor = knowledge(browser, house, "noor@warmhand.example")
    noor.get_by_test_id("find").fill("What delivery costs")
    noor.get_by_test_id("open-article").first.click()
    noor.get_by_test_id("summary").fill(ANSWER)
    noor.get_by_test_id("save").click()
    noor.get_by_test_id("submit").click()
    noor.get_by_test_id("publish").click()
    expect(noor.get_by_test_id("said")).to_contain_text("Published")
    noor.wait_for_timeout(5_500)

    ana = Customer.arrives(browser, house)
    ana.says("How much is shipping?")
    ana.sees("The okra way, too. Did that help?", author="bot")
    card = ana.widget.get_by_test_id("article-card")
    expect(card).to_have_attribute("href", "/help/what-delivery-costs")
    with ana.page.context.expect_page() as opened:
        card.click()
    expect(opened.value.get_by_role("heading", level=1)).to_have_text("What delivery costs")
    ana.chooses("That helped")

    def counted() -> bool:
        noor.get_by_test_id("back").click() if noor.get_by_test_id("back").count() else noor.get_by_test_id(
            "go-articles"
        ).click()
        noor.wait_for_timeout(700)
        row = noor.get_by_test_id("article").filter(has_text="What delivery costs")
        return "helped in 1 of 1" in row.inner_text()

    eventually(counted, "what helped is counted", 40)


def test_an_agent_finds_and_uses_an_article(browser: Browser, house: House) -> None:
    """By keyboard from the field to write in: the team's part is shown, not sent; its use is counted."""
    name = house.shop_says("SELECT name FROM customers WHERE id = 'C1009'")
    customer = waiting(browser, house, "I would like to talk about something", "C1009")
    agent = Agent.signs_in(browser, house)
    agent.opens_waiting(name)
    agent.claims()
    page = agent.page
    page.keyboard.press("Escape")
    page.keyboard.press("w")
    page.get_by_test_id("article-search").fill("candle smokes")
    suggestion = page.get_by_test_id("suggestion").filter(has_text="Burning beeswax candles well")
    expect(suggestion).to_be_visible()
    assert violations(page) == []
    suggestion.get_by_test_id("use-suggestion").click()
    expect(page.get_by_test_id("composer")).to_have_value(re.compile("Cut the wick"))
    page.keyboard.press("Enter")
    customer.sees("Cut the wick", author="agent")


@pytest.mark.parametrize("size", [(320, 640), (1280, 900)])
def test_the_pages_hold_on_every_screen(browser: Browser, house: House, size: tuple[int, int]) -> None:
    """No sideways scrolling, clean by axe, light and dark: the help and the screens of the team."""
    width, height = size
    for scheme in ("light", "dark"):
        context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme, bypass_csp=True)
        page = context.new_page()
        for path in ("/help", "/help/what-delivery-costs", "/help?q=washing+wool", "/help/nothing-here"):
            page.goto(f"{house.url('desk')}{path}")
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            assert violations(page) == []
    page = knowledge(browser, house, "olu@warmhand.example", width, height)
    for place in ("articles", "gaps", "tasks"):
        page.get_by_test_id(f"go-{place}").click()
        page.wait_for_timeout(500)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, place
        assert violations(page) == [], place
    page.get_by_test_id("go-articles").click()
    page.get_by_test_id("open-article").first.click()
    expect(page.get_by_test_id("editor")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert violations(page) == []
