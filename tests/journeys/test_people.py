"""Taking somebody on and letting them go, in browsers: an admin, somebody new, and a customer."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.journeys.axe import violations
from tests.journeys.house import House
from tests.journeys.people import PATIENCE_MS, Agent, hired
from tests.journeys.test_team import name_of
from tests.journeys.test_working_day import waiting

pytestmark = pytest.mark.timeout(400)

PASSWORD = "seven green ladders"
CUSTOMER = "C1009"


def test_somebody_is_taken_on_works_and_is_let_go(browser: Browser, house: House) -> None:
    """Invited by a link that works once; claims somebody; let go: out within 5 s, and the customer is told."""
    admin = Agent.signs_in(browser, house, hired(house, "Nadia", "admin")).page
    link = invites(admin, "Zoë Öztürk", "Zoe@desk.example")
    assert violations(admin) == []
    picture(admin, "people-link")
    admin.get_by_test_id("link-done").click()
    expect(row_of(admin, "Zoë Öztürk")).to_contain_text("invited")

    zoe = comes_by(browser, link)
    assert violations(zoe) == []
    pictures(zoe, "people-join")
    assert "invite" not in zoe.url
    zoe.get_by_test_id("join-password").fill("passwordpassword")
    zoe.get_by_test_id("join").click()
    expect(zoe.get_by_test_id("join-trouble")).to_contain_text("first that are tried")
    zoe.get_by_test_id("join-password").fill(PASSWORD)
    zoe.keyboard.press("Enter")
    expect(zoe.get_by_test_id("inbox")).to_be_visible()
    zoe.go_back()
    assert "invite" not in zoe.url

    customer = waiting(browser, house, "the shelf is not what I ordered", signed_in_as=CUSTOMER)
    agent = Agent.signs_in(browser, house, "zoe@desk.example", PASSWORD)
    agent.opens_waiting(name_of(house, CUSTOMER))
    agent.claims()
    customer.sees("Zoë Öztürk joined the conversation")
    agent.says("I look at it right now.")

    row = row_of(admin, "Zoë Öztürk")
    expect(row).to_contain_text("holds 1 of 4", timeout=PATIENCE_MS)
    pictures(admin, "people-list")
    assert violations(admin) == []
    row.get_by_role("button").click()
    expect(admin.get_by_test_id("person-page")).to_contain_text("zoe@desk.example")
    admin.get_by_test_id("let-go").click()
    expect(admin.get_by_test_id("sure")).to_contain_text("One conversation goes to the front of the line")
    pictures(admin, "people-person")
    assert violations(admin) == []
    began = time.monotonic()
    admin.get_by_test_id("let-go-sure").click()
    expect(agent.page.get_by_role("alert")).to_contain_text("You were signed out", timeout=5_000)
    assert time.monotonic() - began < 5.0
    expect(agent.page.get_by_test_id("sign-in-email")).to_be_visible()
    assert violations(agent.page) == []
    customer.sees("Zoë Öztürk's connection was lost", author="system")
    expect(admin.get_by_test_id("bring-back")).to_be_visible()
    admin.keyboard.press("Escape")
    expect(admin.get_by_test_id("people-search")).to_be_focused()
    expect(row_of(admin, "Zoë Öztürk")).to_have_count(0)
    admin.get_by_test_id("with-gone").check()
    expect(row_of(admin, "Zoë Öztürk")).to_contain_text("let go")
    agent.page.get_by_test_id("sign-in-email").fill("zoe@desk.example")
    agent.page.get_by_test_id("sign-in-password").fill(PASSWORD)
    agent.page.get_by_test_id("sign-in").click()
    expect(agent.page.get_by_role("alert")).to_contain_text("not right")

    used = comes_by(browser, link)
    expect(used.get_by_test_id("link-refused")).to_contain_text("opens nothing any more")
    assert violations(used) == []


def test_a_password_is_reset_by_keyboard_alone(browser: Browser, house: House) -> None:
    """The admin finds somebody, makes a link; the old password opens until the new one is set, and not after."""
    admin = Agent.signs_in(browser, house, hired(house, "Nils", "admin")).page
    email = hired(house, "Petra", "agent")
    petra = Agent.signs_in(browser, house, email)
    opens_people(admin)
    admin.keyboard.type("petra")
    expect(admin.get_by_test_id("person")).to_have_count(1)
    admin.keyboard.press("ArrowDown")
    expect(row_of(admin, "Petra").get_by_role("button")).to_be_focused()
    admin.keyboard.press("Enter")
    expect(admin.get_by_test_id("person-page")).to_be_focused()
    admin.keyboard.press("Escape")
    expect(admin.get_by_test_id("people-search")).to_be_focused()
    admin.keyboard.press("Enter")
    expect(admin.get_by_test_id("person-page")).to_be_focused()
    admin.get_by_test_id("make-link").press("Enter")
    link = admin.get_by_test_id("made-link").input_value()
    expect(petra.page.get_by_test_id("inbox")).to_be_visible()
    page = comes_by(browser, link)
    expect(page.get_by_role("heading")).to_have_text("A new password, Petra")
    # The house's own, since a journey that draws colleagues by lot may draw her.
    page.keyboard.type(house.agent_password)
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("inbox")).to_be_visible()
    expect(petra.page.get_by_role("alert")).to_contain_text("You were signed out", timeout=5_000)


def test_a_supervisor_finds_no_roles_there(browser: Browser, house: House) -> None:
    """They set up agents, on a phone too; everybody else they only see. An agent has no such page."""
    page = Agent.signs_in(browser, house, hired(house, "Sven", "supervisor")).page
    page.set_viewport_size({"width": 320, "height": 640})
    opens_people(page)
    expect(page.get_by_test_id("person").first).to_be_visible()
    expect(page.get_by_test_id("invite")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert violations(page) == []
    row_of(page, "Noor").get_by_role("button").click()
    expect(page.get_by_test_id("person-page")).to_contain_text("Supervisors set up agents")
    expect(page.get_by_test_id("save-person")).to_have_count(0)
    page.get_by_test_id("people-back").click()
    row_of(page, "Tom").get_by_role("button").click()
    expect(page.get_by_test_id("person-role")).to_have_count(0)
    page.get_by_test_id("seat-skills").fill("assembly")
    page.get_by_test_id("save-person").click()
    expect(page.get_by_test_id("people-done")).to_have_text("Tom is set up.")
    page.get_by_test_id("seat-skills").fill("")
    page.get_by_test_id("save-person").click()
    assert violations(page) == []
    agent = Agent.signs_in(browser, house, hired(house, "Ulla", "agent")).page
    agent.keyboard.press("8")
    expect(agent.get_by_test_id("people")).to_have_count(0)


def opens_people(page: Page) -> None:
    page.keyboard.press("8")
    expect(page.get_by_test_id("people-search")).to_be_focused()


def invites(page: Page, name: str, email: str) -> str:
    """Take somebody on; returns the link."""
    opens_people(page)
    page.get_by_test_id("invite").click()
    page.get_by_test_id("person-name").fill(name)
    page.get_by_test_id("person-email").fill(email)
    pictures(page, "people-invite")
    assert violations(page) == []
    page.get_by_test_id("send-invitation").click()
    return page.get_by_test_id("made-link").input_value()


def comes_by(browser: Browser, link: str) -> Page:
    """A browser of somebody's own, opened by a link."""
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.goto(link)
    expect(page.get_by_test_id("joining").get_by_role("heading")).not_to_have_text("One moment")
    return page


def row_of(page: Page, name: str) -> Locator:
    """Somebody in the list."""
    return page.get_by_test_id("person").filter(has_text=name)


def picture(page: Page, name: str) -> None:
    """Kept only where somebody asks for pictures."""
    if folder := os.environ.get("WARMHAND_PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png")


def pictures(page: Page, name: str) -> None:
    """On a desk and a phone, by day and by night; nothing is wider than the screen."""
    for size, (width, height) in {"desk": (1440, 900), "phone": (390, 844)}.items():
        page.set_viewport_size({"width": width, "height": height})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            picture(page, f"{name}-{size}-{scheme}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.set_viewport_size({"width": 1440, "height": 900})
    page.emulate_media(color_scheme="light")
