"""One customer with the shop open twice: both tabs show the same conversation, whichever they write in."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.house import House
from tests.journeys.people import PATIENCE_MS, Customer

pytestmark = pytest.mark.timeout(200)


def test_two_tabs_are_one_conversation(browser: Browser, house: House) -> None:
    """Everything is in both tabs, once, in the same order."""
    here = Customer.arrives(browser, house)
    here.says("hello from the first tab")
    here.sees("", author="bot")
    there = Customer(here.page.context.new_page(), house)
    there.page.set_default_timeout(PATIENCE_MS)
    there.page.goto(house.url("shop"))
    there.page.get_by_test_id("launcher").click()
    there.sees("hello from the first tab")

    there.says("how much is shipping?")
    here.sees("how much is shipping?")
    here.sees("€4.90", author="bot")
    here.says("thanks, that is all")
    there.sees("thanks, that is all")
    for tab in (here, there):
        expect(tab.entries.filter(has_text="thanks, that is all")).to_have_count(1)
        expect(tab.entries.filter(has_text="how much is shipping?")).to_have_count(1)
    expect(here.entries).to_have_count(there.entries.count())
    assert here.transcript() == there.transcript()
    here.page.context.close()
