"""What the widget costs the page it is on: sizes, time until one can write, jumps, long tasks, memory."""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess
import time
from pathlib import Path

from playwright.sync_api import Browser, Frame, Page, expect

from benchmarks.web_house import BenchmarkError, WebHouse, slow_down, watched_page

Figures = dict[str, float | int | str]
SLOWER = 4.0
_PATIENCE_MS = 60_000


def sizes(root: Path) -> Figures:
    """Bytes the browser has to fetch, gzipped, as `npm run sizes` counts them."""
    node = shutil.which("node")
    if node is None:
        raise BenchmarkError("There is no Node.js to count the sizes with.")
    done = subprocess.run([node, "web/bin/sizes.mjs", "--json"], cwd=root, capture_output=True, text=True, check=False)
    if not done.stdout.startswith("{"):
        raise BenchmarkError(f"The sizes cannot be counted: {done.stderr.strip() or done.stdout.strip()}")
    counted = json.loads(done.stdout)
    return {
        "loader_gzip_bytes": counted["launcher"],
        "widget_gzip_bytes": counted["widget"],
        "console_gzip_bytes": counted["console"],
    }


def opening(browser: Browser, house: WebHouse, runs: int) -> Figures:
    """On the shop's page, with a processor four times slower and nothing in the browser's cache."""
    launcher, interactive, shift, long_on_page, long_in_widget = [], [], [], [], []
    for _ in range(runs):
        page = watched_page(browser)
        slow_down(page, SLOWER)
        began = time.perf_counter()
        page.goto(house.shop)
        page.get_by_test_id("launcher").wait_for()
        launcher.append((time.perf_counter() - began) * 1000)
        page.wait_for_load_state("networkidle")
        before = list(page.evaluate("__long"))
        pressed = time.perf_counter()
        page.get_by_test_id("launcher").click()
        composer = page.frame_locator("iframe[src*='/widget']").get_by_test_id("composer")
        composer.wait_for()
        expect(composer).to_be_enabled(timeout=_PATIENCE_MS)
        interactive.append((time.perf_counter() - pressed) * 1000)
        composer.fill("Hello")
        page.wait_for_timeout(500)
        shift.append(float(page.evaluate("__shift")))
        long_on_page.append(max([0.0, *page.evaluate("__long")[len(before) :]]))
        long_in_widget.append(max([0.0, *_widget_frame(page).evaluate("__long")]))
        page.context.close()
    return {
        "launcher_ms": round(statistics.median(launcher)),
        "widget_interactive_ms": round(statistics.median(interactive)),
        "host_layout_shift": round(max(shift), 4),
        "host_long_task_ms": round(statistics.median(long_on_page)),
        "widget_long_task_ms": round(statistics.median(long_in_widget)),
    }


def long_transcript(browser: Browser, house: WebHouse, shop_id: str, messages: int) -> Figures:
    """A conversation of so many messages, opened by its customer: how long until its end shows, and what it holds."""
    page = watched_page(browser)
    page.goto(f"{house.shop}/sign-in")
    page.locator(f'[data-testid="sign-in-as"][data-customer="{shop_id}"]').click()
    page.wait_for_url("**/account*")
    empty = _heap_mb(page)
    began = time.perf_counter()
    page.get_by_test_id("launcher").click()
    widget = page.frame_locator("iframe[src*='/widget']")
    expect(widget.get_by_test_id("entry").last).to_contain_text(f"message {messages}", timeout=_PATIENCE_MS)
    opened = (time.perf_counter() - began) * 1000
    heap = _heap_mb(page)
    nodes = int(_widget_frame(page).evaluate("document.querySelectorAll('*').length"))
    page.context.close()
    return {
        "transcript_messages": messages,
        "transcript_open_ms": round(opened),
        "transcript_heap_mb": round(heap - empty, 1),
        "transcript_elements": nodes,
    }


def _heap_mb(page: Page) -> float:
    """Script memory of the page's process, all its frames together, after collection."""
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    return float(session.send("Runtime.getHeapUsage")["usedSize"]) / 1e6


def _widget_frame(page: Page) -> Frame:
    return next(frame for frame in page.frames if "/widget" in frame.url)
