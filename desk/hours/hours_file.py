"""Reading opening hours as people write them; every mistake is one sentence that says where and what."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from desk.hours.opening_hours import ALWAYS_OPEN, DAY_MINUTES, OpeningHours, Span, overlapping

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SPAN = re.compile(r"(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})")


class HoursRefused(Exception):
    """The hours make no sense; the text is one sentence for whoever wrote them."""


def read_hours(written: Any) -> OpeningHours:
    """`always`, or a mapping with `time_zone`, `week` and optionally `holidays`; raises `HoursRefused`."""
    if written in (None, "always"):
        return ALWAYS_OPEN
    if not isinstance(written, Mapping):
        raise HoursRefused('hours: write "always", or time_zone and week')
    if unknown := sorted(str(name) for name in set(written) - {"time_zone", "week", "holidays"}):
        raise HoursRefused(f"hours: {unknown[0]} is not known; known are time_zone, week and holidays")
    zone = _zone(written.get("time_zone"))
    week = _week(written.get("week"))
    hours = OpeningHours(zone, week, _holidays(written.get("holidays") or {}))
    if not any(hours.week) and not any(hours.holidays.values()):
        raise HoursRefused("hours: week has no span on any day, so nobody would ever be here")
    return hours


def _zone(name: Any) -> ZoneInfo:
    if not isinstance(name, str):
        raise HoursRefused("hours: time_zone is missing, for example Europe/Berlin")
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise HoursRefused(f"hours: {name!r} is no time zone, write for example Europe/Berlin") from None


def _week(written: Any) -> tuple[tuple[Span, ...], ...]:
    if not isinstance(written, Mapping):
        raise HoursRefused('hours: week is missing, for example week: {monday: ["09:00-17:00"]}')
    if unknown := sorted(str(name) for name in set(written) - set(WEEKDAYS)):
        raise HoursRefused(f"hours: {unknown[0]} is no day of the week, write monday to sunday")
    return tuple(_spans(written.get(day), day) for day in WEEKDAYS)


def _holidays(written: Any) -> dict[date, tuple[Span, ...]]:
    if not isinstance(written, Mapping):
        raise HoursRefused('hours: holidays are dates with spans, for example "2026-12-25": []')
    return {_day(name): _spans(spans, f"holiday {name}") for name, spans in written.items()}


def _day(written: Any) -> date:
    if isinstance(written, date):
        return written
    try:
        return date.fromisoformat(str(written))
    except ValueError:
        raise HoursRefused(f"hours: holiday {written!r} is no date, write for example 2026-12-25") from None


def _spans(written: Any, where: str) -> tuple[Span, ...]:
    if written is None:
        return ()
    if not isinstance(written, list):
        raise HoursRefused(f'hours: {where} needs a list of spans, for example ["09:00-12:30", "13:30-18:00"]')
    spans = tuple(sorted((_span(text, where) for text in written), key=lambda span: span.opens))
    if overlapping(spans):
        raise HoursRefused(f"hours: the spans of {where} overlap")
    return spans


def _span(text: Any, where: str) -> Span:
    found = SPAN.fullmatch(text.strip()) if isinstance(text, str) else None
    numbers = [int(number) for number in found.groups()] if found else []
    if not numbers or numbers[1] > 59 or numbers[3] > 59:
        raise HoursRefused(f"hours: {where} has {text!r}, write spans like 09:00-17:30")
    opens, closes = numbers[0] * 60 + numbers[1], numbers[2] * 60 + numbers[3]
    if opens >= DAY_MINUTES or closes > DAY_MINUTES:
        raise HoursRefused(f"hours: {where} has {text!r}, a day ends at 24:00")
    if opens == closes:
        raise HoursRefused(f"hours: {where} has {text!r}, which begins and ends at the same time; write 00:00-24:00")
    return Span(opens, closes)
