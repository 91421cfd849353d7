"""Quality in browsers: one's own verdicts, a blind review, the standard's next version, and the mystery shopper."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page, expect

from desk.quality.sample import week_before, week_of
from tests.journeys.axe import violations
from tests.journeys.house import House, eventually
from tests.journeys.people import Agent, hired
from tests.journeys.test_feedback import resolves
from tests.journeys.test_working_day import waiting

pytestmark = pytest.mark.timeout(400)
LAST_WEEK = week_before(week_of(datetime.now(UTC), ZoneInfo("UTC")))


def test_ones_own_verdicts_and_a_blind_review(browser: Browser, house: House) -> None:
    """Quinn sees what went well and the line it rests on; colleagues drawn by lot review it and then see the rules."""
    waiting(browser, house, "my vase arrived broken")
    quinn = Agent.signs_in(browser, house, hired(house, "Quinn", "agent"))
    quinn.opens_waiting("Visitor")
    quinn.claims()
    quinn.says("Hello, I am sorry that it broke. A new one will be with you on Friday.")
    resolves(quinn.page)
    page = quinn.page
    page.keyboard.press("Escape")
    eventually(lambda: asked(house, "SELECT count(*) FROM quality_checks WHERE agent_id = 'a_quinn'"), "the check")
    page.keyboard.press("9")
    handling = page.get_by_test_id("quality-handling").first
    expect(handling).to_contain_text("Acknowledgement")
    expect(page.get_by_test_id("quality-rules")).to_contain_text("every time, 1 of 1")
    assert page.get_by_test_id("quality-shopper").count() == 0, "for supervisors"
    looks_sound(page)
    handling.get_by_role("button", name="Greeting").click()
    expect(page.get_by_test_id("quality")).to_have_count(0)
    quinn.sees("A new one will be with you")

    last_week(house)
    emails = eventually(lambda: drawn(house), "the week's sample", 60)
    assert emails
    assert "quinn@warmhand.example" not in emails
    for number, email in enumerate(emails):
        reviews(browser, house, email, with_a_look=number == 0)
    olu = Agent.signs_in(browser, house, "olu@warmhand.example")
    olu.page.keyboard.press("9")
    olu.page.get_by_test_id("quality-figures").click()
    expect(olu.page.get_by_test_id("agreement")).to_contain_text(
        "7 of 7 alike" if len(emails) == 1 else "14 of 14 alike"
    )
    looks_sound(olu.page)


def reviews(browser: Browser, house: House, email: str, with_a_look: bool) -> None:
    """Whoever was drawn says what they found, as the rules did."""
    page = Agent.signs_in(browser, house, email).page
    notice = page.get_by_test_id("quality-notice")
    expect(notice).to_contain_text("waits for your review")
    notice.get_by_test_id("quality-open").click()
    page.get_by_test_id("review-open").get_by_role("button").first.click()
    sheet = page.get_by_test_id("review-sheet")
    expect(sheet).to_contain_text("I am sorry that it broke")
    expect(sheet).not_to_contain_text("the rules")
    expect(sheet.get_by_test_id("review-hand-in")).to_be_disabled()
    if with_a_look:
        looks_sound(page)
    for rule in ("greeting", "acknowledgement", "answer", "next_step", "no_blame", "wait"):
        sheet.get_by_test_id(f"review-{rule}").get_by_label("Yes").check()
    sheet.get_by_test_id("review-promise_kept").get_by_label("Does not apply").check()
    sheet.get_by_test_id("review-hand-in").click()
    expect(page.get_by_test_id("review-done").first).to_contain_text("You and the rules agree")
    page.context.close()


def test_the_standard_and_the_mystery_shopper(browser: Browser, house: House) -> None:
    """A supervisor writes a version; a script talks to the real bot, passes, then fails and calls; no inbox has it."""
    quil = Agent.signs_in(browser, house, hired(house, "Quil", "supervisor"))
    page = quil.page
    page.keyboard.press("9")
    page.get_by_test_id("quality-standard").click()
    page.get_by_test_id("standard-edit").click()
    page.get_by_test_id("rule-next_step").get_by_label("As people read it").fill("Say what comes next.")
    looks_sound(page)
    page.get_by_test_id("standard-why").fill("Shorter is better read")
    page.get_by_test_id("standard-save").click()
    expect(page.get_by_test_id("standard-rules")).to_contain_text("Say what comes next.")
    expect(page.get_by_test_id("standard-versions")).to_contain_text("Shorter is better read")

    page.get_by_test_id("quality-shopper").click()
    page.get_by_test_id("script-new").click()
    form = page.get_by_test_id("script-form")
    form.get_by_test_id("script-name").fill("Polite and curious")
    says(page, 1, "Hello", "hello\nhi")
    says(page, 2, "What can you do?", "order")
    says(page, 3, "Thank you", "welcome\nglad\nmy pleasure\nany time")
    form.get_by_label("A person").select_option("must_not")
    form.get_by_label("When it runs").select_option("0")
    looks_sound(page)
    form.get_by_test_id("script-save").click()
    script = page.get_by_test_id("script").filter(has_text="Polite and curious")
    runs(page, "passed")
    expect(script).to_contain_text("✓ Greeting")
    script.get_by_test_id("script-edit").click()
    says(page, 3, "Thank you", "not in a hundred years")
    page.get_by_test_id("script-save").click()
    runs(page, "failed")
    expect(script).to_contain_text("✗ Line 3")
    expect(script.get_by_test_id("script-alarm")).to_be_visible()
    looks_sound(page)
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("quality-notice")).to_contain_text("not content with the assistant")
    assert asked(house, "SELECT count(*) FROM conversations WHERE shopper") == 2
    customers = asked(house, "SELECT count(*) FROM conversations WHERE NOT shopper")
    expect(page.get_by_test_id("view-all")).to_have_text(re.compile(rf"^All\s*{customers}$"))
    page.get_by_test_id("quality-open").click()
    script.get_by_test_id("script-alarm").get_by_role("button", name="Seen").click()
    expect(script.get_by_test_id("script-alarm")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("quality-notice")).to_have_count(0)


def says(page: Page, number: int, words: str, expects: str) -> None:
    """One line of a script, and what the answer is to hold."""
    if page.get_by_test_id(f"line-{number}").count() == 0:
        page.get_by_test_id("line-more").click()
    page.get_by_test_id(f"line-{number}").fill(words)
    page.get_by_role("group", name=f"Line {number}").get_by_role("textbox").nth(1).fill(expects)


def runs(page: Page, state: str) -> None:
    """Run it by hand, and wait for what comes of it."""
    script = page.get_by_test_id("script").filter(has_text="Polite and curious")
    script.get_by_test_id("script-run").click()
    expect(script.get_by_test_id("run-state")).to_contain_text(re.compile("begins|talking"))
    expect(script.get_by_test_id("run-state")).not_to_contain_text(re.compile("begins|talking"), timeout=60_000)
    expect(script, script.inner_text()).to_contain_text(f"{state} today")


def looks_sound(page: Page) -> None:
    """No violation, bright and dark, and nothing wider than a phone of 320 pixels."""
    size = page.viewport_size
    assert violations(page) == []
    page.set_viewport_size({"width": 320, "height": 700})
    page.emulate_media(color_scheme="dark")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert page.evaluate("document.querySelector('dialog.quality').scrollWidth") <= 320
    assert violations(page) == []
    page.emulate_media(color_scheme="light")
    if size is not None:
        page.set_viewport_size(size)


def asked(house: House, query: str) -> int:
    with closing(sqlite3.connect(house.var / "desk.db", timeout=10)) as database:
        return int(database.execute(query).fetchone()[0])


def last_week(house: House) -> None:
    """What Quinn handled was handled a week ago: nobody waits for Monday in a test."""
    with closing(sqlite3.connect(house.var / "desk.db", timeout=10)) as database, database:
        database.execute("UPDATE quality_checks SET week = ? WHERE agent_id = 'a_quinn'", (LAST_WEEK,))


def drawn(house: House) -> list[str]:
    """Who has it to review, once it is drawn."""
    query = "SELECT a.email FROM quality_reviews r JOIN agents a ON a.id = r.reviewer_id ORDER BY a.email"
    with closing(sqlite3.connect(house.var / "desk.db", timeout=10)) as database:
        return [str(email) for (email,) in database.execute(query)]
