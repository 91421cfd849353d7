"""Whoever reads further up in a conversation, looks into another one and comes back finds the place again."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.journeys.house import House, eventually
from tests.journeys.people import Agent, Customer, hired, registered

pytestmark = pytest.mark.timeout(300)

TALE = "Let me tell you from the beginning how it all came about with this lamp of mine. " * 4


def test_the_place_in_a_conversation_is_kept(browser: Browser, house: House) -> None:
    """Kept while another conversation is open; an own reply goes to the end."""
    one, other = "Rosa Halm", "Otto Bank"
    first, second = (Customer.arrives(browser, house, signed_in_as=registered(house, each)) for each in (one, other))
    maya = Agent.signs_in(browser, house, hired(house, "Reader", "agent"))
    page = maya.page
    first.says("blorp grumf zzz")
    second.says("grumf blorp zzz")
    page.get_by_test_id("view-all").click()
    opens(page, one)
    page.keyboard.press("o")
    expect(page.get_by_test_id("hand-back")).to_be_visible()
    for number in range(8):
        maya.says(f"{number}: {TALE}")
    thread = page.get_by_role("region", name="Transcript")
    assert thread.evaluate("box => box.scrollHeight - box.clientHeight") > 300
    thread.hover()
    page.mouse.wheel(0, -5_000)
    eventually(lambda: top_of(thread) == 0, "the beginning is reached")
    page.mouse.wheel(0, 150)
    eventually(lambda: top_of(thread) > 0, "the transcript moves")
    place = where_it_rests(thread)
    opens(page, other)
    expect(page.get_by_test_id("transcript")).to_contain_text("grumf blorp")
    opens(page, one)
    expect(page.get_by_test_id("transcript")).to_contain_text("blorp grumf")
    eventually(lambda: abs(top_of(thread) - place) < 40, f"the place {place} is found again")
    maya.says("And that is all")
    left = "box => box.scrollHeight - box.scrollTop - box.clientHeight"
    eventually(lambda: thread.evaluate(left) < 80, "an own reply is shown")


def top_of(thread: Locator) -> float:
    """How far the transcript is scrolled, in pixels."""
    return float(thread.evaluate("box => box.scrollTop"))


def where_it_rests(thread: Locator) -> float:
    """The same once the wheel has run out: it moves a transcript over several frames."""
    return float(
        thread.evaluate(
            """async box => {
                let last = -1;
                while (box.scrollTop !== last) {
                    last = box.scrollTop;
                    await new Promise(done => setTimeout(done, 300));
                }
                return last;
            }"""
        )
    )


def opens(page: Page, name: str) -> None:
    """Open that person's conversation."""
    page.get_by_test_id("inbox-item").filter(has_text=name).first.click()
    expect(page.get_by_role("heading", name=name, level=2).first).to_be_visible()
