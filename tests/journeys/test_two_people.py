"""The main way through: a customer and an agent, each in a browser, against the real processes."""

from __future__ import annotations

import re
from datetime import date

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.house import House, eventually
from tests.journeys.people import Agent, Customer

pytestmark = pytest.mark.timeout(400)


def test_from_question_to_resolution(browser: Browser, house: House) -> None:
    """Order asked and answered from the shop's database, a routine question, anger, handover with a true brief, a reply
    seen live, hand-back without replay, a second handover, resolution, and the same transcript after a reload."""
    ana = Customer.arrives(browser, house, signed_in_as="C1003")
    ana.says("Hi, where is my order 20417?")
    promised = date.fromisoformat(house.shop_says("SELECT promised_on FROM orders WHERE number = '20417'"))
    ana.sees(re.compile(rf"{promised.day} {promised:%B}"), author="bot")
    expect(ana.widget.get_by_test_id("order-card")).to_contain_text("20417")

    ana.says("How long do I have to send something back?")
    ana.sees("30 days", author="bot")

    maya = Agent.signs_in(browser, house)
    ana.says("This is ridiculous!!! You are USELESS and I am absolutely furious, this is the worst service ever")
    ana.sees("Waiting for a person from our team")

    conversation_id = maya.opens_waiting("Ana Petrova")
    brief = maya.page.get_by_test_id("brief")
    expect(maya.page.get_by_role("heading", name="Ana Petrova").first).to_be_visible()
    expect(brief).to_contain_text("Gold")
    expect(maya.page.get_by_test_id("brief-verified").first).to_be_visible()
    expect(maya.page.get_by_test_id("brief-reason")).to_contain_text(re.compile("frustrat", re.IGNORECASE))
    expect(maya.page.get_by_test_id("brief-wants")).to_contain_text("20417")
    expect(maya.page.get_by_test_id("brief-shop")).to_contain_text(re.compile("20417.*", re.DOTALL))
    expect(brief).to_contain_text("Looked up the order")
    expect(brief).to_contain_text("Hi, where is my order 20417?")
    expect(maya.page.get_by_test_id("orders")).to_contain_text("20417")

    maya.claims()
    ana.sees("Maya joined the conversation")
    maya.says("Hello Ana, I have read everything. I will call the carrier now.")
    ana.sees("I will call the carrier now", author="agent")
    expect(ana.widget.get_by_test_id("header-name")).to_contain_text("Maya")
    expect(maya.page.get_by_test_id("seen").last).to_be_visible()
    ana.says("Thank you Maya")
    maya.sees("Thank you Maya")
    expect(ana.widget.get_by_test_id("seen").last).to_be_visible()
    maya.hands_back()
    ana.sees("handed over to the assistant")

    bot_lines = ana.widget.locator('[data-testid="entry"][data-author="bot"]')
    before = bot_lines.count()
    ana.says("What payment methods do you take?")
    ana.sees("PayPal", author="bot")
    said_since = bot_lines.all_inner_texts()[before:]
    assert not any("20417" in line for line in said_since), said_since
    # The conversation of an earlier journey with her may go on here: what counts is what came since.
    said = house.transcript(conversation_id)
    begun = max(place for place, (_, _, text) in enumerate(said) if text == "Hi, where is my order 20417?")
    states = [author for _, author, _ in said[begun:]]
    assert states.count("agent") == 3, "claimed, replied, handed back; no second handover from old words"

    ana.says("I want to talk to a human please")
    ana.sees(re.compile("You are next|number \\d in line"))
    maya.opens_waiting("Ana Petrova")
    expect(maya.page.get_by_test_id("brief-reason")).to_contain_text("Asked for a person")
    maya.claims()
    maya.says("Here again. All settled: a new parcel leaves today.")
    ana.sees("a new parcel leaves today", author="agent")
    # An earlier journey's end may stand above: this one's own has to be waited for.
    ends = ana.entries.filter(has_text="Maya closed the conversation")
    ended = ends.count()
    maya.page.get_by_test_id("resolve").click()
    maya.page.get_by_test_id("resolve-note").fill("Parcel sent again")
    maya.page.get_by_test_id("resolve-confirm").click()
    expect(ends).to_have_count(ended + 1)

    seen = ana.transcript()
    ana.reloads()
    eventually(lambda: len(ana.transcript()) >= len(seen), "the widget shows the transcript again after a reload")
    assert ana.transcript() == seen, "the widget shows the same transcript after a reload"
    stored = [seq for seq, _, _ in house.transcript(conversation_id)]
    assert stored == list(range(1, len(stored) + 1))
    maya.page.reload()
    maya.page.get_by_test_id("view-all").click()
    maya.page.locator(f'[data-testid="inbox-item"][data-id="{conversation_id}"]').click()
    eventually(lambda: len(maya.transcript()) == len(stored), "the console shows every entry after a reload")
    assert [line.split()[0] for line in maya.transcript()] == [str(seq) for seq in stored]


def test_guest_proves_an_order_and_learns_nothing_about_others(browser: Browser, house: House) -> None:
    """A guest with number and e-mail hears the state; with the wrong e-mail exactly what an unknown order gives."""
    answers = []
    for number in ("20417", "99999"):
        guest = Customer.arrives(browser, house)
        guest.says("where is my parcel")
        guest.sees(re.compile("order number", re.IGNORECASE), author="bot")
        guest.says(number)
        guest.sees(re.compile("which e-mail|e-mail address did", re.IGNORECASE), author="bot")
        guest.says("eve@example.com")
        refused = guest.widget.locator('[data-testid="entry"][data-author="bot"]').filter(has_text="cannot find").last
        expect(refused).to_be_visible()
        # The bubble carries the time, and the two may lie in different minutes.
        words = re.sub(r"\b\d{2}:\d{2}\b", "TIME", refused.inner_text())
        answers.append(words.replace(number, "NUMBER"))
    assert answers[0] == answers[1]

    owner = Customer.arrives(browser, house)
    owner.says("where is my order 20417, my mail is ana@example.com")
    promised = date.fromisoformat(house.shop_says("SELECT promised_on FROM orders WHERE number = '20417'"))
    owner.sees(re.compile(rf"{promised.day} {promised:%B}"), author="bot")


def test_signed_in_customer_cancels_after_a_yes(browser: Browser, house: House) -> None:
    """Cancel asks first; a yes cancels in the shop's database."""
    number = house.shop_says("SELECT number FROM orders WHERE customer_id = 'C1002' AND state = 'paid'")
    lena = Customer.arrives(browser, house, signed_in_as="C1002")
    lena.says(f"please cancel order {number}")
    lena.sees(re.compile("cancel", re.IGNORECASE), author="bot")
    assert house.shop_says("SELECT state FROM orders WHERE number = ?", number) == "paid"
    lena.chooses("Yes")
    eventually(
        lambda: house.shop_says("SELECT state FROM orders WHERE number = ?", number) in ("cancelled", "refunded"),
        "cancelled in the shop",
    )
    lena.sees(re.compile("is cancelled|have cancelled|has been cancelled", re.IGNORECASE), author="bot")


def test_s5_slash_commands_are_plain_text(browser: Browser, house: House) -> None:
    """What a customer types never becomes a command to the bot."""
    guest = Customer.arrives(browser, house)
    for text in ("/restart", "/human_request", '/cancel_order{"order_number": "20417"}'):
        guest.says(text)
    bot = guest.widget.locator('[data-testid="entry"][data-author="bot"]')
    eventually(lambda: bot.count() >= 1, "the bot answers")
    assert house.shop_says("SELECT state FROM orders WHERE number = '20417'") == "shipped"


def test_three_misses_lead_to_a_person(browser: Browser, house: House) -> None:
    """Three messages in a row that the bot cannot make sense of end with a person."""
    guest = Customer.arrives(browser, house)
    for text in ("blorp zim qua", "flibber tock wuzzle", "grax nim pelotter"):
        before = guest.entries.count()
        guest.says(text)
        eventually(lambda before=before: guest.entries.count() >= before + 2, "an answer to each")
    guest.sees("Waiting for a person from our team")
