"""Hostile texts through every field that reaches a screen, and what Chromium then does.

People write them over the desk's own interface: as messages, as rewordings, to the bot, as their names, as file names,
as agents' words and notes, as names of goods; what agents do among themselves is in `web_hostile_team.py`, articles and
gifts in `web_hostile_services.py`, promises, feedback and colleagues in `web_hostile_care.py`, the words of troubles in
`web_hostile_trouble.py`. Then a customer, an agent, a supervisor, an admin and a reader of the help look. What leaves
the house by letter and as files is in `web_hostile_letters.py`.
"""

from __future__ import annotations

import asyncio
import sqlite3
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, Page, expect

from benchmarks.hostile_texts import hostile_texts
from benchmarks.web_hostile_care import Voice, look_at_care, write_about_care
from benchmarks.web_hostile_letters import (
    Letterbox,
    all_arrived,
    answers_by_letter,
    look_at_files,
    look_at_letters,
)
from benchmarks.web_hostile_services import look_at_services, write_about_service
from benchmarks.web_hostile_team import write_among_the_team
from benchmarks.web_hostile_trouble import FIELDS as TROUBLE_FIELDS
from benchmarks.web_hostile_trouble import look_at_troubles
from benchmarks.web_house import WebHouse, watched_page
from benchmarks.web_people import Colleague, Visitor, client, until

Figures = dict[str, float | int | str]
# Customers of the demo shop who can sign in on its page.
READER, ASKER = "C1003", "C1001"
READERS_ORDER = "20417"
_MAYA = "maya@warmhand.example"
_NAMES_AT_ONCE = 8
PLACES = ("widget", "console", "letters", "transcript", "export", "help", "banner", "trouble", "troubles")


@dataclass
class Written:
    """Where everything was written, and how often."""

    strings: int = 0
    fields: list[str] = field(default_factory=list)
    conversations: list[str] = field(default_factory=list)
    letters: int = 0


def write_everywhere(house: WebHouse, box: Letterbox) -> Written:
    """Put every text into every field. Raises RuntimeError when the desk refuses one."""
    _rename_goods(house, hostile_texts())
    return asyncio.run(_write(house, hostile_texts(), box))


def look(browser: Browser, house: WebHouse, written: Written, box: Letterbox) -> Figures:
    """Open all of it wherever people read it; count what ran and what the policy had to stop."""
    seen = Seen()
    page = _as_customer(browser, house)
    seen.read(page, "widget")
    look_at_files(browser, house, page, READER, seen)
    page.context.close()
    letters = look_at_letters(browser, box, seen)
    _look_in_the_console(browser, house, written, seen)
    look_at_services(browser, house, seen)
    look_at_care(browser, house, seen)
    look_at_troubles(browser, house, hostile_texts(), seen)
    whole = set(hostile_texts())
    for place in PLACES:
        if missing := whole - seen.shown[place]:
            print(
                f"Of {len(whole)} texts {len(missing)} were not shown in {place}: {sorted(missing)[:3]}",
                file=sys.stderr,
            )
    return {
        "xss_strings": written.strings,
        "xss_fields": len(written.fields) + len(TROUBLE_FIELDS),
        "xss_letters": letters,
        "xss_shown": min(len(seen.shown[place] & whole) for place in PLACES),
        "xss_executed": seen.ran,
        "csp_reports": seen.stopped,
    }


def _look_in_the_console(browser: Browser, house: WebHouse, written: Written, seen: Seen) -> None:
    page = _as_agent(browser, house)
    seen.read(page, "inbox")
    page.keyboard.press("y")
    expect(page.get_by_test_id("canned-dialog")).to_be_visible()
    page.wait_for_timeout(1_000)
    seen.read(page, "console")
    page.keyboard.press("Escape")
    for conversation_id in written.conversations:
        # The console looks at the fragment when it starts.
        page.goto(f"{house.desk}/agent#{conversation_id}")
        page.reload()
        expect(page.get_by_test_id("transcript").get_by_test_id("entry").last).to_be_visible()
        page.wait_for_timeout(1_500)
        seen.read(page, "console")
    page.context.close()


@dataclass
class Seen:
    """What happened in the pages looked at so far."""

    ran: int = 0
    stopped: int = 0
    shown: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def read(self, page: Page, place: str) -> None:
        """Count in every frame of the page, and note which texts stand there as text."""
        for frame in page.frames:
            self.ran += int(frame.evaluate("window.__ran ? 1 : 0"))
            self.stopped += int(frame.evaluate("(window.__stopped || []).length"))
            # As it is laid out where lines are broken by elements, as it stands there everywhere else.
            read = "innerText" if place == "letters" else "textContent"
            self.note(str(frame.evaluate(f"document.body ? document.body.{read} : ''")), place)

    def note(self, words: str, place: str) -> None:
        """Which texts stand in these words."""
        plain = _plain(words)
        self.shown[place] |= {text for text in hostile_texts() if _plain(text) in plain}


def _plain(text: str) -> str:
    return " ".join(text.split())


async def _write(house: WebHouse, texts: list[str], box: Letterbox) -> Written:
    written = Written(strings=len(texts))
    maya = await Colleague.signs_in(house, _MAYA)
    async with client(house, _NAMES_AT_ONCE) as http:
        written.conversations.append(await answers_by_letter(house, http, maya, texts))
        held = await _one_conversation(house, http, maya, texts, written)
        await _to_the_bot(house, http, texts, written)
        voices = await _names(house, http, maya, texts, written)
        written.fields += await write_about_service(house, maya, texts, held, READERS_ORDER)
        written.fields += await write_about_care(house, maya, texts, held, voices)
        conversations, fields = await write_among_the_team(house, http, maya, texts)
    written.conversations += conversations
    written.fields += [*fields, "letter with answers", "letter with a copy", "transcript as a file", "export"]
    # A copy to each whose name is such a text and to the one who heard all of them, and the letter with the answers.
    await all_arrived(box, written.letters + 1)
    await maya.leaves()
    return written


async def _one_conversation(house: WebHouse, http: Any, maya: Colleague, texts: list[str], written: Written) -> str:
    """Customer and agent write to each other; files under such names; rewordings. Returns the conversation."""
    ana = await Visitor.arrives(http, house, READER, "Ana Petrova")
    await ana.asks_for_a_person()
    await maya.does(ana.conversation_id, "claim")
    for text in texts:
        await ana.says(text)
        await maya.says(ana.conversation_id, text)
        await ana.says("A file.", [await ana.attaches(f"{text.replace('/', '_')[:100]}.txt")])
        await ana.rewords(await ana.says("Wait."), text)
    await ana.wants_a_copy()
    written.letters += 1
    written.conversations.append(ana.conversation_id)
    written.fields += ["customer's message", "agent's message", "file name", "reworded message"]
    return ana.conversation_id


async def _to_the_bot(house: WebHouse, http: Any, texts: list[str], written: Written) -> None:
    """Everything is read by the bot and then shown to an agent, in the brief and beside each message."""
    tom = await Visitor.arrives(http, house, ASKER, texts[0])
    heard = 0
    for text in [*texts, "where is my order 20417"]:
        await tom.says(text)

        async def answered(after: int = heard + 1) -> bool:
            return bool((await tom.hears(after))[1])

        await until(answered)
        state, entries = await tom.hears(heard)
        heard = entries[-1]["seq"]
        if state != "with_bot":
            await tom.returns_to_the_bot()
            heard = (await tom.hears(heard))[1][-1]["seq"]
    await tom.asks_for_a_person()
    written.conversations.append(tom.conversation_id)
    written.fields += ["message to the bot", "brief", "name of goods"]


async def _names(house: WebHouse, http: Any, maya: Colleague, texts: list[str], written: Written) -> list[Voice]:
    """Each text is somebody's name in the line, the note on resolving, and what they say of it. Returns the ratings."""
    voices = []
    for number, text in enumerate(texts):
        visitor = await Visitor.arrives(http, house, f"X{number}", text)
        await visitor.asks_for_a_person()
        await visitor.says(text)
        await maya.does(visitor.conversation_id, "claim")
        await maya.does(visitor.conversation_id, "resolve", {"solved": False, "note": text})
        voices.append((visitor.conversation_id, await visitor.rates(1, text)))
        await visitor.wants_a_copy()
        written.letters += 1
    written.fields += ["customer's name", "last words in the inbox", "note on resolving", "comment of a rating"]
    return voices


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


def _as_agent(browser: Browser, house: WebHouse) -> Page:
    page = watched_page(browser)
    page.goto(f"{house.desk}/agent")
    page.get_by_test_id("sign-in-email").fill(_MAYA)
    page.get_by_test_id("sign-in-password").fill(house.agent_password)
    page.get_by_test_id("sign-in").click()
    expect(page.get_by_test_id("inbox")).to_be_visible()
    page.get_by_test_id("view-all").click()
    return page
