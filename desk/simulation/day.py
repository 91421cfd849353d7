"""The simulated day: a queue of moments, a virtual clock, and the real routing decision at each of them."""

from __future__ import annotations

import heapq
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import IntEnum, StrEnum

from desk.routing.decision import Asked, decide, is_staffed
from desk.routing.line_order import head_start
from desk.routing.place import LinePlace
from desk.routing.routing_rules import RoutingRules
from desk.routing.seat import Seat, StaffedSeat, Status
from desk.simulation.plan import Arrival, Habits, Shift, checked

MIDNIGHT = datetime(2026, 1, 5, tzinfo=UTC)


class Fate(StrEnum):
    SERVED = "served"
    ABANDONED = "abandoned"
    """Lost patience while somebody was at the desk."""
    LEFT_MESSAGE = "left_message"
    """Lost patience while nobody was there, or was still waiting when the last shift had ended."""


@dataclass(frozen=True)
class Outcome:
    """What became of one arrival; `waited` in seconds, until served or gone."""

    arrival: Arrival
    fate: Fate
    waited: float
    agent: str | None = None


class _Kind(IntEnum):
    """What happens; of things at the same moment, the smaller first."""

    SHIFT_ENDS = 0
    SERVICE_ENDS = 1
    SHIFT_STARTS = 2
    ARRIVES = 3
    ANSWERS = 4
    LOSES_PATIENCE = 5
    LOOK_AGAIN = 6


@dataclass(order=True)
class _Moment:
    at: float
    kind: _Kind
    number: int
    who: str = field(compare=False, default="")
    offered: str = field(compare=False, default="")
    missed: bool = field(compare=False, default=False)


class Day:
    """Plays one day. `run` may be called once."""

    def __init__(
        self,
        arrivals: Sequence[Arrival],
        shifts: Sequence[Shift],
        rules: RoutingRules,
        habits: Habits | None = None,
        seed: int = 1,
    ) -> None:
        checked(arrivals, shifts)
        self._arrivals = {f"c_{number:06}": arrival for number, arrival in enumerate(arrivals)}
        self._shifts = {f"{shift.agent}@{shift.starts:.0f}": shift for shift in shifts}
        self._rules, self._habits = rules, habits or Habits()
        self._chance = random.Random(seed)
        self._moments: list[_Moment] = []
        self._planned = 0
        self._waiting: dict[str, LinePlace] = {}
        self._on_duty: set[str] = set()
        self._load = dict.fromkeys(self._shifts, 0)
        self._idle_since: dict[str, datetime] = {}
        self._looking: dict[str, str] = {}
        self._declined: dict[tuple[str, str], float] = {}
        self._fates: dict[str, Outcome] = {}
        self.busy_seconds: dict[tuple[str, int], float] = {}
        """Seconds of handling by shift and hour, for the utilisation."""

    def run(self) -> list[Outcome]:
        """Play to the end; every arrival has a fate, in the order of arrival."""
        for name, shift in self._shifts.items():
            self._plan(shift.starts, _Kind.SHIFT_STARTS, name)
            self._plan(shift.ends, _Kind.SHIFT_ENDS, name)
        for name, arrival in self._arrivals.items():
            self._plan(arrival.at, _Kind.ARRIVES, name)
        while self._moments:
            now = self._moments[0].at
            while self._moments and self._moments[0].at == now:
                self._happen(heapq.heappop(self._moments))
            self._route(now)
        last = max(shift.ends for shift in self._shifts.values())
        for name in list(self._waiting):
            self._gone(name, max(last, self._arrivals[name].at), Fate.LEFT_MESSAGE)
        return [self._fates[name] for name in self._arrivals]

    def _plan(self, at: float, kind: _Kind, who: str = "", offered: str = "", missed: bool = False) -> None:
        # Numbered, so that things at the same moment always happen in the order they were planned.
        self._planned += 1
        heapq.heappush(self._moments, _Moment(at, kind, self._planned, who, offered, missed))

    def _happen(self, moment: _Moment) -> None:
        if moment.kind is _Kind.ARRIVES:
            self._arrives(moment.who)
        elif moment.kind is _Kind.SHIFT_STARTS:
            self._on_duty.add(moment.who)
        elif moment.kind is _Kind.SHIFT_ENDS:
            self._on_duty.discard(moment.who)
        elif moment.kind is _Kind.SERVICE_ENDS:
            self._load[moment.who] -= 1
            self._idle_since[moment.who] = _clock(moment.at)
        elif moment.kind is _Kind.ANSWERS:
            self._answers(moment)
        elif moment.kind is _Kind.LOSES_PATIENCE and moment.who in self._waiting:
            place = self._waiting[moment.who]
            here = is_staffed(place, self._seats())
            self._gone(moment.who, moment.at, Fate.ABANDONED if here else Fate.LEFT_MESSAGE)

    def _arrives(self, name: str) -> None:
        arrival = self._arrivals[name]
        since = _clock(arrival.at)
        early = head_start(arrival.mood, arrival.tier, promised=False, channel="widget", rules=self._rules)
        self._waiting[name] = LinePlace(
            name,
            since,
            since - early,
            mood=arrival.mood,
            tier=arrival.tier,
            skills=arrival.skills,
            language=arrival.language,
        )
        if arrival.patience is not None:
            self._plan(arrival.at + arrival.patience, _Kind.LOSES_PATIENCE, name)

    def _answers(self, moment: _Moment) -> None:
        """The offer's end: taken, unless it was missed or the customer is gone or the shift is over."""
        name, seat = moment.offered, moment.who
        if self._looking.get(name) != seat:
            return
        del self._looking[name]
        if name not in self._waiting:
            return
        if moment.missed or seat not in self._on_duty:
            until = moment.at + self._rules.again_after.total_seconds()
            self._declined[name, seat] = until
            self._plan(until, _Kind.LOOK_AGAIN)
            return
        self._served(name, seat, moment.at)

    def _served(self, name: str, seat: str, at: float) -> None:
        arrival = self._arrivals[name]
        del self._waiting[name]
        self._load[seat] += 1
        self._plan(at + arrival.handling, _Kind.SERVICE_ENDS, seat)
        self._note_busy(seat, at, arrival.handling)
        self._fates[name] = Outcome(arrival, Fate.SERVED, at - arrival.at, self._shifts[seat].agent)

    def _gone(self, name: str, at: float, fate: Fate) -> None:
        del self._waiting[name]
        self._looking.pop(name, None)
        arrival = self._arrivals[name]
        self._fates[name] = Outcome(arrival, fate, at - arrival.at)

    def _route(self, now: float) -> None:
        if not self._waiting:
            return
        seats = self._seats()
        if not any(seat.free for seat in seats):
            return
        self._declined = {pair: until for pair, until in self._declined.items() if until > now}
        asked = Asked(dict(self._looking), frozenset(self._declined))
        decision = decide(list(self._waiting.values()), seats, asked, _clock(now), self._rules)
        for choice in decision.choices:
            self._looking[choice.conversation_id] = choice.agent_id
            missed = self._chance.random() < self._habits.misses
            answer = self._rules.offer_life.total_seconds() if missed else self._habits.answers_after
            self._plan(now + answer, _Kind.ANSWERS, choice.agent_id, choice.conversation_id, missed)

    def _seats(self) -> list[StaffedSeat]:
        looking = set(self._looking.values())
        return [
            StaffedSeat(
                Seat(
                    name,
                    Status.AVAILABLE,
                    capacity=shift.capacity,
                    skills=shift.skills,
                    languages=shift.languages,
                    idle_since=self._idle_since.get(name),
                ),
                present=name in self._on_duty,
                load=self._load[name],
                has_offer=name in looking,
            )
            for name, shift in self._shifts.items()
        ]

    def _note_busy(self, seat: str, at: float, handling: float) -> None:
        left, moment = handling, at
        while left > 0:
            hour = int(moment // 3_600)
            part = min(left, (hour + 1) * 3_600 - moment)
            self.busy_seconds[seat, hour] = self.busy_seconds.get((seat, hour), 0.0) + part
            left, moment = left - part, moment + part


def _clock(at: float) -> datetime:
    return MIDNIGHT + timedelta(seconds=at)
