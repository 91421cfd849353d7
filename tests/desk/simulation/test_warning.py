"""Early warning over simulated weeks: seldom wrong, and in time."""

from __future__ import annotations

import statistics
from datetime import timedelta
from pathlib import Path

import pytest

from desk.bot.domain_file import read_intents
from desk.simulation.contacts import Planted, arrivals
from desk.simulation.warning import BEGIN, HISTORY_DAYS, troubles, watch
from desk.warning.contact import NO_REASONS

REASONS = [each for each in read_intents(Path("domain.yml")) if each not in NO_REASONS]
pytestmark = pytest.mark.slow


@pytest.mark.parametrize(("people_a_day", "seed"), [(60, 11), (200, 12)])
def test_quiet_quarters_stay_quiet(people_a_day: int, seed: int) -> None:
    """Ninety-one days without any trouble: no more than two alarms a week."""
    watched = watch(91, people_a_day, REASONS, (), seed)
    print(f"{people_a_day} people a day: {len(watched.alarms) / watched.weeks:.2f} alarms a week")
    assert watched.weeks == 13
    assert len(watched.alarms) / watched.weeks <= 2


def test_planted_troubles_are_found() -> None:
    """Of 20 people nearly all, of 10 most, of 5 those that are rare enough, and within hours."""
    found: dict[int, list[float | None]] = {5: [], 10: [], 20: []}
    for seed in (21, 22):
        planted = troubles(91, REASONS, (5, 10, 20), 3, seed)
        for trouble, hours in watch(91, 120, REASONS, planted, seed).troubles:
            found[trouble.people].append(hours)
    for size, hours in found.items():
        noticed = [each for each in hours if each is not None]
        print(f"{size} people: {len(noticed)} of {len(hours)} found, median after {statistics.median(noticed):.1f} h")
    share = {size: sum(each is not None for each in hours) / len(hours) for size, hours in found.items()}
    assert share[20] >= 0.9
    assert share[10] >= 0.7
    assert share[5] >= 0.25
    assert statistics.median([each for each in found[20] if each is not None]) <= 3


def test_messages_are_not_people() -> None:
    """One person who writes forty times about a failed payment is one person."""
    calm = arrivals(BEGIN, HISTORY_DAYS + 1, 60, REASONS, (), 5)
    same = arrivals(BEGIN, HISTORY_DAYS + 1, 60, REASONS, (), 5)
    assert calm == same, "a seed is a day"
    one = Planted(BEGIN + timedelta(days=HISTORY_DAYS, hours=10), "payment_failed", 1)
    assert not watch(2, 60, REASONS, [one], 5).alarms or watch(2, 60, REASONS, [one], 5).troubles[0][1] is None
