"""Contacts read off real conversations, added up in SQL, and followed back; the board; erasing; the letter."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from desk.errors import DeskError
from desk.handoff import ending
from desk.insights import looking
from desk.insights.period import Period, chosen
from desk.insights.ports import Wanted
from desk.insights.reading import read_contacts
from desk.privacy.flows import erase_customer
from desk.ratings import flows as ratings
from desk.relationship.house_rules import NOBODYS
from desk.storage.insights_schema import contacts
from tests.desk.insights.people import alone, figure, learnt, now_of, served, told
from tests.desk.quiet import Quiet

ON_BOTH_DATABASES = True


async def test_figures_are_those_of_what_happened(quiet: Quiet) -> None:
    """Two people served, one of them rated; one alone with nobody: every figure is what a hand would count."""
    maya = await quiet.agent("a_maya")
    person, conversation = await served(quiet, maya)
    await ratings.rate(conversation.id, person, conversation.last_seq, 5, [], "", quiet.ports)
    await served(quiet, maya, reason="refund_status", solved=False)
    await alone(quiet)
    quiet.clock.forward(days=8)
    seen = await told(quiet)
    assert [now_of(seen, name) for name in ("conversations", "people")] == [3, 3]
    assert now_of(seen, "containment") == pytest.approx(1 / 3, abs=1e-3)
    assert now_of(seen, "handoff_rate") == pytest.approx(2 / 3, abs=1e-3)
    assert [now_of(seen, f"{name}_median") for name in ("wait", "first_reply", "resolution")] == [120, 180, 600]
    assert [now_of(seen, f"{name}_in_time") for name in ("first_reply", "resolution")] == [1, 1]
    assert (now_of(seen, "rating_agent"), now_of(seen, "score_agent")) == (1, 5)
    assert figure(seen, "rating_bot")["now"]["n"] == 0
    assert figure(seen, "durable")["now"] | {"low": 0, "high": 0} == {
        "value": 1, "n": 2, "low": 0, "high": 0, "apart": {"pending": 0}
    }  # fmt: skip
    assert seen["handoff_reasons"][0] | {"words": ""} == {
        "reason": "explicit_request", "words": "", "now": 2, "before": 0
    }  # fmt: skip
    assert {each["reason"]: each["conversations"]["now"] for each in seen["reasons"]} == {
        "damaged_item": 1, "refund_status": 1, "track_order": 1
    }  # fmt: skip
    trend = figure(seen, "conversations")["trend"]
    assert [each["value"] for each in trend][-9:] == [3, 0, 0, 0, 0, 0, 0, 0, 0]


async def test_reading_again_changes_nothing(quiet: Quiet) -> None:
    """Read once more, or after a rating: nobody is counted twice."""
    maya = await quiet.agent("a_maya")
    person, conversation = await served(quiet, maya)
    first = await told(quiet)
    assert await read_contacts(quiet.ports) == 0
    await ratings.rate(conversation.id, person, conversation.last_seq, 2, [], "", quiet.ports)
    again = await told(quiet)
    assert now_of(first, "conversations") == now_of(again, "conversations") == 1
    assert (figure(first, "rating_agent")["now"]["n"], figure(again, "rating_agent")["now"]["n"]) == (0, 1)


async def test_coming_back_counts_against_what_was_solved(quiet: Quiet) -> None:
    """For the same within seven days it did not hold; until the seven days are over nothing is said at all."""
    maya = await quiet.agent("a_maya")
    person, _ = await served(quiet, maya, "C1003")
    await served(quiet, maya, "C1004")
    early = figure(await told(quiet), "durable")["now"]
    assert (early["value"], early["apart"]) == (None, {"pending": 2})
    quiet.clock.forward(days=3)
    await served(quiet, maya, "C1003")
    quiet.clock.forward(days=5)
    seen = await told(quiet)
    assert (now_of(seen, "durable"), figure(seen, "durable")["now"]["n"]) == (0.5, 2)
    period = Period(date(2026, 11, 1), date(2026, 12, 31))
    back = await looking.behind(Wanted(period, "not_held"), 0, quiet.ports)
    assert [each["id"] for each in back["conversations"]] == [(await quiet.customer("C1003"))[1].id]
    assert now_of(seen, "people") == 2
    assert person.shop_customer_id == "C1003"


async def test_silence_ends_a_chat_with_the_assistant(quiet: Quiet) -> None:
    """Nothing happens to the conversation, yet four hours later it is over: words after that are a return."""
    person, conversation = await quiet.customer("C1005")
    await quiet.says(person, conversation)
    await learnt(quiet)
    period = Period(date(2026, 11, 1), date(2026, 12, 31))
    first = await looking.behind(Wanted(period), 0, quiet.ports)
    quiet.clock.forward(hours=5)
    await learnt(quiet)
    second = await looking.behind(Wanted(period), 0, quiet.ports)
    await quiet.says(person, conversation)
    await learnt(quiet)
    third = await looking.behind(Wanted(period), 0, quiet.ports)
    assert [one["end"] for one in first["conversations"]] == [None]
    assert [one["end"] for one in second["conversations"]] == ["fell_silent"]
    assert [one["end"] for one in third["conversations"]] == [None, "fell_silent"]
    assert {one["id"] for one in third["conversations"]} == {conversation.id}


async def test_every_part_adds_up_to_its_figure(quiet: Quiet) -> None:
    """The list behind a figure has exactly as many lines as the figure counts."""
    maya = await quiet.agent("a_maya")
    for name, solved in (("C1003", True), ("C1004", False), ("C1005", True)):
        await served(quiet, maya, name, solved=solved)
    quiet.clock.forward(days=8)
    await served(quiet, maya, "C1003")
    seen = await told(quiet)
    period = chosen(30, None, quiet.clock(), quiet.ports.service.hours)

    async def number(part: str, **more: str) -> int:
        found = await looking.behind(Wanted(period, part, **more), 0, quiet.ports)
        assert len(found["conversations"]) == found["number"]
        return int(found["number"])

    settled = figure(seen, "containment")["now"]["n"]
    assert await number("contained") + await number("came_back") + await number("with_person") == settled == 3
    assert await number("held") + await number("not_held") == figure(seen, "durable")["now"]["n"] == 2
    assert await number("resolved_pending") == figure(seen, "durable")["now"]["apart"]["pending"] == 1
    assert await number("all") == now_of(seen, "conversations") == 4
    assert await number("all", reason="damaged_item") == 4
    assert await number("all", handoff_reason="explicit_request") == seen["handoff_reasons"][0]["now"]
    assert await number("first_reply") == figure(seen, "first_reply_median")["now"]["n"]
    with pytest.raises(DeskError) as refused:
        await number("everything")
    assert refused.value.code == "no_such_part"


async def test_a_segment_narrows_everything(quiet: Quiet) -> None:
    """Figures, reasons, handoffs and the list behind them are of its customers; of nobody they are none."""
    maya = await quiet.agent("a_maya")
    ana, held = await served(quiet, maya, "C1003")
    await served(quiet, maya, "C1004", solved=False)
    await learnt(quiet)
    async with quiet.ports.record.change() as unit:
        gold = update(contacts).where(contacts.c.person == ana.id).values(segment="Gold")
        await unit.insights._sql.execute(gold)  # type: ignore[attr-defined]
    period = chosen(30, None, quiet.clock(), quiet.ports.service.hours)
    whole = await told(quiet)
    seen = {name: await looking.dashboard(period, quiet.ports, name) for name in ("Gold", "Nobody's")}
    for one, number in ((whole, 2), (seen["Gold"], 1), (seen["Nobody's"], 0)):
        assert now_of(one, "conversations") == now_of(one, "people") == number
        assert sum(each["now"] for each in one["handoff_reasons"]) == number
        assert sum(each["conversations"]["now"] for each in one["reasons"]) == number
    assert (whole["segment"], seen["Gold"]["segment"]) == (None, "Gold")
    others = await looking.dashboard(period, quiet.ports, NOBODYS)
    assert now_of(others, "conversations") == 1, "whoever belongs to no segment can be looked at, too"
    behind = await looking.behind(Wanted(period, segment="Gold"), 0, quiet.ports)
    assert [each["id"] for each in behind["conversations"]] == [held.id]


async def test_erased_customers_stay_numbers_and_lead_nowhere(quiet: Quiet) -> None:
    """Nothing of them is left but the count; figures do not move, and the list says how many are gone."""
    maya = await quiet.agent("a_maya")
    person, conversation = await served(quiet, maya, "C1003")
    await ratings.rate(conversation.id, person, conversation.last_seq, 4, [], "my secret", quiet.ports)
    await served(quiet, maya, "C1004")
    quiet.clock.forward(days=8)
    before = await told(quiet)
    await erase_customer(person.id, "a_noor", (), quiet.ports)
    after = await told(quiet)
    for name in ("conversations", "people", "durable", "rating_agent", "wait_median", "agent_time", "handoff_rate"):
        assert figure(after, name)["now"]["value"] == figure(before, name)["now"]["value"], name
    period = chosen(30, None, quiet.clock(), quiet.ports.service.hours)
    found = await looking.behind(Wanted(period), 0, quiet.ports)
    assert (found["number"], found["gone"], len(found["conversations"])) == (2, 1, 1)
    assert conversation.id not in str(found)
    gone = await looking.behind(Wanted(period, "gone"), 0, quiet.ports)
    assert (gone["number"], gone["conversations"]) == (1, [])
    async with quiet.ports.record.look() as unit:
        document = await unit.privacy.document(person.id)
    assert not any(document.values())


async def test_erased_before_it_was_known_counts_on_neither_side(quiet: Quiet) -> None:
    """Whether they would have come back nobody will know: it is no success."""
    maya = await quiet.agent("a_maya")
    person, _ = await served(quiet, maya, "C1003")
    await learnt(quiet)
    await erase_customer(person.id, "a_noor", (), quiet.ports)
    quiet.clock.forward(days=8)
    assert figure(await told(quiet), "durable")["now"]["n"] == 0


async def test_a_page_takes_few_queries(quiet: Quiet, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many conversations and days: the number of queries stays the same."""
    maya = await quiet.agent("a_maya")
    await served(quiet, maya)
    await learnt(quiet)
    asked: list[int] = []
    for days in (7, 90):
        count = 0
        async with quiet.ports.record.look() as unit:
            store = type(unit.insights)
            execute = store._all

            async def counted(self: Any, query: Any, execute: Any = execute) -> Any:
                nonlocal count
                count += 1
                return await execute(self, query)

            monkeypatch.setattr(store, "_all", counted)
        await told(quiet, days)
        monkeypatch.setattr(store, "_all", execute)
        asked.append(count)
    assert asked[0] == asked[1] <= 17


async def test_the_customer_who_ends_it_is_counted(quiet: Quiet) -> None:
    """And whoever has not been answered yet is open, not silent."""
    person, conversation = await quiet.customer()
    await quiet.says(person, conversation)
    await ending.customer_ends(conversation.id, person, quiet.ports)
    await quiet.waiting()
    quiet.clock.forward(days=2)
    await learnt(quiet)
    period = Period(date(2026, 11, 1), date(2026, 12, 31))
    found = await looking.behind(Wanted(period), 0, quiet.ports)
    assert sorted(str(each["end"]) for each in found["conversations"]) == ["None", "customer_ended"]
    assert timedelta(0) < quiet.ports.insights.quiet
