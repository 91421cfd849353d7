"""Reading from English words by when something is to be done, on the clock of the house. Pure.

Only words that name a time count: "soon" and "as quickly as we can" name none. Where several do, the day and the time
of day are put together ("tomorrow at 10"), and of a range the later end counts.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import UTC, date, datetime, timedelta

from desk.hours.opening_hours import OpeningHours
from desk.promises.due import Due, at_minute, day_of, end_of, working_day, works_on

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "twelve": 12, "fourteen": 14, "24": 24, "48": 48,
}  # fmt: skip
PARTS_OF_DAY = {"morning": 12 * 60, "lunchtime": 13 * 60, "afternoon": 17 * 60, "evening": 20 * 60}
"""The last minute that is still meant by them."""
MONTH = "|".join(f"{name}|{name[:3]}" for name in MONTHS)
DAY = "|".join(f"{name}|{name[:3]}" for name in DAYS)
NUMBER = rf"\d{{1,3}}|{'|'.join(name for name in NUMBERS if name.isalpha())}"

SPAN = re.compile(
    rf"\b(?:within|in|after)\s+(?:the\s+next\s+|at\s+most\s+|the\s+)?"
    rf"(?:(?:{NUMBER})\s*(?:-|–|to|or)\s*)?(?P<count>{NUMBER}|hour)\s*"
    r"(?P<working>working|business|work)?\s*(?P<unit>minutes?|mins?|hours?|hrs?|days?|weeks?|)\b"
)
ISO = re.compile(r"\b(?P<year>20\d\d)-(?P<month>\d\d)-(?P<day>\d\d)\b")
DATE = re.compile(
    rf"\b(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<month>{MONTH})"
    rf"|(?P<month2>{MONTH})\.?\s+(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?)\b"
)
WEEKDAY = re.compile(rf"\b(?P<before>before\s+)?(?P<next>next\s+)?(?P<day>{DAY})\b")
WEEK_END = re.compile(r"\b(?:end\s+of\s+)?(?P<which>this|the|next)\s+week\b(?!end)")
TODAY = re.compile(
    r"\b(?:today|tonight|this (?:morning|afternoon|evening)|end of (?:the |this )?day|close of business|eod)\b"
)
MONTH_END = re.compile(r"\bend\s+of\s+(?P<which>this|the|next)\s+month\b")
CLOCK = re.compile(
    r"\b(?:at|by|before|around|until|till|and|-)\s*(?P<hour>\d{1,2})(?:[:.](?P<minute>\d\d))?\s*"
    r"(?P<half>[ap]\.?m\b\.?|o'?clock)?(?!\s*(?:working|business|days?|weeks?|hours?|minutes?|%|€|\d|st|nd|rd|th|euro))"
)
HALVES = re.compile(r"\b(?P<hour>\d{1,2})(?:[:.](?P<minute>\d\d))?\s*(?P<half>[ap]\.?m)\b")


def read_due(text: str, now: datetime, hours: OpeningHours) -> Due | None:
    """By when, or None where no time is named, or one that is over."""
    said = " ".join(text.lower().replace("’", "'").split())
    due = _span(said, now, hours) or _named(said, now, hours)
    return due if due is not None and due.at > now else None


def _span(said: str, now: datetime, hours: OpeningHours) -> Due | None:
    """ "within 3 working days", "in an hour"."""
    found = SPAN.search(said)
    if found is None:
        return None
    counted, unit = found["count"], found["unit"]
    if counted == "hour":
        return Due(now.astimezone(UTC) + timedelta(hours=1), whole_day=False)
    count = NUMBERS.get(counted) or int(counted) if counted in NUMBERS or counted.isdigit() else 0
    if not unit or not count:
        return None
    if unit.startswith(("min", "h")):
        step = timedelta(minutes=count) if unit.startswith("min") else timedelta(hours=count)
        return Due(now.astimezone(UTC) + step, whole_day=False)
    today = day_of(now, hours)
    if found["working"]:
        return end_of(working_day(today, count * (5 if unit.startswith("w") else 1), hours), hours)
    return end_of(today + timedelta(days=count * (7 if unit.startswith("w") else 1)), hours)


def _named(said: str, now: datetime, hours: OpeningHours) -> Due | None:
    """A day, a time of day, or both."""
    today = day_of(now, hours)
    day = _day(said, today, hours)
    minute = _minute(DATE.sub(" ", ISO.sub(" ", said)))
    if minute is None:
        return None if day is None else end_of(day, hours)
    if day is not None:
        return Due(at_minute(day, minute, hours), whole_day=False)
    due = at_minute(today, minute, hours)
    return Due(due if due > now else at_minute(today + timedelta(days=1), minute, hours), whole_day=False)


def _day(said: str, today: date, hours: OpeningHours) -> date | None:
    if "day after tomorrow" in said:
        return today + timedelta(days=2)
    if re.search(r"\btomorrow\b", said):
        return today + timedelta(days=1)
    if TODAY.search(said):
        return today
    return _date(said, today) or _end_of_span(said, today, hours) or _weekday(said, today)


def _date(said: str, today: date) -> date | None:
    if found := ISO.search(said):
        return _real(int(found["year"]), int(found["month"]), int(found["day"]))
    found = DATE.search(said)
    if found is None:
        return None
    written = found["month"] or found["month2"]
    month = 1 + next(at for at, name in enumerate(MONTHS) if name.startswith(written[:3]))
    day = _real(today.year, month, int(found["day"] or found["day2"]))
    return _real(day.year + 1, day.month, day.day) if day is not None and day < today else day


def _real(year: int, month: int, day: int) -> date | None:
    return date(year, month, day) if 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1] else None


def _end_of_span(said: str, today: date, hours: OpeningHours) -> date | None:
    if found := MONTH_END.search(said):
        first = today.replace(day=1)
        for _ in range(2 if found["which"] == "next" else 1):
            first = (first + timedelta(days=32)).replace(day=1)
        return first - timedelta(days=1)
    found = WEEK_END.search(said)
    if found is None or (found["which"] == "the" and "end of the week" not in said):
        return None
    sunday = today + timedelta(days=6 - today.weekday() + (7 if found["which"] == "next" else 0))
    working = (sunday - timedelta(days=back) for back in range(7))
    return next((day for day in working if works_on(day, hours) and day >= today), sunday)


def _weekday(said: str, today: date) -> date | None:
    found = WEEKDAY.search(said)
    if found is None:
        return None
    wanted = next(at for at, name in enumerate(DAYS) if name.startswith(found["day"][:3]))
    ahead = (wanted - today.weekday()) % 7 or 7
    if found["next"] and ahead <= 6 - today.weekday():
        # Said on a Monday, "next Friday" is not the one of this week.
        ahead += 7
    return today + timedelta(days=ahead - (1 if found["before"] else 0))


def _minute(said: str) -> int | None:
    """The time of day in minutes; of several the last."""
    if re.search(r"\b(?:noon|midday)\b", said):
        return 12 * 60
    clocks = [each for pattern in (CLOCK, HALVES) for each in pattern.finditer(said)]
    times = [minute for each in clocks if (minute := _of_clock(each)) is not None]
    if times:
        return max(times)
    return next((minute for part, minute in PARTS_OF_DAY.items() if re.search(rf"\b{part}\b", said)), None)


def _of_clock(found: re.Match[str]) -> int | None:
    hour, minute, half = int(found["hour"]), int(found["minute"] or 0), (found["half"] or "")[:1]
    if hour > 23 or minute > 59 or (half in ("a", "p") and not 1 <= hour <= 12):
        return None
    if half == "p" or (half == "" and found["minute"] is None and 1 <= hour <= 6) or (half == "o" and hour <= 6):
        hour = hour % 12 + 12
    elif half == "a":
        hour %= 12
    return hour * 60 + minute
