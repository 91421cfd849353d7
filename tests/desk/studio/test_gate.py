"""The gate: what stops a candidate, what only is said, and what passes."""

from __future__ import annotations

from math import comb

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desk.studio.gate import FALLBACK, GateRules, Read, Verdict, chance_of_loss, chance_of_so_many, judge

RULES = GateRules()


def exam(*rows: tuple[int, str, str, str]) -> list[Read]:
    """So many lines each, expected, and read so by live and candidate."""
    return [
        Read(f"{expected}-{live}-{candidate}-{n}", f"text {n}", expected, live, candidate)
        for count, expected, live, candidate in rows
        for n in range(count)
    ]


def verdict(*rows: tuple[int, str, str, str], doubtful: dict[str, str] | None = None, added: int = 20) -> Verdict:
    return judge(exam(*rows), [], doubtful or {}, added, RULES)


def stopped_by(found: Verdict) -> list[str]:
    return [finding.kind for finding in found.findings if finding.level == "stop"]


SAME = (100, "a", "a", "a")


@pytest.mark.parametrize(
    "rows, stops",
    [
        ([SAME], []),
        ([SAME, (2, "b", "c", "b")], []),
        # As many lost as gained, spread: chance.
        ([SAME, (20, "b", "b", "b"), (20, "c", "c", "c"), (2, "b", "b", "c"), (2, "c", "b", "c")], []),
        ([SAME, (2, "human_request", "human_request", "a")], ["protected"]),
        (
            [SAME, (1, "human_request", "human_request", "a"), (20, "human_request", "human_request", "human_request")],
            [],
        ),
        ([SAME, (17, "b", "b", "b"), (3, "b", "b", "c")], ["floor"]),
        ([SAME, (2, "b", "b", "x"), (2, "c", "c", "x"), (20, "b", "b", "b"), (20, "c", "c", "c")], ["drawn"]),
        # A theft that gives as much back is an exchange.
        (
            [SAME, (2, "b", "b", "x"), (2, "c", "c", "x"), (4, "x", "x", "x"), (4, "b", "x", "b"), (20, "c", "c", "c")],
            [],
        ),
        ([SAME, (6, "b", "b", FALLBACK), (80, "b", "b", "b")], ["worse", "silent"]),
        ([SAME, (6, "out_of_scope", FALLBACK, "b"), (80, "out_of_scope", FALLBACK, FALLBACK)], ["bold"]),
        ([(1, "a", "a", "b"), (1, "a", "b", "a")], []),
    ],
)
def test_what_stops_a_candidate(rows: list[tuple[int, str, str, str]], stops: list[str]) -> None:
    """One rule each, at its edge."""
    found = verdict(*rows)
    assert stopped_by(found) == stops
    assert found.passed is (not stops)


@pytest.mark.parametrize(
    "count, added, stops",
    [
        (0, 20, []),
        (1, 1, []),
        (2, 3, ["doubtful"]),
        (3, 20, []),
        (4, 20, ["doubtful"]),
        (6, 50, []),
        (7, 50, ["doubtful"]),
        (5_000, 100_000, []),
        (6_000, 100_000, ["doubtful"]),
    ],
)
def test_examples_that_contradict_the_data(count: int, added: int, stops: list[str]) -> None:
    """So many as right examples have, too, are human; more than chance explains are a mistake. They are named."""
    found = verdict(SAME, doubtful={f"text {n}": "a" for n in range(count)}, added=added)
    assert stopped_by(found) == stops
    assert any("contradict" in finding.says for finding in found.findings) is bool(count)


def test_without_an_exam_nothing_passes() -> None:
    """And a first model has nothing to be compared with."""
    assert stopped_by(judge([], [], {}, 0, RULES)) == ["no_exam"]
    first = judge([Read("1", "hello", "greet", None, "greet")], [], {}, 0, RULES)
    assert (first.passed, [finding.kind for finding in first.findings]) == (True, ["first"])


def test_flips_are_listed_worst_first() -> None:
    """With what was right, and past messages among them."""
    past = [Read("7", "hm", None, "a", "b", "replay"), Read("8", "ho", "a", "a", "b", "replay")]
    found = judge(exam(SAME, (1, "b", "b", "a"), (1, "c", "a", "c")), past, {}, 0, RULES)
    assert [(read.source, read.effect) for read in found.flips] == [
        ("replay", "lost"),
        ("exam", "lost"),
        ("exam", "gained"),
        ("replay", "moved"),
    ]
    assert found.to_json()["flips"][0]["from"] == "replay"
    assert [finding.kind for finding in found.findings] == ["replay"]


@settings(deadline=None, max_examples=300)
@given(st.integers(0, 60), st.integers(0, 60), st.floats(0.01, 0.5))
def test_so_many_by_chance_is_exact(found: int, more: int, usual: float) -> None:
    """The binomial distribution's upper tail."""
    of = found + more
    exactly = sum(comb(of, k) * usual**k * (1 - usual) ** (of - k) for k in range(found, of + 1))
    assert chance_of_so_many(found, of, usual) == pytest.approx(exactly, rel=1e-6)


@settings(deadline=None, max_examples=300)
@given(st.integers(0, 60), st.integers(0, 60))
def test_mcnemar_is_exact(gained: int, lost: int) -> None:
    """A tail of the binomial distribution: it falls with losses, and both sides share one point."""
    p, other = chance_of_loss(gained, lost), chance_of_loss(lost, gained)
    assert 0 < p <= 1
    assert chance_of_loss(gained, lost + 1) <= p + 1e-12
    if gained + lost:
        assert p + other == pytest.approx(1 + comb(gained + lost, lost) / 2 ** (gained + lost))
