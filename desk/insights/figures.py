"""The registry of figures: every figure of the dashboard, the report, the letter, the board and the CSV. Pure.

A figure is added by one entry in `FIGURES`: page, report, letter, CSV and, if it is `about_reasons`, the board follow.
What it needs to be added up goes into `desk.insights.facts` and `desk.storage.insights_store`, and what its parts are
into `desk.insights.parts`. docs/insights.md says what each is, word for word as `says`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from desk.insights.facts import Facts, Spread
from desk.insights.measured import Measured, count, mean, quantile, share


class Unit(StrEnum):
    COUNT = "count"
    SHARE = "share"
    SECONDS = "seconds"
    SCORE = "score"
    MONEY = "money"
    """Minor units of the house's currency."""


@dataclass(frozen=True)
class Figure:
    """`better` is `more`, `less` or, where neither is good by itself, None. `parts` open the conversations behind."""

    id: str
    group: str
    title: str
    unit: Unit
    better: str | None
    parts: tuple[str, ...]
    says: str
    measure: Callable[[Facts], Measured]
    about_reasons: bool = False
    """Whether it can be told for one contact reason, with an interval: then an improvement can be about it."""
    waits: bool = False
    """Whether it is known only after the seven days."""


def _containment(facts: Facts) -> Measured:
    sums = facts.sums
    return share(sums.contained, sums.settled, pending=sums.pending, pending_back=sums.pending_back)


def _durable(facts: Facts) -> Measured:
    return share(facts.sums.held, facts.sums.resolved, pending=facts.sums.resolved_pending)


def _time(spread: Spread, q: float) -> Callable[[Facts], Measured]:
    return lambda facts: quantile(facts.spreads.get(spread, {}).items(), q)


def _content(who: str) -> Callable[[Facts], Measured]:
    def measure(facts: Facts) -> Measured:
        scores = facts.scores.get(who) or Counter[int]()
        return share(sum(times for score, times in scores.items() if score >= 4), sum(scores.values()))

    return measure


def _marks(who: str) -> Callable[[Facts], Measured]:
    def measure(facts: Facts) -> Measured:
        scores = facts.scores.get(who) or Counter[int]()
        total = sum(score * times for score, times in scores.items())
        squares = sum(score * score * times for score, times in scores.items())
        return mean(sum(scores.values()), total, squares, 1, 5)

    return measure


def _gift_sum(facts: Facts) -> Measured:
    ours = [gift for gift in facts.gifts if gift.currency == facts.rules.currency]
    others = sum(gift.number for gift in facts.gifts) - sum(gift.number for gift in ours)
    return count(sum(gift.amount for gift in ours), **({"other_currencies": others} if others else {}))


def _minutes(facts: Facts) -> Measured:
    return mean(facts.sums.contacts, facts.sums.agent_seconds, facts.sums.agent_squares, 0)


def _cost(facts: Facts) -> Measured:
    """The mean of (seconds x rate + gifts); its squares from the sums of squares and of the product."""
    if facts.rules.hour_cost is None:
        return Measured()
    sums, rate = facts.sums, facts.rules.hour_cost / 3600
    squares = rate * rate * sums.agent_squares + 2 * rate * sums.agent_times_gift + sums.gift_squares
    return mean(sums.contacts, rate * sums.agent_seconds + sums.gift_minor, squares, 0)


FIGURES: tuple[Figure, ...] = (
    Figure(
        "conversations", "How much", "Conversations", Unit.COUNT, None, ("all", "gone"),
        "Matters that customers came with. Writing again after the end, or after four quiet hours, is a new one.",
        lambda facts: count(facts.sums.contacts, **({"gone": facts.sums.gone} if facts.sums.gone else {})),
    ),
    Figure(
        "people", "How much", "People", Unit.COUNT, None, ("all",),
        "Different customers among them. A visitor who is not signed in counts anew in another browser.",
        lambda facts: count(facts.people),
    ),
    Figure(
        "containment", "The assistant", "Solved by the assistant, and held", Unit.SHARE, "more",
        ("contained", "came_back", "with_person", "pending"),
        "Of conversations that ended at least seven days ago: the assistant had it alone, and the customer did not "
        "come back within seven days, for whatever reason. Those within the seven days are shown apart.",
        _containment, about_reasons=True, waits=True,
    ),
    Figure(
        "handoff_rate", "The assistant", "Passed on to a person", Unit.SHARE, "less", ("handed_over",),
        "Of all conversations: a person was asked for, by whomever, or joined.",
        lambda facts: share(facts.sums.handed_over, facts.sums.contacts), about_reasons=True,
    ),
    Figure(
        "durable", "Solved for good", "Solved, and it held", Unit.SHARE, "more",
        ("held", "not_held", "resolved_pending"),
        "Of conversations that were solved at least seven days ago: the customer did not come back for the same within "
        "seven days. Solved: an agent said so, or the assistant had it alone to the end. Coming back for a reason that "
        "is not known counts as the same.",
        _durable, about_reasons=True, waits=True,
    ),
    Figure(
        "first_reply_median", "How fast", "First reply, half within", Unit.SECONDS, "less", ("first_reply",),
        "Open time from asking for a person to the first words of one: half of the customers had them within this.",
        _time(Spread.FIRST_REPLY, 0.5),
    ),
    Figure(
        "first_reply_p90", "How fast", "First reply, nine of ten within", Unit.SECONDS, "less", ("first_reply",),
        "The same for nine of ten.", _time(Spread.FIRST_REPLY, 0.9),
    ),
    Figure(
        "first_reply_in_time", "How fast", "First replies in time", Unit.SHARE, "more", ("first_missed", "first_met"),
        "Of first replies with a target: those within it, as the service clocks have it.",
        lambda facts: share(facts.sums.first_met, facts.sums.first_met + facts.sums.first_missed), about_reasons=True,
    ),
    Figure(
        "next_reply_in_time", "How fast", "Further replies in time", Unit.SHARE, "more", ("next_missed",),
        "Of further replies with a target: those within it.",
        lambda facts: share(facts.sums.next_met, facts.sums.next_met + facts.sums.next_missed),
    ),
    Figure(
        "wait_median", "How fast", "Wait in line, half within", Unit.SECONDS, "less", ("wait",),
        "Open time from asking for a person until one joined: half of those whom one joined waited no longer.",
        _time(Spread.WAIT, 0.5),
    ),
    Figure(
        "wait_p90", "How fast", "Wait in line, nine of ten within", Unit.SECONDS, "less", ("wait",),
        "The same for nine of ten.", _time(Spread.WAIT, 0.9),
    ),
    Figure(
        "resolution_median", "How fast", "Handling, half within", Unit.SECONDS, "less", ("resolution",),
        "Open time from asking for a person until it was resolved or given back to the assistant: half within this.",
        _time(Spread.RESOLUTION, 0.5),
    ),
    Figure(
        "resolution_p90", "How fast", "Handling, nine of ten within", Unit.SECONDS, "less", ("resolution",),
        "The same for nine of ten.", _time(Spread.RESOLUTION, 0.9),
    ),
    Figure(
        "resolution_in_time", "How fast", "Handlings in time", Unit.SHARE, "more",
        ("resolution_missed", "resolution_met"), "Of handlings with a target: those within it.",
        lambda facts: share(facts.sums.resolution_met, facts.sums.resolution_met + facts.sums.resolution_missed),
        about_reasons=True,
    ),
    Figure(
        "rating_bot", "What customers say", "Content with the assistant", Unit.SHARE, "more",
        ("bot_rated_low", "bot_rated"), "Of ratings of the assistant: 4 or 5 of 5.",
        _content("bot"), about_reasons=True,
    ),
    Figure(
        "score_bot", "What customers say", "Mark of the assistant", Unit.SCORE, "more", ("bot_rated_low", "bot_rated"),
        "The mean of the same ratings, 1 to 5.", _marks("bot"),
    ),
    Figure(
        "rating_agent", "What customers say", "Content with the team", Unit.SHARE, "more",
        ("agent_rated_low", "agent_rated"), "Of ratings of people of the team: 4 or 5 of 5.",
        _content("agent"), about_reasons=True,
    ),
    Figure(
        "score_agent", "What customers say", "Mark of the team", Unit.SCORE, "more",
        ("agent_rated_low", "agent_rated"), "The mean of the same ratings, 1 to 5.", _marks("agent"),
    ),
    Figure(
        "articles_solved", "Knowledge", "Articles that solved it", Unit.SHARE, "more",
        ("article_failed", "article_solved"),
        "Of articles shown by the assistant or put in by an agent, where somebody could tell: it solved the matter.",
        lambda facts: share(
            facts.sums.articles_solved, facts.sums.articles_solved + facts.sums.articles_not_solved
        ),
        about_reasons=True,
    ),
    Figure(
        "gifts", "What it costs", "Gifts", Unit.COUNT, None, ("gifts",),
        "Given to make good and not taken back.", lambda facts: count(sum(gift.number for gift in facts.gifts)),
    ),
    Figure(
        "gift_sum", "What it costs", "Sum of gifts", Unit.MONEY, "less", ("gifts",),
        "Their worth in the house's currency; others are counted apart.", _gift_sum,
    ),
    Figure(
        "agent_time", "What it costs", "Work of agents a conversation", Unit.SECONDS, "less", ("worked",),
        "The time between two lines while an agent held it, each at most five minutes, added up; the mean over all "
        "conversations, those of the assistant alone included.",
        _minutes, about_reasons=True,
    ),
    Figure(
        "cost", "What it costs", "Cost a conversation", Unit.MONEY, "less", ("worked", "gifts"),
        "Work of agents times the cost of an hour that the house has set, and gifts; the mean over all conversations. "
        "Nothing else is in it. Without a set cost of an hour there is no figure.",
        _cost, about_reasons=True,
    ),
)  # fmt: skip
"""In the order in which they are shown."""

BY_ID = {figure.id: figure for figure in FIGURES}
