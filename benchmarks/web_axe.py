"""What axe-core finds on the screens, state by state: light and dark, on a phone, at 200 % and on a desktop; and
whether anything is wider than the screen."""

from __future__ import annotations

import re
import sys

from playwright.sync_api import Browser, Frame, Page, expect

from benchmarks.web_house import WebHouse
from tests.journeys.axe import violations
from tests.journeys.people import Agent, Customer

Figures = dict[str, float | int | str]
PHONE, DESKTOP = {"width": 320, "height": 740}, {"width": 1440, "height": 900}
# A screen of 1280 x 800 at 200 % zoom.
TWICE = {"width": 640, "height": 400}
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# What unfolds by a key, and what shows that it did; Escape folds it again.
DIALOG = "dialog[open]"
ANYWHERE = (
    ("filters", "f", "#filter-fields"),
    ("commands", "Control+k", DIALOG),
    ("keys", "?", DIALOG),
    ("canned replies", "y", DIALOG),
    ("team", "g", DIALOG),
)
WITH_A_CUSTOMER = (
    ("passing on", "p", "[data-testid=transfer-form]"),
    ("putting aside", "s", "[data-testid=snooze-form]"),
    ("merging", "m", "[data-testid=merge-form]"),
    ("labelling", "l", "[data-testid=label-field]"),
    ("what was understood", "u", "[data-testid=understanding]"),
    ("a note", "n", "[data-testid=composer]"),
    ("resolving", "e", "[data-testid=resolve-note]"),
)


def states(browser: Browser, house: WebHouse) -> Figures:
    """Walk a customer and an agent through one conversation and look at each state they come to."""
    looked = _Looked()
    ana = Customer.arrives(browser, house.house, signed_in_as="C1003")
    looked.at("widget, empty", ana.page, _widget(ana))
    ana.says("Hi, where is my order 20417?")
    ana.widget.get_by_test_id("order-card").first.wait_for()
    looked.at("widget, order", ana.page, _widget(ana))
    # Whoever asks twice has two cards of one order on one page.
    ana.says("And where is my order 20417 now?")
    expect(ana.widget.get_by_test_id("order-card")).to_have_count(2)
    _signing_in(looked, browser, house)
    maya = Agent.signs_in(browser, house.house)
    _with_nobody(looked, maya.page)
    ana.says("I want to talk to a human please")
    ana.sees(re.compile("You are next|number"))
    looked.at("widget, waiting", ana.page, _widget(ana))
    _with_each_other(looked, ana, maya)
    _at_the_end(looked, ana, maya)
    for page in (ana.page, maya.page):
        page.context.close()
    return {"axe_states": looked.states, "axe_violations": looked.found}


def _widget(customer: Customer) -> Frame:
    return next(frame for frame in customer.page.frames if "/widget" in frame.url)


def _signing_in(looked: _Looked, browser: Browser, house: WebHouse) -> None:
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.goto(f"{house.desk}/agent")
    page.get_by_test_id("sign-in-email").wait_for()
    looked.at("console, sign-in", page)
    page.context.close()


def _with_nobody(looked: _Looked, page: Page) -> None:
    looked.at("console, nothing open", page)
    _unfold(looked, page, ANYWHERE)
    page.get_by_test_id("my-account").click()
    page.locator(DIALOG).wait_for()
    looked.at("console, account", page)
    page.keyboard.press("Escape")
    for words, state in (("order 20417", "found"), ("nowhere-to-be-found", "nothing found")):
        page.get_by_test_id("search").fill(words)
        expect(page.get_by_test_id("search-results")).to_have_attribute("data-state", "ready")
        looked.at(f"console, {state}", page)
    page.get_by_test_id("search").press("Escape")


def _with_each_other(looked: _Looked, ana: Customer, maya: Agent) -> None:
    maya.opens_waiting("Ana Petrova")
    maya.page.get_by_test_id("order").first.wait_for()
    looked.at("console, waiting conversation", maya.page)
    maya.claims()
    maya.says("Hello Ana, I am looking into it.")
    ana.sees("looking into it", author="agent")
    looked.at("widget, with an agent", ana.page, _widget(ana))
    looked.at("console, own conversation", maya.page)
    ana.widget.get_by_test_id("menu").click()
    looked.at("widget, menu", ana.page, _widget(ana))
    ana.widget.get_by_test_id("erase").click()
    looked.at("widget, asked before erasing", ana.page, _widget(ana))
    _unfold(looked, maya.page, WITH_A_CUSTOMER)


def _at_the_end(looked: _Looked, ana: Customer, maya: Agent) -> None:
    maya.page.get_by_test_id("resolve").click()
    maya.page.get_by_test_id("resolve-confirm").click()
    expect(maya.page.get_by_test_id("undo")).to_be_visible()
    looked.at("console, resolved", maya.page)
    ana.reloads()
    ana.widget.get_by_test_id("rating").wait_for()
    looked.at("widget, rating", ana.page, _widget(ana))


def _unfold(looked: _Looked, page: Page, parts: tuple[tuple[str, str, str], ...]) -> None:
    for state, key, shows in parts:
        page.keyboard.press("Escape")
        page.keyboard.press(key)
        page.locator(shows).first.wait_for()
        looked.at(f"console, {state}", page)
        page.keyboard.press("Escape")


class _Looked:
    """How many states were looked at, and how much was found in them."""

    def __init__(self) -> None:
        self.states = self.found = 0

    def at(self, state: str, page: Page, frame: Frame | None = None) -> None:
        """Look at this state in light and dark at each size; what is found is told."""
        usual = page.viewport_size
        for size in (PHONE, TWICE, DESKTOP):
            page.set_viewport_size(size)  # type: ignore[arg-type]
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
                page.wait_for_timeout(200)
                self.states += 1
                wide = int((frame or page).evaluate(TOO_WIDE))
                for violation in [*violations(frame or page), *([f"{wide} px too wide"] if wide > 0 else [])]:
                    self.found += 1
                    print(f"{state}, {scheme}, {size['width']} px: {violation}", file=sys.stderr)
        page.emulate_media(color_scheme="light")
        if usual is not None:
            page.set_viewport_size(usual)
