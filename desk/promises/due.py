"""When a promise is due, on the clock of the house: days end at closing time, alarms count open time. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import takewhile

from desk.hours.opening_hours import DAY_MINUTES, OpeningHours

LAST_MINUTE = DAY_MINUTES - 1
LOOK_BACK = timedelta(days=28)
"""An alarm comes at most so long before its promise is due, however long the house is closed."""


@dataclass(frozen=True)
class Due:
    """A moment; `whole_day`: a day was promised, and `at` is when that day ends here."""

    at: datetime
    whole_day: bool


def day_of(moment: datetime, hours: OpeningHours) -> date:
    """The day it is in the house at that moment."""
    return moment.astimezone(hours.zone).date()


def at_minute(day: date, minute: int, hours: OpeningHours) -> datetime:
    """The moment, in UTC, at which the clocks of the house show that minute of that day."""
    shown = datetime.combine(day, time(minute // 60, minute % 60), tzinfo=hours.zone)
    return shown.astimezone(UTC)


def end_of(day: date, hours: OpeningHours) -> Due:
    """Closing time of that day; the last minute of a day on which nobody is here, or the house never closes."""
    spans = () if hours.always else hours.spans_of(day)
    closes = max((LAST_MINUTE if span.runs_into_tomorrow else span.closes for span in spans), default=LAST_MINUTE)
    return Due(at_minute(day, min(closes, LAST_MINUTE), hours), whole_day=True)


def works_on(day: date, hours: OpeningHours) -> bool:
    """Whether that day is a working day: one with opening hours; Monday to Friday in a house that never closes."""
    return day.weekday() < 5 if hours.always else bool(hours.spans_of(day))


def working_day(day: date, count: int, hours: OpeningHours) -> date:
    """The `count`-th working day after `day`; a house with hardly any counts calendar days after a year."""
    last = day + timedelta(days=366)
    while count > 0 and day < last:
        day += timedelta(days=1)
        count -= works_on(day, hours)
    return day


def before(due: datetime, span: timedelta, hours: OpeningHours) -> datetime:
    """The moment from which `span` of open time is left until `due`."""
    if hours.always:
        return due - span
    left = span
    earlier = list(takewhile(lambda each: each[0] < due, hours.intervals(due - LOOK_BACK)))
    for opens, closes in reversed(earlier):
        end = min(closes, due)
        if left <= end - opens:
            return end - left
        left -= end - opens
    return due - LOOK_BACK
