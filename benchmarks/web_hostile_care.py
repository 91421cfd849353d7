"""Hostile texts in what a team does beyond answering: promises, comments of ratings, what was changed, the board of
improvements, and the names of colleagues."""

from __future__ import annotations

import unicodedata
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from playwright.sync_api import Browser, expect

from benchmarks.web_hostile_services import SUPERVISOR, signed_in
from benchmarks.web_house import WebHouse
from benchmarks.web_people import Colleague

ADMIN = "noor@warmhand.example"
NOTE_LIMIT, WHY_LIMIT, NAME_LIMIT, SAID_LIMIT, DID_LIMIT, TITLE_LIMIT = 60, 100, 40, 200, 600, 160
FIELDS = [
    "what is promised",
    "why it is taken back",
    "what was said",
    "what we did",
    "an improvement's title",
    "an improvement's action",
    "a colleague's name",
]
Voice = tuple[str, int]


async def write_about_care(
    house: WebHouse, maya: Colleague, texts: list[str], conversation_id: str, voices: list[Voice]
) -> list[str]:
    """Maya, who holds the conversation, promises; a supervisor and an admin write. Returns the fields."""
    await _promises(maya, texts, conversation_id)
    olu = await Colleague.signs_in(house, SUPERVISOR)
    noor = await Colleague.signs_in(house, ADMIN)
    me = (await olu.reads("me"))["agent"]["id"]
    for number, text in enumerate(texts):
        conversation, seq = voices[number]
        change: dict[str, Any] = {"id": str(uuid.uuid4()), "said": text[:SAID_LIMIT], "did": text[:DID_LIMIT]}
        change["voices"] = [{"conversation_id": conversation, "seq": seq}]
        await olu.asks("POST", "agent/feedback/improvements", change)
        plan = {"title": f"Better {text[: TITLE_LIMIT - 10]}", "figure": "handoff_rate", "owner_id": me, "action": text}
        await olu.asks("POST", "insights/improvements", plan)
        person = {
            "name": f"N {_visible(text)[: NAME_LIMIT - 5]}".strip(),
            "email": f"x{number}@warmhand.example",
            "role": "agent",
        }
        await noor.asks("POST", "agent/people", person)
    await olu.leaves()
    await noor.leaves()
    return FIELDS


def _visible(text: str) -> str:
    """Without what no name takes."""
    return "".join(letter for letter in text if unicodedata.category(letter)[0] != "C")


async def _promises(maya: Colleague, texts: list[str], conversation_id: str) -> None:
    day = (datetime.now(UTC) + timedelta(days=20)).date().isoformat()
    for text in texts:
        promise = {"id": str(uuid.uuid4()), "what": "other", "due_on": day, "note": f"to {text[: NOTE_LIMIT - 5]}"}
        made = await maya.does(conversation_id, "promises", promise)
        taken_back = {"why": f"since {text[: WHY_LIMIT - 8]}"}
        await maya.asks("POST", f"agent/promises/{made['promise']['id']}/withdraw", taken_back)


def look_at_care(browser: Browser, house: WebHouse, seen: Any) -> None:
    """The room of feedback, the board, the people, and what anybody may read of it."""
    page = signed_in(browser, house, SUPERVISOR, "agent", "inbox")
    page.keyboard.press("7")
    expect(page.get_by_test_id("recovery").first).to_be_visible()
    seen.read(page, "feedback")
    for place in ("ratings", "comments", "changes", "held"):
        page.get_by_test_id(f"feedback-{place}").click()
        page.wait_for_timeout(2_000)
        seen.read(page, "feedback")
    page.goto(f"{house.desk}/insights#board")
    page.get_by_test_id("go-board").click()
    expect(page.get_by_test_id("new-improvement")).to_be_visible()
    page.wait_for_timeout(2_000)
    seen.read(page, "insights")
    page.goto(f"{house.desk}/help/you-said-we-did")
    seen.read(page, "help")
    page.context.close()
    page = signed_in(browser, house, ADMIN, "agent", "inbox")
    page.keyboard.press("8")
    expect(page.get_by_test_id("people-search")).to_be_visible()
    page.wait_for_timeout(1_000)
    seen.read(page, "people")
    page.context.close()
