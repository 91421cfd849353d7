"""The console in a large house: ten thousand conversations, and how long an agent waits for them."""

from __future__ import annotations

import statistics
import time
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, expect

from benchmarks.web_filling import NEEDLES, RARE, RARE_LANGUAGE, WORDS
from benchmarks.web_house import WebHouse, watched_page

Figures = dict[str, float | int | str]
_SCROLLS, _SCROLL_PIXELS = 60, 900


def in_use(browser: Browser, house: WebHouse, runs: int) -> Figures:
    """Opening the inbox, scrolling through all conversations, searching all transcripts."""
    context = _signed_in(browser, house)
    opened = [_open_ms(browser, context, house) for _ in range(runs)]
    page = watched_page(browser, context)
    page.goto(f"{house.desk}/agent")
    page.get_by_test_id("view-all").click()
    expect(page.get_by_test_id("inbox-item").first).to_be_visible()
    frames = _scroll(page)
    drawn = page.get_by_test_id("inbox-item").count()
    narrowed = [_narrow_ms(page) for _ in range(runs)]
    searched = [_search_ms(page, word) for word in (*NEEDLES, *WORDS[:16])]
    figures: Figures = {
        "inbox_open_ms": round(statistics.median(opened)),
        "inbox_items_in_page": drawn,
        "scroll_frame_ms_p95": round(_p95(frames), 1),
        "scroll_longest_frame_ms": round(max(frames), 1),
        "inbox_narrowed_ms": round(statistics.median(narrowed)),
        "search_ms_p50": round(statistics.median(searched)),
        "search_ms_p95": round(_p95(searched)),
    }
    context.close()
    return figures


def _signed_in(browser: Browser, house: WebHouse) -> BrowserContext:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.goto(f"{house.desk}/agent")
    page.get_by_test_id("sign-in-email").fill("maya@warmhand.example")
    page.get_by_test_id("sign-in-password").fill(house.agent_password)
    page.get_by_test_id("sign-in").click()
    expect(page.get_by_test_id("inbox")).to_be_visible()
    page.close()
    return context


def _open_ms(browser: Browser, context: BrowserContext, house: WebHouse) -> float:
    """From the address to the first conversation that can be pressed."""
    page = watched_page(browser, context)
    began = time.perf_counter()
    page.goto(f"{house.desk}/agent", wait_until="commit")
    page.get_by_test_id("inbox-item").first.wait_for()
    taken = (time.perf_counter() - began) * 1000
    page.close()
    return taken


def _scroll(page: Page) -> list[float]:
    """Milliseconds between the frames the browser drew while the wheel turned."""
    box = page.get_by_test_id("inbox-item").first.bounding_box()
    assert box is not None, "the first conversation is on the screen"
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.evaluate(
        "() => { window.__frames = []; let last = performance.now();"
        " const tick = now => { __frames.push(now - last); last = now; requestAnimationFrame(tick); };"
        " requestAnimationFrame(tick); }"
    )
    for _ in range(_SCROLLS):
        page.mouse.wheel(0, _SCROLL_PIXELS)
        page.wait_for_timeout(50)
    return list(page.evaluate("__frames.slice(2)"))


def _narrow_ms(page: Page) -> float:
    """From the choice of a language that few write in to those few, from among all; then all are shown again."""
    items, fields = page.get_by_test_id("inbox-item"), page.locator("#filter-fields")
    if not fields.is_visible():
        page.get_by_test_id("filter-open").click()
    began = time.perf_counter()
    page.get_by_test_id("filter-language").select_option(RARE_LANGUAGE)
    expect(items).to_have_count(RARE)
    taken = (time.perf_counter() - began) * 1000
    page.get_by_test_id("filter-language").select_option("")
    expect(page.get_by_test_id("narrowed-by")).to_have_count(0)
    expect(items.nth(RARE)).to_be_attached()
    return taken


def _search_ms(page: Page, word: str) -> float:
    """From the last letter of a word to the first place found with that word in it."""
    box = page.get_by_test_id("search")
    box.fill("")
    began = time.perf_counter()
    box.fill(word)
    found = page.get_by_test_id("search-result").filter(has_text=word).first
    found.wait_for()
    return (time.perf_counter() - began) * 1000


def _p95(values: list[Any]) -> float:
    return float(sorted(values)[min(len(values) - 1, round(0.95 * len(values)))])
