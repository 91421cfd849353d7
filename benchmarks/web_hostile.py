"""Hostile texts through every field that reaches a screen, and what Chromium then does.

People write them over the desk's own interface: as messages, as rewordings, to the bot, as their names, as file names,
as agents' words and notes, as names of goods. Then a customer and an agent look.
"""

from __future__ import annotations

import asyncio
import sqlite3
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, Frame, Page, expect

from benchmarks.hostile_texts import hostile_texts
from benchmarks.web_house import WebHouse, watched_page
from benchmarks.web_people import Colleague, Visitor, client, until

Figures = dict[str, float | int | str]
# Customers of the demo shop who can sign in on its page.
READER, ASKER = "C1003", "C1001"
_MAYA = "maya@warmhand.example"
_NAMES_AT_ONCE = 8


@dataclass
class Written:
    """Where everything was written, and how often."""

    strings: int = 0
    fields: list[str] = field(default_factory=list)
    conversations: list[str] = field(default_factory=list)


def write_everywhere(house: WebHouse) -> Written:
    """Put every text into every field. Raises RuntimeError when the desk refuses one."""
    _rename_goods(house, hostile_texts())
    return asyncio.run(_write(house, hostile_texts()))


def look(browser: Browser, house: WebHouse, written: Written) -> Figures:
    """Open all of it in the widget and in the console; count what ran and what the policy had to stop."""
    shown: set[str] = set()
    ran, stopped = 0, 0
    for page in (_as_customer(browser, house), _as_agent(browser, house, written)):
        dialogs: list[str] = []
        page.on("dialog", lambda dialog, seen=dialogs: (seen.append(dialog.message), dialog.dismiss()))
        page.wait_for_timeout(1_000)
        ran += sum(_ran(frame) for frame in page.frames) + len(dialogs)
        stopped += sum(_stopped(frame) for frame in page.frames)
        for frame in page.frames:
            words = " ".join(str(frame.evaluate("document.body ? document.body.textContent : ''")).split())
            shown |= {text for text in hostile_texts() if " ".join(text.split()) in words}
        page.context.close()
    return {
        "xss_strings": written.strings,
        "xss_fields": len(written.fields),
        "xss_shown": len(shown),
        "xss_executed": ran,
        "csp_reports": stopped,
    }


async def _write(house: WebHouse, texts: list[str]) -> Written:
    written = Written(strings=len(texts))
    maya = await Colleague.signs_in(house, _MAYA)
    async with client(house, _NAMES_AT_ONCE) as http:
        await _one_conversation(house, http, maya, texts, written)
        await _to_the_bot(house, http, texts, written)
        await _names(house, http, maya, texts, written)
    await maya.leaves()
    return written


async def _one_conversation(house: WebHouse, http: Any, maya: Colleague, texts: list[str], written: Written) -> None:
    """Customer and agent write to each other; files under such names; rewordings."""
    ana = await Visitor.arrives(http, house, READER, "Ana Petrova")
    await ana.asks_for_a_person()
    await maya.does(ana.conversation_id, "claim")
    for text in texts:
        await ana.says(text)
        await maya.says(ana.conversation_id, text)
        await ana.says("A file.", [await ana.attaches(f"{text.replace('/', '_')[:100]}.txt")])
        await ana.rewords(await ana.says("Wait."), text)
    written.conversations.append(ana.conversation_id)
    written.fields += ["customer's message", "agent's message", "file name", "reworded message"]


async def _to_the_bot(house: WebHouse, http: Any, texts: list[str], written: Written) -> None:
    """Everything is read by the bot and then shown to an agent, in the brief and beside each message."""
    tom = await Visitor.arrives(http, house, ASKER, texts[0])
    for text in [*texts, "where is my order 20417"]:
        _, before = await tom.sees()
        await tom.says(text)

        async def answered(seen: int = len(before)) -> bool:
            return len((await tom.sees())[1]) > seen + 1

        await until(answered)
        if (await tom.sees())[0] != "with_bot":
            await tom.returns_to_the_bot()
    await tom.asks_for_a_person()
    written.conversations.append(tom.conversation_id)
    written.fields += ["message to the bot", "brief", "name of goods"]


async def _names(house: WebHouse, http: Any, maya: Colleague, texts: list[str], written: Written) -> None:
    """Each text is somebody's name in the line, and the note with which they were passed on."""
    for number, text in enumerate(texts):
        visitor = await Visitor.arrives(http, house, f"X{number}", text)
        await visitor.asks_for_a_person()
        await visitor.says(text)
        await maya.does(visitor.conversation_id, "claim")
        await maya.does(visitor.conversation_id, "resolve", {"solved": False, "note": text})
    written.fields += ["customer's name", "last words in the inbox", "note on resolving"]


def _rename_goods(house: WebHouse, texts: list[str]) -> None:
    """What the shop sells is called such things, too: they come back in order cards."""
    with sqlite3.connect(house.house.var / "shop.db") as database:
        skus = [row[0] for row in database.execute("SELECT sku FROM products ORDER BY sku")]
        for number, sku in enumerate(skus):
            name = " ".join(texts[number :: len(skus)])
            database.execute("UPDATE products SET name = ? WHERE sku = ?", (name, sku))
            database.execute("UPDATE order_items SET name = ? WHERE sku = ?", (name, sku))


def _as_customer(browser: Browser, house: WebHouse) -> Page:
    page = watched_page(browser)
    page.goto(f"{house.shop}/sign-in")
    page.locator(f'[data-testid="sign-in-as"][data-customer="{READER}"]').click()
    page.wait_for_url("**/account*")
    page.get_by_test_id("launcher").click()
    widget = page.frame_locator("iframe[src*='/widget']")
    expect(widget.get_by_test_id("entry").last).to_be_visible(timeout=60_000)
    page.wait_for_timeout(2_000)
    return page


def _as_agent(browser: Browser, house: WebHouse, written: Written) -> Page:
    page = watched_page(browser)
    page.goto(f"{house.desk}/agent")
    page.get_by_test_id("sign-in-email").fill(_MAYA)
    page.get_by_test_id("sign-in-password").fill(house.agent_password)
    page.get_by_test_id("sign-in").click()
    expect(page.get_by_test_id("inbox")).to_be_visible()
    page.get_by_test_id("view-all").click()
    for conversation_id in written.conversations:
        page.goto(f"{house.desk}/agent#{conversation_id}")
    return page


def _ran(frame: Frame) -> int:
    return int(frame.evaluate("window.__ran ? 1 : 0"))


def _stopped(frame: Frame) -> int:
    return int(frame.evaluate("(window.__stopped || []).length"))
