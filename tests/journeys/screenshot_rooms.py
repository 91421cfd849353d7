"""Pictures of the studio's six places, one's own account and the audit log, of a house in which something happened."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Browser, Page, expect

from tests.journeys.designers import Designer, said
from tests.journeys.house import House, eventually
from tests.journeys.people import Agent

WIDE = {"width": 1440, "height": 900}
SMALL = {"width": 390, "height": 844}
TRAINED_MS = 240_000
MISSED = (
    ("gimme the dosh back for them wellies i posted to you", "refund status"),
    ("parcel went to my old flat, can you get it back", "change address"),
    ("your code does not want to work at the till", "voucher problem"),
    ("do you do cash when the postman comes", "payment methods"),
)
Both = Callable[[Page, str, dict[str, int]], None]


def studio(browser: Browser, house: House, both: Both) -> None:
    """From what was misread to a model that reads along, in every place."""
    for text, _ in MISSED:
        said(house, text)
    ida = Designer.signs_in(browser, house)
    page = ida.page

    def arrived() -> bool:
        page.get_by_test_id("go-inbox").click()
        page.wait_for_timeout(1_000)
        return all(ida.messages.filter(has_text=text).count() == 1 for text, _ in MISSED)

    eventually(arrived, "the messages are in the inbox", 90)
    ida.messages.filter(has_text=MISSED[0][0]).click()
    expect(page.get_by_test_id("advice")).to_be_visible()
    in_both_sizes(page, "studio-inbox", both)
    for text, intent in MISSED:
        ida.messages.filter(has_text=text).click()
        expect(ida.text).to_have_text(text)
        page.keyboard.press("Escape")
        page.keyboard.press("/")
        page.get_by_test_id("intent-field").fill(intent)
        page.keyboard.press("Enter")
        expect(ida.messages.filter(has_text=text).get_by_test_id("labelled")).to_be_visible()
    page.keyboard.press("t")
    expect(page.get_by_test_id("verdict")).to_be_visible(timeout=TRAINED_MS)
    in_both_sizes(page, "studio-train", both)
    page.get_by_test_id("curve").scroll_into_view_if_needed()
    both(page, "studio-threshold", WIDE)
    page.get_by_test_id("to-models").click()
    page.get_by_test_id("begin-rollout").first.click()
    page.get_by_test_id("confirm-yes").click()
    expect(page.get_by_test_id("promote")).to_be_enabled(timeout=TRAINED_MS)
    said(house, MISSED[0][0], "how much is shipping")
    expect(page.get_by_test_id("seen")).to_contain_text("of")
    in_both_sizes(page, "studio-models", both)
    page.get_by_test_id("go-try").click()
    page.get_by_test_id("say").fill(MISSED[0][0])
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("reply").first).to_be_visible()
    in_both_sizes(page, "studio-try", both)
    for place in ("start", "data"):
        page.get_by_test_id(f"go-{place}").click()
        expect(page.get_by_test_id("loading")).to_have_count(0)
        in_both_sizes(page, f"studio-{place}", both)
    page.get_by_test_id("go-models").click()
    page.get_by_test_id("end-rollout").click()
    page.get_by_test_id("reason").fill("The pictures are taken.")
    page.get_by_test_id("confirm-yes").click()
    expect(page.get_by_test_id("no-rollout")).to_be_visible()
    page.context.close()


def own_rooms(browser: Browser, house: House, both: Both) -> None:
    """The account and the audit log of a supervisor."""
    page = Agent.signs_in(browser, house, "olu@warmhand.example").page
    page.get_by_test_id("my-account").click()
    expect(page.get_by_test_id("own-session").first).to_be_visible()
    in_both_sizes(page, "console-account", both)
    page.get_by_test_id("begin-authenticator").click()
    expect(page.get_by_test_id("authenticator-secret")).to_be_visible()
    both(page, "console-authenticator", WIDE)
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("account")).to_have_count(0)
    page.keyboard.press("v")
    expect(page.get_by_test_id("audit-line").first).to_be_visible()
    in_both_sizes(page, "console-audit", both)
    page.context.close()


def in_both_sizes(page: Page, name: str, both: Both) -> None:
    """On a desk and on a phone, and back to the desk."""
    both(page, f"{name}-phone", SMALL)
    both(page, name, WIDE)
