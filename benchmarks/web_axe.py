"""What axe-core finds on the screens, state by state, in light and dark."""

from __future__ import annotations

import re
import sys

from playwright.sync_api import Browser, Frame, Page, expect

from benchmarks.web_house import WebHouse
from tests.journeys.axe import violations
from tests.journeys.people import Agent, Customer

Figures = dict[str, float | int | str]
PHONE, DESKTOP = {"width": 360, "height": 740}, {"width": 1440, "height": 900}


def states(browser: Browser, house: WebHouse) -> Figures:
    """Walk a customer and an agent through one conversation and look at each state they come to."""
    looked = _Looked()
    ana = Customer.arrives(browser, house.house, signed_in_as="C1003")
    widget = next(frame for frame in ana.page.frames if "/widget" in frame.url)
    looked.at("widget, empty", ana.page, widget)
    ana.says("Hi, where is my order 20417?")
    ana.widget.get_by_test_id("order-card").first.wait_for()
    looked.at("widget, order", ana.page, widget)
    sign_in = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    sign_in.goto(f"{house.desk}/agent")
    sign_in.get_by_test_id("sign-in-email").wait_for()
    looked.at("console, sign-in", sign_in)
    sign_in.context.close()
    maya = Agent.signs_in(browser, house.house)
    looked.at("console, nothing open", maya.page)
    ana.says("I want to talk to a human please")
    ana.sees(re.compile("You are next|number"))
    looked.at("widget, waiting", ana.page, widget)
    maya.opens_waiting("Ana Petrova")
    maya.page.get_by_test_id("order").first.wait_for()
    looked.at("console, waiting conversation", maya.page)
    maya.claims()
    maya.says("Hello Ana, I am looking into it.")
    ana.sees("looking into it", author="agent")
    looked.at("widget, with an agent", ana.page, widget)
    looked.at("console, own conversation", maya.page)
    maya.page.get_by_test_id("resolve").click()
    expect(maya.page.get_by_test_id("resolve-note")).to_be_visible()
    looked.at("console, resolving", maya.page)
    for page in (ana.page, maya.page):
        page.context.close()
    return {"axe_states": looked.states, "axe_violations": looked.found}


class _Looked:
    """How many states were looked at, and how much was found in them."""

    def __init__(self) -> None:
        self.states = self.found = 0

    def at(self, state: str, page: Page, frame: Frame | None = None) -> None:
        """Look at this state in light and dark, on a phone and on a desktop; what is found is told."""
        usual = page.viewport_size
        for size in (PHONE, DESKTOP):
            page.set_viewport_size(size)  # type: ignore[arg-type]
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
                page.wait_for_timeout(200)
                self.states += 1
                for violation in violations(frame or page):
                    self.found += 1
                    print(f"{state}, {scheme}, {size['width']} px: {violation}", file=sys.stderr)
        page.emulate_media(color_scheme="light")
        if usual is not None:
            page.set_viewport_size(usual)
