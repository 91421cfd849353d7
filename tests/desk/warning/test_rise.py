"""When a reason has risen: tables, properties, and the case of counting messages instead of people."""

from __future__ import annotations

from datetime import timedelta
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.warning.rise import CHANCE, LEAST_PEOPLE, Rule, Tally, at_least, has_history, rises, strongest

DAY = timedelta(hours=24)
CALM = [Tally({"delivery_late": 2, "track_order": 20}, 100)] * 4


@pytest.mark.parametrize(
    ("people", "everybody", "past", "rule"),
    [
        (4, 4, CALM, None),
        (5, 100, CALM, None),
        (12, 100, CALM, Rule.HISTORY),
        (12, 600, CALM, None),
        (8, 12, CALM, Rule.HISTORY),
        (7, 8, [], None),
        (8, 16, [], Rule.COLD),
        (8, 17, [], None),
        (8, 8, CALM[:1], Rule.COLD),
        (12, 100, CALM[:1], None),
        (5, 5, [Tally({}, 10)] * 2, None),
        (9, 9, [Tally({}, 10)] * 2, Rule.COLD),
    ],
)
def test_what_rises(people: int, everybody: int, past: list[Tally], rule: Rule | None) -> None:
    """Few people, a share as usual, or no history to speak of make no alarm; many for their share do."""
    found = rises(DAY, Tally({"delivery_late": people}, everybody), past)
    assert [each.rule for each in found] == ([] if rule is None else [rule])


def test_a_busy_day_is_no_trouble() -> None:
    """Three times as many of everything: the count rises, the share does not."""
    assert rises(DAY, Tally({"delivery_late": 6, "track_order": 60}, 300), CALM) == []


def test_a_reason_never_heard_of_rises() -> None:
    """A share of nothing is no division by nothing."""
    [found] = rises(DAY, Tally({"payment_failed": 9}, 100), CALM)
    assert (found.usual, found.people) == (0.0, 9)
    assert found.chance is not None
    assert 0 < found.chance < CHANCE


def test_the_shorter_window_tells_of_equals_and_the_less_likely_of_others() -> None:
    """One rise for each reason."""
    short = rises(timedelta(hours=3), Tally({"a": 9}, 10), CALM)
    long = rises(DAY, Tally({"a": 9, "b": 30}, 100), CALM)
    best = strongest(long + short)
    assert set(best) == {"a", "b"}
    assert best["a"].window == timedelta(hours=3)


@given(st.integers(0, 40), st.integers(0, 60), st.integers(0, 500), st.integers(0, 3_000))
def test_the_chance_is_one_and_falls(people: int, more: int, before: int, others: int) -> None:
    """Between 0 and 1, certain for nobody, and never larger for more people."""
    everybody = people + more
    chance = at_least(people, everybody, before, before + others)
    assert 0 <= chance <= 1
    assert at_least(0, everybody, before, before + others) == pytest.approx(1)
    if people < everybody:
        assert at_least(people + 1, everybody, before, before + others) <= chance + 1e-12


@pytest.mark.parametrize(("people", "everybody"), [(1, 10), (4, 10), (10, 10), (6, 30)])
def test_with_much_history_it_is_the_binomial_law(people: int, everybody: int) -> None:
    """A share that is known well leaves only the luck of the draw."""
    share = 0.1
    exact = sum(comb(everybody, k) * share**k * (1 - share) ** (everybody - k) for k in range(people, everybody + 1))
    assert at_least(people, everybody, 1_000_000, 10_000_000) == pytest.approx(exact, rel=1e-3)


@given(st.lists(st.integers(0, 40), max_size=8))
def test_history_is_weeks_and_people(weeks: list[int]) -> None:
    """Two weeks at least, and thirty people in them."""
    assert has_history([Tally({}, each) for each in weeks]) is (len(weeks) >= 2 and sum(weeks) >= 30)


@given(st.integers(0, LEAST_PEOPLE - 1), st.integers(0, 10))
def test_fewer_than_five_people_never_alarm(people: int, others: int) -> None:
    """Whatever the past was."""
    assert rises(DAY, Tally({"a": people}, people + others), CALM) == []
