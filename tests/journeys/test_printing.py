"""A conversation on paper: all that the customer could read, on as many pages as it takes, and nothing else."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.house import House
from tests.journeys.people import Agent, Customer

pytestmark = pytest.mark.timeout(240)


def test_a_conversation_is_printed_whole_and_without_notes(browser: Browser, house: House) -> None:
    """From a dark screen: names, times, order and words on white pages, by a command with a name."""
    # A customer of this journey's own: a conversation that another one left open would go on with its agent.
    name = house.shop_says("SELECT name FROM customers WHERE id = 'C1010'")
    order = house.shop_says("SELECT number FROM orders WHERE customer_id = 'C1010'")
    customer = Customer.arrives(browser, house, signed_in_as="C1010")
    customer.says(f"Where is my order {order}?")
    customer.sees(str(order), author="bot")
    customer.says("I want to talk to a person please")
    customer.sees("Waiting for a person from our team")
    maya = Agent.signs_in(browser, house)
    page = maya.page
    maya.opens_waiting(name)
    maya.claims()
    for number in range(1, 26):
        maya.says(f"Line {number} of what we did about your parcel, with all that the carrier told us on the phone.")
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    page.keyboard.type("she sounded tired")
    page.keyboard.press("Enter")
    maya.sees("she sounded tired")

    page.emulate_media(color_scheme="dark")
    page.evaluate("window.print = () => { window.printed = true }")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    page.keyboard.type("print")
    page.keyboard.press("Enter")
    page.wait_for_function("window.printed === true")

    page.emulate_media(media="print", color_scheme="dark")
    expect(page.get_by_test_id("inbox")).to_be_hidden()
    expect(page.get_by_test_id("composer")).to_be_hidden()
    expect(page.get_by_test_id("brief")).to_be_hidden()
    expect(page.get_by_text("she sounded tired")).to_be_hidden()
    paper = page.locator(".conversation")
    expect(paper).to_contain_text("without the team’s notes")
    shown = page.get_by_test_id("transcript")
    for words in (f"Where is my order {order}?", "Line 1 of", "Line 25 of"):
        expect(shown.get_by_text(words)).to_be_visible()
    expect(shown.locator(".by", has_text="Maya").first).to_be_visible()
    expect(page.get_by_test_id("order-card").first).to_be_visible()
    parts = "[...document.querySelectorAll('.console, .conversation, .thread')]"
    clipped = f"{parts}.some(part => part.scrollHeight > part.clientHeight + 1)"
    assert not page.evaluate(clipped), "a part of it is cut off"
    ink = "getComputedStyle(document.querySelector('.thread .bubble')).color"
    assert page.evaluate(ink) == "rgb(33, 30, 26)", "the words are not dark"
    pages = len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4")))
    assert pages >= 2, "more than one page of words"
    assert pages <= 4, "hardly any page is empty"
    page.emulate_media(media="screen")
    page.keyboard.press("Escape")
    page.keyboard.press("e")
    page.get_by_test_id("resolve-confirm").click()
    expect(page.get_by_test_id("step-in")).to_be_visible()
