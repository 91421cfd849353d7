"""A trouble in browsers: people ask about late parcels, a supervisor confirms it, and those affected are told."""

from __future__ import annotations

import secrets
import sqlite3
import uuid
from contextlib import closing
from datetime import UTC, datetime, timedelta

import httpx
import jwt
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.axe import violations
from tests.journeys.house import House
from tests.journeys.people import Agent, Customer, hired

pytestmark = pytest.mark.timeout(400)

LATE = "My order is late, it should have been here days ago"
ANSWER = "DHL is on strike in the north. Your parcel is safe and comes by Friday."
BANNER = "Parcels with DHL are late because of a strike."
OVER = "DHL drives again, and your parcel is on its way to you."
WITH_DHL = ("C1002", "C1008", "C1009", "C1010")
"""Customers with a DHL parcel on its way. C1003 and C1004 have one, too, and do not ask."""
USUAL = ("track_order", "refund_status", "size_advice", "shipping_cost")


def test_a_trouble_from_the_first_alarm_to_its_end(browser: Browser, house: House) -> None:
    """Noticed, looked into, confirmed, told, answered, and ended for all together."""
    eight_usual_weeks(house)
    ana = Customer.arrives(browser, house, signed_in_as="C1003")
    ana.says("hello")
    ana.sees(" ", author="bot")
    page = Agent.signs_in(browser, house, hired(house, "Verena", "supervisor")).page
    for customer_id in (*WITH_DHL, None, None):
        asks(house, customer_id, LATE)

    expect(page.get_by_test_id("trouble-notice")).to_be_visible(timeout=60_000)
    page.keyboard.press("!")
    alarm = page.get_by_test_id("alarm").filter(has_text="Delivery late")
    # Another trouble may have called before: this one rises once its conversations were quiet and a round has looked.
    expect(alarm).to_contain_text("people who wrote within 3 hours; usually nobody", timeout=60_000)
    assert violations(page) == []
    alarm.get_by_test_id("alarm-look").click()
    expect(page.get_by_test_id("person-behind")).to_have_count(6)
    expect(page.get_by_test_id("person-behind").first).to_contain_text(LATE)
    dhl = page.get_by_test_id("shared-carrier-DHL")
    dhl.check()
    expect(page.get_by_test_id("trouble-confirm")).to_be_disabled()
    page.get_by_test_id("look-affected").click()
    expect(page.get_by_test_id("affected-will_be")).to_contain_text("1 will be told")
    expect(page.get_by_test_id("affected-wrote")).to_contain_text("4 asked by themselves")
    page.get_by_test_id("trouble-name").fill("DHL is on strike")
    page.get_by_test_id("trouble-answer").fill(ANSWER)
    page.get_by_test_id("trouble-banner").fill(BANNER)
    assert violations(page) == []
    page.get_by_test_id("trouble-confirm").click()
    expect(page.get_by_test_id("incident")).to_contain_text("DHL is on strike")
    expect(alarm).to_have_count(0)

    expect(ana.widget.get_by_test_id("banner")).to_have_text(BANNER)
    ana.sees(ANSWER, author="bot", timeout=40_000)
    samira = Customer.arrives(browser, house, signed_in_as="C1004")
    expect(samira.widget.get_by_test_id("banner")).to_have_text(BANNER)
    assert violations(samira.page) == []
    samira.says(LATE)
    samira.sees(ANSWER, author="bot")
    stranger = Customer.arrives(browser, house)
    stranger.says(LATE)
    stranger.sees(" ", author="bot")
    expect(stranger.widget.get_by_test_id("banner")).to_have_count(0)
    expect(stranger.entries.filter(has_text=ANSWER)).to_have_count(0)

    page.get_by_test_id("incident-end").click()
    page.get_by_test_id("ending-words").fill(OVER)
    page.get_by_test_id("ending-send").click()
    expect(page.get_by_test_id("incident-closed")).to_contain_text("DHL is on strike")
    for customer in (ana, samira):
        customer.sees(OVER, author="bot", timeout=40_000)
        expect(customer.widget.get_by_test_id("banner")).to_have_count(0)
    outcome = page.get_by_test_id("incident-closed")
    outcome.get_by_text("What came of it").click()
    expect(outcome.get_by_test_id("trouble-outcome")).to_contain_text("1 told, 0 of them wrote about it afterwards")
    closes_by_key(page)


def closes_by_key(page: Page) -> None:
    """Escape leaves the room; an exclamation mark opens it again."""
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("trouble")).to_have_count(0)
    page.keyboard.press("!")
    expect(page.get_by_test_id("trouble")).to_be_visible()


def asks(house: House, customer_id: str | None, text: str) -> None:
    """Somebody writes through the widget's own API, and reads the answer."""
    with httpx.Client(base_url=house.url("desk"), trust_env=False, timeout=30) as http:
        begun = http.post("/api/widget/sessions", json={"identity": vouched(house, customer_id)}).json()
        http.headers["authorization"] = f"Bearer {begun['token']}"
        opened = http.post("/api/widget/conversations", json={}).json()["conversation"]["id"]
        body = {"id": str(uuid.uuid4()), "text": text}
        assert http.post(f"/api/widget/conversations/{opened}/messages", json=body).status_code == 201


def vouched(house: House, customer_id: str | None) -> str | None:
    """The shop's proof of who that is, as the shop signs it."""
    if customer_id is None:
        return None
    lines = (house.var / "secrets.env").read_text().splitlines()
    secret = next(line.partition("=")[2] for line in lines if line.startswith("WARMHAND_SHOP_JWT_SECRET="))
    now = datetime.now(UTC)
    claims = {
        "iss": house.url("shop"), "aud": "warmhand", "sub": customer_id, "name": customer_id,
        "email": f"{customer_id.lower()}@example.com", "tier": "standard", "jti": secrets.token_hex(8),
        "iat": now, "exp": now + timedelta(minutes=10),
    }  # fmt: skip
    return jwt.encode(claims, secret, algorithm="HS256")


def eight_usual_weeks(house: House) -> None:
    """What the desk would know had it been open for eight weeks: the same hours, a hundred people, no late parcels."""
    now = datetime.now(UTC).replace(tzinfo=None)
    with closing(sqlite3.connect(house.var / "desk.db", timeout=10)) as database, database:
        for number in range(800):
            at = str(now - timedelta(days=7 * (number % 8 + 1), minutes=90) + timedelta(seconds=number))
            who, where = f"p_past{number}", f"c_past{number}"
            database.execute("INSERT INTO customers (id, created_at) VALUES (?, ?)", (who, at))
            database.execute(
                "INSERT INTO conversations"
                " (id, customer_id, state, created_at, updated_at, last_seq, version, last_text)"
                " VALUES (?, ?, 'closed', ?, ?, 1, 1, '')",
                (where, who, at, at),
            )
            reason = USUAL[number // 8 % len(USUAL)]
            database.execute("INSERT INTO contacts VALUES (?, 1, ?, ?, ?)", (where, who, reason, at))
            database.execute("INSERT INTO contacts_read VALUES (?, 1)", (where,))
        first = str(now - timedelta(days=60))
        database.execute("UPDATE contacts SET at = ? WHERE conversation_id = 'c_past0'", (first,))
