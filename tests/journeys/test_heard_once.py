"""Who listens to the console instead of looking at it hears each message once, also across a lost connection."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.house import House, eventually
from tests.journeys.people import Agent, Customer
from tests.journeys.test_widget_rooms import SPOKEN

pytestmark = pytest.mark.timeout(240)


def test_each_message_is_spoken_once(browser: Browser, house: House) -> None:
    """What the customer says live and while the line was down; what was there before is not read out."""
    visitor = Customer.arrives(browser, house, signed_in_as="C1007")
    visitor.says("I want to talk to a person please")
    visitor.sees("Waiting for a person from our team")
    maya = Agent.signs_in(browser, house)
    page = maya.page
    maya.opens_waiting("Lucas")
    maya.sees("I want to talk to a person please")
    page.evaluate(SPOKEN)
    maya.claims()
    visitor.says("the first of two things")
    assert times_spoken(page, "the first of two things") == 1
    page.context.set_offline(True)
    expect(page.get_by_test_id("connection")).not_to_have_text("Live", timeout=60_000)
    visitor.says("the second of two things")
    page.context.set_offline(False)
    expect(page.get_by_test_id("connection")).to_have_text("Live", timeout=60_000)
    assert times_spoken(page, "the second of two things") == 1
    assert times_spoken(page, "the first of two things") == 1
    spoken = page.evaluate("spoken")
    assert not [words for words in spoken if "talk to a person" in words], "nothing old is read out"


def times_spoken(page: Page, words: str) -> int:
    """How often these words were said, once they were."""

    def heard() -> int:
        return sum(words in said for said in page.evaluate("spoken"))

    eventually(heard, f"{words} is spoken")
    page.wait_for_timeout(1_000)
    return heard()
