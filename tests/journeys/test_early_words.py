"""Whoever writes at once, before the page has said who they are, is heard like everybody else."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Route, expect

from tests.journeys.house import House
from tests.journeys.people import PATIENCE_MS, Customer

pytestmark = pytest.mark.timeout(120)

LATE_MS = 2_000


def test_words_written_before_anybody_is_known_are_sent_as_theirs(browser: Browser, house: House) -> None:
    """Two messages and half of a third while shop and desk are slow to say who is here and what was said before."""
    order = house.shop_says("SELECT number FROM orders WHERE customer_id = 'C1011'")
    page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
    page.set_default_timeout(PATIENCE_MS)
    asked: list[Route] = []

    def hold(route: Route) -> None:
        asked.append(route)

    def answer_late(route: Route) -> None:
        # What the desk said is old by the time it arrives: a conversation may have been opened since.
        answer = route.fetch()
        page.wait_for_timeout(LATE_MS)
        route.fulfill(response=answer)

    page.route("**/widget-token*", hold)
    page.route("**/api/widget/conversation", answer_late)
    page.goto(f"{house.url('shop')}/sign-in")
    page.locator('[data-testid="sign-in-as"][data-customer="C1011"]').click()
    page.wait_for_url("**/account")
    page.get_by_test_id("launcher").click()
    customer = Customer(page, house)
    customer.says("Hello, it is me")
    customer.says(f"Where is my order {order}?")
    customer.composer.fill("and one more")
    assert asked, "the shop was asked who is here"
    for route in asked:
        route.continue_()
    expect(customer.widget.get_by_test_id("order-card").first).to_be_visible()
    mine = customer.widget.locator('[data-testid="entry"][data-author="customer"]')
    expect(mine.nth(0)).to_contain_text("Hello, it is me")
    expect(mine.nth(1)).to_contain_text(f"Where is my order {order}?")
    expect(mine).to_have_count(2)
    expect(customer.composer).to_have_value("and one more")
