"""Promising and what becomes of it, on a real record: one line each, told once, called once, gone with the customer."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Awaitable
from datetime import date
from typing import Any

import pytest

from desk.conversations.entry import EntryKind
from desk.conversations.flows import whole_transcript
from desk.errors import DeskError
from desk.handoff import flows as handoffs
from desk.handoff import queueing, transfers
from desk.handoff.flows import Outcome
from desk.ports import DeskPorts
from desk.privacy.flows import erase_customer, export_customer
from desk.promises import keeping, views
from desk.promises.ports import Wanted
from desk.promises.promise import Alarm, State, What
from desk.routing.line_order import why
from tests.desk.promises.conftest import FRIDAY, HOURS, MONDAY, Talk, end_of

ON_BOTH_DATABASES = True


async def refused(work: Awaitable[Any]) -> str:
    with pytest.raises(DeskError) as refusal:
        await work
    return refusal.value.code


async def test_the_customer_reads_it_and_once_is_once(talk: Talk):
    """The same id again changes nothing, and for something else it is refused."""
    id_ = str(uuid.uuid4())
    first = await talk.promise(note="order 20417", id=id_)
    again = await talk.promise(note="order 20417", id=id_)
    assert again == first
    told = [line for line in await talk.lines() if "promised" in line]
    assert told == ["agent: Maya promised: refund (order 20417) by Friday, 27 November"]
    assert await refused(talk.promise(What.DELIVERY, id=id_)) == "promise_id_reused"


async def test_a_message_is_confirmed_once(talk: Talk):
    """Two windows, or a lost answer and a new id: the first promise holds. And nobody confirms what is not theirs."""
    said = await talk.quiet.replies(talk.maya, talk.conversation, "You'll get your refund by Friday.")
    (suggested,) = (await views.of_conversation(talk.conversation.id, talk.maya, talk.ports))["suggested"]
    assert (suggested["said_seq"], suggested["what"], suggested["due_on"]) == (said.seq, "refund", "2026-11-27")
    first = await talk.promise(said_seq=said.seq)
    assert (await talk.promise(said_seq=said.seq)).id == first.id
    assert (await views.of_conversation(talk.conversation.id, talk.maya, talk.ports))["suggested"] == []
    asked = await talk.quiet.says(talk.ana, talk.conversation, "I'll call you tomorrow at 10")
    assert await refused(talk.promise(said_seq=asked.seq)) == "not_said"
    assert await refused(talk.promise(said_seq=9_999)) == "not_said"


async def test_nothing_is_suggested_to_who_does_not_hold_it_nor_of_what_was_deleted(talk: Talk):
    """Nor of what is over by now."""
    await talk.quiet.replies(talk.maya, talk.conversation, "I'll call you tomorrow at 10.")
    tom = await talk.quiet.agent("a_tom")
    assert (await views.of_conversation(talk.conversation.id, tom, talk.ports))["suggested"] == []
    assert len((await views.of_conversation(talk.conversation.id, talk.maya, talk.ports))["suggested"]) == 1
    talk.clock.forward(days=2)
    assert (await views.of_conversation(talk.conversation.id, talk.maya, talk.ports))["suggested"] == [], "over"


async def test_only_who_holds_the_conversation_promises(talk: Talk):
    """A colleague who only looks in is refused."""
    tom = await talk.quiet.agent("a_tom")
    assert await refused(talk.promise(agent=tom)) == "not_yours"


async def test_the_alarm_calls_the_maker_then_the_team_then_it_is_broken(talk: Talk):
    """Each is one line that only the team reads, and the lists say so."""
    promise = await talk.promise()
    tom, olu = await talk.quiet.agent("a_tom"), await talk.quiet.agent("a_olu")

    async def called() -> list[str]:
        async with talk.ports.record.look() as unit:
            return [a.name for a in (talk.maya, tom, olu) if await views.calling_count(a, unit)]

    assert (await talk.look(), await called()) == (0, [])
    talk.clock.at = end_of(FRIDAY, HOURS).at.replace(hour=13)
    assert (await talk.look(), await talk.look(), await called()) == (1, 0, ["Maya"])
    talk.clock.forward(hours=3)
    assert (await talk.look(), await talk.look(), await called()) == (1, 0, ["Maya", "Tom", "Olu"])
    assert (await views.owed(Wanted(), True, talk.ports))["promises"][0]["standing"] == "at_risk"
    talk.clock.forward(hours=1)
    assert (await talk.look(), await talk.look()) == (1, 0)
    assert (await talk.now_of(promise)).state is State.BROKEN
    team = [line for line in await talk.lines() if line.startswith("system: A promise")]
    assert [line.split(" is ")[1].split(":")[0] for line in team] == ["due soon", "due soon", "broken"]
    async with talk.ports.record.look() as unit:
        entries = await whole_transcript(unit, talk.conversation.id)
    alarms = [e for e in entries if e.kind is EntryKind.PROMISE and e.team_only]
    assert len(alarms) == 3
    assert all(e.to_customer_json()["kind"] == "hidden" for e in alarms)


async def test_several_desks_call_once(talk: Talk, second_desk: DeskPorts):
    """However many walk the round at the same moment."""
    for _ in range(4):
        await talk.promise()
    talk.clock.at = end_of(FRIDAY, HOURS).at.replace(hour=13)
    for _ in range(6):
        await asyncio.gather(talk.look(), talk.look(second_desk), talk.look())
    assert len([line for line in await talk.lines() if "is due soon" in line]) == 4


async def test_a_desk_that_was_away_says_it_once(talk: Talk):
    """What came and went meanwhile is broken, and nobody is called for its alarms afterwards."""
    promise = await talk.promise()
    talk.clock.forward(days=30)
    assert (await talk.look(), await talk.look()) == (1, 0)
    now = await talk.now_of(promise)
    assert (now.state, now.alarm, now.next_at) == (State.BROKEN, Alarm.TEAM, None)


async def test_moved_in_time_the_customer_is_told_first(talk: Talk):
    """One line for it, a new promise, and a count that tells moved from kept."""
    promise = await talk.promise(note="order 20417")
    talk.clock.at = end_of(FRIDAY, HOURS).at.replace(hour=13)
    await talk.look()
    id_ = str(uuid.uuid4())
    successor = await talk.move(promise, why="The bank is slow.", id=id_)
    assert (await talk.move(promise, id=id_)).id == successor.id, "a lost answer"
    assert (await talk.now_of(promise)).state is State.MOVED
    (told,) = [line for line in await talk.lines() if "moved a promise" in line]
    assert told == (
        "agent: Maya moved a promise and now promises: refund (order 20417) by Monday, 30 November instead of "
        "Friday, 27 November. The bank is slow."
    )
    talk.clock.at = end_of(FRIDAY, HOURS).at
    assert await talk.look() == 0, "what was moved breaks no more"
    kept = await keeping.keep(successor.id, talk.maya, "", talk.ports)
    assert kept.state is State.KEPT
    assert await refused(keeping.keep(successor.id, talk.maya, "", talk.ports)) == "promise_over"
    assert await refused(talk.move(kept)) == "promise_over"
    assert (await talk.lines())[-1] == "agent: Maya kept a promise: refund (order 20417)"
    counted = (await views.kept(talk.ports))["all"]
    assert (counted["kept"], counted["broken"], counted["moved"], counted["share"]) == (1, 0, 1, 1.0)


async def test_kept_and_withdrawn_at_the_same_moment_only_one_holds(talk: Talk, second_desk: DeskPorts):
    """The other is told that it is over; the customer reads one of them."""
    promise = await talk.promise()
    tom = await talk.quiet.agent("a_tom")
    outcomes = await asyncio.gather(
        keeping.keep(promise.id, talk.maya, "", talk.ports),
        keeping.withdraw(promise.id, tom, "it was found", second_desk),
        return_exceptions=True,
    )
    lost = [each for each in outcomes if isinstance(each, BaseException)]
    assert [each.code for each in lost if isinstance(each, DeskError)] == ["promise_over"]
    assert len([line for line in await talk.lines() if " a promise" in line]) == 1


async def test_what_a_supervisor_looks_for(talk: Talk):
    """By kind, team, colleague, day, and what is at risk."""
    await talk.promise(What.REFUND, FRIDAY)
    await talk.promise(What.CALL_BACK, MONDAY)

    async def kinds(**wanted: Any) -> list[str]:
        found = (await views.owed(Wanted(**wanted), wanted.pop("at_risk", False), talk.ports))["promises"]
        return [each["what"] for each in found]

    assert await kinds() == ["refund", "call_back"]
    assert await kinds(what=What.CALL_BACK) == ["call_back"]
    assert await kinds(due_by=end_of(FRIDAY, HOURS).at) == ["refund"]
    assert await kinds(agent_id="a_tom") == []
    assert await kinds(team="returns") == []
    assert (await views.owed(Wanted(), True, talk.ports))["promises"] == []


async def test_broken_ones_count_for_the_day_they_were_due(talk: Talk):
    """However late it is settled, the window is that of the day it was promised for."""
    promise = await talk.promise()
    talk.clock.forward(days=7)
    await talk.look()
    talk.clock.forward(days=31)
    late = await keeping.keep(promise.id, talk.maya, "", talk.ports)
    assert late.state is State.BROKEN
    assert (await views.kept(talk.ports))["all"]["broken"] == 0
    talk.clock.at = end_of(date(2026, 12, 20), HOURS).at
    assert (await views.kept(talk.ports))["all"]["broken"] == 1


async def test_all_conversations_of_a_customer_and_first_in_line(talk: Talk):
    """Another agent sees it in another conversation, and the customer who is owed something is served sooner."""
    await talk.promise()
    await handoffs.resolve(talk.conversation.id, talk.maya, Outcome(solved=True), talk.ports)
    await queueing.customer_asks_for_agent(talk.conversation.id, talk.ana, talk.ports)
    place = await talk.quiet.row("line", "get", talk.conversation.id)
    assert place.promised
    assert "something was promised (+3 min)" in why(place, talk.clock(), talk.ports.routing)
    found = (await views.of_conversation(talk.conversation.id, talk.maya, talk.ports))["promises"]
    assert [each["says"] for each in found] == ["refund by Friday, 27 November"]


async def test_who_is_passed_on_keeps_the_head_start(talk: Talk):
    """Routing knows of the promise also after a transfer."""
    await talk.promise()
    await talk.quiet.agent("a_tom")
    await transfers.transfer(talk.conversation.id, talk.maya, "a_tom", None, "", talk.ports)
    assert (await talk.quiet.row("line", "get", talk.conversation.id)).promised


async def test_a_customer_to_whom_nothing_is_owed_has_none(talk: Talk):
    """Once it is kept, nobody is served sooner for it."""
    promise = await talk.promise()
    await keeping.keep(promise.id, talk.maya, "", talk.ports)
    await talk.quiet.agent("a_tom")
    await transfers.transfer(talk.conversation.id, talk.maya, "a_tom", None, "", talk.ports)
    assert not (await talk.quiet.row("line", "get", talk.conversation.id)).promised


async def test_exported_and_erased_with_the_customer(talk: Talk):
    """The promise and its lines go where the customer's data go."""
    await talk.promise(note="order 20417")
    told = await export_customer(talk.ana.id, "a_olu", (), talk.ports)
    assert [each["note"] for each in told["record"]["promises"]] == ["order 20417"]
    assert any(each["kind"] == "promise" for each in told["record"]["entries"])
    await erase_customer(talk.ana.id, "a_olu", (), talk.ports)
    assert (await views.owed(Wanted(), False, talk.ports))["promises"] == []
