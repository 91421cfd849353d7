"""The house's rules of the relationship, as versioned data: segments of customers, and after which order we say thanks.

Pure. A version is never changed: a new one takes its place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from desk import errors

MOST_SEGMENTS, MOST_THANKS = 12, 12
LONGEST_NAME, LONGEST_WORDS, LONGEST_WHY = 40, 400, 300
LATE_THANKS = timedelta(days=14)
"""Nobody is thanked for an order older than this."""


@dataclass(frozen=True)
class Standing:
    """What the shop says of a customer: how many orders that were not cancelled, the newest of them, and consent."""

    customer_id: str
    orders: int
    newest: str | None
    last_order_on: date | None
    notices: bool
    asked_at: datetime


@dataclass(frozen=True)
class Segment:
    """Customers with something in common; what is None or empty narrows nothing down."""

    name: str
    tiers: tuple[str, ...] = ()
    orders_from: int | None = None
    orders_to: int | None = None
    ordered_within_days: int | None = None
    silent_for_days: int | None = None
    in_trouble: bool | None = None

    def holds(self, tier: str | None, standing: Standing | None, in_trouble: bool, today: date) -> bool:
        """Whether somebody belongs to it. What is not known belongs to no rule that asks for it."""
        if self.tiers and tier not in self.tiers:
            return False
        if self.in_trouble is not None and self.in_trouble is not in_trouble:
            return False
        asks = (self.orders_from, self.orders_to, self.ordered_within_days, self.silent_for_days)
        if all(each is None for each in asks):
            return True
        return standing is not None and self._orders_as_asked(standing, today)

    def _orders_as_asked(self, standing: Standing, today: date) -> bool:
        since = None if standing.last_order_on is None else (today - standing.last_order_on).days
        within, silent = self.ordered_within_days, self.silent_for_days
        return (
            (self.orders_from is None or standing.orders >= self.orders_from)
            and (self.orders_to is None or standing.orders <= self.orders_to)
            and (within is None or (since is not None and since <= within))
            and (silent is None or (since is not None and since > silent))
        )


@dataclass(frozen=True)
class HouseRules:
    """One version. Of the segments the first that holds is somebody's; `thanks_after` counts orders."""

    segments: tuple[Segment, ...] = ()
    thanks_after: tuple[int, ...] = ()
    thanks_words: str = ""
    birthday_words: str = ""
    version: int = 0
    by: str = ""
    why: str = ""
    at: datetime = field(default=datetime(2026, 1, 1, tzinfo=UTC))


NOBODYS = "No segment"
"""What those are called who belong to no segment."""

SHIPPED = HouseRules(
    segments=(
        Segment("In trouble", in_trouble=True),
        Segment("Gold", tiers=("gold",)),
        Segment("Quiet for long", silent_for_days=180),
        Segment("Regulars", orders_from=3),
        Segment("New", orders_to=1),
    ),
    # Nothing is sent by itself until the house wants it.
    thanks_after=(),
    thanks_words="This was your {n} order with us. Thank you for your trust; it means a lot to all of us here.",
    birthday_words="Happy birthday! All of us here wish you a good year.",
    by="Warmhand",
    why="As it is shipped.",
)


def segment_of(
    rules: HouseRules, tier: str | None, standing: Standing | None, in_trouble: bool, today: date
) -> str | None:
    """The name of the first segment somebody belongs to; None for nobody's."""
    return next((each.name for each in rules.segments if each.holds(tier, standing, in_trouble, today)), None)


def thanked_for(rules: HouseRules, orders: Sequence[tuple[str, date]], today: date) -> tuple[str, int] | None:
    """The number of the newest order that thanks are due for, and which one it is; None: none.

    `orders` are number and day, oldest first, without cancelled ones.
    """
    for n in sorted(rules.thanks_after, reverse=True):
        if len(orders) >= n and timedelta(0) <= today - orders[n - 1][1] <= LATE_THANKS:
            return orders[n - 1][0], n
    return None


def ordinal(n: int) -> str:
    """`1st`, `22nd`, `113th`."""
    ending = "th" if n % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"{n}{ending}"


def checked(rules: HouseRules) -> HouseRules:
    """The rules, or `invalid_field`."""
    names = [each.name.strip() for each in rules.segments]
    if len(names) > MOST_SEGMENTS or any(not 0 < len(name) <= LONGEST_NAME for name in names):
        raise errors.invalid_field("segments", "At most 12 segments, each with a name of 1 to 40 characters.")
    if len({name.lower() for name in names}) != len(names):
        raise errors.invalid_field("segments", "Two segments have the same name.")
    if len(rules.thanks_after) > MOST_THANKS or any(not 1 <= n <= 10_000 for n in rules.thanks_after):
        raise errors.invalid_field("thanks_after", "At most 12 numbers of orders, from 1 to 10,000.")
    if rules.thanks_after and not rules.thanks_words.strip():
        raise errors.invalid_field("thanks_words", "Say what the thanks are to read.")
    if max(len(rules.thanks_words), len(rules.birthday_words)) > LONGEST_WORDS:
        raise errors.invalid_field("thanks_words", "At most 400 characters.")
    if not 0 < len(rules.why.strip()) <= LONGEST_WHY:
        raise errors.invalid_field("why", "Say in a few words why.")
    return rules


def to_document(rules: HouseRules) -> dict[str, Any]:
    """As it is stored and told."""
    segments = [{name: _plain(value) for name, value in vars(each).items()} for each in rules.segments]
    return {
        "segments": segments,
        "thanks_after": list(rules.thanks_after),
        "thanks_words": rules.thanks_words,
        "birthday_words": rules.birthday_words,
    }


def from_document(told: dict[str, Any], version: int, by: str, why: str, at: datetime) -> HouseRules:
    """The same read back."""
    segments = tuple(Segment(**each | {"tiers": tuple(each["tiers"])}) for each in told["segments"])
    words = (told["thanks_words"], told["birthday_words"])
    return HouseRules(segments, tuple(told["thanks_after"]), *words, version=version, by=by, why=why, at=at)


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
