"""A promise's life, its alarms on the clock of the house, its words and how it is counted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.errors import DeskError
from desk.hours.opening_hours import ALWAYS_OPEN, OpeningHours, Span
from desk.promises import promise as rules
from desk.promises import words
from desk.promises.due import LOOK_BACK, Due, before, end_of, working_day
from desk.promises.kept_rate import Rate, rates, together
from desk.promises.promise import Alarm, Giver, Promise, PromiseRules, State, What, Wish

BERLIN = ZoneInfo("Europe/Berlin")
DAY = (Span(9 * 60, 17 * 60),)
HOUSE = OpeningHours(BERLIN, (DAY, DAY, DAY, DAY, DAY, (), ()), {date(2026, 12, 25): ()})
RULES = PromiseRules(timedelta(hours=4), timedelta(hours=1), HOUSE)
MAYA = Giver("a_maya", "Maya", "returns")
NOW = datetime(2026, 12, 1, 10, 0, tzinfo=BERLIN)
FRIDAY = end_of(date(2026, 12, 4), HOUSE)


def local(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=BERLIN)


def one(what: What = What.REFUND, due: Due = FRIDAY, note: str = "", id_: str = "p1") -> Promise:
    return rules.made(Wish(id_, what, due, note), "c_1", MAYA, NOW, RULES)


def code_of(step: Callable[[], object]) -> str:
    with pytest.raises(DeskError) as refused:
        step()
    return refused.value.code


@pytest.mark.parametrize(
    ("due", "lead", "at"),
    [
        (local(12, 4, 17), 4, local(12, 4, 13)),
        (local(12, 4, 10), 4, local(12, 3, 14)),
        (local(12, 7, 10), 4, local(12, 4, 14)),
        (local(12, 6, 23, 59), 1, local(12, 4, 16)),
        (local(12, 28, 9, 30), 1, local(12, 24, 16, 30)),
        (local(12, 7, 9), 8, local(12, 4, 9)),
    ],
)
def test_alarms_count_open_time(due: datetime, lead: int, at: datetime) -> None:
    """Nights, weekends and holidays warn nobody."""
    assert before(due, timedelta(hours=lead), HOUSE) == at


def test_a_house_that_is_closed_for_long_is_called_at_last() -> None:
    """However long the lead, the alarm is no older than four weeks."""
    assert before(local(12, 4, 17), timedelta(hours=10_000), HOUSE) == local(12, 4, 17) - LOOK_BACK
    assert before(NOW, timedelta(hours=4), ALWAYS_OPEN) == NOW - timedelta(hours=4)


def test_days_of_the_house() -> None:
    """A day ends at closing time; where nobody is here, with its last minute."""
    assert end_of(date(2026, 12, 4), HOUSE) == Due(local(12, 4, 17).astimezone(UTC), whole_day=True)
    assert end_of(date(2026, 12, 5), HOUSE).at == local(12, 5, 23, 59)
    assert working_day(date(2026, 12, 24), 2, HOUSE) == date(2026, 12, 29), "not Christmas, not the weekend"
    night = replace(HOUSE, week=(*HOUSE.week[:5], (Span(22 * 60, 2 * 60),), ()))
    assert end_of(date(2026, 12, 5), night).at == local(12, 5, 23, 59), "a night's span ends the next day"


def test_it_calls_the_maker_then_the_team_and_breaks() -> None:
    """Each once, and a break stays one."""
    promise = one()
    assert rules.looked_at(promise, local(12, 4, 12, 59), RULES) is promise
    called = rules.looked_at(promise, local(12, 4, 13), RULES)
    assert (called.state, called.alarm, called.next_at) == (State.OPEN, Alarm.MAKER, local(12, 4, 16))
    assert rules.looked_at(called, local(12, 4, 15), RULES) is called, "once is once"
    team = rules.looked_at(called, local(12, 4, 16), RULES)
    assert (team.alarm, team.next_at) == (Alarm.TEAM, FRIDAY.at)
    broken = rules.looked_at(team, FRIDAY.at, RULES)
    assert (broken.state, broken.owed, broken.next_at) == (State.BROKEN, True, None)
    assert rules.looked_at(broken, local(12, 9, 9), RULES) is broken


def test_who_is_called() -> None:
    """Who promised first; then their team and supervisors; all where they are in no team."""
    quiet = one()
    maker = replace(quiet, alarm=Alarm.MAKER)
    team = replace(quiet, alarm=Alarm.TEAM)
    returns, nobody = frozenset({"returns"}), frozenset[str]()
    assert not quiet.calls("a_maya", returns, supervises=False)
    assert maker.calls("a_maya", nobody, supervises=False)
    assert not maker.calls("a_jonas", returns, supervises=True)
    assert team.calls("a_jonas", returns, supervises=False)
    assert not team.calls("a_jonas", nobody, supervises=False)
    assert team.calls("a_olu", nobody, supervises=True)
    assert replace(team, team=None).calls("a_jonas", nobody, supervises=False)
    assert not replace(team, settled_at=NOW).calls("a_maya", returns, supervises=True)


def test_a_maker_who_left_is_not_waited_for() -> None:
    """The team is called in their place."""
    called = rules.looked_at(one(), local(12, 4, 13), RULES, maker_gone=True)
    assert called.alarm is Alarm.TEAM


def test_a_promise_for_soon_calls_at_once() -> None:
    """Whatever was promised within the lead is at risk from the start."""
    soon = one(due=Due(local(12, 1, 10, 30), whole_day=False))
    assert rules.looked_at(soon, NOW, RULES).alarm is Alarm.TEAM


def test_kept_in_time_and_late() -> None:
    """Late is broken, and nothing more is owed."""
    kept = rules.keep(one(), "Jonas", "sent today", local(12, 4, 16))
    assert (kept.state, kept.settled_by, kept.owed, kept.next_at) == (State.KEPT, "Jonas", False, None)
    late = rules.keep(one(), "Jonas", "", local(12, 4, 18))
    assert (late.state, late.owed) == (State.BROKEN, False), "also where the round has not seen it yet"
    assert code_of(lambda: rules.keep(late, "Jonas", "", NOW)) == "promise_over"


def test_taken_back_with_words_only() -> None:
    """The customer reads why."""
    assert code_of(lambda: rules.withdraw(one(), "Maya", "", NOW)) == "words_needed"
    assert rules.withdraw(one(), "Maya", "the lamp was found", NOW).state is State.WITHDRAWN


def test_moved_in_time_and_too_late() -> None:
    """The customer is told before it is due, or it stays broken."""
    later = one(due=end_of(date(2026, 12, 8), HOUSE), id_="p2")
    moved, successor = rules.move(one(), later, "Maya", "the bank is slow", local(12, 4, 16))
    assert (moved.state, moved.moved_to, successor.moved_from) == (State.MOVED, "p2", "p1")
    broken, _ = rules.move(replace(one(), state=State.BROKEN), later, "Maya", "", local(12, 5, 9))
    assert (broken.state, broken.moved_to, broken.owed) == (State.BROKEN, "p2", False)
    assert code_of(lambda: rules.move(one(), replace(later, due_at=FRIDAY.at), "Maya", "", NOW)) == "not_moved"
    assert code_of(lambda: rules.move(moved, later, "Maya", "", NOW)) == "promise_over"


def test_what_cannot_be_promised() -> None:
    """What is over, what is more than a year away, and nothing in particular."""
    assert code_of(lambda: one(due=Due(NOW, whole_day=False))) == "due_passed"
    assert code_of(lambda: one(due=Due(NOW + timedelta(days=367), whole_day=True))) == "due_too_far"
    assert code_of(lambda: one(What.OTHER)) == "words_needed"


def test_what_the_customer_reads() -> None:
    """Who, what and by when, in one calm line; the year only when it is another one."""
    refund = one(note="order 20417")
    call = one(What.CALL_BACK, Due(local(12, 2, 10), whole_day=False))
    assert words.made(refund, NOW, HOUSE) == "Maya promised: refund (order 20417) by Friday, 4 December"
    assert words.made(call, NOW, HOUSE) == "Maya promised: call back on Wednesday, 2 December at 10:00 (CET)"
    later = replace(refund, due_at=local(12, 8, 17), id="p2")
    moved, successor = rules.move(refund, later, "Maya", "The bank is slow.", NOW)
    assert words.moved(moved, successor, NOW, HOUSE) == (
        "Maya moved a promise and now promises: refund (order 20417) by Tuesday, 8 December instead of "
        "Friday, 4 December. The bank is slow."
    )
    assert words.kept(rules.keep(refund, "Jonas", "", NOW)) == "Jonas kept a promise: refund (order 20417)"
    taken_back = rules.withdraw(one(What.OTHER, note="a new label"), "Maya", "It was found", NOW)
    assert words.withdrawn(taken_back) == "Maya has to take a promise back: a new label. It was found"
    assert words.alarm(refund, NOW, HOUSE).startswith("A promise by Maya is due soon: refund")
    next_year = one(due=end_of(date(2027, 1, 8), HOUSE))
    assert words.says(next_year, NOW, HOUSE) == "refund by Friday, 8 January 2027"


def test_the_kept_rate_counts_breaks_and_shows_what_was_moved() -> None:
    """Moved and withdrawn are neither kept nor broken."""

    def over(state: State, team: str | None = "returns") -> Promise:
        return replace(one(), state=state, team=team)

    found = [over(State.KEPT)] * 3 + [over(State.BROKEN), over(State.MOVED), over(State.WITHDRAWN, None)]
    returns, nobody = rates(found)
    assert returns == Rate("returns", kept=3, broken=1, moved=1, withdrawn=0)
    assert returns.share == 0.75
    assert (nobody.team, nobody.share) == (None, None)
    assert together([returns, nobody]) == Rate(None, 3, 1, 1, 1)
    assert rates([]) == []


STEPS = st.lists(st.tuples(st.sampled_from(["look", "keep", "withdraw", "move"]), st.integers(0, 48)), max_size=12)


@given(STEPS)
def test_whatever_happens_in_whatever_order(steps: list[tuple[str, int]]) -> None:
    """A break stays one, what is settled moves no more, alarms only grow, and nobody is called for what is over."""
    promise, now, grown = one(), NOW, [Alarm.NOBODY, Alarm.MAKER, Alarm.TEAM]
    for step, hours in steps:
        now += timedelta(hours=hours)
        before_it = promise
        if step != "look" and not promise.owed:
            assert code_of(partial(_stepped, promise, step, now)) == "promise_over"
            continue
        promise = _stepped(promise, step, now)
        assert before_it.owed or promise == before_it
        assert before_it.state is not State.BROKEN or promise.state is State.BROKEN
        assert promise.state is State.BROKEN or now < promise.due_at or promise.settled_at is not None
        assert grown.index(promise.alarm) >= grown.index(before_it.alarm)
        assert promise.owed or not promise.calls("a_maya", frozenset({"returns"}), supervises=True)
        assert (promise.next_at is None) == (promise.state is not State.OPEN)
        if not promise.owed and promise.state is not State.BROKEN:
            assert promise.settled_at is not None
            assert promise.settled_at < promise.due_at


def _stepped(promise: Promise, step: str, now: datetime) -> Promise:
    if step == "look":
        return rules.looked_at(promise, now, RULES)
    if step == "keep":
        return rules.keep(promise, "Tom", "", now)
    if step == "withdraw":
        return rules.withdraw(promise, "Tom", "it was found", now)
    later = replace(one(id_="p2"), due_at=now + timedelta(days=9))
    return rules.move(promise, later, "Tom", "", now)[0]
