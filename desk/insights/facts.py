"""What the record adds up for a stretch of time or one contact reason: the ground all figures stand on. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, fields
from enum import StrEnum

from desk.insights.house_targets import InsightRules


class Spread(StrEnum):
    """Times whose distribution is looked at, in seconds of open time."""

    FIRST_REPLY = "first_reply"
    WAIT = "wait"
    RESOLUTION = "resolution"


@dataclass(frozen=True)
class Sums:
    """Numbers of contacts, and sums over them. `settled`: ended at least seven days ago, and it is known what came."""

    contacts: int = 0
    ended: int = 0
    settled: int = 0
    contained: int = 0
    """Settled, the assistant had it alone, and the customer did not come back."""
    pending: int = 0
    """The assistant had it alone, and its seven days are not over."""
    pending_back: int = 0
    """Of these, those who came back already."""
    handed_over: int = 0
    resolved: int = 0
    """Settled and resolved."""
    held: int = 0
    """Of these, those who did not come back for the same."""
    resolved_pending: int = 0
    first_met: int = 0
    first_missed: int = 0
    next_met: int = 0
    next_missed: int = 0
    resolution_met: int = 0
    resolution_missed: int = 0
    articles_solved: int = 0
    articles_not_solved: int = 0
    agent_seconds: int = 0
    agent_squares: float = 0
    gift_minor: int = 0
    gift_squares: float = 0
    agent_times_gift: float = 0
    gone: int = 0
    """Counted, but nobody can open them any more: their customers were erased."""

    def __add__(self, other: Sums) -> Sums:
        return Sums(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(Sums)))


@dataclass(frozen=True)
class GiftSum:
    """What was given for one cause."""

    cause: str
    currency: str
    number: int
    amount: int


@dataclass(frozen=True)
class DayFacts:
    """What the record adds up, by the day (or the reason) in front of each."""

    sums: Sequence[tuple[str, Sums]] = ()
    spreads: Sequence[tuple[str, Spread, int, int]] = ()
    """Day, which time, seconds, how often."""
    scores: Sequence[tuple[str, str, int, int]] = ()
    """Day, who was rated, 1 to 5, how often."""
    gifts: Sequence[tuple[str, GiftSum]] = ()
    handoffs: Sequence[tuple[str, str, int]] = ()
    """Day, why a person was asked for, how often."""


@dataclass(frozen=True)
class Facts:
    """The same for one stretch of time. `people` is counted apart: nobody is counted twice."""

    rules: InsightRules
    sums: Sums = Sums()
    people: int = 0
    spreads: dict[Spread, Counter[float]] = field(default_factory=dict)
    scores: dict[str, Counter[int]] = field(default_factory=dict)
    gifts: tuple[GiftSum, ...] = ()
    handoffs: dict[str, int] = field(default_factory=dict)


def split(days: DayFacts, place_of: Callable[[str], int | None], places: int) -> list[DayFacts]:
    """The same in so many places, each line in the one of its day (or reason); None is left out. One pass."""
    found = [DayFacts([], [], [], [], []) for _ in range(places)]
    for name in ("sums", "spreads", "scores", "gifts", "handoffs"):
        lists = [getattr(each, name) for each in found]
        for line in getattr(days, name):
            place = place_of(line[0])
            if place is not None:
                lists[place].append(line)
    return found


def gathered(days: Iterable[DayFacts], people: int, rules: InsightRules) -> Facts:
    """Everything in these, added up."""
    sums = Sums()
    spreads: dict[Spread, Counter[float]] = {}
    scores: dict[str, Counter[int]] = {}
    handoffs: Counter[str] = Counter()
    gifts: list[GiftSum] = []
    for some in days:
        for _, more in some.sums:
            sums += more
        for _, spread, seconds, times in some.spreads:
            spreads.setdefault(spread, Counter())[seconds] += times
        for _, who, score, times in some.scores:
            scores.setdefault(who, Counter())[score] += times
        for _, reason, times in some.handoffs:
            handoffs[reason] += times
        gifts += [gift for _, gift in some.gifts]
    return Facts(rules, sums, people, spreads, scores, _together(gifts), dict(handoffs.most_common()))


def _together(gifts: Iterable[GiftSum]) -> tuple[GiftSum, ...]:
    number: Counter[tuple[str, str]] = Counter()
    amount: Counter[tuple[str, str]] = Counter()
    for gift in gifts:
        number[gift.cause, gift.currency] += gift.number
        amount[gift.cause, gift.currency] += gift.amount
    ordered = sorted(number, key=lambda one: (-amount[one], one))
    return tuple(
        GiftSum(cause, currency, number[cause, currency], amount[cause, currency]) for cause, currency in ordered
    )
