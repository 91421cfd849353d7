"""Clocks and timers as rows: read off late, raised once, safe with several desks and through restarts."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from desk.handoff import flows as handoffs
from desk.handoff import views
from desk.service_levels.flows import read_off, sound_alarms, sweep
from desk.service_levels.service_level import ClockState, Measure
from desk.timers.flows import run_timers
from desk.timers.timer import TimerKind
from tests.desk.quiet import Quiet

# Each with a record of its own: left to `make test`.
pytestmark = pytest.mark.slow


async def test_due_times_are_stored_and_shown_in_the_inbox(quiet: Quiet) -> None:
    """The line of the inbox says what is due when, and changes from ok to soon to breached."""
    _, waiting = await quiet.waiting()
    assert await read_off([waiting.id], quiet.ports) == 1
    shown = []
    for minutes in (0, 4, 2):
        quiet.clock.forward(minutes=minutes)
        async with quiet.ports.record.look() as unit:
            shown.append((await views.summary(await quiet.now_of(waiting), unit, quiet.ports))["due"])
    assert [due["state"] for due in shown] == ["ok", "soon", "breached"]
    assert {due["measure"] for due in shown} == {"first_reply"}


async def test_alarms_come_before_the_breach_and_once(quiet: Quiet) -> None:
    """Warned at three quarters, written down when late; of several desks that look, one is first."""
    _, waiting = await quiet.waiting()
    await read_off([waiting.id], quiet.ports)
    assert await sound_alarms(quiet.ports) == 0
    quiet.clock.forward(minutes=4)
    assert sum(await asyncio.gather(*(sound_alarms(quiet.ports) for _ in range(3)))) == 1
    (clock, _) = await quiet.row("clocks", "running_of", waiting.id)
    assert clock.warned_at == quiet.clock()
    assert clock.warned_at < clock.due_at
    quiet.clock.forward(minutes=2)
    assert sum(await asyncio.gather(*(sound_alarms(quiet.ports) for _ in range(3)))) == 1
    maya = await quiet.agent()
    await handoffs.claim(waiting.id, maya, quiet.ports)
    await quiet.replies(maya, waiting)
    await read_off([waiting.id], quiet.ports)
    ended = [c for c in await quiet.row("clocks", "all_of", waiting.id) if c.measure is Measure.FIRST_REPLY]
    assert [c.state for c in ended] == [ClockState.MISSED]


async def test_nobody_is_warned_of_what_was_just_answered(quiet: Quiet) -> None:
    """Words are read off once for many; an alarm that comes due meanwhile looks first whether it is over."""
    maya = await quiet.agent()
    _, held = await quiet.held(maya)
    await read_off([held.id], quiet.ports)
    quiet.clock.forward(minutes=2)
    await quiet.replies(maya, held)
    quiet.clock.forward(minutes=9)
    assert await sound_alarms(quiet.ports) == 0
    ended = [c for c in await quiet.row("clocks", "all_of", held.id) if c.measure is Measure.FIRST_REPLY]
    assert [(c.state, c.warned_at) for c in ended] == [(ClockState.MET, None)]


async def test_nobody_who_just_wrote_is_asked_whether_they_are_there(quiet: Quiet) -> None:
    """The customer's answer came after the last reading off and before the question was due."""
    maya = await quiet.agent()
    ana, held = await quiet.held(maya)
    await quiet.replies(maya, held, "which colour?")
    await read_off([held.id], quiet.ports)
    quiet.clock.forward(minutes=14)
    await quiet.says(ana, held, "the green one")
    quiet.clock.forward(minutes=2)
    assert await run_timers(quiet.ports) == 0


async def test_two_desks_read_the_same_entries_once(quiet: Quiet) -> None:
    """Reading at the same moment starts each clock once."""
    _, waiting = await quiet.waiting()
    await asyncio.gather(*(read_off([waiting.id], quiet.ports) for _ in range(4)))
    clocks = await quiet.row("clocks", "all_of", waiting.id)
    assert sorted(c.measure for c in clocks) == ["first_reply", "resolution"]


async def test_a_lost_nudge_costs_no_clock(quiet: Quiet) -> None:
    """What nobody was nudged about is found by the sweep, with the times of the entries, not of the sweep."""
    _, waiting = await quiet.waiting()
    asked = quiet.clock()
    quiet.clock.forward(minutes=30)
    assert await sweep(quiet.ports) == 1
    assert {c.started_at for c in await quiet.row("clocks", "running_of", waiting.id)} == {asked}
    assert await sweep(quiet.ports) == 0


async def test_silent_customer_is_asked_and_then_closed(quiet: Quiet) -> None:
    """After the agent's words unanswered: one question, then the end, which frees the agent; each once."""
    maya = await quiet.agent()
    _, held = await quiet.held(maya)
    await quiet.replies(maya, held, "which colour?")
    await read_off([held.id], quiet.ports)
    assert await run_timers(quiet.ports) == 0
    quiet.clock.forward(minutes=16)
    assert sum(await asyncio.gather(*(run_timers(quiet.ports) for _ in range(3)))) == 1
    await read_off([held.id], quiet.ports)
    assert "Are you still there?" in (await quiet.lines(held))[-1]
    (timer,) = await quiet.row("timers", "of", held.id)
    assert timer.kind is TimerKind.CLOSE_SILENT
    quiet.clock.forward(minutes=46)
    assert sum(await asyncio.gather(*(run_timers(quiet.ports) for _ in range(3)))) == 1
    after = await quiet.now_of(held)
    assert (after.state, after.agent_id) == ("closed", None)
    assert (await quiet.row("handoffs", "latest_of", held.id)).outcome == "fell_silent"
    assert await quiet.row("timers", "of", held.id) == []
    assert (await quiet.lines(held))[-1].startswith("system: Closed because nothing more was written")


async def test_an_answer_undoes_the_timer(quiet: Quiet) -> None:
    """Who answers in time is not asked, and a late reader of the timer does nothing."""
    maya = await quiet.agent()
    person, held = await quiet.held(maya)
    await quiet.replies(maya, held, "which colour?")
    await read_off([held.id], quiet.ports)
    quiet.clock.forward(minutes=10)
    await quiet.says(person, held, "green")
    await read_off([held.id], quiet.ports)
    quiet.clock.forward(minutes=30)
    assert await run_timers(quiet.ports) == 0
    assert (await quiet.now_of(held)).state == "with_agent"


async def test_failure_31_silent_ones_that_wake_together_overload_nobody(quiet: Quiet) -> None:
    """Closed for silence and writing again, a customer comes back to their agent only while there is room."""
    maya = await quiet.agent()
    people = [await quiet.held(maya) for _ in range(4)]
    for person, held in people:
        await quiet.replies(maya, held)
        await read_off([held.id], quiet.ports)
        assert person
    for minutes in (16, 46):
        quiet.clock.forward(minutes=minutes)
        await run_timers(quiet.ports)
    await quiet.stay("a_maya")
    for _ in range(2):
        await quiet.held(maya)
    for person, held in people:
        await quiet.says(person, held, "I am back")
    states = sorted([(await quiet.now_of(held)).state for _, held in people])
    assert states == ["with_agent", "with_agent", "with_bot", "with_bot"]


async def test_clocks_after_everything_end_with_the_conversation(quiet: Quiet) -> None:
    """A resolved conversation has no running clock, and its times are those of the entries."""
    maya = await quiet.agent()
    person, held = await quiet.held(maya)
    quiet.clock.forward(minutes=1)
    await quiet.replies(maya, held)
    await quiet.says(person, held)
    quiet.clock.forward(minutes=2)
    await quiet.replies(maya, held)
    await handoffs.resolve(held.id, maya, handoffs.Outcome(True), quiet.ports)
    await read_off([held.id], quiet.ports)
    clocks = await quiet.row("clocks", "all_of", held.id)
    assert {(c.measure, c.state) for c in clocks} == {
        (Measure.FIRST_REPLY, ClockState.MET),
        (Measure.NEXT_REPLY, ClockState.MET),
        (Measure.RESOLUTION, ClockState.MET),
    }
    next_reply = next(c for c in clocks if c.measure is Measure.NEXT_REPLY)
    assert next_reply.ended_at is not None
    assert next_reply.ended_at - next_reply.started_at == timedelta(minutes=2)
