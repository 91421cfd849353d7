"""A confirmed trouble: who is affected, what they are told and how often, and how it ends for all together."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from desk.errors import DeskError
from desk.incidents import confirming, telling, views
from desk.incidents.affecting import look_at_affected
from desk.incidents.answering import with_notices
from desk.incidents.notice import MOST_A_WEEK
from desk.letters.flows import letters_due
from desk.letters.return_link import ReturnLinks
from desk.ports import DeskPorts
from desk.privacy.flows import erase_customer, export_customer
from desk.warning.shared import RecentOrder
from tests.desk.warning.conftest import ANSWER, CLOSING, House

ON_BOTH_DATABASES = True


@dataclass
class Orders:
    """What the shop would say on another day."""

    there: list[RecentOrder]

    async def recent_orders(self, _days: int) -> list[RecentOrder]:
        return self.there


async def test_affected_customers_are_answered_and_others_are_not(house: House) -> None:
    """The bot gets the words with who speaks, the widget its banner; only for those whose order it is about."""
    ana, _ = await house.quiet.customer("C1003")
    mei, _ = await house.quiet.customer("C1006")
    alarm = await house.trouble()
    incident = await confirming.confirm(house.draft(alarm), house.olu, house.ports)
    assert (await confirming.confirm(house.draft(alarm), house.olu, house.ports)).id == incident.id
    async with house.ports.record.look() as unit:
        assert (await with_notices({}, ana.id, unit) or {})["notices"] == {"delivery_late": ANSWER}
        assert "notices" not in (await with_notices({}, mei.id, unit) or {})
        assert await unit.incidents.banner_for(ana.id) == "Parcels with DHL are late."
        assert await unit.incidents.banner_for(mei.id) is None
    await confirming.close(incident.id, CLOSING, house.olu, house.ports)
    async with house.ports.record.look() as unit:
        assert "notices" not in (await with_notices({}, ana.id, unit) or {})
        assert await unit.incidents.banner_for(ana.id) is None


async def test_those_who_did_not_write_are_told_once(house: House, second_desk: DeskPorts) -> None:
    """Several desks go round at once; who wrote, who did not agree and who has no conversation is left alone."""
    samira, quiet_one = await house.quiet.customer("C1004")
    giulia, without_consent = await house.quiet.customer("C1010")
    alarm = await house.trouble()
    ana, wrote = await house.quiet.customer("C1003")
    seen = await look_at_affected(house.draft(alarm).scope, ["delivery_late"], alarm.counted_from, house.ports)
    telling_of = {each.shop_customer_id: str(each.telling) for each in seen}
    assert telling_of["C1004"] == "will_be"
    assert telling_of["C1010"] == "no_consent"
    assert telling_of["C1003"] == "wrote"
    assert telling_of["C1008"] == "no_conversation"
    await confirming.confirm(house.draft(alarm), house.olu, house.ports)
    await asyncio.gather(*(telling.follow_incidents(ports) for ports in (house.ports, second_desk, house.ports)))
    await house.tell()
    assert await house.quiet.lines(quiet_one) == [f"bot: {ANSWER}"]
    assert await house.quiet.lines(without_consent) == []
    assert await house.quiet.lines(wrote) == []
    assert {samira.id, giulia.id, ana.id} & await house.quiet.row("incidents", "told_of", house.draft(alarm).id) == {
        samira.id
    }


async def test_who_has_just_written_is_not_interrupted(house: House) -> None:
    """They may be asking for this very thing; once that is read and was something else, they are told."""
    alarm = await house.trouble()
    await confirming.confirm(house.draft(alarm), house.olu, house.ports)
    _, conversation = await house.asks("C1004", "size_advice")
    assert await telling.follow_incidents(house.ports) == 0
    assert await house.tell() == 1
    assert await house.quiet.lines(conversation) == [f"bot: {ANSWER}"]


async def test_a_letter_goes_with_it_where_there_is_a_mail_server(house: House) -> None:
    """The same words, to the address the shop vouches for, once; not to who sees them in the chat."""
    settings = house.quiet.settings
    house.quiet.changes["return_links"] = ReturnLinks(settings.bot_secret, settings.desk_url, settings.shop_url)
    await house.quiet.customer("C1004")
    alarm = await house.trouble()
    await confirming.confirm(house.draft(alarm), house.olu, house.ports)
    await house.tell()
    await house.tell()
    house.clock.forward(minutes=2)
    [letter] = await letters_due(house.ports)
    assert (letter.email, letter.from_seq) == ("ana@example.com", 1)


async def test_orders_come_and_go_while_it_is_open(house: House) -> None:
    """The shop is asked again now and then: who bought since is affected, whose parcel came no longer is."""
    samira, _ = await house.quiet.customer("C1004")
    alarm = await house.trouble()
    everybody = await house.ports.orders.recent_orders(30)
    theirs = [order for order in everybody if order.shop_customer_id == "C1004"]
    house.quiet.changes["orders"] = Orders([order for order in everybody if order not in theirs])
    incident = await confirming.confirm(house.draft(alarm), house.olu, house.ports)
    assert await house.quiet.row("incidents", "banner_for", samira.id) is None
    house.quiet.changes["orders"] = Orders(everybody)
    await telling.follow_incidents(house.ports, ask_the_shop=False)
    assert await house.quiet.row("incidents", "banner_for", samira.id) is None
    await telling.follow_incidents(house.ports)
    assert await house.quiet.row("incidents", "banner_for", samira.id) == incident.banner
    house.quiet.changes["orders"] = Orders([replace(order, open=False) for order in everybody])
    await telling.follow_incidents(house.ports)
    assert await house.quiet.row("incidents", "banner_for", samira.id) is None
    house.quiet.changes["orders"] = Orders(everybody)
    await telling.follow_incidents(house.ports)
    assert await house.quiet.row("incidents", "banner_for", samira.id) == incident.banner


async def test_nobody_is_told_where_nobody_wants_it(house: House) -> None:
    """The switch of the form is off."""
    _, quiet_one = await house.quiet.customer("C1004")
    alarm = await house.trouble()
    await confirming.confirm(house.draft(alarm, tell=False), house.olu, house.ports)
    assert await house.tell() == 0
    assert await house.quiet.lines(quiet_one) == []


async def test_it_ends_for_all_together(house: House) -> None:
    """Those told and those who asked get one line; what came of it is counted; later its orders are forgotten."""
    _, quiet_one = await house.quiet.customer("C1004")
    alarm = await house.trouble()
    _, wrote = await house.quiet.customer("C1003")
    incident = await confirming.confirm(house.draft(alarm), house.olu, house.ports)
    await house.tell()
    house.clock.forward(hours=1)
    await house.asks("C1004")
    await house.look()
    await confirming.close(incident.id, CLOSING, house.olu, house.ports)
    await house.tell()
    await house.tell()
    assert await house.quiet.lines(quiet_one) == [f"bot: {ANSWER}", f"bot: {CLOSING}"]
    assert await house.quiet.lines(wrote) == [f"bot: {CLOSING}"]
    [told] = (await views.troubles(house.ports))["incidents"]
    outcome = told["outcome"]
    assert (outcome["told"], outcome["told_wrote"], outcome["wrote_before"]) == (1, 1, 2)
    assert outcome["avoided"] is None
    house.clock.forward(days=31)
    await house.tell()
    [told] = (await views.troubles(house.ports))["incidents"]
    assert told["outcome"] == outcome
    async with house.ports.record.look() as unit:
        assert await unit.incidents.conversations_of(incident.id) == []


async def test_nobody_is_told_too_much(house: House) -> None:
    """Late orders by the same path: off by default, once for each order, and no more than two notices a week."""
    samira, conversation = await house.quiet.customer("C1004")
    assert await telling.tell_late(house.ports) == 0
    house.quiet.changes["late_notices"] = True
    # The shop's day is today's, whatever the desk's clock says.
    late = [o for o in await house.ports.orders.recent_orders(30) if o.late and o.shop_customer_id == "C1004"]
    assert late
    first = await telling.tell_late(house.ports)
    assert first == len(late) <= MOST_A_WEEK
    assert await telling.tell_late(house.ports) == 0
    lines = await house.quiet.lines(conversation)
    assert f"Your order {late[0].number} was due on" in lines[0]
    told = await house.quiet.row("incidents", "notices_since", [samira.id], house.clock.at - timedelta(days=7))
    assert told == {samira.id: len(late)}


async def test_two_troubles_at_once(house: House) -> None:
    """One reason has one answer; the third notice of a week is not sent."""
    samira, conversation = await house.quiet.customer("C1004")
    alarm = await house.trouble()
    await confirming.confirm(house.draft(alarm), house.olu, house.ports)
    other = replace(alarm, id="w_other", reason="refund_status")
    async with house.ports.record.change() as unit:
        await unit.warning.add(other)
    again = house.draft(other, id="0192aaaa-0000-7000-8000-000000000002")
    with pytest.raises(DeskError) as refused:
        await confirming.confirm(again, house.olu, house.ports)
    assert refused.value.code == "reason_taken"
    for number in range(3, 6):
        another = replace(alarm, id=f"w_{number}", reason=f"reason_{number}")
        async with house.ports.record.change() as unit:
            await unit.warning.add(another)
        draft = house.draft(another, id=f"0192aaaa-0000-7000-8000-00000000000{number}", reasons=(f"reason_{number}",))
        await confirming.confirm(draft, house.olu, house.ports)
    await house.tell()
    await house.tell()
    assert len(await house.quiet.lines(conversation)) == MOST_A_WEEK
    assert samira


async def test_the_same_id_is_the_same_incident(house: House) -> None:
    """Another wish under it is refused; so is ending it twice with other words."""
    alarm = await house.trouble()
    incident = await confirming.confirm(house.draft(alarm), house.olu, house.ports)
    with pytest.raises(DeskError) as refused:
        await confirming.confirm(house.draft(alarm, name="Something else"), house.olu, house.ports)
    assert refused.value.code == "incident_id_reused"
    await confirming.close(incident.id, CLOSING, house.olu, house.ports)
    await confirming.close(incident.id, CLOSING, house.olu, house.ports)
    with pytest.raises(DeskError) as refused:
        await confirming.close(incident.id, "And again, in other words.", house.olu, house.ports)
    assert refused.value.code == "incident_over"


async def test_erased_customers_leave_nothing(house: House) -> None:
    """What they were told, why they wrote, and which of their orders it was about."""
    samira, _ = await house.quiet.customer("C1004")
    alarm = await house.trouble()
    await confirming.confirm(house.draft(alarm), house.olu, house.ports)
    await house.tell()
    kept = (await export_customer(samira.id, "a_olu", [], house.ports))["record"]
    assert [row["about"] for row in kept["notices"]] == [house.draft(alarm).id]
    assert {row["shop_customer_id"] for row in kept["incident_orders"]} == {"C1004"}
    await erase_customer(samira.id, "a_olu", [], house.ports)
    async with house.ports.record.look() as unit:
        assert await unit.incidents.answers_for("C1004") == {}


async def test_a_shop_that_is_away_holds_nothing_up(house: House) -> None:
    """What was known of affected orders stays; nobody is told that it is over."""
    alarm = await house.trouble()
    incident = await confirming.confirm(house.draft(alarm), house.olu, house.ports)
    _, conversation = await house.quiet.customer("C1004")
    house.quiet.changes["orders"] = house.quiet.desk.shop.__class__("http://127.0.0.1:1", "nobody" * 4)
    assert await house.tell() == 1
    assert await house.quiet.lines(conversation) == [f"bot: {ANSWER}"]
    assert (await views.behind_alarm(alarm.id, house.ports))["shared"] is None
    assert incident
