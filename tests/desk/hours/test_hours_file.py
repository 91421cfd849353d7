"""Hours as people write them, and the one sentence for each mistake."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from desk.hours.hours_file import HoursRefused, read_hours
from desk.hours.opening_hours import ALWAYS_OPEN, Span

WEEK = {"monday": ["09:00-12:30", "13:30-18:00"], "friday": ["22:00-06:00"]}


def test_hours_are_read() -> None:
    """Spans in any order, nights, whole days and holidays."""
    hours = read_hours(
        {
            "time_zone": "Europe/Berlin",
            "week": WEEK | {"sunday": ["00:00-24:00"]},
            "holidays": {"2026-12-24": ["09:00-12:00"], date(2026, 12, 25): []},
        }
    )
    assert hours.week[0] == (Span(540, 750), Span(810, 1080))
    assert hours.week[4] == (Span(1320, 360),)
    assert hours.week[6] == (Span(0, 1440),)
    assert hours.holidays == {date(2026, 12, 24): (Span(540, 720),), date(2026, 12, 25): ()}


def test_nothing_written_is_always_open() -> None:
    """The demo needs no file."""
    assert read_hours(None) is read_hours("always") is ALWAYS_OPEN


@pytest.mark.parametrize(
    ("written", "words"),
    [
        (7, 'write "always"'),
        ({"zone": "x"}, "zone is not known"),
        ({"week": WEEK}, "time_zone is missing"),
        ({"time_zone": "Berlin", "week": WEEK}, "'Berlin' is no time zone"),
        ({"time_zone": "../../etc/passwd", "week": WEEK}, "is no time zone"),
        ({"time_zone": "Europe/Berlin"}, "week is missing"),
        ({"time_zone": "Europe/Berlin", "week": {"mon": []}}, "mon is no day of the week"),
        ({"time_zone": "Europe/Berlin", "week": {"monday": "09:00-17:00"}}, "needs a list of spans"),
        ({"time_zone": "Europe/Berlin", "week": {"monday": ["9 to 5"]}}, "write spans like 09:00-17:30"),
        ({"time_zone": "Europe/Berlin", "week": {"monday": ["09:61-17:00"]}}, "write spans like"),
        ({"time_zone": "Europe/Berlin", "week": {"monday": ["09:00-25:00"]}}, "a day ends at 24:00"),
        ({"time_zone": "Europe/Berlin", "week": {"monday": ["09:00-09:00"]}}, "begins and ends at the same time"),
        ({"time_zone": "Europe/Berlin", "week": {"monday": ["09:00-12:00", "11:00-13:00"]}}, "overlap"),
        ({"time_zone": "Europe/Berlin", "week": {}}, "nobody would ever be here"),
        ({"time_zone": "Europe/Berlin", "week": WEEK, "holidays": {"25.12.": []}}, "is no date"),
        ({"time_zone": "Europe/Berlin", "week": WEEK, "holidays": ["2026-12-25"]}, "holidays are dates"),
    ],
)
def test_a_mistake_is_one_sentence(written: Any, words: str) -> None:
    """What is wrong and how it is written right."""
    with pytest.raises(HoursRefused) as refused:
        read_hours(written)
    assert words in str(refused.value)
    assert "\n" not in str(refused.value)
