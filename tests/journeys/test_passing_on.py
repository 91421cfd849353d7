"""A conversation goes from one colleague to another with a note, then back to the assistant; the customer follows."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.axe import violations
from tests.journeys.house import House
from tests.journeys.people import Agent
from tests.journeys.test_team import name_of
from tests.journeys.test_working_day import waiting

pytestmark = pytest.mark.timeout(300)


def test_passed_on_with_a_note_and_handed_back(browser: Browser, house: House) -> None:
    """Tom gets what Maya had, with her note; only he can answer then; the assistant goes on after him."""
    nils = waiting(browser, house, "the invoice of my company is wrong", signed_in_as="C1012")
    maya, tom = Agent.signs_in(browser, house), Agent.signs_in(browser, house, "tom@warmhand.example")
    name = name_of(house, "C1012")
    maya.opens_waiting(name)
    maya.claims()
    page = maya.page
    page.keyboard.press("Escape")
    page.keyboard.press("p")
    page.get_by_test_id("transfer-to").select_option("a:a_tom")
    page.get_by_test_id("transfer-note").fill("Wants the VAT number on it")
    assert violations(page) == []
    page.get_by_test_id("transfer-confirm").click()
    expect(page.get_by_test_id("hand-back")).to_be_hidden()
    expect(page.get_by_test_id("composer")).to_have_count(0)

    tom.opens_waiting(name)
    expect(tom.page.get_by_test_id("brief")).to_contain_text("Wants the VAT number on it")
    tom.claims()
    nils.sees("Tom joined")
    tom.says("I put your VAT number on the invoice.")
    nils.sees("I put your VAT number", author="agent")
    maya.sees("I put your VAT number")
    assert violations(tom.page) == []

    tom.hands_back()
    nils.says("How long do I have to send something back?")
    nils.sees("30 days", author="bot")
