"""From messages to alarms, at one desk and at several, and what a person makes of them."""

from __future__ import annotations

import asyncio

import pytest

from desk.errors import DeskError
from desk.incidents import confirming, views
from desk.ports import DeskPorts
from desk.warning.alarm import State
from desk.warning.rise import Rule
from tests.desk.warning.conftest import House

ON_BOTH_DATABASES = True


async def test_five_people_in_an_hour_are_noticed_and_four_are_not(house: House) -> None:
    """People, not messages; against the same hours of the weeks before."""
    await house.calm_weeks()
    for _ in range(4):
        await house.asks()
    assert await house.look() == []
    _, conversation = await house.asks("C1008")
    assert conversation
    [alarm] = await house.look()
    assert (alarm.reason, alarm.rule, alarm.people, alarm.everybody) == ("delivery_late", Rule.HISTORY, 5, 5)
    assert await house.look() == [], "one alarm of a reason"


async def test_one_person_who_asks_again_is_one(house: House) -> None:
    """The same customer five times."""
    await house.calm_weeks()
    for _ in range(5):
        await house.asks("C1008")
    assert await house.look() == []


async def test_a_new_house_says_so_and_needs_more(house: House) -> None:
    """Without history: eight people who are half of all."""
    for _ in range(7):
        await house.asks()
    assert await house.look() == []
    assert (await views.troubles(house.ports))["history"] is False
    await house.asks()
    [alarm] = await house.look()
    assert (alarm.rule, alarm.usual, alarm.chance) == (Rule.COLD, None, None)


async def test_many_desks_raise_one_alarm(house: House, second_desk: DeskPorts) -> None:
    """They look at the same moment."""
    await house.calm_weeks()
    for _ in range(6):
        await house.asks()
    await house.look()
    looks = [house.look(), house.look(second_desk), house.look(), house.look(second_desk)]
    await asyncio.gather(*looks)
    assert len(await house.quiet.row("warning", "recent", house.clock.at)) == 1


async def test_it_goes_quiet_by_itself(house: House) -> None:
    """A day without a rise in any window, the week's among them; the next trouble is a new alarm."""
    alarm = await house.trouble()
    house.clock.forward(hours=8 * 24 + 1)
    await house.look()
    known = await house.quiet.row("warning", "get", alarm.id)
    assert known.state is State.QUIET
    assert await house.quiet.row("warning", "open_count") == 0


async def test_who_is_behind_it_and_what_they_share(house: House) -> None:
    """Names of those the shop vouches for, their conversations, and that their orders are alike."""
    alarm = await house.trouble()
    told = await views.behind_alarm(alarm.id, house.ports)
    assert len(told["people"]) == 6
    assert sorted(person["name"] for person in told["people"])[:2] == ["C1003", "C1009"]
    assert told["shared"] == [], "two orders are no pattern"
    for shop_id in ("C1008", "C1004", "C1011"):
        await house.asks(shop_id)
    told = await views.behind_alarm(alarm.id, house.ports)
    assert all(each["behind"] >= 3 and each["times"] > 1 for each in told["shared"])


async def test_it_is_dismissed_with_a_reason_and_stays_so(house: House) -> None:
    """And the audit log knows; a second word comes too late."""
    alarm = await house.trouble()
    await confirming.dismiss(alarm.id, "a sale began", house.olu, house.ports)
    assert (await confirming.dismiss(alarm.id, "a sale began", house.olu, house.ports)).state is State.DISMISSED
    assert await house.look() == []
    with pytest.raises(DeskError) as refused:
        await confirming.dismiss(alarm.id, "another word", house.olu, house.ports)
    assert refused.value.code == "alarm_over"
    for _ in range(3 * 24):
        # The week still holds its people: for as long as it stays risen, a dismissed one stays dismissed.
        house.clock.forward(hours=1)
        assert await house.look() == []
