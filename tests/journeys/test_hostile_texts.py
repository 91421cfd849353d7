"""The hostile texts of `bin/bench web` have teeth: a page that takes them for markup, an address or code is caught."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Error, Page

from benchmarks.hostile_texts import hostile_texts
from benchmarks.web import BUDGETS, over_budget
from benchmarks.web_hostile import Seen
from benchmarks.web_house import watched_page

pytestmark = pytest.mark.timeout(240)
FEWEST = 200


@pytest.fixture
def page(browser: Browser) -> Page:
    """An empty page that keeps count."""
    return watched_page(browser)


def test_there_are_enough_and_each_once() -> None:
    """More than two hundred, none twice."""
    texts = hostile_texts()
    assert len(texts) >= FEWEST
    assert len(set(texts)) == len(texts)


def test_a_page_that_takes_texts_for_markup_is_caught(page: Page) -> None:
    """Many of them run there, so a screen on which none runs has not taken one for markup."""
    caught = sum(_runs(page, "document.body.innerHTML = {}", text) for text in hostile_texts())
    assert caught > FEWEST / 4


def test_a_page_that_takes_texts_for_addresses_is_caught(page: Page) -> None:
    """A link to one of those that begin with a script runs it."""
    script = "const link = document.createElement('a'); link.href = {}; document.body.append(link); link.click()"
    caught = sum(
        _runs(page, script, text) for text in hostile_texts() if text.strip().lower().startswith("javascript:")
    )
    assert caught >= 3


def test_a_policy_that_has_to_stop_something_is_told(page: Page) -> None:
    """What only the page's policy stops is counted, for it should never have come so far."""
    page.route(
        "**/*", lambda route: route.fulfill(body="<p>", headers={"Content-Security-Policy": "script-src 'none'"})
    )
    page.goto("http://127.0.0.1:9/")
    page.evaluate("document.body.innerHTML = '<img src=x onerror=window.__ran=1>'")
    page.wait_for_timeout(300)
    seen = Seen()
    seen.read(page, "widget")
    assert (seen.ran, seen.stopped > 0) == (0, True)


def test_every_budget_is_looked_at() -> None:
    """A figure at its budget is fine, one beyond it is named."""
    assert over_budget(dict(BUDGETS)) == []
    for key, most in BUDGETS.items():
        assert len(over_budget({key: most + 1})) == 1
    assert len(over_budget({"xss_strings": 215, "xss_shown": 214})) == 1


def _runs(page: Page, script: str, text: str) -> bool:
    """Whether the text ran, or took the page away altogether."""
    page.goto("about:blank")
    try:
        page.evaluate(f"text => {{ {script.format('text')} }}", text)
        page.wait_for_timeout(15)
        return any(frame.evaluate("window.__ran ? 1 : 0") for frame in page.frames)
    except Error as error:
        if "navigation" not in error.message:
            raise
        return True
