"""Hostile texts as the words of a confirmed trouble: its name, what the bot answers, the widget's banner, how it ended.

One trouble after another is confirmed and ended over the desk's own interface, while the chat of somebody whose order
is among those affected stays open. Only the alarms they come of are planted, since hundreds of people would have to
write for them.
"""

from __future__ import annotations

import sqlite3
import uuid
from contextlib import closing
from datetime import UTC, datetime
from typing import Any

import httpx
from playwright.sync_api import Browser, FrameLocator, Page, expect

from benchmarks.web_hostile_services import SUPERVISOR, signed_in
from benchmarks.web_house import WebHouse, watched_page

AFFECTED = "C1004"
"""A customer with a DHL parcel under way, who talks to the bot."""
QUESTION = "My order is late, it should have been here days ago"
REASON = "delivery_late"
FIELDS = ["a trouble's name", "the answer to a trouble", "banner", "a trouble's end"]
LISTED, NAME = 15, 100
"""The list holds the last twenty that are over; a name has as many characters."""
Words = dict[str, Any]


def look_at_troubles(browser: Browser, house: WebHouse, texts: list[str], seen: Any) -> None:
    """Confirm, ask, read and end one after another; then the supervisor's list of them."""
    page = _chat_of_the_affected(browser, house)
    console = signed_in(browser, house, SUPERVISOR, "agent", "inbox")
    widget = page.frame_locator("iframe[src*='/widget']")
    _plant_alarms(house, len(texts))
    with httpx.Client(base_url=house.desk, timeout=60, headers={"Origin": house.desk}, trust_env=False) as http:
        signing = {"email": SUPERVISOR, "password": house.agent_password}
        http.headers["X-CSRF-Token"] = _sound(http.post("/api/agent/sign-in", json=signing))["csrf_token"]
        for number, text in enumerate(texts):
            incident = _confirmed(http, f"planted{number}", text)
            _asks_until_answered(widget, number)
            banner = widget.get_by_test_id("banner")
            expect(banner).to_have_text(_line(text), timeout=60_000)
            seen.note(str(banner.text_content()), "banner")
            _sound(http.post(f"/api/agent/incidents/{incident}/end", json={"words": f"Over, {number}: {text}"}))
            seen.read(page, "trouble")
            if number % LISTED == LISTED - 1 or number == len(texts) - 1:
                _look_at_the_list(console, texts, seen)
    expect(widget.get_by_test_id("entry").filter(has_text=f"Over, {len(texts) - 1}:")).to_be_visible(timeout=120_000)
    seen.read(page, "trouble")
    page.context.close()
    console.context.close()


def _look_at_the_list(console: Page, texts: list[str], seen: Any) -> None:
    """The supervisor's list of troubles, which holds the names of the last ones that are over."""
    console.reload()
    expect(console.get_by_test_id("inbox")).to_be_visible()
    console.keyboard.press("!")
    expect(console.get_by_test_id("incident-closed").first).to_be_visible()
    seen.read(console, "troubles")
    listed = _line(str(console.locator("body").text_content()))
    seen.shown["troubles"] |= {text for text in texts if _line(text[:NAME]) in listed}


def _chat_of_the_affected(browser: Browser, house: WebHouse) -> Page:
    page = watched_page(browser)
    page.goto(f"{house.shop}/sign-in")
    page.locator(f'[data-testid="sign-in-as"][data-customer="{AFFECTED}"]').click()
    page.wait_for_url("**/account*")
    page.get_by_test_id("launcher").click()
    expect(page.frame_locator("iframe[src*='/widget']").get_by_test_id("composer")).to_be_visible()
    return page


def _plant_alarms(house: WebHouse, count: int) -> None:
    now = str(datetime.now(UTC).replace(tzinfo=None))
    columns = "id, reason, state, raised_at, risen_at, counted_from, rule, window_hours, people, everybody, version"
    with closing(sqlite3.connect(house.house.var / "desk.db", timeout=30)) as database, database:
        database.executemany(
            f"INSERT INTO alarms ({columns}) VALUES (?, ?, 'open', ?, ?, ?, 'cold', 3, 6, 9, 1)",
            [(f"planted{number}", f"planted_{number}", now, now, now) for number in range(count)],
        )


def _confirmed(http: httpx.Client, alarm_id: str, text: str) -> str:
    """Confirm it with these words; gives the incident's id."""
    number = alarm_id.removeprefix("planted")
    scope = {"kind": "carrier", "value": "DHL", "label": "DHL", "open_only": True}
    body: Words = {"id": str(uuid.uuid4()), "alarm_id": alarm_id, "reasons": [REASON], "scope": scope, "tell": False}
    body |= {"name": f"No {number} {text[:NAME]}", "answer": f"This is {number}: {text}", "banner": text}
    return str(_sound(http.post("/api/agent/incidents", json=body))["incident"]["id"])


def _asks_until_answered(widget: FrameLocator, number: int) -> None:
    """Whoever asks the same again and again is taken to a person: then she leaves the line and asks once more."""
    answered = widget.locator('[data-author="bot"]').filter(has_text=f"This is {number}: ").last
    for _ in range(4):
        widget.get_by_test_id("composer").fill(QUESTION)
        widget.get_by_test_id("composer").press("Enter")
        leaves = widget.get_by_test_id("return-to-bot")
        expect(answered.or_(leaves).first).to_be_visible(timeout=30_000)
        if leaves.is_visible():
            leaves.click()
            expect(leaves).to_be_hidden(timeout=30_000)
        if answered.is_visible():
            return
    raise RuntimeError(f"The bot did not answer question {number}.")


def _line(text: str) -> str:
    return " ".join(text.split())


def _sound(answer: httpx.Response) -> Words:
    if not answer.is_success:
        raise RuntimeError(f"{answer.request.url.path}: {answer.status_code} {answer.text[:300]}")
    return dict(answer.json())
