"""Opening hours of a house in its own time zone, through holidays and the changes of the clock.

A span belongs to the day it begins on; one that ends at or before its beginning runs into the next day. Where clocks
spring forward, a time that does not exist stands for the moment of the change; where they fall back, a span opens at
the first and closes at the second of the two moments that bear the same name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

DAY_MINUTES = 24 * 60
LOOK_AHEAD = timedelta(days=400)
"""No house is closed for longer than this; what has no opening within it counts as never opening."""

Interval = tuple[datetime, datetime]


@dataclass(frozen=True)
class Span:
    """Open from one minute of the day to another, 0 to 1440; an end at or before the beginning is tomorrow's."""

    opens: int
    closes: int

    @property
    def runs_into_tomorrow(self) -> bool:
        return self.closes <= self.opens


@dataclass(frozen=True)
class OpeningHours:
    """Spans for each weekday (Monday first), and other spans, or none, for the days named in `holidays`."""

    zone: ZoneInfo
    week: tuple[tuple[Span, ...], ...]
    holidays: Mapping[date, tuple[Span, ...]] = field(default_factory=dict)
    always: bool = False

    def spans_of(self, day: date) -> tuple[Span, ...]:
        return self.holidays.get(day, self.week[day.weekday()])

    def intervals(self, start: datetime) -> Iterator[Interval]:
        """Stretches of being open that end after `start`, in order, in UTC, joined where they touch."""
        first = start.astimezone(self.zone).date() - timedelta(days=2)
        last = (start + LOOK_AHEAD).astimezone(self.zone).date()
        pending: Interval | None = None
        day = first
        while day <= last:
            for opens, closes in sorted(self._intervals_of(day)):
                if pending is None:
                    pending = (opens, closes)
                elif opens <= pending[1]:
                    pending = (pending[0], max(pending[1], closes))
                else:
                    if pending[1] > start:
                        yield pending
                    pending = (opens, closes)
            day += timedelta(days=1)
        if pending is not None and pending[1] > start:
            yield pending

    def is_open(self, moment: datetime) -> bool:
        """Whether somebody is here at that moment; at the minute of closing nobody is."""
        opening = self.next_opening(moment)
        return opening is not None and opening <= moment

    def next_opening(self, moment: datetime) -> datetime | None:
        """The moment itself while open, otherwise when the house opens next; None when it never does."""
        if self.always:
            return moment
        found = next(self.intervals(moment), None)
        return None if found is None else max(found[0], moment)

    def add(self, moment: datetime, span: timedelta) -> datetime | None:
        """When `span` of open time has passed after `moment`; None when the house does not open long enough."""
        if self.always:
            return moment + span
        left = span
        for opens, closes in self.intervals(moment):
            begin = max(opens, moment)
            if left <= closes - begin:
                return begin + left
            left -= closes - begin
        return None

    def between(self, start: datetime, end: datetime) -> timedelta:
        """Open time between two moments; zero when `end` is not after `start`."""
        if end <= start:
            return timedelta(0)
        if self.always:
            return end - start
        total = timedelta(0)
        for opens, closes in self.intervals(start):
            if opens >= end:
                break
            total += min(closes, end) - max(opens, start)
        # `intervals` looks a bounded way ahead: a longer stretch is counted piece by piece.
        reached = start + LOOK_AHEAD - timedelta(days=3)
        return total if end <= reached else self.between(start, reached) + self.between(reached, end)

    def _intervals_of(self, day: date) -> Iterator[Interval]:
        for span in self.spans_of(day):
            opens = self._moment(day, span.opens, fold=0)
            closes = self._moment(day + timedelta(days=span.runs_into_tomorrow), span.closes, fold=1)
            if opens < closes:
                yield opens, closes

    def _moment(self, day: date, minute: int, fold: int) -> datetime:
        """The moment at which the clocks of the zone show that minute of that day."""
        if minute == DAY_MINUTES:
            day, minute = day + timedelta(days=1), 0
        shown = datetime(day.year, day.month, day.day, minute // 60, minute % 60)  # noqa: DTZ001  # wall clock
        before = shown.replace(tzinfo=self.zone, fold=0).astimezone(UTC)
        after = shown.replace(tzinfo=self.zone, fold=1).astimezone(UTC)
        if before > after:
            return _change_between(self.zone, after, before)
        return after if fold else before


def _change_between(zone: ZoneInfo, low: datetime, high: datetime) -> datetime:
    """The moment of a change of the clock between two moments, to the second."""
    offset = low.astimezone(zone).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = (low + (high - low) / 2).replace(microsecond=0)
        if middle.astimezone(zone).utcoffset() == offset:
            low = middle
        else:
            high = middle
    return high


def overlapping(spans: tuple[Span, ...]) -> bool:
    """Whether two spans of one day cover the same minute."""
    stretches = sorted((span.opens, span.closes + DAY_MINUTES * span.runs_into_tomorrow) for span in spans)
    return any(second[0] < first[1] for first, second in pairwise(stretches))


ALWAYS_OPEN = OpeningHours(ZoneInfo("UTC"), ((),) * 7, always=True)
