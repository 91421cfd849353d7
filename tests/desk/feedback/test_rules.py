"""The rules of feedback as tables: when to ask, who sees to a low mark, what held, and how sure a figure is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pytest

from desk.agents.agent import Agent, Role
from desk.errors import DeskError
from desk.feedback import recovery as recovery_rules
from desk.feedback.figures import share, side, weeks
from desk.feedback.improvement import Improvement, checked, told_in
from desk.feedback.recovery import Lead, Recovery, RecoveryState, ended, is_low, owner_of, rated_again, taken, written
from desk.feedback.resolution import Outcome, Resolution, answered, durability, outcome_of, resolved, why_not_ask
from desk.ratings.rating import Rating, Reason
from desk.ratings.survey import Asked, WhyNot
from desk.suggestions.grouping import grouped
from tests.desk.feedback.asks import NOW, asked


def rating(score: int, *reasons: Reason, by: str | None = "a_maya", at: datetime = NOW) -> Rating:
    return Rating("c1", 4, by, score, reasons, "", at)


@pytest.mark.parametrize(
    ("given", "low"),
    [
        (rating(1), True),
        (rating(2, Reason.KINDNESS), True),
        (rating(3), False),
        (rating(3, Reason.SOLVED), True),
        (rating(4, Reason.SOLVED), False),
        (rating(5), False),
    ],
)
def test_what_is_low(given: Rating, low: bool) -> None:
    """One and two; three when it was not solved."""
    assert is_low(given) is low


def person(agent_id: str, role: Role, disabled: bool = False) -> Agent:
    return Agent(agent_id, agent_id, f"{agent_id}@x.example", role, "", disabled_at=NOW if disabled else None)


def lead(agent_id: str, role: Role = Role.SUPERVISOR, teams: str = "", owns: int = 0, disabled: bool = False) -> Lead:
    return Lead(person(agent_id, role, disabled), frozenset(teams.split()), owns)


@pytest.mark.parametrize(
    ("rated", "leads", "owner"),
    [
        ("maya", [], None),
        ("maya", [lead("olu")], "olu"),
        ("olu", [lead("olu"), lead("noor", Role.ADMIN)], "noor"),
        ("olu", [lead("olu")], None),
        ("maya", [lead("olu"), lead("pia", teams="returns", owns=5)], "pia"),
        ("maya", [lead("olu", owns=2), lead("pia")], "pia"),
        ("maya", [lead("noor", Role.ADMIN), lead("olu", owns=9)], "olu"),
        (None, [lead("olu", disabled=True), lead("noor", Role.ADMIN)], "noor"),
        ("maya", [lead("ida", Role.DESIGNER)], None),
    ],
)
def test_who_sees_to_it(rated: str | None, leads: list[Lead], owner: str | None) -> None:
    """A supervisor of the team before others, who owns least, never the one who was rated."""
    assert owner_of(rated, frozenset({"returns"}), leads) == owner


def task(**more: Any) -> Recovery:
    return Recovery("y1", "c1", 4, "p1", "maya", "olu", 1, NOW, NOW + timedelta(hours=8), **more)


OLU, PIA = person("olu", Role.SUPERVISOR), person("pia", Role.SUPERVISOR)


def test_a_task_is_taken_written_about_and_ended() -> None:
    """Each step once; what it led to is measured by the next mark after somebody wrote."""
    mine = taken(task(), OLU, NOW)
    assert (mine.state, mine.taken_by) == (RecoveryState.TAKEN, "olu")
    assert taken(mine, OLU, NOW + timedelta(hours=1)) == mine
    assert rated_again(mine, 5, NOW) == mine, "nobody wrote yet"
    wrote = written(mine, OLU, NOW)
    assert written(wrote, OLU, NOW + timedelta(hours=1)) == wrote
    measured = rated_again(wrote, 4, NOW)
    assert (measured.again_score, rated_again(measured, 1, NOW).again_score) == (4, 4)
    over = ended(measured, OLU, True, "  a new  parcel ", NOW)
    assert (over.state, over.words) == (RecoveryState.RECOVERED, "a new parcel")
    assert ended(over, OLU, True, "a new parcel", NOW + timedelta(hours=1)) == over


@pytest.mark.parametrize(
    ("step", "code"),
    [
        (lambda: taken(task(), person("maya", Role.SUPERVISOR), NOW), "own_rating"),
        (lambda: taken(task(state=RecoveryState.RECOVERED), OLU, NOW), "recovery_over"),
        (lambda: ended(task(state=RecoveryState.RECOVERED), OLU, False, "no", NOW), "recovery_over"),
        (lambda: ended(task(), OLU, True, "  ", NOW), "invalid_field"),
        (lambda: ended(task(), OLU, True, "x" * 1_001, NOW), "invalid_field"),
        (lambda: answered(solved(), True, NOW), "nothing_to_answer"),
        (lambda: answered(solved(asked_at=NOW - timedelta(days=31)), True, NOW), "nothing_to_answer"),
        (lambda: answered(solved(asked_at=NOW, held=True), False, NOW), "answered_already"),
        (lambda: checked(change(said="")), "invalid_field"),
        (lambda: checked(change(did="x" * 601)), "invalid_field"),
    ],
)
def test_what_is_refused(step: Any, code: str) -> None:
    """Each refusal has its code."""
    with pytest.raises(DeskError) as refused:
        step()
    assert refused.value.code == code


def test_a_colleague_may_go_on() -> None:
    """Whoever takes it last has it."""
    assert taken(taken(task(), OLU, NOW), PIA, NOW).taken_by == "pia"
    assert recovery_rules.may_recover(OLU)
    assert not recovery_rules.may_recover(person("tom", Role.AGENT))


def solved(reason: str | None = "refund_status", days_ago: float = 6, **more: Any) -> Resolution:
    return replace(resolved("c1", 4, "p1", "maya", reason, NOW - timedelta(days=days_ago)), **more)


@pytest.mark.parametrize(
    ("reason", "days"),
    [("refund_status", 5), ("delivery_late", 2), ("damaged_item", 7), ("store_hours", None), (None, None)],
)
def test_the_day_depends_on_the_problem(reason: str | None, days: int | None) -> None:
    """Problems have a day; questions have none."""
    found = resolved("c1", 4, "p1", None, reason, NOW)
    assert found.ask_at == (NOW + timedelta(days=days) if days else None)


@pytest.mark.parametrize(
    ("found", "came_back", "before", "why"),
    [
        (solved(), False, [], None),
        (solved(), True, [], WhyNot.CAME_BACK),
        (solved(days_ago=20), False, [], WhyNot.TOO_LATE),
        (solved(), False, [asked(3)], WhyNot.TOO_SOON),
        (solved("store_hours"), False, [], WhyNot.TOO_LATE),
    ],
)
def test_whether_it_held_is_asked_once_and_in_time(
    found: Resolution, came_back: bool, before: list[Asked], why: WhyNot | None
) -> None:
    """Not after they came back, not weeks late, and within the limits of all questions."""
    assert why_not_ask(found, came_back, before, NOW) is why


def days(n: float) -> datetime:
    """So many days after a solution of eight days ago."""
    return NOW - timedelta(days=8 - n)


@pytest.mark.parametrize(
    ("found", "wrote", "again", "outcome"),
    [
        (solved(days_ago=8), None, None, Outcome.DURABLE),
        (solved(days_ago=6), None, None, Outcome.PENDING),
        (solved(days_ago=8, held=False), None, None, Outcome.SAID_NO),
        (solved(days_ago=8, held=True), None, None, Outcome.DURABLE),
        (solved(days_ago=8), days(2), None, Outcome.REOPENED),
        (solved(days_ago=8), days(7.5), None, Outcome.DURABLE),
        (solved(days_ago=8), None, days(6), Outcome.CAME_BACK),
    ],
)
def test_what_became_of_a_solution(
    found: Resolution, wrote: datetime | None, again: datetime | None, outcome: Outcome
) -> None:
    """Seven days without a word, a return or a no."""
    assert outcome_of(found, wrote, again, NOW) is outcome


def test_durability_counts_only_what_is_old_enough() -> None:
    """By reason and side; the young wait."""
    told = [
        (solved("refund_status"), Outcome.DURABLE),
        (solved("refund_status"), Outcome.REOPENED),
        (solved("refund_status"), Outcome.PENDING),
        (solved("refund_status", agent_id=None), Outcome.DURABLE),
    ]
    first, second = durability(told)
    assert (first.person, first.n, first.durable, first.pending, len(first.not_durable)) == (True, 2, 1, 1, 1)
    assert (second.person, second.n, second.durable) == (False, 1, 1)


@pytest.mark.parametrize(
    ("k", "n", "low", "high"),
    [(0, 0, 0.0, 1.0), (1, 1, 0.2065, 1.0), (0, 5, 0.0, 0.4345), (8, 10, 0.4902, 0.9433), (800, 1000, 0.7741, 0.8236)],
)
def test_intervals_are_honest_with_few(k: int, n: int, low: float, high: float) -> None:
    """Wilson's, as the tables have them."""
    found = share(k, n)
    assert (found.low, found.high) == pytest.approx((low, high), abs=1e-3)


def test_figures_part_bot_and_people_and_leave_no_week_out() -> None:
    """Reasons of low and good marks apart; an empty week has n = 0."""
    told = [rating(1, Reason.SPEED), rating(5, Reason.KINDNESS), rating(5, Reason.KINDNESS, Reason.SOLVED)]
    found = side(told)
    assert (found.n, found.low, found.marks) == (3, 1, (1, 0, 0, 0, 2))
    assert found.low_reasons == (("speed", 1),)
    assert found.good_reasons == (("kindness", 2), ("solved", 1))
    old = rating(4, by=None, at=NOW - timedelta(days=14))
    rows = weeks([*told, old], NOW - timedelta(days=14), NOW)
    assert [(week.begin, week.bot.n, week.person.n) for week in rows] == [
        (date(2026, 11, 9), 1, 0),
        (date(2026, 11, 16), 0, 0),
        (date(2026, 11, 23), 0, 3),
    ]


def change(said: str = "Parcels take too long", did: str = "We changed the carrier.") -> Improvement:
    return Improvement("i1", said, did, None, "olu", "Olu", NOW)


def test_those_who_said_it_are_told_in_plain_words() -> None:
    """Both halves are sentences."""
    assert told_in(checked(change())) == (
        "You told us: Parcels take too long. So we changed it: We changed the carrier. Thank you."
    )


def test_texts_that_say_the_like_lie_in_one_group() -> None:
    """Largest first, the most telling first, every text once, in whatever order they come."""
    near = np.array([[1.0, 0.0], [0.98, 0.199], [0.0, 1.0], [0.96, 0.28]], dtype=np.float32)
    found = grouped(near)
    assert [sorted(group.members) for group in found] == [[0, 1, 3], [2]]
    assert found[0].members[0] == 1
    assert [sorted(group.members) for group in grouped(near[::-1])] == [[0, 2, 3], [1]]
    assert grouped(near[:0]) == []
