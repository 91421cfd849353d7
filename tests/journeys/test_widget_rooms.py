"""A visitor's whole stay in the widget: every state is sound for axe, in five languages, at 320 px and at 200 %."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, Frame, Page, expect

from tests.journeys.axe import violations
from tests.journeys.house import House, eventually
from tests.journeys.people import Agent, Customer

SMALL = {"width": 320, "height": 640}
TWICE = {"width": 640, "height": 400}
"""A screen of 1280 x 800 at 200 % zoom."""
DESKTOP = {"width": 1280, "height": 800}
ADDRESS = "vera@example.com"
SPOKEN = """() => {
  window.spoken = [];
  const note = (nodes) => nodes.forEach((node) => spoken.push(node.textContent));
  new MutationObserver((changes) => changes.forEach(({ addedNodes }) => note(addedNodes)))
    .observe(document.querySelector('[data-testid="live-region"]'), { childList: true });
}"""


def frame_of(page: Page) -> Frame:
    """The widget's own document."""
    return next(frame for frame in page.frames if "/widget" in frame.url)


def is_sound(page: Page, state: str) -> None:
    """Nothing for axe in light and dark; nothing wider than the screen, and the way to write or go back in sight."""
    frame = frame_of(page)
    for size in (SMALL, TWICE, DESKTOP):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        wide = frame.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{state} at {size}: {wide} px too wide"
    for scheme in ("dark", "light"):
        # Without motion, so that no colour is measured on its way to another.
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        assert violations(frame) == [], f"{state} in {scheme}"


def letters_to(browser: Browser, house: House, address: str) -> str:
    """Everything in the demo's mailbox, as its page shows it."""
    page = browser.new_page()
    page.goto(f"{house.url('shop')}/outbox")
    told = page.locator("body").inner_text()
    page.close()
    return told if address in told else ""


def test_a_visitor_is_answered_by_mail_rates_keeps_and_erases(browser: Browser, house: House) -> None:
    """Message left, language, editing, copy, rating, letter with a link back, erasing: each state sound, each kept."""
    absent = Customer.arrives(browser, house)
    absent.says("I want to talk to a human please")
    absent.widget.get_by_test_id("leave-message").click()
    absent.widget.get_by_test_id("left-message").fill("The lamp flickers")
    absent.widget.get_by_test_id("answer-email").fill(ADDRESS)
    is_sound(absent.page, "leaving a message")
    absent.widget.get_by_test_id("answer-send").click()
    expect(absent.widget.get_by_test_id("message-left")).to_contain_text(ADDRESS)
    is_sound(absent.page, "message left")
    absent.page.close()
    maya = Agent.signs_in(browser, house)
    maya.page.get_by_test_id("view-follow_ups").click()
    maya.page.get_by_test_id("inbox-item").filter(has_text="The lamp flickers").first.click()
    maya.page.get_by_test_id("take-up").click()
    maya.says("Please send us a picture of the plug.")

    stays_in_five_languages(browser, house)

    told = eventually(lambda: letters_to(browser, house, "picture of the plug"), "the answer comes by e-mail", 100)
    link = re.search(r"\S+/widget#back=\S+", told)
    assert link is not None
    back = browser.new_context().new_page()
    back.goto(link.group())
    expect(back.get_by_test_id("entry").filter(has_text="picture of the plug")).to_be_visible()
    assert "#back" not in back.url, "the token does not stay in the address"
    maya.page.get_by_test_id("resolve").click()
    maya.page.get_by_test_id("resolve-confirm").click()
    expect(back.get_by_test_id("rating")).to_contain_text("Maya")
    maya.page.context.close()


def stays_in_five_languages(browser: Browser, house: House) -> None:
    """Somebody who talks to the assistant only."""
    vera = Customer.arrives(browser, house)
    widget, frame = vera.widget, frame_of(vera.page)
    is_sound(vera.page, "welcome")
    frame.evaluate(SPOKEN)
    vera.says("How long do I have to send something back?")
    vera.sees("30 days", author="bot")
    spoken = eventually(lambda: frame.evaluate("spoken"), "the answer is spoken")
    assert sum("30 days" in words for words in spoken) == 1
    for code, word in (("de", "Bot. Antwortet sofort"), ("es", "Bot. Responde"), ("fr", "Répond"), ("ar", "روبوت")):
        chooses(vera, "choose-language", f"language-{code}")
        expect(widget.get_by_test_id("widget")).to_contain_text(word)
        assert frame.evaluate("document.documentElement.lang") == code
        is_sound(vera.page, f"talking in {code}")
    assert frame.evaluate("document.documentElement.dir") == "rtl"
    vera.reloads()
    expect(widget.get_by_test_id("widget")).to_contain_text("روبوت")
    chooses(vera, "choose-language", "language-en")
    edits_and_deletes(vera)
    keeps_a_copy(vera)
    eventually(lambda: letters_to(browser, house, f"to {ADDRESS}"), "the copy comes by e-mail")
    chooses(vera, "end-chat", "end-chat-confirm")
    is_sound(vera.page, "rating")
    widget.get_by_test_id("score-4").check(force=True)
    widget.get_by_test_id("reason-solved").check(force=True)
    is_sound(vera.page, "rating with reasons")
    widget.get_by_test_id("rate-send").click()
    expect(widget.get_by_test_id("notice")).to_have_text("Thank you for rating.")
    expect(widget.get_by_test_id("rating")).to_be_hidden()
    vera.reloads()
    expect(widget.get_by_test_id("rating")).to_be_hidden()
    widget.get_by_test_id("menu").click()
    widget.get_by_test_id("erase").click()
    is_sound(vera.page, "asked before erasing")
    widget.get_by_test_id("erase-confirm").click()
    expect(widget.get_by_test_id("notice")).to_contain_text("Deleted: 1 conversation")
    expect(vera.entries).to_have_count(0)
    vera.page.context.close()


def chooses(customer: Customer, first: str, then: str) -> None:
    """Two steps in the menu."""
    customer.widget.get_by_test_id("menu").click()
    customer.widget.get_by_test_id(first).click()
    customer.widget.get_by_test_id(then).click()


def edits_and_deletes(customer: Customer) -> None:
    """Rewording shows at once; deleting asks first and leaves a mark."""
    widget = customer.widget
    widget.get_by_test_id("edit-message").last.click()
    is_sound(customer.page, "editing")
    widget.get_by_test_id("edit-words").fill("How long may I take to return things?")
    widget.get_by_test_id("amend-confirm").click()
    customer.sees("How long may I take", author="customer")
    widget.get_by_test_id("delete-message").last.click()
    widget.get_by_test_id("amend-confirm").click()
    customer.sees("Message deleted", author="customer")


def keeps_a_copy(customer: Customer) -> None:
    """As a file at once, and by e-mail."""
    widget = customer.widget
    widget.get_by_test_id("menu").click()
    widget.get_by_test_id("copy-chat").click()
    is_sound(customer.page, "keeping a copy")
    with customer.page.expect_download() as download:
        widget.get_by_test_id("transcript-file").click()
    kept = download.value.path().read_text("utf-8-sig")
    assert "30 days" in kept
    assert "How long" not in kept, "what was deleted is not kept"
    widget.get_by_test_id("menu").click()
    widget.get_by_test_id("copy-chat").click()
    widget.get_by_test_id("transcript-email").fill(ADDRESS)
    widget.get_by_test_id("transcript-mail").click()
    expect(widget.get_by_test_id("notice")).to_contain_text(ADDRESS)


def test_everything_by_keyboard(browser: Browser, house: House) -> None:
    """From the launcher to a person and out of the line again without a mouse; Escape goes back one step at a time."""
    page = browser.new_context(viewport=DESKTOP).new_page()  # type: ignore[arg-type]
    page.goto(house.url("shop"))
    page.get_by_test_id("launcher").focus()
    page.keyboard.press("Enter")
    widget = page.frame_locator("iframe[src*='/widget']")
    expect(widget.get_by_test_id("composer")).to_be_focused()
    page.keyboard.type("hello")
    page.keyboard.press("Enter")
    expect(widget.locator('[data-testid="entry"][data-author="bot"]').first).to_be_visible()
    for _ in range(20):
        if widget.get_by_test_id("menu").evaluate("node => node === document.activeElement"):
            break
        page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(widget.get_by_test_id("request-agent")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(widget.get_by_test_id("end-chat")).to_be_focused()
    page.keyboard.press("Escape")
    expect(widget.get_by_test_id("menu")).to_be_focused()
    page.keyboard.press("Enter")
    expect(widget.get_by_test_id("request-agent")).to_be_focused()
    page.keyboard.press("Enter")
    expect(widget.get_by_test_id("waiting")).to_be_visible()
    leave = widget.get_by_test_id("return-to-bot")
    for _ in range(40):
        if leave.evaluate("node => node === document.activeElement"):
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(widget.get_by_test_id("waiting")).to_be_hidden()
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("launcher")).to_be_focused()
    page.context.close()
