"""The team's own pages: an authenticator of one's own, who is busy, seats and roles, taking over."""

from __future__ import annotations

import re

import pyotp
import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.axe import violations
from tests.journeys.house import House
from tests.journeys.people import Agent
from tests.journeys.test_working_day import waiting

pytestmark = pytest.mark.timeout(300)


def test_an_authenticator_is_set_up_used_and_removed(browser: Browser, house: House) -> None:
    """From the secret on the page to signing in with its code; the recovery codes are shown once."""
    noor = Agent.signs_in(browser, house, "noor@warmhand.example")
    page = noor.page
    page.get_by_test_id("my-account").click()
    page.get_by_test_id("begin-authenticator").click()
    secret = page.get_by_test_id("authenticator-secret").inner_text().replace(" ", "")
    assert violations(page) == []
    page.get_by_test_id("authenticator-code").fill("000000")
    page.get_by_test_id("authenticator-confirm").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_test_id("authenticator-code").fill(pyotp.TOTP(secret).now())
    page.get_by_test_id("authenticator-confirm").click()
    codes = page.get_by_test_id("recovery-codes").get_by_role("listitem")
    expect(codes).to_have_count(10)
    spare, *codes_left = codes.all_inner_texts()
    page.keyboard.press("Escape")
    page.get_by_test_id("sign-out").click()

    page.get_by_test_id("sign-in-email").fill("noor@warmhand.example")
    page.get_by_test_id("sign-in-password").fill(house.agent_password)
    page.get_by_test_id("sign-in").click()
    page.get_by_test_id("sign-in-code").fill(spare)
    page.get_by_test_id("sign-in").click()
    expect(page.get_by_test_id("inbox")).to_be_visible()
    page.get_by_test_id("my-account").click()
    expect(page.get_by_test_id("recovery-codes")).to_have_count(0)
    page.get_by_test_id("remove-authenticator").click()
    page.get_by_test_id("authenticator-password").fill(house.agent_password)
    page.get_by_test_id("authenticator-code").fill(codes_left[0])
    page.get_by_test_id("authenticator-confirm").click()
    expect(page.get_by_test_id("begin-authenticator")).to_be_visible()


def test_a_supervisor_sees_sets_up_and_takes_over(browser: Browser, house: House) -> None:
    """Who waits and who is busy; a seat set up; a colleague's conversation taken over, and the colleague sees it."""
    mara = waiting(browser, house, "nobody answers me", signed_in_as="C1005")
    maya = Agent.signs_in(browser, house)
    maya.opens_waiting(name_of(house, "C1005"))
    maya.claims()
    olu = Agent.signs_in(browser, house, "olu@warmhand.example")
    page = olu.page
    page.keyboard.press("g")
    row = page.locator('[data-testid="colleague"][data-id="a_maya"]')
    expect(row).to_contain_text(re.compile(r"available, \d of 4"))
    assert violations(page) == []
    for capacity in ("5", "4"):
        row.get_by_test_id("edit-seat").click()
        page.get_by_test_id("seat-capacity").fill(capacity)
        page.get_by_test_id("save-person").click()
        expect(page.get_by_test_id("people-done")).to_have_text("Maya is set up.")
        page.get_by_role("button", name="Close").click()
        expect(page.get_by_test_id("people")).to_have_count(0)
        page.keyboard.press("g")
        expect(row).to_contain_text(f"of {capacity}")
    page.keyboard.press("Escape")
    page.get_by_test_id("view-all").click()
    page.get_by_test_id("inbox-item").filter(has_text=name_of(house, "C1005")).first.click()
    page.get_by_test_id("take-over").click()
    expect(page.get_by_test_id("hand-back")).to_be_visible()
    mara.sees("Olu joined the conversation")
    expect(maya.page.get_by_test_id("hand-back")).to_be_hidden()
    olu.says("Olu here, I see to this now.")
    mara.sees("I see to this now", author="agent")


def name_of(house: House, customer_id: str) -> str:
    """A customer's name, as the shop has it."""
    return house.shop_says("SELECT name FROM customers WHERE id = ?", customer_id)
