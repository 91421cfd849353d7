"""Intervals, quantiles, and when two figures may be called different. Pure."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from desk.insights import measured as m


@pytest.mark.parametrize(
    "part, n, low, high",
    [(0, 10, 0.0, 0.2775), (5, 10, 0.2366, 0.7634), (10, 10, 0.7225, 1.0), (82, 100, 0.7333, 0.8830)],
)
def test_shares_have_wilsons_interval(part: int, n: int, low: float, high: float) -> None:
    """Against figures worked out by hand; never beyond 0 and 1."""
    found = m.share(part, n)
    assert (found.value, found.n) == (part / n, n)
    assert found.low == pytest.approx(low, abs=1e-4)
    assert found.high == pytest.approx(high, abs=1e-4)


def test_nothing_is_not_zero() -> None:
    """Without a single case there is no value, and no interval."""
    for empty in (m.share(0, 0), m.mean(0, 0, 0), m.quantile([], 0.5)):
        assert (empty.value, empty.n, empty.low) == (None, 0, None)


@pytest.mark.parametrize("n, least", [(5, 0.93), (10, 0.935), (40, 0.935)])
def test_means_have_an_interval_that_holds(n: int, least: float) -> None:
    """Of normal numbers with a known mean: about 95 of 100 intervals hold it, also of few."""
    chance, held = random.Random(7), 0
    for _ in range(2_000):
        numbers = [chance.gauss(10, 3) for _ in range(n)]
        found = m.mean(n, sum(numbers), sum(each * each for each in numbers))
        assert found.low is not None
        assert found.high is not None
        held += found.low <= 10 <= found.high
    assert least <= held / 2_000 <= 0.97


def test_a_mean_of_four_has_no_interval() -> None:
    """Below five nothing is said about how sure it is."""
    found = m.mean(4, 12, 40)
    assert (found.value, found.low, found.high) == (3, None, None)


@pytest.mark.parametrize(
    "values, q, value",
    [([5], 0.5, 5), ([1, 2, 3], 0.5, 2), ([1, 2, 3, 4], 0.5, 2), (range(1, 11), 0.9, 9), (range(1, 101), 0.9, 90)],
)
def test_quantiles_are_values_that_came(values: list[int], q: float, value: float) -> None:
    """Never something between two values."""
    assert m.quantile(Counter(values).items(), q).value == value


def test_a_quantiles_interval_says_nothing_beyond_what_came() -> None:
    """Nine of ten of five values: above, nothing is known; of a thousand both sides are."""
    few, many = m.quantile(((each, 1) for each in range(5)), 0.9), m.quantile(((each, 1) for each in range(1000)), 0.9)
    assert (few.high, many.low is not None and many.high is not None) == (None, True)
    assert many.low is not None
    assert many.high is not None
    assert many.low < 899 < many.high < 925


@pytest.mark.parametrize(
    "before, after, more_is_better, long_enough, verdict",
    [
        ((50, 100), (80, 100), True, True, m.Verdict.BETTER),
        ((50, 100), (80, 100), False, True, m.Verdict.WORSE),
        ((80, 100), (50, 100), True, True, m.Verdict.WORSE),
        ((50, 100), (55, 100), True, True, m.Verdict.NO_DIFFERENCE),
        ((50, 100), (80, 100), True, False, m.Verdict.TOO_EARLY),
        ((50, 100), (29, 29), True, True, m.Verdict.TOO_EARLY),
        ((10, 10), (80, 100), True, True, m.Verdict.TOO_EARLY),
        ((0, 0), (80, 100), True, True, m.Verdict.TOO_EARLY),
    ],
)
def test_what_may_be_said(
    before: tuple[int, int], after: tuple[int, int], more_is_better: bool, long_enough: bool, verdict: m.Verdict
) -> None:
    """Better or worse only beyond chance, with thirty on each side, and after a week."""
    assert m.verdict(m.share(*before), m.share(*after), more_is_better, long_enough) is verdict


def test_no_change_is_rarely_called_one() -> None:
    """A thousand pairs drawn from the same share: about five of a hundred differ beyond chance."""
    chance, called = random.Random(11), 0
    for _ in range(1_000):
        one, other = (sum(chance.random() < 0.6 for _ in range(120)) for _ in range(2))
        found = m.verdict(m.share(one, 120), m.share(other, 120), more_is_better=True, long_enough=True)
        called += found is not m.Verdict.NO_DIFFERENCE
    assert called <= 75


def test_what_was_frozen_is_read_back() -> None:
    """With its interval and what stood apart."""
    frozen = m.share(3, 8, pending=2)
    again = m.from_json(frozen.to_json())
    assert (again.n, again.apart) == (8, {"pending": 2})
    assert again.low == pytest.approx(frozen.low or 0, abs=1e-4)
