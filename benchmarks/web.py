"""`bin/bench web --json OUT`: what the screens cost, and whether they hold: the widget on the shop's page, the console
with ten thousand conversations, and hostile texts in every field, in a real Chromium against the whole house.

Exit code 3 when a budget is exceeded. See docs/benchmarks.md for every key.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
import sys
import tempfile
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser

from benchmarks import web_axe, web_console, web_filling, web_hostile, web_widget
from benchmarks.web_hostile_letters import Letterbox, letterbox
from benchmarks.web_house import BenchmarkError, WebHouse, open_browser, open_web_house
from benchmarks.web_people import Colleague, Visitor, client

ROOT = Path(__file__).resolve().parent.parent
Figures = dict[str, float | int | str]
OVER_BUDGET = 3
# A customer of the demo shop whose conversation grows long.
TALKER = "C1002"
# The most each may be. Times are generous: a busy machine must not fail a build, a page that hangs must.
BUDGETS: Mapping[str, float] = {
    "loader_gzip_bytes": 5_000,
    "widget_gzip_bytes": 40_000,
    "host_layout_shift": 0,
    "host_long_task_ms": 200,
    "widget_interactive_ms": 3_000,
    "transcript_heap_mb": 40,
    "inbox_open_ms": 3_000,
    "inbox_items_in_page": 200,
    "scroll_frame_ms_p95": 100,
    "inbox_narrowed_ms": 1_000,
    "search_ms_p95": 1_000,
    "axe_violations": 0,
    "xss_executed": 0,
    "csp_reports": 0,
}


def main(arguments: list[str]) -> int:
    """Measure, write and print one flat JSON object; 1 with a sentence when that is impossible."""
    asked = _parser().parse_args(arguments)
    try:
        figures = _measure(asked)
    except BenchmarkError as error:
        print(error, file=sys.stderr)
        return 1
    text = json.dumps(figures, indent=2)
    if asked.json:
        asked.json.write_text(text + "\n", encoding="utf-8")
    print(text)
    over = over_budget(figures)
    for line in over:
        print(line, file=sys.stderr)
    return OVER_BUDGET if over else 0


def over_budget(figures: Mapping[str, float | int | str]) -> list[str]:
    """A sentence for each figure beyond its budget, or missing where a text should have been shown."""
    over = [
        f"{key} is {figures[key]}, of {most:g} at most."
        for key, most in BUDGETS.items()
        if key in figures and float(figures[key]) > most
    ]
    if "xss_strings" in figures and figures["xss_shown"] != figures["xss_strings"]:
        over.append(f"Of {figures['xss_strings']} hostile texts {figures['xss_shown']} were shown as text.")
    return over


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bin/bench web", description="What the screens cost, and whether they hold.")
    parser.add_argument("--json", type=Path, metavar="OUT", help="where to write the figures")
    parser.add_argument("--conversations", type=int, default=10_000, help="in the console (default 10000)")
    parser.add_argument("--messages", type=int, default=1_000, help="in the long transcript (default 1000)")
    parser.add_argument("--runs", type=int, default=5, help="of each opening; medians count (default 5)")
    parser.add_argument("--only", choices=("widget", "console", "hostile", "axe"), help="one part of it")
    return parser


def _measure(asked: argparse.Namespace) -> Figures:
    parts: dict[str, Callable[[Browser, WebHouse, Letterbox], Figures]] = {
        "widget": lambda browser, house, _box: _widget(browser, house, asked),
        "console": lambda browser, house, _box: _console(browser, house, asked),
        "hostile": _hostile,
        "axe": lambda browser, house, _box: web_axe.states(browser, house),
    }
    figures: Figures = {
        "measured_at": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores",
    }
    for name, part in parts.items():
        if asked.only in (None, name):
            with (
                letterbox() as box,
                tempfile.TemporaryDirectory() as folder,
                open_web_house(Path(folder), **box.settings) as house,
                open_browser() as browser,
            ):
                figures |= part(browser, house, box)
    return {**figures, "load_average": round(os.getloadavg()[0], 1)}


def _widget(browser: Browser, house: WebHouse, asked: argparse.Namespace) -> Figures:
    _aside(lambda: asyncio.run(_talk_long(house, asked.messages)))
    return {
        **web_widget.sizes(ROOT),
        **web_widget.opening(browser, house, asked.runs),
        **web_widget.long_transcript(browser, house, TALKER, asked.messages),
    }


def _console(browser: Browser, house: WebHouse, asked: argparse.Namespace) -> Figures:
    _aside(lambda: web_filling.fill(house, asked.conversations))
    return {"conversations": asked.conversations, **web_console.in_use(browser, house, asked.runs)}


def _hostile(browser: Browser, house: WebHouse, box: Letterbox) -> Figures:
    written = _aside(lambda: web_hostile.write_everywhere(house, box))
    return web_hostile.look(browser, house, written, box)


async def _talk_long(house: WebHouse, messages: int) -> None:
    """A customer and an agent, in turns."""
    maya = await Colleague.signs_in(house, "maya@warmhand.example")
    async with client(house, 1) as http:
        visitor = await Visitor.arrives(http, house, TALKER, "Tom Becker")
        await visitor.asks_for_a_person()
        await maya.does(visitor.conversation_id, "claim")
        for number in range(1, messages + 1):
            text = f"This is message {number} of a long talk about lamps, shirts and when they come."
            await (visitor.says(text) if number % 2 else maya.says(visitor.conversation_id, text))
    await maya.leaves()


def _aside(work: Callable[[], Any]) -> Any:
    """In another thread: the browser's driver has this one's event loop."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(work).result()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
