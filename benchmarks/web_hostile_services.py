"""Hostile texts in articles, in reviewers' remarks, in why a gift was declined, and in why the matrix was changed."""

from __future__ import annotations

import uuid
from typing import Any

from playwright.sync_api import Browser, Page, expect

from benchmarks.web_house import WebHouse, watched_page
from benchmarks.web_people import Colleague

TITLE_LIMIT, REMARK_LIMIT, WHY_LIMIT, BODY_LIMIT = 120, 400, 300, 11_000
SUPERVISOR = "olu@warmhand.example"
VOUCHER_BEYOND_THE_CAP = 4_500
FIELDS = [
    *(f"article's {part}" for part in ("title", "summary", "text", "team part", "label")),
    "way to ask",
    "reviewer's remark",
    "why a gift was declined",
    "why the matrix changed",
]


async def write_about_service(
    house: WebHouse, maya: Colleague, texts: list[str], conversation_id: str, order: str
) -> list[str]:
    """Maya, who holds the conversation about the order, writes and asks; a supervisor answers. Returns the fields."""
    olu = await Colleague.signs_in(house, SUPERVISOR)
    await _articles(maya, olu, texts)
    await _declined_gifts(maya, olu, texts, conversation_id, order)
    await _matrix(olu, texts)
    await olu.leaves()
    return FIELDS


async def _articles(maya: Colleague, olu: Colleague, texts: list[str]) -> None:
    whole = "\n\n".join(texts)
    bodies = [whole[begin : begin + BODY_LIMIT] for begin in range(0, len(whole), BODY_LIMIT)]
    for number, text in enumerate(texts):
        words = {
            "title": f"{text[: TITLE_LIMIT - 5]} {number}",
            "summary": f"Summary: {text}",
            "body": bodies[number] if number < len(bodies) else text,
            "staff": text,
            "asked": [text[:100]],
            "labels": [f"{number} {text[:30]}"],
        }
        article = (await maya.asks("POST", "knowledge/articles", words))["article"]
        article = await _step(maya, article, "submit")
        if number % 2:
            article = await _step(olu, article, "send-back", remark=f"Why {text[: REMARK_LIMIT - 10]}?")
            # Some stay with their author, with what the reviewer asked for.
            if number % 11 == 0:
                continue
            article = await _step(maya, article, "submit")
        await _step(olu, article, "publish")


async def _step(who: Colleague, article: dict[str, Any], what: str, **more: str) -> dict[str, Any]:
    at = f"knowledge/articles/{article['id']}/{what}"
    return dict((await who.asks("POST", at, {"version": article["version"], **more}))["article"])


async def _declined_gifts(maya: Colleague, olu: Colleague, texts: list[str], conversation_id: str, order: str) -> None:
    wish = {"order_number": order, "gift": "voucher", "cause": "late", "with_approval": True}
    wish["amount"] = {"minor": VOUCHER_BEYOND_THE_CAP, "currency": "EUR"}
    for text in texts:
        asked = await maya.does(conversation_id, "gifts", {"id": str(uuid.uuid4()), **wish})
        declined = {"approve": False, "why": text[:WHY_LIMIT]}
        await olu.asks("POST", f"agent/approvals/{asked['grant']['id']}", declined)


async def _matrix(olu: Colleague, texts: list[str]) -> None:
    for text in texts[:: len(texts) // 15]:
        now: dict[str, Any] = (await olu.reads("authority"))["matrix"]
        draft = {key: now[key] for key in ("rules", "caps", "approvers", "undo_minutes")}
        await olu.asks("PUT", "agent/authority", {**draft, "based_on": now["version"], "why": text[:WHY_LIMIT]})


def look_at_services(browser: Browser, house: WebHouse, seen: Any) -> None:
    """The public help, every article of it; the team's screens of articles; the matrix."""
    page = watched_page(browser)
    page.goto(f"{house.desk}/help")
    seen.read(page, "help")
    links = page.locator("main a[href^='/help/']").evaluate_all("links => links.map(link => link.href)")
    for link in dict.fromkeys(links):
        page.goto(link)
        seen.read(page, "help")
    page.goto(f"{house.desk}/help?q=summary+alert")
    seen.read(page, "help")
    page.context.close()
    page = signed_in(browser, house, SUPERVISOR, "articles", "place")
    page.get_by_test_id("go-articles").click()
    page.wait_for_timeout(1_500)
    seen.read(page, "articles")
    for number in range(12):
        page.get_by_test_id("open-article").nth(number).click()
        expect(page.get_by_test_id("editor")).to_be_visible()
        page.wait_for_timeout(300)
        seen.read(page, "articles")
        page.get_by_test_id("back").click()
    page.context.close()
    page = signed_in(browser, house, SUPERVISOR, "agent", "inbox")
    page.keyboard.press("Control+k")
    page.keyboard.type("authority")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("matrix-version")).to_be_visible()
    page.wait_for_timeout(500)
    seen.read(page, "matrix")
    page.context.close()


def signed_in(browser: Browser, house: WebHouse, email: str, path: str, place: str) -> Page:
    """A colleague at one of the desk's pages, which shows that place."""
    page = watched_page(browser)
    page.goto(f"{house.desk}/{path}")
    page.get_by_test_id("sign-in-email").fill(email)
    page.get_by_test_id("sign-in-password").fill(house.agent_password)
    page.get_by_test_id("sign-in").click()
    expect(page.get_by_test_id(place)).to_be_visible()
    return page
