"""What is said of a promise: a calm line for the customer, others for the team alone. Pure."""

from __future__ import annotations

from datetime import date, datetime

from desk.hours.opening_hours import OpeningHours
from desk.promises.due import Due, day_of
from desk.promises.promise import Promise, State, What

IN_WORDS = {
    What.REFUND: "refund",
    What.REPLACEMENT: "replacement",
    What.DELIVERY: "delivery",
    What.CALL_BACK: "call back",
    What.ANSWER: "answer",
    What.OTHER: "",
}
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def subject(promise: Promise) -> str:
    """`refund (order 20417)`, or the note alone where that is all there is."""
    kind = IN_WORDS[promise.what]
    if not kind:
        return promise.note
    return f"{kind} ({promise.note})" if promise.note else kind


def spoken(due: Due, now: datetime, hours: OpeningHours) -> str:
    """`by Friday, 5 December`, or `on Friday, 5 December at 10:00 (CET)`."""
    return f"{'by' if due.whole_day else 'on'} {when(due, now, hours)}"


def when(due: Due, now: datetime, hours: OpeningHours) -> str:
    """`Friday, 5 December`, or `Friday, 5 December at 10:00 (CET)`."""
    local = due.at.astimezone(hours.zone)
    day = _day(local.date(), day_of(now, hours))
    return day if due.whole_day else f"{day} at {local:%H:%M} ({local.tzname()})"


def says(promise: Promise, now: datetime, hours: OpeningHours) -> str:
    """`refund by Friday, 5 December`."""
    return f"{subject(promise)} {spoken(promise.due, now, hours)}"


def made(promise: Promise, now: datetime, hours: OpeningHours) -> str:
    """To the customer."""
    return f"{promise.agent_name} promised: {says(promise, now, hours)}"


def moved(ended: Promise, successor: Promise, now: datetime, hours: OpeningHours) -> str:
    """To the customer: what they were told, and what holds instead."""
    late = "is late with a promise and" if ended.state is State.BROKEN else "moved a promise and"
    before = when(ended.due, now, hours)
    return f"{successor.agent_name} {late} now promises: {says(successor, now, hours)} instead of {before}{_why(ended)}"


def kept(promise: Promise) -> str:
    """To the customer."""
    late = " (later than promised)" if promise.state is State.BROKEN else ""
    return f"{promise.settled_by} kept a promise{late}: {subject(promise)}{_why(promise)}"


def withdrawn(promise: Promise) -> str:
    """To the customer."""
    return f"{promise.settled_by} has to take a promise back: {subject(promise)}{_why(promise)}"


def alarm(promise: Promise, now: datetime, hours: OpeningHours) -> str:
    """To the team."""
    if promise.state is State.BROKEN:
        return f"A promise by {promise.agent_name} is broken: {says(promise, now, hours)}"
    return f"A promise by {promise.agent_name} is due soon: {says(promise, now, hours)}"


def _why(promise: Promise) -> str:
    return f". {promise.why}" if promise.why else ""


def _day(day: date, today: date) -> str:
    said = f"{WEEKDAYS[day.weekday()]}, {day.day} {MONTHS[day.month - 1]}"
    return said if day.year == today.year else f"{said} {day.year}"
