"""Remembering, thanking, making good: on a real record, beside a real shop."""

from __future__ import annotations

import asyncio
import sqlite3
import uuid
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest

from desk.authority.editing import write_matrix
from desk.authority.matrix import ANY, Caps, Gift, Rule, Standing
from desk.customers import flows as customers
from desk.customers.customer import Customer, WidgetSession
from desk.errors import DeskError
from desk.feedback.following_up import ask_due
from desk.insights.reading import read_contacts
from desk.privacy.flows import erase_customer, export_customer
from desk.relationship import editing, making_good, profile, remembering, thanking
from desk.relationship.house_rules import SHIPPED, HouseRules, Segment
from desk.relationship.preference import Kind
from tests.desk.conftest import proof
from tests.desk.feedback.people import rated, solved
from tests.desk.quiet import Quiet
from tests.shop.conftest import OpenShop

ON_BOTH_DATABASES = True


async def session(quiet: Quiet, name: str | None) -> tuple[Customer, WidgetSession]:
    token = proof(quiet.settings, name, name, at=quiet.clock()) if name else None
    person, begun, _ = await customers.begin_session(token, "", quiet.ports)
    return person, begun


async def put_rules(quiet: Quiet, rules: HouseRules) -> None:
    olu = await quiet.agent("a_olu", here=False)
    now = await quiet.row("relationship", "rules")
    await editing.write(replace(rules, why="test"), now.version, olu, quiet.ports)


async def test_two_who_write_at_once_leave_one(quiet: Quiet):
    """The agent and the customer at the same moment: one of the two stands, and neither gets an error."""
    maya = await quiet.agent()
    ana, held = await quiet.held(maya, "C1003")
    person, begun = await session(quiet, "C1003")
    token = await remembering.begin_visit(person, begun, quiet.ports)
    noted = (remembering.note(held.id, maya, str(uuid.uuid4()), Kind.CALLED, "Ani", quiet.ports) for _ in range(4))
    said = (remembering.say(token, Kind.CALLED, "Nan", quiet.ports) for _ in range(4))
    await asyncio.gather(*noted, *said)
    assert (await quiet.row("relationship", "preference", ana.id, Kind.CALLED)).value in ("Ani", "Nan")
    assert len((await profile.profile_of(held.id, quiet.ports))["preferences"]) == 1


async def test_an_agent_notes_and_the_customer_sees_and_deletes(quiet: Quiet):
    """Said in the conversation once, on the customer's page with who noted it, gone at once when deleted."""
    maya = await quiet.agent()
    ana, held = await quiet.held(maya, "C1003")
    note_id = str(uuid.uuid4())
    for _ in range(2):
        await remembering.note(held.id, maya, note_id, Kind.CALLED, " Annie ", quiet.ports)
    said = [line for line in await quiet.lines(held) if "noted for you" in line]
    words = "Maya noted for you: Likes to be called: Annie. You see and change it in the menu, under “About me”."
    assert said == [f"system: {words}"]
    assert (await profile.profile_of(held.id, quiet.ports))["called"] == "Annie"
    person, begun = await session(quiet, "C1003")
    assert person.id == ana.id
    token = await remembering.begin_visit(person, begun, quiet.ports)
    await remembering.say(token, Kind.CALLED, "Nan", quiet.ports)
    assert (await quiet.row("relationship", "preference", ana.id, Kind.CALLED)).by_name is None
    await remembering.say(token, Kind.CALLED, "", quiet.ports)
    assert (await profile.profile_of(held.id, quiet.ports))["preferences"] == []


async def test_the_language_they_told_us_begins_the_next_conversation(quiet: Quiet):
    """Whatever this browser shows; a visitor's is their browser's."""
    ana, begun = await session(quiet, "C1003")
    token = await remembering.begin_visit(ana, begun, quiet.ports)
    await remembering.say(token, Kind.LANGUAGE, "de", quiet.ports)
    assert (await quiet.customer("C1003", language="en"))[1].language == "de"
    assert (await quiet.customer(language="fr"))[1].language == "fr"


async def test_nothing_is_remembered_of_the_unverified(quiet: Quiet):
    """No note, no page, and a profile that says only that."""
    maya = await quiet.agent()
    _, held = await quiet.held(maya)
    with pytest.raises(DeskError) as refused:
        await remembering.note(held.id, maya, str(uuid.uuid4()), Kind.CALLED, "Annie", quiet.ports)
    assert refused.value.code == "not_vouched_for"
    visitor, begun = await session(quiet, None)
    with pytest.raises(DeskError):
        await remembering.begin_visit(visitor, begun, quiet.ports)
    assert await profile.profile_of(held.id, quiet.ports) == {"verified": False}


async def test_a_page_ends_with_the_session_and_after_a_quarter_of_an_hour(quiet: Quiet):
    """Logged out, late, or invented: refused, and nothing is changed."""
    ana, begun = await session(quiet, "C1003")
    token = await remembering.begin_visit(ana, begun, quiet.ports)
    await customers.end_session(begun, quiet.ports)
    _, again = await session(quiet, "C1003")
    late = await remembering.begin_visit(ana, again, quiet.ports)
    quiet.clock.forward(minutes=15)
    for refused_token in (token, late, "invented"):
        with pytest.raises(DeskError) as refused:
            await remembering.say(refused_token, Kind.CALLED, "Mallory", quiet.ports)
        assert refused.value.code == "visit_refused"
    assert await quiet.row("relationship", "preferences", ana.id) == []


async def test_birthdays_are_kept_only_with_a_yes_and_told_once(quiet: Quiet):
    """Withdrawn: the row is gone. Told once on the day, within the caps."""
    ana, begun = await session(quiet, "C1003")
    _, conversation = await quiet.customer("C1003")
    token = await remembering.begin_visit(ana, begun, quiet.ports)
    assert await remembering.agree_to_birthday(token, 11, 23, False, quiet.ports) is None
    assert await quiet.row("relationship", "birthday", ana.id) is None
    assert await thanking.congratulate(quiet.ports) == 0
    kept = await remembering.agree_to_birthday(token, 11, 23, True, quiet.ports)
    assert kept is not None
    assert (kept.agreed_at, kept.agreed_where) == (quiet.clock.at, "own page")
    assert [await thanking.congratulate(quiet.ports) for _ in range(2)] == [1, 0]
    assert [line for line in await quiet.lines(conversation) if "Happy birthday" in line]
    await remembering.agree_to_birthday(token, 0, 0, False, quiet.ports)
    assert await quiet.row("relationship", "birthday", ana.id) is None


async def test_thanks_once_for_an_order_with_consent_and_within_the_caps(quiet: Quiet, shop: OpenShop):
    """The shop's record must say that they agreed; a second look thanks nobody again."""
    ana, conversation = await quiet.customer("C1003")
    orders = [each for each in await quiet.ports.orders.orders_of("C1003") if each["state"] != "cancelled"]
    newest = max(each["placed_on"] for each in orders)
    quiet.clock.at = quiet.clock.at.replace(*map(int, newest.split("-")))
    await put_rules(quiet, replace(SHIPPED, thanks_after=(len(orders),)))
    with closing(sqlite3.connect(shop.settings.database)) as database, database:
        database.execute("UPDATE customers SET notices = 0")
    assert await thanking.thank(quiet.ports) == 0
    assert (await quiet.row("relationship", "standing", ana.id)).orders == len(orders)
    with closing(sqlite3.connect(shop.settings.database)) as database, database:
        database.execute("UPDATE customers SET notices = 1")
    quiet.clock.forward(hours=1)
    assert await thanking.thank(quiet.ports) == 1
    quiet.clock.forward(hours=1)
    assert await thanking.thank(quiet.ports) == 0
    assert len([line for line in await quiet.lines(conversation) if "order with us" in line]) == 1


async def test_a_bad_case_is_suggested_or_made_good_within_the_bots_cap(quiet: Quiet, shop: OpenShop):
    """As shipped the assistant gives nothing and people are told; with a rule it gives once, in the ledger."""
    assert shop
    person, over = await solved(quiet, "C1003")
    await rated(quiet, person, over, 1)
    assert [await making_good.see_to_bad_cases(quiet.ports) for _ in range(2)] == [1, 0]
    [case] = (await profile.profile_of(over.id, quiet.ports))["bad_cases"]
    assert (case["state"], case["words"]) == ("suggested", "They rated us low")
    await making_good.put_away(over.id, case["id"], quiet.ports)
    assert (await profile.profile_of(over.id, quiet.ports))["bad_cases"] == []
    matrix = await quiet.row("authority", "matrix")
    rule = Rule(Standing.BOT, ANY, ANY, Gift.VOUCHER, 500)
    admin = await quiet.agent("a_noor", here=False)
    caps = {**matrix.caps, Standing.BOT: Caps(1_000, 1_000, 10_000)}
    matrix = replace(matrix, caps=caps)
    await write_matrix(replace(matrix, rules=(*matrix.rules, rule), why="t"), matrix.version, admin, quiet.ports)
    other, again = await solved(quiet, "C1004")
    await rated(quiet, other, again, 1)
    await making_good.see_to_bad_cases(quiet.ports)
    [case] = (await profile.profile_of(again.id, quiet.ports))["bad_cases"]
    [grant] = await quiet.row("authority", "of_conversation", again.id)
    assert (case["state"], grant.asked_by, grant.cause) == ("given", "bot", "poor_service")
    assert await quiet.row("authority", "broken_at") is None


async def test_contacts_are_counted_by_segment(quiet: Quiet):
    """With the segment of the day they were first read; the last case follows from the same contacts."""
    ana, over = await solved(quiet, "C1003")
    await put_rules(quiet, replace(SHIPPED, segments=(Segment("All"),)))
    quiet.clock.forward(hours=5)
    while await read_contacts(quiet.ports):
        pass
    await put_rules(quiet, replace(SHIPPED, segments=(Segment("Others"),)))
    today = quiet.clock.at.date()
    rows = await quiet.row("relationship", "reasons_by_segment", today, today)
    assert rows == [("All", "refund_status", 1, 1)]
    last = await quiet.row("relationship", "last_case", ana.id, quiet.clock.at)
    assert (last.about, last.resolved, last.asked) == ("refund status", True, False)
    told = await profile.profile_of(over.id, quiet.ports)
    assert (told["segment"], told["last_case"]["about"]) == ("Others", "refund status")
    quiet.clock.forward(days=10)
    assert await ask_due(quiet.ports) == 1
    assert (await quiet.row("relationship", "last_case", ana.id, quiet.clock.at)).asked


async def test_two_supervisors_do_not_write_over_each_other(quiet: Quiet):
    """Who began with an older version is told so."""
    await put_rules(quiet, SHIPPED)
    olu = await quiet.agent("a_olu", here=False)
    with pytest.raises(DeskError) as refused:
        await editing.write(replace(SHIPPED, why="late"), 0, olu, quiet.ports)
    assert refused.value.code == "rules_moved"


async def test_all_of_it_is_exported_and_erased(quiet: Quiet):
    """Preferences, birthday, visits without their secret; then nothing is left."""
    ana, begun = await session(quiet, "C1003")
    await quiet.customer("C1003")
    token = await remembering.begin_visit(ana, begun, quiet.ports)
    await remembering.say(token, Kind.DELIVERY, "Ring twice", quiet.ports)
    await remembering.agree_to_birthday(token, 2, 29, True, quiet.ports)
    record = (await export_customer("C1003", "test", (), quiet.ports))["record"]
    assert record["relationship_preferences"][0]["value"] == "Ring twice"
    assert record["relationship_birthdays"][0]["agreed_where"] == "own page"
    assert "token_hash" not in record["relationship_visits"][0]
    await erase_customer("C1003", "test", (), quiet.ports)
    assert await quiet.row("relationship", "preferences", ana.id) == []
    assert await quiet.row("relationship", "birthday", ana.id) is None
    with pytest.raises(DeskError):
        await remembering.say(token, Kind.DELIVERY, "x", quiet.ports)
    assert timedelta(0) < remembering.VISIT_LIFE
