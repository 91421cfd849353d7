"""Opening hours through holidays, nights and changes of the clock, in several zones."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from desk.hours.opening_hours import ALWAYS_OPEN, DAY_MINUTES, OpeningHours, Span, overlapping
from desk.hours.service_promise import ServicePromise

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Santiago", "Asia/Kolkata", "Africa/Cairo")
NINE_TO_FIVE = (Span(9 * 60, 17 * 60),)
OFFICE = OpeningHours(BERLIN, (NINE_TO_FIVE,) * 5 + ((), ()))


def berlin(day: int, hour: int, minute: int = 0, month: int = 11, fold: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=BERLIN, fold=fold).astimezone(UTC)


def hours_of(*spans: tuple[int, int], zone: ZoneInfo = BERLIN) -> OpeningHours:
    """The same spans, in minutes of the day, on every day."""
    return OpeningHours(zone, (tuple(Span(*span) for span in spans),) * 7)


@pytest.mark.parametrize(
    ("moment", "is_open", "opens"),
    [
        (berlin(23, 9), True, berlin(23, 9)),
        (berlin(23, 8, 59), False, berlin(23, 9)),
        (berlin(23, 16, 59), True, berlin(23, 16, 59)),
        (berlin(23, 17), False, berlin(24, 9)),
        (berlin(27, 18), False, berlin(30, 9)),
    ],
)
def test_open_now_and_next(moment: datetime, is_open: bool, opens: datetime) -> None:
    """Open from the first minute to before the last; after Friday comes Monday."""
    assert OFFICE.is_open(moment) is is_open
    assert OFFICE.next_opening(moment) == opens


def test_several_spans_a_day() -> None:
    """A lunch break is closed, and time over it counts only what was open."""
    split = hours_of((9 * 60, 12 * 60), (13 * 60, 17 * 60))
    assert not split.is_open(berlin(23, 12, 30))
    assert split.add(berlin(23, 11), timedelta(hours=2)) == berlin(23, 14)
    assert split.between(berlin(23, 11), berlin(23, 14)) == timedelta(hours=2)


def test_holidays_close_or_change_a_day() -> None:
    """A named day has its own spans, or none."""
    days = {date(2026, 12, 24): (Span(9 * 60, 12 * 60),), date(2026, 12, 25): ()}
    hours = OpeningHours(BERLIN, OFFICE.week, days)
    assert not hours.is_open(berlin(24, 13, month=12))
    assert hours.next_opening(berlin(24, 13, month=12)) == berlin(28, 9, month=12)


def test_a_night_span_belongs_to_the_day_it_begins() -> None:
    """Friday 22:00 to 06:00 runs into Saturday; a holiday on Saturday does not cut it short."""
    night = OpeningHours(BERLIN, ((),) * 4 + ((Span(22 * 60, 6 * 60),), (), ()), {date(2026, 11, 28): ()})
    assert night.is_open(berlin(28, 5, 59))
    assert not night.is_open(berlin(28, 6))
    assert night.between(berlin(27, 0), berlin(29, 0)) == timedelta(hours=8)


def test_spring_gap() -> None:
    """On 29 March 02:00-03:00 does not exist in Berlin: a span over it is an hour shorter, one inside it is nothing."""
    over, inside = hours_of((60, 4 * 60)), hours_of((2 * 60 + 10, 2 * 60 + 50))
    start, end = berlin(29, 0, month=3), berlin(29, 12, month=3)
    assert over.between(start, end) == timedelta(hours=2)
    assert inside.between(start, end) == timedelta(0)
    begins_in_it = hours_of((2 * 60 + 30, 5 * 60))
    assert begins_in_it.next_opening(start) == berlin(29, 3, month=3)


def test_autumn_overlap() -> None:
    """On 25 October 02:00-03:00 comes twice: opening is the first 02:30, closing the second."""
    start, end = berlin(25, 0, month=10), berlin(25, 12, month=10)
    assert hours_of((60, 4 * 60)).between(start, end) == timedelta(hours=4)
    opens_in_it = hours_of((2 * 60 + 30, 5 * 60))
    assert opens_in_it.next_opening(start) == berlin(25, 2, 30, month=10, fold=0)
    closes_in_it = hours_of((60, 2 * 60 + 30))
    assert closes_in_it.is_open(berlin(25, 2, 29, month=10, fold=1))
    assert not closes_in_it.is_open(berlin(25, 2, 30, month=10, fold=1))


def test_a_day_that_does_not_exist() -> None:
    """Samoa skipped 30 December 2011; hours of the days around it are unharmed."""
    apia = hours_of((9 * 60, 17 * 60), zone=ZoneInfo("Pacific/Apia"))
    start = datetime(2011, 12, 29, 0, 0, tzinfo=apia.zone).astimezone(UTC)
    assert apia.between(start, start + timedelta(hours=48)) == timedelta(hours=16)


@pytest.mark.parametrize("zone", ["America/Havana", "Asia/Beirut", "America/Santiago", "Africa/Cairo"])
def test_changes_at_midnight(zone: str) -> None:
    """Where the clock changes at midnight, a year of whole days is exactly a year."""
    hours = hours_of((0, DAY_MINUTES), zone=ZoneInfo(zone))
    start = datetime(2026, 1, 1, tzinfo=UTC)
    assert hours.between(start, start + timedelta(days=365)) == timedelta(days=365)


def test_never_open_and_always_open() -> None:
    """Hours that never come are told as None, and always open is plain time."""
    never = OpeningHours(BERLIN, ((),) * 7)
    now = berlin(23, 9)
    assert (never.next_opening(now), never.add(now, timedelta(hours=1)), never.is_open(now)) == (None, None, False)
    assert ALWAYS_OPEN.is_open(now)
    assert ALWAYS_OPEN.add(now, timedelta(hours=1)) == now + timedelta(hours=1)


def test_what_a_customer_is_told() -> None:
    """Out of hours: when the doors open, and by when a message is answered, in the house's own time."""
    promise = ServicePromise(OFFICE, timedelta(hours=4))
    night = berlin(23, 22)
    assert promise.opens_words(night) == "tomorrow, 09:00 (CET)"
    assert promise.opens_words(berlin(23, 10)) is None
    assert promise.answer_by(night) == berlin(24, 13)
    assert promise.spoken(promise.answer_by(berlin(27, 16)), berlin(27, 16)) == "Monday, 12:00 (CET)"


def test_overlapping_spans_are_found() -> None:
    """Also when one runs into the next day."""
    assert overlapping((Span(9 * 60, 12 * 60), Span(11 * 60, 13 * 60)))
    assert overlapping((Span(20 * 60, 2 * 60), Span(23 * 60, 24 * 60)))
    assert not overlapping((Span(9 * 60, 12 * 60), Span(12 * 60, 13 * 60)))


# Many invented weeks: left to `make test`.


@st.composite
def _days(draw: st.DrawFn) -> tuple[Span, ...]:
    marks = sorted(draw(st.sets(st.integers(0, 24 * 4), max_size=6)))
    pairs = [(a * 15, b * 15) for a, b in zip(marks[::2], marks[1::2], strict=False)]
    return tuple(Span(a, b) for a, b in pairs if a < DAY_MINUTES)


@st.composite
def _hours(draw: st.DrawFn) -> OpeningHours:
    week = tuple(draw(_days()) for _ in range(7))
    closed = {draw(st.dates(date(2026, 3, 1), date(2026, 11, 30))): draw(_days()) for _ in range(3)}
    return OpeningHours(ZoneInfo(draw(st.sampled_from(ZONES))), week, closed)


# Around the changes of the clock of all six zones in 2026.
CHANGES = [(3, 8), (3, 29), (4, 4), (4, 5), (4, 24), (9, 5), (10, 3), (10, 25), (10, 29), (11, 1)]


@st.composite
def _moments(draw: st.DrawFn) -> datetime:
    month, day = draw(st.sampled_from(CHANGES))
    return datetime(2026, month, day, tzinfo=UTC) + timedelta(
        minutes=draw(st.integers(-2 * DAY_MINUTES, 2 * DAY_MINUTES))
    )


SPANS_OF_TIME = st.integers(0, 7 * DAY_MINUTES).map(lambda minutes: timedelta(minutes=minutes))
many = hypothesis_settings(max_examples=60, deadline=None)


@pytest.mark.slow
@many
@given(_hours(), _moments(), SPANS_OF_TIME)
def test_adding_and_measuring_undo_each_other(hours: OpeningHours, start: datetime, span: timedelta) -> None:
    """The open time between a moment and `add` of it is what was added, and that end is not before the start."""
    end = hours.add(start, span)
    if end is None:
        assert hours.between(start, start + timedelta(days=395)) < span or hours.next_opening(start) is None
        return
    assert end >= start
    assert hours.between(start, end) == span


@pytest.mark.slow
@many
@given(_hours(), _moments(), SPANS_OF_TIME, SPANS_OF_TIME)
def test_open_time_adds_up(hours: OpeningHours, start: datetime, one: timedelta, two: timedelta) -> None:
    """Measured in two pieces or added in two steps it is the same, and never more than the time that passed."""
    middle, end = start + one, start + one + two
    assert hours.between(start, middle) + hours.between(middle, end) == hours.between(start, end)
    assert timedelta(0) <= hours.between(start, end) <= end - start
    halfway = hours.add(start, one)
    if one and halfway is not None and hours.add(halfway, two) is not None and two:
        assert hours.add(halfway, two) == hours.add(start, one + two)


@pytest.mark.slow
@many
@given(_hours(), _moments())
def test_next_opening_is_the_first_open_moment(hours: OpeningHours, start: datetime) -> None:
    """It is open then, and at no minute before."""
    opening = hours.next_opening(start)
    if opening is None:
        return
    assert hours.is_open(opening)
    for minute in range(0, min(600, int((opening - start).total_seconds() // 60)), 15):
        assert not hours.is_open(start + timedelta(minutes=minute))


@pytest.mark.slow
@many
@given(_hours(), _moments())
def test_open_means_the_clock_on_the_wall_shows_a_time_within_a_span(hours: OpeningHours, moment: datetime) -> None:
    """Outside the hours around a change of the clock, being open is what anybody in the house would read off."""
    around = [moment + timedelta(hours=h) for h in (-3, 3)]
    if len({at.astimezone(hours.zone).utcoffset() for at in around}) > 1:
        return
    shown = moment.astimezone(hours.zone)
    minute = shown.hour * 60 + shown.minute
    expected = any(span.opens <= minute < span.closes for span in hours.spans_of(shown.date()))
    assert hours.is_open(moment) is expected
