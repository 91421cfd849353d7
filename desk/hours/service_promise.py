"""What a customer may be promised about time: when somebody is here again, and by when a message is answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from desk.hours.opening_hours import ALWAYS_OPEN, LOOK_AHEAD, OpeningHours


@dataclass(frozen=True)
class ServicePromise:
    """`answer_within` counts open time: a message left at night is answered that long after the doors open."""

    hours: OpeningHours = ALWAYS_OPEN
    answer_within: timedelta = timedelta(hours=8)

    def answer_by(self, now: datetime) -> datetime:
        """By when a message left now is answered."""
        return self.hours.add(now, self.answer_within) or now + LOOK_AHEAD

    def opens_words(self, now: datetime) -> str | None:
        """When the house opens next, in words; None while it is open, or when it never opens."""
        opening = self.hours.next_opening(now)
        return None if opening is None or opening <= now else self.spoken(opening, now)

    def spoken(self, moment: datetime, now: datetime) -> str:
        """A moment as people of the house say it, in its own time zone."""
        local, today = moment.astimezone(self.hours.zone), now.astimezone(self.hours.zone).date()
        clock = f"{local:%H:%M} ({local.tzname()})"
        days = (local.date() - today).days
        if days == 0:
            return f"today, {clock}"
        if days == 1:
            return f"tomorrow, {clock}"
        if days < 7:
            return f"{local:%A}, {clock}"
        return f"{local.day} {local:%B}, {clock}"
