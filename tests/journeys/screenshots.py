"""`python -m tests.journeys.screenshots`: opens a house, walks through it and refreshes the pictures in docs/images."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.rollout_house import bot_of_its_own
from tests.journeys import screenshot_care, screenshot_rooms, screenshot_services, screenshot_standards
from tests.journeys.browser import find_chromium
from tests.journeys.conftest import FLAGS
from tests.journeys.house import ROOT, House, open_house
from tests.journeys.people import Agent, Customer

IMAGES = ROOT / "docs" / "images"
DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
LARGEST_BYTES, LARGE_BYTES = 350_000, 200_000
COLOURS = 128
"""Of a large picture: the screens have few, so nobody sees a difference."""
FOUNDATIONS = 6
"""Sections that both component pages begin with; they are shown once."""


def main() -> None:
    """Take every picture; fails when one is too large to be kept."""
    found = find_chromium()
    if found.path is None:
        raise SystemExit(f"No pictures taken: {found.reason}")
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        root, models, _ = bot_of_its_own(Path(folder))
        house = open_house(Path(folder), WARMHAND_DATA_ROOT=str(root), WARMHAND_MODELS_DIR=str(models))
        browser = playwright.chromium.launch(executable_path=str(found.path), args=FLAGS)
        try:
            shop_pages(browser, house)
            conversation(browser, house)
            own_matters(browser, house)
            components(browser, house)
            screenshot_rooms.own_rooms(browser, house, both)
            screenshot_services.authority(browser, house, both)
            screenshot_services.knowledge(browser, house, both)
            screenshot_care.promises(browser, house, both)
            screenshot_care.feedback(browser, house, both)
            screenshot_care.trouble(browser, house, both)
            screenshot_care.people(browser, house, both)
            screenshot_standards.quality(browser, house, both)
            screenshot_standards.culture(browser, house, both)
            screenshot_standards.relationship(browser, house, both)
            screenshot_care.figures(browser, house, both)
            screenshot_rooms.studio(browser, house, both)
            described(browser, house)
        finally:
            browser.close()
            house.stop()
    for picture in sorted(IMAGES.glob("*.png")):
        make_smaller(picture)
        size = picture.stat().st_size
        print(f"{size // 1000:>5} kB  {picture.relative_to(ROOT)}")
        if size > LARGEST_BYTES:
            raise SystemExit(f"{picture.name} is larger than {LARGEST_BYTES // 1000} kB.")


def described(browser: Browser, house: House) -> None:
    """The API, for whoever writes programs."""
    page = browser.new_context(viewport=DESKTOP).new_page()
    answer = page.goto(f"{house.url('desk')}/docs/api")
    if answer is None or not answer.ok:
        raise SystemExit("The page of the API cannot be shown.")
    keep(page, "api-desktop-light")


def make_smaller(picture: Path) -> None:
    """Keep a large picture with a palette of its own."""
    if picture.stat().st_size <= LARGE_BYTES:
        return
    with Image.open(picture) as image:
        few = image.convert("RGB").quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    few.save(picture, "PNG", optimize=True)


def shop_pages(browser: Browser, house: House) -> None:
    """The shop as a visitor sees it."""
    for size_name, size in (("desktop", DESKTOP), ("phone", PHONE)):
        page = browser.new_context(viewport=size).new_page()
        page.goto(house.url("shop"))
        page.get_by_test_id("launcher").wait_for()
        keep(page, f"shop-{size_name}-light")


def conversation(browser: Browser, house: House) -> None:
    """One conversation from the first question to the agent's answer, from both sides."""
    ana = Customer.arrives(browser, house, signed_in_as="C1003")
    ana.says("Hi, where is my order 20417?")
    ana.widget.get_by_test_id("order-card").first.wait_for()
    keep(ana.page, "widget-order-desktop-light")
    phone(ana, "widget-order")
    ana.says("How long do I have to send something back?")
    ana.sees("30 days", author="bot")
    maya = Agent.signs_in(browser, house)
    tom = Customer.arrives(browser, house)
    tom.says("I want to talk to a human please")
    tom.sees(re.compile("You are next|number"))
    ana.says("This is ridiculous!!! You are USELESS and I am absolutely furious")
    ana.sees("Waiting for a person from our team")
    phone(ana, "widget-waiting")
    maya.opens_waiting("Ana Petrova")
    maya.page.get_by_test_id("order").first.wait_for()
    both(maya.page, "console-waiting", DESKTOP | {"width": 1440, "height": 900})
    maya.claims()
    maya.says("Hello Ana, I have read everything. I will call the carrier now and stay with you.")
    ana.sees("call the carrier", author="agent")
    ana.says("Thank you Maya")
    maya.sees("Thank you Maya")
    both(maya.page, "console-with-agent", DESKTOP | {"width": 1440, "height": 900})
    maya.page.set_viewport_size(PHONE)
    both(maya.page, "console-conversation-phone", PHONE)
    maya.page.get_by_role("button", name="Back to the inbox").click()
    both(maya.page, "console-inbox-phone", PHONE)
    phone(ana, "widget-agent")
    keep(ana.page, "widget-agent-desktop-light")
    at_work(browser, house, maya)
    sign_in = browser.new_context(viewport=DESKTOP).new_page()
    sign_in.goto(f"{house.url('desk')}/agent")
    sign_in.get_by_test_id("sign-in-email").wait_for()
    keep(sign_in, "sign-in-desktop-light")


def at_work(browser: Browser, house: House, maya: Agent) -> None:
    """What an agent does besides writing to customers: notes, canned replies, wrap-up, search, commands, the team."""
    page = maya.page
    page.set_viewport_size({"width": 1440, "height": 900})
    page.get_by_test_id("view-mine").click()
    page.get_by_test_id("inbox-item").filter(has_text="Ana Petrova").first.click()
    page.get_by_test_id("composer").wait_for()
    page.get_by_test_id("composer").press_sequentially("/")
    page.get_by_test_id("options").wait_for()
    keep(page, "console-canned-light")
    page.get_by_test_id("composer").fill("")
    page.get_by_test_id("mode-note").click()
    page.get_by_test_id("composer").fill("The carrier lost one of hers before, please be generous.")
    page.get_by_test_id("composer").press("Enter")
    maya.sees("please be generous")
    page.get_by_test_id("add-label").click()
    page.get_by_test_id("label-field").fill("carrier")
    page.get_by_test_id("label-field").press("Enter")
    page.get_by_role("button", name="Remove label carrier").wait_for()
    both(page, "console-note", {"width": 1440, "height": 900})
    page.get_by_test_id("resolve").click()
    page.get_by_test_id("resolve-form").wait_for()
    keep(page, "console-wrap-up-light")
    page.keyboard.press("Escape")
    page.get_by_test_id("snooze").click()
    page.get_by_test_id("snooze-form").wait_for()
    both(page, "console-put-aside-phone", PHONE)
    page.keyboard.press("Escape")
    page.set_viewport_size({"width": 1440, "height": 900})
    page.get_by_test_id("search").fill("20417")
    page.get_by_test_id("search-hit").first.wait_for()
    both(page, "console-search", {"width": 1440, "height": 900})
    page.get_by_test_id("search").press("Escape")
    page.keyboard.press("Control+k")
    page.get_by_test_id("command-field").wait_for()
    keep(page, "console-commands-light")
    page.keyboard.press("Escape")
    narrowed_and_printed(page)
    olu = Agent.signs_in(browser, house, "olu@warmhand.example")
    olu.page.get_by_test_id("open-team").click()
    olu.page.get_by_test_id("colleague").first.wait_for()
    both(olu.page, "console-team", {"width": 1280, "height": 800})


def narrowed_and_printed(page: Page) -> None:
    """The list narrowed down, on a desk and on a phone; and the open conversation as it goes to paper."""
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 794, "height": 1123})
    keep(page, "console-on-paper")
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": 1440, "height": 900})
    page.get_by_test_id("view-all").click()
    page.get_by_test_id("filter-open").click()
    page.get_by_test_id("filter-label").fill("carrier")
    page.get_by_test_id("filter-label").press("Enter")
    page.get_by_test_id("narrowed-by").wait_for()
    both(page, "console-narrowed", {"width": 1440, "height": 900})
    page.set_viewport_size(PHONE)
    page.get_by_role("button", name="Back to the inbox").click()
    both(page, "console-narrowed-phone", PHONE)
    page.set_viewport_size({"width": 1440, "height": 900})
    page.get_by_test_id("filter-open").click()


def components(browser: Browser, house: House) -> None:
    """Every state of every component, a picture for each section of its page."""
    for side in ("console", "widget", "articles", "insights", "culture", "studio"):
        page = browser.new_context(viewport=DESKTOP, reduced_motion="reduce").new_page()
        page.goto(f"{house.url('desk')}/components/{side}")
        page.get_by_test_id("scheme-light").click()
        sections = page.locator(".specimen-section")
        for section in sections.all()[FOUNDATIONS if side == "widget" else 0 :]:
            name = re.sub("[^a-z]+", "-", str(section.get_attribute("aria-label")).lower())
            section.screenshot(path=IMAGES / f"components-{side}-{name}.png")
        page.context.close()


def own_matters(browser: Browser, house: House) -> None:
    """What a visitor does about the chat besides talking: the menu, another language, rating."""
    vera = Customer.arrives(browser, house)
    vera.says("How long do I have to send something back?")
    vera.sees("30 days", author="bot")
    menu = vera.widget.get_by_test_id("menu")
    menu.click()
    phone(vera, "widget-menu")
    vera.widget.get_by_test_id("choose-language").click()
    vera.widget.get_by_test_id("language-ar").click()
    vera.widget.get_by_text("روبوت").first.wait_for()
    phone(vera, "widget-arabic")
    menu.click()
    vera.widget.get_by_test_id("end-chat").click()
    vera.widget.get_by_test_id("end-chat-confirm").click()
    vera.widget.get_by_test_id("score-4").check(force=True)
    phone(vera, "widget-rating")


def phone(customer: Customer, name: str) -> None:
    """The widget on a phone, in light and dark, and back to the desktop."""
    customer.page.set_viewport_size(PHONE)
    both(customer.page, f"{name}-phone", PHONE)
    customer.page.set_viewport_size(DESKTOP)


def both(page: Page, name: str, size: dict[str, int]) -> None:
    """A picture in light and one in dark."""
    page.set_viewport_size({"width": size["width"], "height": size["height"]})
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        keep(page, f"{name}-{scheme}")
    page.emulate_media(color_scheme="light")


def keep(page: Page, name: str) -> None:
    """Store what the page shows now, once nothing moves any more."""
    page.wait_for_timeout(400)
    page.screenshot(path=IMAGES / f"{name}.png", animations="disabled")


if __name__ == "__main__":
    main()
