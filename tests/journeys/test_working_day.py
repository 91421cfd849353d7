"""A working day in the console: two colleagues and their customers, each in a browser, against the real processes."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.axe import violations
from tests.journeys.house import House
from tests.journeys.people import Agent, Customer

pytestmark = pytest.mark.timeout(400)


def waiting(browser: Browser, house: House, words: str, signed_in_as: str | None = None) -> Customer:
    """A customer who asks for a person."""
    found = Customer.arrives(browser, house, signed_in_as=signed_in_as)
    found.says(words)
    found.says("I want to talk to a human please")
    found.sees(re.compile("You are next|number \\d in line|Nobody"))
    return found


def note(page: Page, text: str) -> None:
    """Write a note by keyboard."""
    page.keyboard.press("n")
    field = page.get_by_role("textbox", name="Note for the team")
    expect(field).to_be_focused()
    field.press_sequentially(text)


def test_the_whole_of_a_working_day(browser: Browser, house: House) -> None:
    """Claim, canned reply with variables, note with mention, labels, collision, put aside, wrap-up, undo, merge."""
    lena = waiting(browser, house, "blorp grumf my parcel zzz", signed_in_as="C1002")
    maya = Agent.signs_in(browser, house)
    tom = Agent.signs_in(browser, house, "tom@warmhand.example")
    page = maya.page
    conversation_id = maya.opens_waiting("Lena")
    maya.claims()

    # A canned reply by its shortcut, filled in with what is known.
    composer = page.get_by_test_id("composer")
    composer.fill("")
    composer.press_sequentially("/hel")
    expect(page.get_by_role("option")).to_contain_text(["Greeting"])
    composer.press("Enter")
    expect(composer).to_have_value(re.compile(r"^Hello Lena, I am Maya"))
    composer.press("Enter")
    lena.sees("Hello Lena, I am Maya", author="agent")

    # A place that nothing fills is not sent unseen.
    composer.fill("About {{order.number}} and {{nothing}}")
    composer.press("Enter")
    expect(page.get_by_test_id("open-places")).to_contain_text("{{nothing}}")
    composer.fill("")

    # A note that calls Tom: he is told, she is not.
    page.keyboard.press("Escape")
    note(page, "@to")
    expect(page.get_by_role("option")).to_contain_text(["Tom"])
    page.keyboard.press("Enter")
    page.keyboard.type("please look at the carrier")
    page.keyboard.press("Enter")
    maya.sees("@Tom please look at the carrier")
    expect(tom.page.get_by_test_id("view-mentions")).to_contain_text("1")
    tom.page.get_by_test_id("view-mentions").click()
    tom.page.get_by_test_id("inbox-item").first.click()
    tom.sees("@Tom please look at the carrier")
    expect(tom.page.get_by_test_id("view-mentions")).to_contain_text("0")
    expect(tom.page.get_by_test_id("composer")).to_have_count(0)
    expect(page.get_by_test_id("viewers")).to_contain_text("Tom is looking at this, too")
    expect(tom.page.get_by_test_id("viewers")).to_contain_text("Maya is looking at this, too")
    assert violations(page) == []
    tom.page.get_by_test_id("view-waiting").click()

    # Labels, and taking one back.
    page.keyboard.press("Escape")
    page.keyboard.press("l")
    page.get_by_test_id("label-field").fill("Carrier")
    page.get_by_test_id("label-field").press("Enter")
    expect(page.get_by_test_id("labels")).to_contain_text("carrier")
    page.get_by_test_id("undo").click()
    expect(page.get_by_test_id("labels")).not_to_contain_text("carrier")

    # One click on the brief.
    page.get_by_test_id("brief-wrong").click()
    page.get_by_test_id("brief-wrong-part").select_option("wish")
    expect(page.get_by_test_id("brief-verdict")).to_contain_text("Judged wrong")

    # Put aside, and back by the customer's word.
    page.get_by_test_id("snooze").click()
    page.get_by_test_id("snooze-tomorrow").click()
    expect(page.get_by_test_id("aside")).to_be_visible()
    expect(page.get_by_test_id("view-snoozed")).to_contain_text("1")
    lena.says("one thing more")
    expect(page.get_by_test_id("aside")).to_be_hidden()

    # The wrap-up says what it was, and what the assistant should have understood; and it can be undone.
    page.keyboard.press("Escape")
    page.keyboard.press("e")
    page.get_by_test_id("contact-reason").select_option("delivery_late")
    page.get_by_test_id("resolve-note").fill("carrier called")
    assert violations(page) == []
    page.get_by_test_id("resolve-confirm").click()
    lena.sees("Maya closed the conversation")
    page.get_by_test_id("undo").click()
    expect(page.get_by_test_id("hand-back")).to_be_visible()
    expect(page.get_by_test_id("past-handlings")).to_contain_text("Delivery late")

    # Another customer turns out to be the same person: one conversation goes on.
    samira = waiting(browser, house, "it is me again, from another computer", signed_in_as="C1004")
    maya.opens_waiting("Samira")
    maya.claims()
    page.get_by_test_id("merge").click()
    page.get_by_test_id("merge-into").select_option(conversation_id)
    page.get_by_test_id("merge-confirm").click()
    samira.sees("Maya goes on in your other conversation")
    maya.sees(re.compile("Maya merged a conversation of Samira"))
    expect(lena.entries.filter(has_text="merged")).to_have_count(0)
    expect(lena.entries.filter(has_text="carrier called")).to_have_count(0)
    expect(lena.entries.filter(has_text="please look")).to_have_count(0)

    # Edit an own reply, then say goodbye with a macro that resolves.
    maya.says("The parcel comes on Mnday")
    last = maya.entries.filter(has_text="Mnday").last
    last.hover()
    last.get_by_test_id("edit-message").click()
    page.get_by_test_id("edit-words").fill("The parcel comes on Monday")
    page.get_by_test_id("amend-confirm").click()
    lena.sees("The parcel comes on Monday")
    composer.fill("")
    composer.press_sequentially("/bye")
    composer.press("Enter")
    expect(page.get_by_test_id("follows")).to_contain_text("resolves")
    composer.press("Enter")
    lena.sees("Glad that is settled")
    expect(page.get_by_test_id("step-in")).to_be_visible()


def test_canned_replies_are_kept_by_keyboard(browser: Browser, house: House) -> None:
    """Made, changed and deleted without a mouse; a supervisor shares one, and a colleague has it at once."""
    olu = Agent.signs_in(browser, house, "olu@warmhand.example")
    page = olu.page
    page.keyboard.press("y")
    page.get_by_test_id("new-canned").press("Enter")
    page.get_by_test_id("canned-shortcut").fill("refund")
    page.get_by_test_id("canned-title-field").fill("Refund sent")
    page.get_by_test_id("canned-text").fill("Your money is on its way, {{customer.frist_name}}.")
    page.get_by_test_id("canned-shared").press("Space")
    page.get_by_test_id("canned-save").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("customer.frist_name")
    page.get_by_test_id("canned-text").fill("Your money is on its way, {{customer.first_name}}.")
    page.get_by_test_id("canned-save").press("Enter")
    mine = page.get_by_test_id("canned-reply").filter(has_text="/refund")
    expect(mine).to_contain_text("Team")
    assert violations(page) == []
    tom = Agent.signs_in(browser, house, "tom@warmhand.example")
    tom.page.keyboard.press("y")
    theirs = tom.page.get_by_test_id("canned-reply").filter(has_text="/refund")
    expect(theirs).to_be_visible()
    expect(theirs.get_by_role("button")).to_have_count(0)
    mine.get_by_role("button", name="Delete").press("Enter")
    expect(mine).to_have_count(0)
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("canned-dialog")).to_have_count(0)
