"""A guest proves an order in the chat, with a code from a letter that was really sent."""

from __future__ import annotations

import re
import urllib.request

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.house import House, eventually
from tests.journeys.people import Customer

pytestmark = pytest.mark.timeout(400)


def code_for(house: House, number: str, letters: int = 1) -> str:
    """The code in the newest letter about an order, from the demo's outbox page."""

    def newest() -> str | None:
        with urllib.request.urlopen(f"{house.url('shop')}/outbox", timeout=5) as answer:
            page = answer.read().decode()
        found = [part for part in page.split('data-testid="letter"')[1:] if f"order {number}" in part]
        code = re.search(r"^ +(\d{3}) (\d{3})$", found[0], re.MULTILINE) if len(found) >= letters else None
        return f"{code[1]}{code[2]}" if code else None

    return str(eventually(newest, f"{letters} letter(s) about order {number}"))


def test_s4_a_guest_cancels_with_the_code_of_a_letter(browser: Browser, house: House) -> None:
    """Number, e-mail, a letter, a wrong code, the letter again, the right code, a yes: the order is cancelled."""
    number = house.shop_says("SELECT number FROM orders WHERE customer_id = 'C1004' AND state = 'paid'")
    guest = Customer.arrives(browser, house)
    guest.says("I would like to cancel my order please")
    guest.sees(re.compile("order number", re.IGNORECASE), author="bot")
    guest.says(number)
    guest.sees(re.compile("which e-mail|e-mail address did", re.IGNORECASE), author="bot")
    guest.says("samira@example.com")
    guest.sees("six-digit code", author="bot")
    code = code_for(house, number)
    guest.says(f"{(int(code) + 1) % 1_000_000:06d}")
    guest.sees("does not open the order", author="bot")
    guest.chooses("Send it again")
    guest.sees("once more", author="bot")
    code = code_for(house, number, letters=2)
    guest.says(f"{code[:3]} {code[3:]}")
    guest.sees("Shall I?", author="bot")
    assert house.shop_says("SELECT state FROM orders WHERE number = ?", number) == "paid"
    guest.chooses("Yes")
    guest.sees("is cancelled", author="bot")
    assert house.shop_says("SELECT state FROM orders WHERE number = ?", number) == "cancelled"
    expect(guest.widget.get_by_test_id("order-card").last).to_contain_text(number)


def test_s4_a_stranger_with_the_wrong_address_ends_with_a_person(browser: Browser, house: House) -> None:
    """No letter is sent, the words are the same, three codes do not open anything, and a person comes or is offered."""
    number = house.shop_says("SELECT number FROM orders WHERE customer_id = 'C1001' AND state != 'paid'")
    eve = Customer.arrives(browser, house)
    eve.says(f"where is my refund for order {number}")
    eve.sees(re.compile("e-mail address", re.IGNORECASE), author="bot")
    eve.says("eve@example.com")
    eve.sees("six-digit code", author="bot")
    for code in ("111111", "222222"):
        eve.says(code)
        eve.sees("does not open the order", author="bot")
    eve.says("333333")
    # The bot gives up by itself, or the handoff policy has seen enough before it does.
    eve.sees(re.compile("cannot check this any further|Waiting for a person from our team"))
    with urllib.request.urlopen(f"{house.url('shop')}/outbox", timeout=5) as answer:
        assert f"order {number}" not in answer.read().decode()
