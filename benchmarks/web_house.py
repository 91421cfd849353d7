"""The whole house for `bin/bench web`, as `make run` opens it, and a Chromium to look at it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.journeys.browser import find_chromium
from tests.journeys.conftest import FLAGS
from tests.journeys.house import House, open_house

# Everything here is one person's work on one machine: the limits that protect a shop would only slow the filling.
SETTINGS = {"WARMHAND_LIMIT_FACTOR": "10000", "WARMHAND_ATTACHMENTS_PER_DAY": "5000"}
# Runs in every frame before anything else: what shifts, what takes long, what the policy stopped, what ran.
WATCHES = """
window.__shift = 0; window.__long = []; window.__stopped = [];
addEventListener('securitypolicyviolation', e => __stopped.push(`${e.violatedDirective} ${e.blockedURI}`));
for (const [type, heard] of [
  ['layout-shift', e => { if (!e.hadRecentInput) __shift += e.value; }],
  ['longtask', e => __long.push(e.duration)],
]) new PerformanceObserver(list => list.getEntries().forEach(heard)).observe({ type, buffered: true });
"""


class BenchmarkError(Exception):
    """The measurement cannot be made; the message is one sentence that says why."""


@dataclass(frozen=True)
class WebHouse:
    """A running house, as somebody outside it needs to know it."""

    house: House

    @property
    def desk(self) -> str:
        return self.house.url("desk")

    @property
    def shop(self) -> str:
        return self.house.url("shop")

    @property
    def agent_password(self) -> str:
        return self.house.agent_password

    @property
    def jwt_secret(self) -> str:
        """What the shop vouches with."""
        lines = (self.house.var / "secrets.env").read_text(encoding="utf-8").splitlines()
        return next(line.partition("=")[2] for line in lines if line.startswith("WARMHAND_SHOP_JWT_SECRET="))


@contextmanager
def open_web_house(folder: Path, **settings: str) -> Iterator[WebHouse]:
    """A house of its own in the folder, with further settings; gone afterwards."""
    house = open_house(folder, **SETTINGS, **settings)
    try:
        yield WebHouse(house)
    finally:
        house.stop()


@contextmanager
def open_browser() -> Iterator[Browser]:
    """A headless Chromium. Raises BenchmarkError when there is none."""
    found = find_chromium()
    if found.path is None:
        raise BenchmarkError(f"There is no Chromium: {found.reason}.")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(found.path), args=[*FLAGS, "--js-flags=--expose-gc"])
        try:
            yield chromium
        finally:
            chromium.close()


def watched_page(browser: Browser, context: BrowserContext | None = None) -> Page:
    """A page that keeps count of what `WATCHES` names, in every frame of it."""
    page = (context or browser.new_context(viewport={"width": 1280, "height": 800})).new_page()
    page.set_default_timeout(60_000)
    page.add_init_script(WATCHES)
    return page


def slow_down(page: Page, factor: float) -> None:
    """Let the page's processor be so many times slower."""
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": factor})
