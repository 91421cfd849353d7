"""Cutting a transcript into contacts, and what is read of each. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from desk.conversations.bot_turn import BotAnswer, BotJob, JobKind, JobState, Understanding
from desk.conversations.conversation import Conversation, State
from desk.conversations.entry import Author, AuthorKind, Entry, EntryKind, Message
from desk.handoff.handoff import Handoff
from desk.handoff.wrap_up import WrapUp
from desk.hours.opening_hours import ALWAYS_OPEN, OpeningHours, Span
from desk.insights.contact import End, Told, look_again_at
from desk.insights.reading_off import BACK, BACK_FOR_THE_SAME, NOT_BACK, Visit, came_back, contacts

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
QUIET = timedelta(hours=4)
ANA, FERN, MAYA = (
    Author(AuthorKind.CUSTOMER, "Ana"),
    Author(AuthorKind.BOT, "Fern"),
    Author(AuthorKind.AGENT, "Maya", "a_maya"),
)
DESK = Author(AuthorKind.SYSTEM, "Warmhand")
WHO = {"c": ANA, "b": FERN, "a": MAYA, "s": DESK}
KINDS = {
    "ask": (EntryKind.HANDOFF_REQUESTED, DESK),
    "join": (EntryKind.CLAIMED, MAYA),
    "back": (EntryKind.HANDED_BACK, MAYA),
    "left": (EntryKind.WAIT_ENDED, DESK),
    "end": (EntryKind.ENDED, DESK),
    "again": (EntryKind.REOPENED, DESK),
    "mine": (EntryKind.REOPENED, MAYA),
    "pass": (EntryKind.TRANSFERRED, MAYA),
    "note": (EntryKind.NOTE, MAYA),
    "rated": (EntryKind.RATED, DESK),
}
RESOLVED = {"solved": "solved", "unsolved": "not_solved", "silent": "fell_silent", "merged": "merged"}


def entries(script: str) -> list[Entry]:
    """`c0 b1 ask2 join10 a12 solved20`: who or what, and the minute."""
    found = []
    for seq, word in enumerate(script.split(), start=1):
        name, minute = word.rstrip("0123456789"), int("".join(filter(str.isdigit, word)))
        at, data = START + timedelta(minutes=minute), {}
        if name in WHO:
            kind, author, message = EntryKind.MESSAGE, WHO[name], Message(f"m{seq}", "words")
        elif name in RESOLVED:
            kind, author, message, data = EntryKind.RESOLVED, MAYA, None, {"outcome": RESOLVED[name]}
        else:
            (kind, author), message = KINDS[name], None
        found.append(Entry("c_1", seq, kind, at, author, message, data=data))
    return found


def told(script: str, merged: bool = False, **more: Any) -> Told:
    conversation = Conversation("c_1", "p_1", State.CLOSED, START, START, merged_into="c_2" if merged else None)
    return Told(conversation, entries(script), **more)


def read(script: str, at: int = 10_000, **more: Any) -> Sequence[Any]:
    return contacts(told(script, **more), ALWAYS_OPEN, QUIET, START + timedelta(minutes=at))


@pytest.mark.parametrize(
    "script, at, ends",
    [
        ("c0 b1", 200, [None]),
        ("c0 b1", 241, [End.FELL_SILENT]),
        ("c0 b1 c200 b201", 300, [None]),
        ("c0 b1 c300 b301", 600, [End.FELL_SILENT, End.FELL_SILENT]),
        ("c0 b1 end2", 3, [End.CUSTOMER_ENDED]),
        ("c0 b1 end2 again5 c5 b6", 7, [End.CUSTOMER_ENDED, None]),
        ("c0 b1 end2 rated3", 4, [End.CUSTOMER_ENDED]),
        ("c0 b1 ask2 join3 a4 solved5", 6, [End.SOLVED]),
        ("c0 b1 ask2 join3 a4 unsolved5 note900", 1000, [End.NOT_SOLVED]),
        ("c0 b1 ask2", 5_000, [None]),
        ("c0 b1 ask2 join3 a4", 5_000, [None]),
        ("c0 b1 ask2 left3", 5_000, [End.FELL_SILENT]),
        ("c0 b1 ask2 join3 a4 back5 c6 b7", 5_000, [End.FELL_SILENT]),
        ("c0 b1 ask2 join3 a4 silent90", 100, [End.FELL_SILENT]),
        ("c0 ask1 join3 a4 merged5", 100, [End.MERGED]),
        ("c0 b1 ask2 join3 solved5 mine9 c9 a10 solved12", 20, [End.SOLVED, End.SOLVED]),
        ("c0 b1 end2 mine90 a91 solved92", 100, [End.CUSTOMER_ENDED]),
        ("note1", 100, []),
        ("", 100, []),
    ],
)
def test_where_contacts_begin_and_end(script: str, at: int, ends: list[End | None]) -> None:
    """Words begin one; an end, or four quiet hours with the assistant, ends it; lines afterwards do neither."""
    assert [each.end for each in read(script, at)] == ends


def test_a_contact_merged_after_its_end_counts_elsewhere() -> None:
    """What was closed and goes on in another conversation is none of its own; earlier ones stay."""
    ends = [each.end for each in read("c0 b1 end2 c9 b10 end11", merged=True)]
    assert ends == [End.CUSTOMER_ENDED, End.MERGED]


@pytest.mark.parametrize(
    "script, bot_alone, resolved",
    [
        ("c0 b1 end2", True, True),
        ("c0 b1", True, True),
        ("c0 s1 end2", False, False),
        ("c0 b1 ask2 left3", True, True),
        ("c0 b1 ask2 join3 a4 solved5", False, True),
        ("c0 b1 ask2 join3 a4 unsolved5", False, False),
        ("c0 b1 ask2 join3 a4 silent5", False, False),
        ("c0 b1 join3 a4 back5 b6 end9", False, False),
    ],
)
def test_who_had_it_and_whether_it_is_solved(script: str, bot_alone: bool, resolved: bool) -> None:
    """The assistant had it alone only if nobody joined, and only if it said something."""
    contact = read(script)[0]
    assert (contact.bot_alone, contact.resolved) == (bot_alone, resolved)


def test_asking_for_a_person_is_no_containment_even_without_one() -> None:
    """Who asked and then gave up was not served by the assistant alone."""
    handoff = Handoff("h", "c_1", "explicit_request", (), START + timedelta(minutes=2))
    contact = read("c0 b1 ask2 left3", handoffs=[handoff])[0]
    assert (contact.handoff_reason, contact.bot_alone, contact.resolved) == ("explicit_request", False, False)


def test_times_on_the_business_clock() -> None:
    """Asked for five minutes before closing: the night does not count."""
    week = ((Span(9 * 60, 17 * 60),),) * 7
    hours = OpeningHours(ZoneInfo("UTC"), week)
    late = 8 * 60 - 5
    script = f"c{late} ask{late} join{24 * 60 + 10} a{24 * 60 + 12} solved{24 * 60 + 20}"
    spans = contacts(told(script), hours, QUIET, START + timedelta(days=3))[0].spans
    assert (spans.wait, spans.first_reply, spans.resolution) == (15 * 60, 17 * 60, 25 * 60)


@pytest.mark.parametrize(
    "script, wait, reply, resolution",
    [
        ("c0 b1 end2", None, None, None),
        ("c0 ask1 left9", None, None, None),
        ("c0 ask1 join3 a4 solved9", 120, 180, 480),
        ("c0 ask1 join3 a4 back9", 120, 180, 480),
        ("c0 b1 join3 a4 solved9", None, 60, 360),
        ("c0 ask1 join3 end9", 120, None, None),
    ],
)
def test_what_is_timed(script: str, wait: int | None, reply: int | None, resolution: int | None) -> None:
    """Waiting is measured only of those who waited; what did not come about is not measured."""
    spans = read(script)[0].spans
    assert (spans.wait, spans.first_reply, spans.resolution) == (wait, reply, resolution)


@pytest.mark.parametrize(
    "script, seconds",
    [
        ("c0 b1 end2", 0),
        ("c0 ask1 join3 a4 solved6", 180),
        ("c0 ask1 join3 a4 c60 a61 solved62", 60 + 300 + 60 + 60),
        ("c0 ask1 join3 a4 pass5 join50 a51 solved52", 60 + 60 + 60 + 60),
        ("c0 ask1 join3 a4 back5 c6 b7 c200", 60 + 60),
    ],
)
def test_work_counts_while_held_and_no_gap_above_five_minutes(script: str, seconds: int) -> None:
    """Waiting in line, the assistant's part and long silences are no work."""
    assert read(script)[0].agent_seconds == seconds


def job(seq: int, intent: str) -> BotJob:
    answer = BotAnswer("m", (), Understanding(intent, 0.9))
    return BotJob("c_1", seq, JobKind.TURN, JobState.DONE, START, answer=answer)


def wrap_up(seq: int, reason: str | None, solved: bool = True) -> WrapUp:
    return WrapUp("c_1", seq, "a_maya", solved, reason, "", START)


@pytest.mark.parametrize(
    "jobs, said, reason",
    [
        ([job(1, "greet"), job(3, "track_order"), job(5, "refund_status")], [], "track_order"),
        ([job(1, "greet")], [], None),
        ([job(1, "track_order")], [wrap_up(9, "damaged_item")], "damaged_item"),
        ([job(1, "track_order")], [wrap_up(9, None)], "track_order"),
        ([job(1, "track_order")], [wrap_up(99, "damaged_item")], "track_order"),
    ],
)
def test_what_it_was_about(jobs: list[BotJob], said: list[WrapUp], reason: str | None) -> None:
    """The agent's word first, else the first wish; talk is none, and another contact's wrap-up is not this one's."""
    contact = read("c0 b1 c2 b3 c4 b5 ask6 join7 solved8", jobs=jobs, wrap_ups=said)[0]
    assert contact.reason == reason


def test_the_wrap_up_has_the_last_word_on_whether_it_is_solved() -> None:
    """An agent may say at the end that it was not solved."""
    contact = read("c0 ask1 join2 solved3", wrap_ups=[wrap_up(4, None, solved=False)])[0]
    assert contact.end is End.NOT_SOLVED


def test_the_day_is_the_houses() -> None:
    """Half past eleven at night in London is tomorrow in Berlin."""
    hours = OpeningHours(ZoneInfo("Europe/Berlin"), ((),) * 7, always=True)
    found = contacts(told(f"c{14 * 60 + 30} b{14 * 60 + 31}"), hours, QUIET, START + timedelta(days=2))
    assert found[0].day == "2026-11-24"


@pytest.mark.parametrize(
    "script, at, minutes",
    [("c0 b1", 100, 241), ("c0 b1 end2", 100, None), ("c0 ask1", 100, None), ("c0 b1", 300, None)],
)
def test_when_to_look_again(script: str, at: int, minutes: int | None) -> None:
    """Only a chat with the assistant may fall silent by itself."""
    due = look_again_at(told(script), QUIET, START + timedelta(minutes=at))
    assert due == (None if minutes is None else START + timedelta(minutes=minutes))


def visit(number: int, day: float, reason: str | None, hours: float = 1, end: str | None = "solved") -> Visit:
    began = START + timedelta(days=day)
    return Visit(number, began, None if end is None else began + timedelta(hours=hours), reason, end)


@pytest.mark.parametrize(
    "visits, back",
    [
        ([visit(1, 0, "a")], [NOT_BACK]),
        ([visit(1, 0, "a"), visit(2, 3, "a")], [BACK_FOR_THE_SAME, NOT_BACK]),
        ([visit(1, 0, "a"), visit(2, 3, "b")], [BACK, NOT_BACK]),
        ([visit(1, 0, "a"), visit(2, 3, None)], [BACK_FOR_THE_SAME, NOT_BACK]),
        ([visit(1, 0, None), visit(2, 3, "a")], [BACK_FOR_THE_SAME, NOT_BACK]),
        ([visit(1, 0, "a"), visit(2, 3, "b"), visit(3, 5, "a")], [BACK_FOR_THE_SAME, BACK, NOT_BACK]),
        ([visit(1, 0, "a"), visit(2, 7.1, "a")], [NOT_BACK, NOT_BACK]),
        ([visit(1, 0, "a"), visit(2, 7.04, "a")], [BACK_FOR_THE_SAME, NOT_BACK]),
        ([visit(2, 3, "a"), visit(1, 0, "a")], [NOT_BACK, BACK_FOR_THE_SAME]),
        ([visit(1, 0, "a", end=None), visit(2, 3, "a")], [NOT_BACK, NOT_BACK]),
        ([visit(1, 0, "a"), visit(2, 3, "a", end="merged")], [NOT_BACK, NOT_BACK]),
    ],
)
def test_whether_they_came_back(visits: list[Visit], back: list[int]) -> None:
    """Within seven days of the end, whatever the order in which it was read; not known counts as the same."""
    found = came_back(visits)
    assert [found[each.id] for each in visits] == back
