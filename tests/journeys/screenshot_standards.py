"""Pictures of what keeps service good over time: the standard, culture and practice, and the long relationship."""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from tests.journeys.house import House, eventually
from tests.journeys.people import Agent, registered
from tests.journeys.screenshot_rooms import SMALL, WIDE, Both, in_both_sizes
from tests.journeys.test_culture import culture as culture_page
from tests.journeys.test_feedback import resolves
from tests.journeys.test_quality import asked, says
from tests.journeys.test_relationship import about_me, ends
from tests.journeys.test_working_day import waiting

MAYA, SUPERVISOR = "maya@warmhand.example", "olu@warmhand.example"


def quality(browser: Browser, house: House, both: Both) -> None:
    """One's own verdicts; the team's figures, the standard and the mystery shopper of a supervisor."""
    kim = waiting(browser, house, "my vase arrived broken", registered(house, "Kim Sanders"))
    maya = Agent.signs_in(browser, house, MAYA)
    maya.opens_waiting("Kim Sanders")
    maya.claims()
    maya.says("Hello Kim, I am sorry that it broke. A new one will be with you on Friday.")
    resolves(maya.page)
    maya.page.keyboard.press("Escape")
    eventually(lambda: asked(house, "SELECT count(*) FROM quality_checks WHERE agent_id = 'a_maya'"), "the check")
    maya.page.keyboard.press("9")
    expect(maya.page.get_by_test_id("quality-handling").first).to_be_visible()
    in_both_sizes(maya.page, "console-quality", both)
    olu = Agent.signs_in(browser, house, SUPERVISOR).page
    olu.keyboard.press("9")
    for place in ("figures", "standard", "shopper"):
        olu.get_by_test_id(f"quality-{place}").click()
        olu.wait_for_timeout(1_000)
        if place == "shopper":
            olu.get_by_test_id("script-new").click()
            olu.get_by_test_id("script-name").fill("Polite and curious")
            says(olu, 1, "Hello", "hello\nhi")
            says(olu, 2, "Where is my parcel?", "order number")
        both(olu, f"console-quality-{place}", WIDE)
    for each in (kim.page, maya.page, olu):
        each.context.close()


def culture(browser: Browser, house: House, both: Both) -> None:
    """Praise on the wall, signals of care, and an exercise with one's answer beside the colleague's."""
    person = waiting(browser, house, "My green chair arrived broken", registered(house, "Pia Sommer"))
    maya = Agent.signs_in(browser, house, MAYA)
    maya.opens_waiting("Pia Sommer")
    maya.claims()
    maya.says("Hello Pia, I am sorry about the chair. I will send you a new one today.")
    resolves(maya.page)
    page = culture_page(browser, house, SUPERVISOR, "practice")
    exercise = page.get_by_test_id("exercise").filter(has_text="green chair").first
    expect(exercise).to_be_visible()
    in_both_sizes(page, "culture-practice", both)
    exercise.get_by_test_id("practise").click()
    page.get_by_test_id("composer").fill("You should have packed it better.")
    page.get_by_test_id("composer").press("Enter")
    expect(page.get_by_test_id("compared").first).to_be_visible()
    in_both_sizes(page, "culture-compared", both)
    page.get_by_test_id("go-care").click()
    expect(page.get_by_test_id("loading")).to_have_count(0)
    both(page, "culture-care", WIDE)
    person.says("You were absolutely wonderful, thank you!")
    page.get_by_test_id("go-wall").click()

    def there() -> bool:
        page.reload()
        expect(page.get_by_test_id("loading")).to_have_count(0)
        return page.get_by_test_id("praise").filter(has_text="absolutely wonderful").count() == 1

    eventually(there, "the praise hangs on the wall", 40)
    in_both_sizes(page, "culture-wall", both)
    for each in (person.page, maya.page, page):
        each.context.close()


def relationship(browser: Browser, house: House, both: Both) -> None:
    """What is remembered, beside the conversation and on the customer's own page; segments and thanks."""
    mei = waiting(browser, house, "My lamp arrived broken", signed_in_as="C1006")
    maya = Agent.signs_in(browser, house, MAYA)
    maya.opens_waiting("Mei")
    maya.claims()
    profile = maya.page.get_by_test_id("profile")
    profile.get_by_test_id("remember").click()
    profile.get_by_test_id("remember-value").fill("Captain")
    profile.get_by_test_id("remember-send").click()
    expect(profile.get_by_test_id("preferences")).to_contain_text("Captain")
    both(maya.page, "console-profile", WIDE)
    maya.hands_back()
    ends(mei)
    own = about_me(mei)
    expect(own.get_by_test_id("kept-called")).to_be_visible()
    both(own, "about-me", {"width": 1280, "height": 800})
    both(own, "about-me-phone", SMALL)
    olu = Agent.signs_in(browser, house, SUPERVISOR).page
    olu.keyboard.press("Control+k")
    olu.get_by_test_id("command-field").fill("segments")
    olu.get_by_test_id("command").first.click()
    expect(olu.get_by_test_id("segment-name").first).to_be_visible()
    in_both_sizes(olu, "console-segments", both)
    for each in (mei.page, maya.page, own, olu):
        each.context.close()
