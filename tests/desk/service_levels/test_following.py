"""Clocks read off the transcript: what starts them, what ends them, and that it does not matter when they are read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.conversations.entry import SYSTEM, Author, AuthorKind, Entry, EntryKind, Message
from desk.hours.opening_hours import ALWAYS_OPEN, OpeningHours, Span
from desk.service_levels.following import Clocks, Person, follow
from desk.service_levels.service_level import ClockState, Measure, ServiceLevels, Targets

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
ANA, MAYA = Author(AuthorKind.CUSTOMER, "Ana"), Author(AuthorKind.AGENT, "Maya", "a_maya")
BOT = Author(AuthorKind.BOT, "Fern")
LEVELS = ServiceLevels(Targets(5 * MINUTE, 10 * MINUTE, 60 * MINUTE), {"gold": Targets(2 * MINUTE, None, None)})
NOBODY = Person(None, None)

STEPS = {
    "asks": (EntryKind.HANDOFF_REQUESTED, SYSTEM),
    "claims": (EntryKind.CLAIMED, MAYA),
    "customer": (EntryKind.MESSAGE, ANA),
    "agent": (EntryKind.MESSAGE, MAYA),
    "bot": (EntryKind.MESSAGE, BOT),
    "transfers": (EntryKind.TRANSFERRED, MAYA),
    "lost": (EntryKind.AGENT_LOST, SYSTEM),
    "resolves": (EntryKind.RESOLVED, MAYA),
    "hands back": (EntryKind.HANDED_BACK, MAYA),
    "leaves": (EntryKind.WAIT_ENDED, SYSTEM),
    "reopened": (EntryKind.REOPENED, SYSTEM),
    "reopened with maya": (EntryKind.REOPENED, MAYA),
}


def story(*told: tuple[float, str]) -> list[Entry]:
    """Entries at so many minutes, numbered from 1."""
    entries = []
    for seq, (minutes, step) in enumerate(told, start=1):
        kind, author = STEPS[step]
        message = Message(f"m{seq}", "words") if kind is EntryKind.MESSAGE else None
        entries.append(Entry("c_1", seq, kind, NOW + minutes * MINUTE, author, message))
    return entries


def run(*told: tuple[float, str], person: Person = NOBODY, hours: OpeningHours = ALWAYS_OPEN) -> Clocks:
    return follow((), story(*told), person, LEVELS, hours)


def over(clocks: Clocks) -> list[tuple[Measure, ClockState]]:
    return [(clock.measure, clock.state) for clock in clocks.over]


def test_first_reply_and_resolution_start_together() -> None:
    """Asking for a person starts both, with their due times; the first words of an agent end the first."""
    asked = run((0, "asks"))
    assert {c.measure: c.due_at - NOW for c in asked.running} == {
        Measure.FIRST_REPLY: 5 * MINUTE,
        Measure.RESOLUTION: 60 * MINUTE,
    }
    answered = run((0, "asks"), (1, "customer"), (2, "claims"), (4, "agent"))
    assert over(answered) == [(Measure.FIRST_REPLY, ClockState.MET)]


def test_claiming_is_not_answering() -> None:
    """A claim without words does not stop the clock."""
    assert run((0, "asks"), (1, "claims"), (30, "claims")).runs(Measure.FIRST_REPLY)


def test_next_reply_runs_from_the_first_unanswered_words() -> None:
    """Several messages of the customer are one question; the clock runs from the first."""
    clocks = run((0, "asks"), (1, "claims"), (1, "agent"), (10, "customer"), (15, "customer"))
    (waiting,) = [c for c in clocks.running if c.measure is Measure.NEXT_REPLY]
    assert waiting.due_at == NOW + 20 * MINUTE


def test_late_is_missed_and_stays_written_down() -> None:
    """A reply after the due time is a breach even if nobody looked in between."""
    clocks = run((0, "asks"), (1, "claims"), (6, "agent"))
    (missed,) = clocks.over
    assert (missed.state, missed.breached_at) == (ClockState.MISSED, NOW + 5 * MINUTE)


def test_failure_33_a_reopened_conversation_is_measured_anew() -> None:
    """Five days later the first reply is measured from the new request, not from the first one ever."""
    first = ((0, "asks"), (1, "claims"), (2, "agent"), (3, "resolves"))
    again = run(*first, (7_200, "reopened"), (7_200, "customer"), (7_201, "bot"), (7_202, "asks"), (7_204, "agent"))
    replies = [c for c in again.over if c.measure is Measure.FIRST_REPLY]
    assert [(c.state, c.ended_at - c.started_at) for c in replies if c.ended_at] == [
        (ClockState.MET, 2 * MINUTE),
        (ClockState.MET, 2 * MINUTE),
    ]
    straight = run(*first, (7_200, "reopened with maya"), (7_200, "customer"))
    assert {c.started_at for c in straight.running} == {NOW + 7_200 * MINUTE}


def test_the_bots_part_is_not_measured() -> None:
    """While the bot talks no clock runs, and its words end none."""
    assert run((0, "customer"), (1, "bot")) == Clocks()
    assert run((0, "asks"), (1, "bot")).runs(Measure.FIRST_REPLY)


@pytest.mark.parametrize(
    ("end", "first", "resolution"),
    [
        ("leaves", ClockState.CANCELLED, ClockState.CANCELLED),
        ("resolves", ClockState.CANCELLED, ClockState.MET),
        ("hands back", ClockState.CANCELLED, ClockState.MET),
    ],
)
def test_ends(end: str, first: ClockState, resolution: ClockState) -> None:
    """What can no longer happen is cancelled; the end of the handling meets the resolution."""
    clocks = run((0, "asks"), (1, end))
    assert dict(over(clocks)) == {Measure.FIRST_REPLY: first, Measure.RESOLUTION: resolution}
    assert clocks.running == ()


def test_transfer_and_lost_agent_go_on_counting() -> None:
    """For the customer it is one wait: a transfer runs a reply clock, and the resolution is not reset."""
    clocks = run((0, "asks"), (1, "claims"), (2, "agent"), (20, "transfers"), (21, "lost"))
    by_measure = {c.measure: c for c in clocks.running}
    assert by_measure[Measure.RESOLUTION].started_at == NOW
    assert by_measure[Measure.NEXT_REPLY].started_at == NOW + 20 * MINUTE


def test_strictest_target_counts() -> None:
    """Tier and mood shorten a target; a tier that says nothing of a measure keeps the standard."""
    gold = run((0, "asks"), person=Person("gold", None))
    assert {c.measure: c.due_at - NOW for c in gold.running} == {
        Measure.FIRST_REPLY: 2 * MINUTE,
        Measure.RESOLUTION: 60 * MINUTE,
    }
    levels = ServiceLevels(Targets(), {}, upset=Targets(1 * MINUTE, None, None))
    assert levels.target(Measure.FIRST_REPLY, None, 0.9) == MINUTE
    assert levels.target(Measure.FIRST_REPLY, None, 0.2) == 5 * MINUTE


def test_clocks_stand_still_while_the_house_is_closed() -> None:
    """Asked three minutes before closing, the first reply is due two minutes after the doors open again."""
    hours = OpeningHours(ZoneInfo("UTC"), ((Span(8 * 60, 9 * 60 + 3),),) * 7)
    (first, *_) = [c for c in run((0, "asks"), hours=hours).running if c.measure is Measure.FIRST_REPLY]
    assert first.due_at == datetime(2026, 11, 24, 8, 2, tzinfo=UTC)
    assert first.warn_at == datetime(2026, 11, 24, 8, 0, 45, tzinfo=UTC)


@given(st.lists(st.tuples(st.integers(0, 30), st.sampled_from(sorted(STEPS))), max_size=14), st.integers(0, 14))
def test_when_they_are_read_does_not_matter(told: list[tuple[int, str]], cut: int) -> None:
    """Read in one go or in two, the clocks are the same; none runs twice, and ids never repeat."""
    at, timed = 0, []
    for step, name in told:
        at += step
        timed.append((at, name))
    entries = story(*timed)
    whole = follow((), entries, NOBODY, LEVELS, ALWAYS_OPEN)
    first = follow((), entries[:cut], NOBODY, LEVELS, ALWAYS_OPEN)
    second = follow(first.running, entries[cut:], NOBODY, LEVELS, ALWAYS_OPEN)
    assert second.running == whole.running
    assert first.over + second.over == whole.over
    every = whole.running + whole.over
    assert len({clock.id for clock in every}) == len(every)
    assert len({clock.measure for clock in whole.running}) == len(whole.running)
