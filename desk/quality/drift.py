"""Whether the standard is met more or less often than before: week by week, bot and people by one yardstick. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from desk.insights.measured import Measured, difference, share, verdict
from desk.quality.standard import TITLES, RuleId

COMPARED = 4
"""Whole weeks on each side of a comparison."""


@dataclass(frozen=True)
class Counted:
    """Verdicts of one week, of the bot or of people, on one rule; only those that had something to ask."""

    week: str
    bot: bool
    rule: RuleId
    met: int
    missed: int


def weeks_until(week: str, number: int) -> list[str]:
    """So many Mondays, the last of them `week`."""
    last = date.fromisoformat(week)
    return [(last - timedelta(days=7 * back)).isoformat() for back in reversed(range(number))]


def drift(counts: Iterable[Counted], this_week: str, number: int) -> list[dict[str, Any]]:
    """For each rule and side: the share met of each week, and the last four whole weeks beside the four before."""
    weeks, found = weeks_until(this_week, number), Counter[tuple[str, bool, RuleId, str]]()
    for each in counts:
        found[each.week, each.bot, each.rule, "met"] += each.met
        found[each.week, each.bot, each.rule, "missed"] += each.missed
    whole = weeks_until(this_week, 2 * COMPARED + 1)[:-1]

    def over(some: Sequence[str], bot: bool, rule: RuleId) -> Measured:
        met, missed = (sum(found[week, bot, rule, what] for week in some) for what in ("met", "missed"))
        return share(met, met + missed)

    def side(bot: bool, rule: RuleId) -> Mapping[str, Any]:
        before, after = over(whole[:COMPARED], bot, rule), over(whole[COMPARED:], bot, rule)
        return _side([over([week], bot, rule) for week in weeks], before, after)

    return [
        {"rule": str(rule), "title": TITLES[rule], "bot": side(True, rule), "people": side(False, rule)}
        for rule in RuleId
    ]


def _side(weeks: Sequence[Measured], before: Measured, after: Measured) -> Mapping[str, Any]:
    return {
        "weeks": [each.to_json() for each in weeks],
        "before": before.to_json(),
        "after": after.to_json(),
        "change": difference(before, after).to_json(),
        "verdict": str(verdict(before, after, more_is_better=True, long_enough=True)),
    }
