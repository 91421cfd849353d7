"""One browser and one house for all journeys; without a Chromium they are reported as not run, never as passed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.journeys.browser import find_chromium
from tests.journeys.house import ROOT, House, open_house
from tests.journeys.tidying import Tidying

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


def training_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what the shipped bot learns from."""
    root = tmp_path_factory.mktemp("bot")
    shutil.copytree(ROOT / "data", root / "data")
    for name in ("domain.yml", "config.yml"):
        shutil.copy(ROOT / name, root)
    return root


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The whole house, as `make run` opens it; its studio changes a copy of the training data."""
    opened = open_house(
        tmp_path_factory.mktemp("house"),
        WARMHAND_DATA_ROOT=str(training_folder(tmp_path_factory)),
        # All people of all journeys sign in from one address, each in a new browser.
        WARMHAND_LIMIT_FACTOR="4",
    )
    yield opened
    opened.stop()


@pytest.fixture(scope="session")
def tidying(house: House) -> Tidying:
    """Keeps its sign-ins for the whole session."""
    return Tidying(house)


@pytest.fixture(autouse=True)
def tidied(request: pytest.FixtureRequest) -> Iterator[None]:
    """Journeys share one house: each leaves it without open windows and open conversations."""
    shared = {"house", "browser"} <= set(request.fixturenames)
    tidying: Tidying | None = request.getfixturevalue("tidying") if shared else None
    yield
    if tidying is not None:
        tidying.after(request.getfixturevalue("browser"))
