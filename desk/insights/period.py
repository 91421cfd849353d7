"""Stretches of whole days by the house's own calendar, and the steps a trend is drawn in. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from desk import errors
from desk.hours.opening_hours import OpeningHours

LENGTHS = (7, 30, 90)
"""Days one can choose."""
BY_WEEK_FROM = 60
"""Days from which on a trend has a step for each week."""
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Period:
    """From one day to another, both included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def before(self) -> Period:
        """As many days, right before."""
        return Period(self.first - self.days * ONE_DAY, self.first - ONE_DAY)

    def holds(self, day: str) -> bool:
        """Whether a day (`2026-11-23`) is in it."""
        return self.first.isoformat() <= day <= self.last.isoformat()

    def steps(self) -> list[Period]:
        """Days, or weeks that end with the last day; the first of these may be shorter."""
        wide = 7 if self.days >= BY_WEEK_FROM else 1
        found: list[Period] = []
        last = self.last
        while last >= self.first:
            found.insert(0, Period(max(self.first, last - (wide - 1) * ONE_DAY), last))
            last -= wide * ONE_DAY
        return found

    def to_json(self) -> dict[str, str]:
        return {"first": self.first.isoformat(), "last": self.last.isoformat()}


def chosen(days: int, until: str | None, now: datetime, hours: OpeningHours) -> Period:
    """So many days up to today or to another day; `invalid_field` for a length or a day that cannot be chosen."""
    if days not in LENGTHS:
        raise errors.invalid_field("days", "Choose 7, 30 or 90 days.")
    today = now.astimezone(hours.zone).date()
    last = today if until is None else day_of(until, "until")
    if last > today:
        raise errors.invalid_field("until", "This day has not come yet.")
    return Period(last - (days - 1) * ONE_DAY, last)


def week_before(now: datetime, hours: OpeningHours) -> Period:
    """The last whole week, Monday to Sunday, by the house's calendar."""
    today = now.astimezone(hours.zone).date()
    monday = today - today.weekday() * ONE_DAY
    return Period(monday - 7 * ONE_DAY, monday - ONE_DAY)


def day_of(written: str, field: str) -> date:
    """A day such as 2026-11-23; `invalid_field` for anything else."""
    try:
        day = date.fromisoformat(written)
    except ValueError:
        raise errors.invalid_field(field, "A day such as 2026-11-23.") from None
    if not 2000 <= day.year <= 2999:
        raise errors.invalid_field(field, "A day such as 2026-11-23.")
    return day
