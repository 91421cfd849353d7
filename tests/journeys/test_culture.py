"""Culture in a browser: praise finds its way to the wall, care speaks to whom it concerns, practice touches nobody."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.axe import violations
from tests.journeys.house import House, eventually
from tests.journeys.people import PATIENCE_MS, Agent, Customer, hired, registered
from tests.journeys.test_working_day import waiting

pytestmark = pytest.mark.timeout(400)


def culture(browser: Browser, house: House, email: str, place: str = "wall", **screen: Any) -> Page:
    """The page, signed in."""
    looks: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}, "reduced_motion": "reduce"} | screen
    page = browser.new_context(**looks).new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.goto(f"{house.url('desk')}/culture#{place}")
    page.get_by_test_id("sign-in-email").fill(email)
    page.get_by_test_id("sign-in-password").fill(house.agent_password)
    page.get_by_test_id("sign-in").click()
    expect(page.get_by_test_id("place")).to_have_attribute("data-screen", place)
    return page


def resolved(agent: Agent) -> None:
    agent.page.get_by_test_id("resolve").click()
    agent.page.get_by_test_id("resolve-form").locator("select").first.select_option("damaged_item")
    agent.page.get_by_test_id("resolve-confirm").click()
    expect(agent.page.get_by_test_id("resolve-form")).to_have_count(0)


def helped(browser: Browser, house: House, email: str, asks: str, answers: str, name: str) -> Customer:
    """Somebody new to the shop asks, is answered by that colleague, and it is solved."""
    person = waiting(browser, house, asks, registered(house, name))
    agent = Agent.signs_in(browser, house, email)
    agent.opens_waiting(name)
    agent.claims()
    agent.says(answers)
    resolved(agent)
    return person


def test_praise_comes_to_the_wall_and_may_be_taken_down(browser: Browser, house: House) -> None:
    """Said in the chat, without a number in it; credited by name; down means down for everybody else."""
    praised, boss = hired(house, "Quinta", "agent"), hired(house, "Wolfram", "supervisor")
    ana = helped(
        browser, house, praised, "My lamp arrived broken", "I am sorry. A new one leaves today.", "Pia Dankbar"
    )
    ana.says("You were absolutely wonderful! My number is 0170 1234567.")
    ana.says("thanks for nothing, said my neighbour")
    page = culture(browser, house, praised)

    def there() -> bool:
        page.reload()
        expect(page.get_by_test_id("loading")).to_have_count(0)
        return page.get_by_test_id("praise").filter(has_text="absolutely wonderful").count() == 1

    eventually(there, "the praise hangs on the wall", 40)
    card = page.get_by_test_id("praise").filter(has_text="absolutely wonderful")
    expect(card).to_contain_text("Quinta")
    expect(card).to_contain_text("Yours")
    expect(page.get_by_test_id("place")).not_to_contain_text("0170")
    expect(page.get_by_test_id("place")).not_to_contain_text("neighbour")
    assert violations(page) == []
    card.get_by_test_id("hide-praise").click()
    expect(card).to_have_attribute("data-hidden", "true")
    others = culture(browser, house, boss)
    expect(others.get_by_test_id("loading")).to_have_count(0)
    expect(others.get_by_test_id("praise").filter(has_text="absolutely wonderful")).to_have_count(0)
    card.get_by_test_id("show-praise").click()
    expect(card).to_have_attribute("data-hidden", "false")
    others.reload()
    expect(others.get_by_test_id("praise").filter(has_text="absolutely wonderful")).to_be_visible()


def test_care_is_told_to_whom_it_concerns(browser: Browser, house: House) -> None:
    """Insulted twice in a row: the console says so kindly, the supervisor sees the same words, a colleague nothing."""
    hurt, boss, other = (
        hired(house, "Wilma", "agent"),
        hired(house, "Walter", "supervisor"),
        hired(house, "Wim", "agent"),
    )
    agent: Agent | None = None
    for name in ("Rolf Grob", "Rita Grob"):
        person = waiting(browser, house, "My lamp arrived broken", registered(house, name))
        agent = agent or Agent.signs_in(browser, house, hurt)
        agent.opens_waiting(name)
        agent.claims()
        person.says("you are an idiot")
        agent.sees("idiot")
    assert agent is not None
    agent.page.reload()
    notice = agent.page.get_by_test_id("care-notice")
    expect(notice).to_contain_text("That is not yours to bear")
    assert violations(agent.page) == []
    notice.get_by_test_id("care-break").click()
    expect(notice).to_have_count(0)
    expect(agent.page.get_by_test_id("status")).to_have_value("away")
    agent.page.get_by_test_id("status").select_option("available")
    page = culture(browser, house, hurt, "care")
    signal = page.get_by_test_id("own-care").get_by_test_id("signal")
    expect(signal.first).to_contain_text("you were insulted")
    expect(page.get_by_test_id("team-care")).to_have_count(0)
    assert violations(page) == []
    led = culture(browser, house, boss, "care")
    expect(led.get_by_test_id("care-of").filter(has_text="Wilma")).to_contain_text("you were insulted")
    assert violations(led) == []
    nothing = culture(browser, house, other, "care")
    expect(nothing.get_by_test_id("own-care")).to_contain_text("Nothing weighs on you")
    expect(nothing.get_by_test_id("place")).not_to_contain_text("Wilma")
    resolved(agent)
    agent.page.get_by_test_id("view-mine").click()
    agent.page.get_by_test_id("inbox-item").first.click()
    resolved(agent)


def test_a_newcomer_practises_without_a_customer(browser: Browser, house: House) -> None:
    """From the console by name; one's own answer beside the colleague's, with verdicts; the customer gets nothing."""
    newcomer = hired(house, "Wendel", "agent")
    ana = helped(
        browser, house, "maya@warmhand.example", "My green chair arrived broken",
        "Hello, I am sorry about the chair. I will send you a new one today.", "Urs Stuhl",
    )  # fmt: skip
    before = ana.transcript()
    desk = Agent.signs_in(browser, house, newcomer)
    desk.page.keyboard.press("Control+k")
    desk.page.keyboard.type("Practice room")
    with desk.page.context.expect_page() as opened:
        desk.page.keyboard.press("Enter")
    page = opened.value
    page.set_default_timeout(PATIENCE_MS)
    expect(page.get_by_test_id("place")).to_have_attribute("data-screen", "practice")
    page.get_by_test_id("exercise").filter(has_text="green chair").get_by_test_id("practise").click()
    transcript = page.get_by_test_id("transcript")
    expect(transcript).to_contain_text("My green chair arrived broken")
    expect(transcript).not_to_contain_text("I will send you a new one")
    assert violations(page) == []
    page.get_by_test_id("composer").fill("You should have packed it better.")
    page.get_by_test_id("composer").press("Enter")
    compared = page.get_by_test_id("compared")
    expect(compared.get_by_test_id("theirs")).to_contain_text("I will send you a new one today")
    for side, met in (("yours", "false"), ("theirs", "true")):
        for rule in ("greeting", "acknowledgement", "next_step", "no_blame"):
            told = compared.get_by_test_id(side).locator(f"[data-rule='{rule}']")
            expect(told).to_have_attribute("data-met", met)
    expect(transcript).to_contain_text("You should have packed it better.")
    expect(transcript.get_by_test_id("edit-message")).to_have_count(0)
    assert violations(page) == []
    page.get_by_test_id("practice-done").click()
    expect(page.get_by_test_id("exercise").filter(has_text="green chair")).to_contain_text("done")
    assert ana.transcript() == before


def test_the_wall_opens_with_its_key(browser: Browser, house: House) -> None:
    """`0` at the desk; 3 and 1 go between the places; a designer has the wall only."""
    desk = Agent.signs_in(browser, house, hired(house, "Wenke", "agent"))
    with desk.page.context.expect_page() as opened:
        desk.page.keyboard.press("0")
    page = opened.value
    expect(page.get_by_test_id("place")).to_have_attribute("data-screen", "wall")
    page.keyboard.press("3")
    expect(page.get_by_test_id("place")).to_have_attribute("data-screen", "practice")
    page.keyboard.press("1")
    expect(page.get_by_test_id("place")).to_have_attribute("data-screen", "wall")
    designer = culture(browser, house, "ida@warmhand.example")
    expect(designer.get_by_test_id("go-wall")).to_be_visible()
    expect(designer.get_by_test_id("go-practice")).to_have_count(0)


@pytest.mark.parametrize("size", [(320, 640), (390, 844), (1440, 900)])
def test_culture_holds_on_every_screen(browser: Browser, house: House, size: tuple[int, int]) -> None:
    """No sideways scrolling, clean by axe, light and dark, in every place and in the middle of practice."""
    width, height = size
    helped(browser, house, "tom@warmhand.example", "My red chair arrived broken", "Hello, I am sorry.", f"Rosa {width}")
    email = hired(house, f"Wiebke{width}", "supervisor")
    for scheme in ("light", "dark"):
        page = culture(browser, house, email, viewport={"width": width, "height": height}, color_scheme=scheme)
        for place in ("wall", "care", "practice"):
            page.get_by_test_id(f"go-{place}").click()
            expect(page.get_by_test_id("place")).to_have_attribute("data-screen", place)
            expect(page.get_by_test_id("loading")).to_have_count(0)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, place
            assert violations(page) == [], place
        exercise = page.get_by_test_id("exercise").filter(has_text="red chair").first
        exercise.get_by_test_id("practise").click()
        expect(page.get_by_test_id("transcript")).to_contain_text("red chair")
        if page.get_by_test_id("composer").is_visible():
            page.get_by_test_id("composer").fill("Hello, I am sorry. I will look into it today.")
            page.get_by_test_id("composer").press("Enter")
        expect(page.get_by_test_id("compared").first).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert violations(page) == []
        page.context.close()
