"""A supervisor looks back over the audit log: by keyboard, narrowed down, into the conversation, whole or not."""

from __future__ import annotations

import csv
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.axe import violations
from tests.journeys.house import House
from tests.journeys.people import Agent, hired
from tests.journeys.test_team import name_of
from tests.journeys.test_working_day import waiting

pytestmark = pytest.mark.timeout(300)


def test_who_did_what_by_keyboard(browser: Browser, house: House, tmp_path: Path) -> None:
    """Opened by `v`; a colleague's look at a conversation is found, unfolded, opened; checked, exported, on a phone."""
    waiting(browser, house, "who looked at me", signed_in_as="C1005")
    yara = Agent.signs_in(browser, house, hired(house, "Yara", "agent"))
    conversation = yara.opens_waiting(name_of(house, "C1005"))
    expect(yara.page.get_by_test_id("brief")).to_be_visible()
    yara.page.keyboard.press("v")
    expect(yara.page.get_by_test_id("audit")).to_have_count(0)
    expect(yara.page.get_by_test_id("open-audit")).to_have_count(0)

    zoe = Agent.signs_in(browser, house, hired(house, "Zoe", "supervisor"))
    page = zoe.page
    page.keyboard.press("v")
    lines = page.get_by_test_id("audit-line")
    expect(lines.first).to_contain_text("Zoe signed in")
    assert violations(page) == []
    page.get_by_test_id("audit-person").select_option(label="Yara")
    page.get_by_test_id("audit-kind").select_option(label="Looking at a conversation")
    expect(lines).to_have_count(1)
    expect(lines.first).to_contain_text("Yara looked at a conversation")
    page.get_by_test_id("audit-kind").select_option(label="Any act")
    expect(lines.last).to_contain_text("Yara signed in")
    lines.first.get_by_role("button").focus()
    page.keyboard.press("j")
    expect(lines.nth(1).get_by_role("button")).to_be_focused()
    while "looked at a conversation" not in page.locator(":focus").inner_text():
        page.keyboard.press("k")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("audit-details")).to_contain_text("customer_")
    assert violations(page) == []
    page.get_by_test_id("audit-check").click()
    expect(page.get_by_test_id("audit-chain")).to_have_attribute("data-state", "whole")
    with page.expect_download() as coming:
        page.get_by_test_id("audit-export").click()
    coming.value.save_as(tmp_path / "log.csv")
    rows = list(csv.DictReader((tmp_path / "log.csv").open(encoding="utf-8-sig", newline="")))
    assert {row["by"] for row in rows} == {"Yara"}
    assert conversation in {row["conversation"] for row in rows}
    lines.filter(has_text="looked at a conversation").first.get_by_role("button").first.focus()
    page.keyboard.press("o")
    expect(page.get_by_test_id("audit")).to_have_count(0)
    zoe.sees("who looked at me")
    page.keyboard.press("v")
    page.get_by_test_id("audit-this").click()
    expect(lines.filter(has_text="Zoe looked at a conversation")).to_have_count(1)
    expect(lines.filter(has_text="Yara looked at a conversation")).to_have_count(1)
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert violations(page) == []


def test_a_line_that_was_changed_is_shown(browser: Browser, house: House) -> None:
    """A line is changed in the database: it is marked, and the check names it; put back, the log is whole."""
    zora = Agent.signs_in(browser, house, hired(house, "Zora", "admin"))
    page = zora.page
    seq, actor = house_line(house)
    try:
        change_line(house, seq, "a_tom")
        page.get_by_test_id("open-audit").click()
        wrong = page.locator(f'[data-testid="audit-line"][data-seq="{seq}"]')
        expect(wrong).to_contain_text("Not as it was written")
        page.get_by_test_id("audit-check").click()
        expect(page.get_by_test_id("audit-chain")).to_contain_text(f"look at line {seq}.")
        assert violations(page) == []
    finally:
        change_line(house, seq, actor)
    page.get_by_test_id("audit-check").click()
    expect(page.get_by_test_id("audit-chain")).to_have_attribute("data-state", "whole")


def house_line(house: House) -> tuple[int, str]:
    """The last line of the log, and who did it."""
    with closing(sqlite3.connect(house.var / "desk.db", timeout=10)) as database:
        seq, actor = database.execute("SELECT seq, actor FROM audit_log ORDER BY seq DESC LIMIT 1").fetchone()
    return int(seq), str(actor)


def change_line(house: House, seq: int, actor: str) -> None:
    """What somebody could do who can write to the database, and has no key."""
    with closing(sqlite3.connect(house.var / "desk.db", timeout=10)) as database, database:
        database.execute("UPDATE audit_log SET actor = ? WHERE seq = ?", (actor, seq))
