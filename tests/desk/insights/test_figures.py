"""Figures, their intervals, periods, and what may be said of an improvement. Pure."""

from __future__ import annotations

import math
from collections import Counter
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path
from statistics import NormalDist
from zoneinfo import ZoneInfo

import pytest

from desk.errors import DeskError
from desk.hours.opening_hours import OpeningHours
from desk.insights import measured as m
from desk.insights.facts import DayFacts, Facts, GiftSum, Spread, Sums, gathered, split
from desk.insights.figures import BY_ID, FIGURES, Unit
from desk.insights.house_targets import InsightRules
from desk.insights.parts import PARTS
from desk.insights.period import Period, chosen, week_before
from desk.insights.table import csv_of, shown
from desk.storage.insights_conditions import COUNTS, Settled, part_of
from tests.house.sources import ROOT

NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)
RULES = InsightRules(hour_cost=3_600)
BERLIN = OpeningHours(ZoneInfo("Europe/Berlin"), ((),) * 7, always=True)


def test_periods_are_whole_days_of_the_house() -> None:
    """At half past eleven in London it is the next day in Berlin; the period before ends the day before it begins."""
    found = chosen(7, None, datetime(2026, 11, 27, 23, 30, tzinfo=UTC), BERLIN)
    assert found == Period(date(2026, 11, 22), date(2026, 11, 28))
    assert found.before == Period(date(2026, 11, 15), date(2026, 11, 21))
    assert found.holds("2026-11-28")
    assert not found.holds("2026-11-29")


@pytest.mark.parametrize("days, steps, first_step", [(7, 7, 1), (30, 30, 1), (90, 13, 6)])
def test_steps_cover_the_period_once(days: int, steps: int, first_step: int) -> None:
    """Days, or weeks from the last day backwards; nothing twice, nothing left out."""
    found = chosen(days, "2026-11-20", NOW, BERLIN).steps()
    assert (len(found), found[0].days) == (steps, first_step)
    assert sum(step.days for step in found) == days
    assert all(later.first.toordinal() - earlier.last.toordinal() == 1 for earlier, later in pairwise(found))


@pytest.mark.parametrize("days, until", [(8, None), (0, None), (7, "2026-11-28"), (7, "2026-13-01"), (7, "0001-01-01")])
def test_periods_that_cannot_be_chosen(days: int, until: str | None) -> None:
    """Other lengths, days to come and days that are none."""
    with pytest.raises(DeskError, match=r".") as refused:
        chosen(days, until, NOW, BERLIN)
    assert refused.value.code == "invalid_field"


def test_the_last_week_is_monday_to_sunday() -> None:
    """The last whole one, whatever day it is."""
    assert week_before(NOW, BERLIN) == Period(date(2026, 11, 16), date(2026, 11, 22))


SUMS = Sums(
    contacts=10, settled=8, contained=4, pending=3, pending_back=1, handed_over=3, resolved=6, held=5,
    resolved_pending=2, first_met=3, first_missed=1, articles_solved=2, articles_not_solved=2, agent_seconds=600,
    agent_squares=120_000, gift_minor=1_000, gift_squares=500_000, agent_times_gift=300_000, gone=1,
)  # fmt: skip
FACTS = Facts(
    RULES, SUMS, 7,
    {Spread.WAIT: Counter({60: 3, 120: 1})},
    {"bot": Counter({5: 3, 2: 1}), "agent": Counter({4: 1})},
    (GiftSum("late", "EUR", 2, 1_000), GiftSum("late", "USD", 1, 400)),
    {"explicit_request": 3},
)  # fmt: skip


@pytest.mark.parametrize(
    "figure, value, n",
    [
        ("conversations", 10, 10), ("people", 7, 7), ("containment", 0.5, 8), ("handoff_rate", 0.3, 10),
        ("durable", 5 / 6, 6), ("first_reply_in_time", 0.75, 4), ("wait_median", 60, 4), ("wait_p90", 120, 4),
        ("first_reply_median", None, 0), ("rating_bot", 0.75, 4), ("score_bot", 4.25, 4), ("rating_agent", 1, 1),
        ("articles_solved", 0.5, 4), ("gifts", 3, 3), ("gift_sum", 1_000, 1_000), ("agent_time", 60, 10),
        ("cost", 160, 10),
    ],
)  # fmt: skip
def test_each_figure(figure: str, value: float | None, n: int) -> None:
    """From sums worked out by hand; an hour costs 36.00, so a second costs one minor unit."""
    found = BY_ID[figure].measure(FACTS)
    assert (found.value, found.n) == (value, n)


def test_what_is_not_known_yet_stands_apart() -> None:
    """Those within the seven days are in no share, and are told."""
    assert BY_ID["containment"].measure(FACTS).apart == {"pending": 3, "pending_back": 1}
    assert BY_ID["durable"].measure(FACTS).apart == {"pending": 2}
    assert BY_ID["gift_sum"].measure(FACTS).apart == {"other_currencies": 1}


def test_without_a_cost_of_an_hour_there_is_no_cost() -> None:
    """No number is made up."""
    assert BY_ID["cost"].measure(Facts(InsightRules(), SUMS)).value is None


def test_the_costs_spread_is_that_of_single_conversations() -> None:
    """The squares of work and gifts together are those of the sums taken one by one."""
    work, gifts = [0, 60, 300, 1_200, 30, 0], [0, 0, 500, 1_000, 0, 0]
    costs = [seconds * 0.5 + gift for seconds, gift in zip(work, gifts, strict=True)]
    sums = Sums(
        contacts=6, agent_seconds=sum(work), gift_minor=sum(gifts),
        agent_squares=sum(each * each for each in work), gift_squares=sum(each * each for each in gifts),
        agent_times_gift=sum(one * other for one, other in zip(work, gifts, strict=True)),
    )  # fmt: skip
    found = BY_ID["cost"].measure(Facts(InsightRules(hour_cost=1_800), sums))
    alone = m.mean(6, sum(costs), sum(each * each for each in costs), 0)
    assert found.value == pytest.approx(alone.value)
    assert found.high == pytest.approx(alone.high)


def test_days_are_added_up_and_others_left_out() -> None:
    """Of sums, ratings and gifts alike."""
    days = DayFacts(
        sums=[("2026-11-01", Sums(contacts=1)), ("2026-11-02", Sums(contacts=2)), ("2026-11-03", Sums(contacts=4))],
        scores=[("2026-11-01", "bot", 5, 1), ("2026-11-03", "bot", 1, 9)],
        gifts=[("2026-11-02", GiftSum("late", "EUR", 1, 10)), ("2026-11-01", GiftSum("late", "EUR", 1, 5))],
    )
    holds = Period(date(2026, 11, 1), date(2026, 11, 2)).holds
    found = gathered(split(days, lambda day: 0 if holds(day) else None, 1), 3, RULES)
    assert (found.sums.contacts, found.people, found.scores["bot"]) == (3, 3, {5: 1})
    assert found.gifts == (GiftSum("late", "EUR", 2, 15),)


def test_every_figure_is_written_down() -> None:
    """The registry, the parts, their conditions and the page of definitions name the same things."""
    page = (ROOT / "docs/insights.md").read_text("utf-8")
    for figure in FIGURES:
        assert f"`{figure.id}`" in page, figure.id
        assert set(figure.parts) <= set(PARTS), figure.id
        assert " ".join(figure.says.split()) in " ".join(page.split()), figure.id
    for part in PARTS:
        part_of(part, Settled(NOW))
    assert set(COUNTS) <= set(Sums.__dataclass_fields__)
    assert len(BY_ID) == len(FIGURES)


def test_only_figures_with_an_interval_can_be_improved() -> None:
    """And only those where it is clear what is better."""
    for figure in FIGURES:
        assert not figure.about_reasons or (figure.unit in (Unit.SHARE, Unit.SECONDS, Unit.MONEY) and figure.better)


@pytest.mark.parametrize(
    "value, unit, words",
    [
        (None, "share", "not known"), (0.824, "share", "82 %"), (12, "seconds", "12 s"), (150, "seconds", "2 min 30 s"),
        (3_600, "seconds", "1 h"), (3_900, "seconds", "1 h 5 min"), (1_234, "money", "€12.34"), (4.25, "score", "4.2"),
        (1_200, "count", "1,200"),
    ],
)  # fmt: skip
def test_figures_in_words(value: float | None, unit: str, words: str) -> None:
    """As the letter and the report have them."""
    assert shown(value, unit, "EUR") == words


def test_the_csv_runs_nowhere() -> None:
    """A contact reason that looks like a formula is a text; every line has as many cells."""
    span = {"first": "2026-11-01", "last": "2026-11-07"}
    none = m.Measured().to_json()
    figure = {"id": "cost", "unit": "money", "now": none, "before": none, "trend": [none], "target": None}
    told = {
        "period": span, "before": span, "steps": [span], "figures": [figure],
        "reasons": [{"reason": "=HYPERLINK(1)", "now": {"cost": m.share(1, 2).to_json()}}],
        "handoff_reasons": [{"reason": "+1", "now": 1, "before": 0}],
    }  # fmt: skip
    lines = csv_of(told).removeprefix("\ufeff").splitlines()
    assert {line.count('","') for line in lines} == {10}
    assert any('"\'=HYPERLINK(1)"' in line for line in lines)
    assert not any(cell.startswith(("=", "+")) for line in lines for cell in line.strip('"').split('","'))


def test_the_normal_quantile_is_right() -> None:
    """Against the standard library's."""
    assert pytest.approx(NormalDist().inv_cdf(0.975), abs=1e-6) == m.SURE
    assert math.isclose(m.mean(1_000, 0, 1_000).high or 0, 0.06202, abs_tol=2e-4)
    assert Path(ROOT / "docs/insights.md").exists()
