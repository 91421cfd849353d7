"""One browser and one house for all journeys; without a Chromium they are reported as not run, never as passed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.journeys.browser import find_chromium
from tests.journeys.house import House, open_house

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium."""
    found = find_chromium()
    if found.path is None:
        pytest.skip(f"NOT RUN: {found.reason}")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(found.path), args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The whole house, as `make run` opens it."""
    opened = open_house(tmp_path_factory.mktemp("house"))
    yield opened
    opened.stop()
