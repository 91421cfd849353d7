"""The desk's own rule of early warning, watched over simulated weeks: false alarms, and troubles found. Pure."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from desk.simulation.contacts import SPREAD, Planted, Sim, arrivals, within
from desk.warning import alarm as rules
from desk.warning.alarm import Alarm
from desk.warning.rise import MOST_WEEKS, SLOW_WINDOW, WEEK, Rise, Tally, rises, strongest, windows

LOOK = timedelta(minutes=15)
"""The desk looks every minute; the simulation, to be quick, four times an hour."""
BEGIN = datetime(2026, 1, 5, tzinfo=UTC)
HISTORY_DAYS = 56
FOUND_WITHIN = timedelta(hours=24)
"""A trouble that is noticed later than this, once its people have written, was not found by early warning."""


@dataclass(frozen=True)
class Watched:
    """What came of watching: every alarm, and the hours until each planted trouble was noticed (None: it was not)."""

    alarms: tuple[Alarm, ...]
    troubles: tuple[tuple[Planted, float | None], ...]
    false_alarms: int
    weeks: float


def watch(
    days: int, people_a_day: float, reasons: Sequence[str], planted: Sequence[Planted], seed: int,
    history_days: int = HISTORY_DAYS,
) -> Watched:  # fmt: skip
    """Watch that many days after the history; nobody deals with an alarm, so each ends by going quiet."""
    messages = arrivals(BEGIN, history_days + days, people_a_day, reasons, planted, seed)
    tallies: dict[tuple[timedelta, datetime], Tally] = {}
    end, now, alarms = BEGIN + timedelta(days=history_days + days), BEGIN, list[Alarm]()
    watched_from = BEGIN + timedelta(days=history_days)
    while now < end:
        found = _risen(messages, now, tallies)
        if now >= watched_from:
            alarms = [rules.followed(each, found.get(each.reason), now) for each in alarms]
            fresh = rules.worth_raising(found, alarms, (), now)
            alarms += [rules.raised(f"{now}.{rise.reason}", rise, now) for rise in fresh]
        now += LOOK
    troubles = tuple((each, _noticed(each, alarms)) for each in planted)
    false = sum(not any(_about(alarm, each) for each in planted) for alarm in alarms)
    return Watched(tuple(alarms), troubles, false, days / 7)


def troubles(
    days: int, reasons: Sequence[str], sizes: Sequence[int], every_days: int, seed: int, spread: timedelta = SPREAD
) -> list[Planted]:
    """Troubles of these sizes in turn, one every so many days after the history, each for a reason drawn evenly."""
    chance = random.Random(seed)
    found = []
    for number, day in enumerate(range(1, days - 1, every_days)):
        at = BEGIN + timedelta(days=HISTORY_DAYS + day, hours=chance.uniform(8, 18))
        found.append(Planted(at, chance.choice(list(reasons)), sizes[number % len(sizes)], spread))
    return found


def _risen(messages: Sequence[Sim], now: datetime, tallies: dict[tuple[timedelta, datetime], Tally]) -> dict[str, Rise]:
    found: list[Rise] = []
    for window in windows(now):
        here = tallies[window, now] = _tally(within(messages, now - window, now))
        weeks = (now - WEEK * week for week in range(1, MOST_WEEKS + 1))
        past = [tallies[window, moment] for moment in weeks if moment - window >= BEGIN]
        found += rises(window, here, past)
    return strongest(found)


def _tally(messages: Sequence[Sim]) -> Tally:
    people: dict[str, set[int]] = defaultdict(set)
    for message in messages:
        people[message.reason].add(message.person)
    return Tally({reason: len(who) for reason, who in people.items()}, len(set().union(*people.values())))


def _about(alarm: Alarm, trouble: Planted) -> bool:
    """Whether the alarm is about it: the reason is right, and its people can be in the windows."""
    last = trouble.at + trouble.spread + SLOW_WINDOW
    return alarm.reason == trouble.reason and trouble.at <= alarm.raised_at <= last


def _noticed(trouble: Planted, alarms: Sequence[Alarm]) -> float | None:
    """Hours from its beginning; an alarm that was open already had said it before."""
    times = [each.raised_at for each in alarms if _about(each, trouble)]
    after = min(times, default=None)
    if after is None or after - trouble.at > max(FOUND_WITHIN, trouble.spread):
        return None
    return (after - trouble.at).total_seconds() / 3600
