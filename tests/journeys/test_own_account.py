"""One's own account in the desk and in the studio: password, authenticator, sessions, each in two browsers."""

from __future__ import annotations

import io

import pyotp
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from desk.agents.factor import Factor
from desk.agents.qr_code import modules_of
from tests.journeys.axe import violations
from tests.journeys.designers import Designer
from tests.journeys.house import House
from tests.journeys.people import Agent, hired

pytestmark = pytest.mark.timeout(300)

NEW = "seven blue kettles"


def test_another_password_ends_the_session_elsewhere(browser: Browser, house: House) -> None:
    """Opened by its key, refused and then changed; the other browser is at the sign-in, and the new one lets in."""
    email = hired(house, "Vera", "agent")
    here, there = Agent.signs_in(browser, house, email), Agent.signs_in(browser, house, email)
    page = here.page
    page.keyboard.press("a")
    expect(page.get_by_test_id("own-session")).to_have_count(2)
    expect(page.get_by_test_id("account-password")).to_contain_text("the one you were given")
    page.get_by_test_id("change-password").press("Enter")
    expect(page.get_by_test_id("old-password")).to_be_focused()
    assert violations(page) == []
    given = house.agent_password
    for old, new, says in (("not it at all", NEW, "not your password"), (given, "vera12345678", "your name")):
        page.get_by_test_id("old-password").fill(old)
        page.get_by_test_id("new-password").fill(new)
        page.get_by_test_id("save-password").click()
        expect(page.get_by_role("alert")).to_contain_text(says)
    expect(there.page.get_by_test_id("inbox")).to_be_visible()
    page.get_by_test_id("new-password").fill(NEW)
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("account-password")).to_contain_text("One other session ended")
    expect(there.page.get_by_test_id("sign-in-email")).to_be_visible()
    expect(page.get_by_test_id("own-session")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("account")).to_have_count(0)
    Agent.signs_in(browser, house, email, NEW)


def test_an_authenticator_from_its_picture_and_a_recovery_code(browser: Browser, house: House) -> None:
    """The picture holds what the text says; a recovery code lets in once; password and code remove it."""
    email = hired(house, "Wanda", "supervisor")
    wanda = Agent.signs_in(browser, house, email)
    page = wanda.page
    page.get_by_test_id("my-account").click()
    page.get_by_test_id("begin-authenticator").click()
    secret = page.get_by_test_id("authenticator-secret").inner_text().replace(" ", "")
    assert drawn(page) == modules_of(Factor("a_wanda", secret).address)
    assert violations(page) == []
    page.get_by_test_id("authenticator-code").fill(pyotp.TOTP(secret).now())
    page.get_by_test_id("authenticator-confirm").click()
    codes = page.get_by_test_id("recovery-codes").get_by_role("listitem")
    expect(codes).to_have_count(10)
    first, second, *_ = codes.all_inner_texts()
    page.keyboard.press("Escape")
    page.get_by_test_id("sign-out").click()
    page.get_by_test_id("sign-in-email").fill(email)
    page.get_by_test_id("sign-in-password").fill(house.agent_password)
    page.get_by_test_id("sign-in").click()
    page.get_by_test_id("sign-in-code").fill(first)
    page.get_by_test_id("sign-in").click()
    page.get_by_test_id("my-account").click()
    expect(page.get_by_test_id("account-authenticator")).to_contain_text("9 recovery codes are left")
    expect(page.get_by_test_id("recovery-codes")).to_have_count(0)
    page.get_by_test_id("remove-authenticator").click()
    for password, code, says in (("no", second, "not your password"), (house.agent_password, first, "used before")):
        page.get_by_test_id("authenticator-password").fill(password)
        page.get_by_test_id("authenticator-code").fill(code)
        page.get_by_test_id("authenticator-confirm").click()
        expect(page.get_by_role("alert")).to_contain_text(says)
    page.get_by_test_id("authenticator-code").fill(second)
    page.get_by_test_id("authenticator-confirm").click()
    expect(page.get_by_test_id("begin-authenticator")).to_be_visible()


def test_a_designer_ends_a_session_from_the_studio(browser: Browser, house: House) -> None:
    """By `a` in the studio, and on a phone: which browsers, since when; one is ended, then all others."""
    email = hired(house, "Xenia", "designer")
    here, there = Designer.signs_in(browser, house, email), Designer.signs_in(browser, house, email)
    phone = Designer.signs_in(browser, house, email, width=320, height=640)
    phone.page.get_by_test_id("my-account").click()
    expect(phone.page.get_by_test_id("own-session")).to_have_count(3)
    assert violations(phone.page) == []
    assert phone.page.evaluate("document.documentElement.scrollWidth") <= 320
    here.page.keyboard.press("a")
    rows = here.page.get_by_test_id("own-session")
    expect(rows).to_have_count(3)
    expect(rows.filter(has_text="Here")).to_have_count(1)
    expect(rows.first).to_contain_text("Chrome on Linux")
    assert violations(here.page) == []
    here.page.get_by_test_id("end-session").first.click()
    expect(rows).to_have_count(2)
    here.page.get_by_test_id("end-others").click()
    expect(rows).to_have_count(1)
    for one in (there, phone):
        one.page.reload()
        expect(one.page.get_by_test_id("sign-in-email")).to_be_visible()


def drawn(page: Page) -> list[str]:
    """The modules of the QR code as they are painted, read off the pixels of the screen."""
    code = page.get_by_test_id("qr-code")
    side = int(code.get_attribute("viewBox").split()[2])
    with Image.open(io.BytesIO(code.screenshot())) as picture:
        grey = picture.convert("L")
    step = grey.width / side
    rows = [
        "".join(
            "1" if grey.getpixel((int((x + 0.5) * step), int((y + 0.5) * step))) < 128 else "0" for x in range(side)
        )
        for y in range(side)
    ]
    assert set("".join(row[4:-4] for row in (*rows[:4], *rows[-4:]))) == {"0"}, "nothing around it"
    return [row[4:-4] for row in rows[4:-4]]
