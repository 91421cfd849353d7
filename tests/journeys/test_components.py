"""Every component of both screens in every state, on pages of their own: accessible, within the width, no error."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.axe import violations
from tests.journeys.house import House

pytestmark = pytest.mark.timeout(400)

# Several states of one thing on one page carry one name; on a screen there is one of them.
ONE_PAGE_ONLY = "landmark-unique"


@pytest.mark.parametrize(
    ("side", "specimens"),
    [("console", 105), ("studio", 45), ("widget", 40), ("articles", 13), ("insights", 13), ("culture", 12)],
)
@pytest.mark.parametrize("width", [320, 1280])
def test_every_state_of_every_component(browser: Browser, house: House, side: str, specimens: int, width: int) -> None:
    """axe finds nothing in light, dark and right to left; nothing is wider than the page; the policy stops nothing."""
    # Colours that are still on their way to another look would be judged half-way.
    context = browser.new_context(viewport={"width": width, "height": 800}, reduced_motion="reduce")
    page = context.new_page()
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("console", lambda line: said.append(line.text) if line.type == "error" else None)
    page.goto(f"{house.url('desk')}/components/{side}")
    expect(page.get_by_test_id("specimen").last).to_be_visible()
    assert page.get_by_test_id("specimen").count() >= specimens
    for look in ("scheme-light", "scheme-dark", "rtl"):
        page.get_by_test_id(look).click()
        found = [each for each in violations(page) if not each.startswith(ONE_PAGE_ONLY)]
        assert not found, (look, found)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, look
    # The forms ask for colleagues, labels and intents, and nobody is signed in.
    assert [line for line in said if "401" not in line] == []
    context.close()
