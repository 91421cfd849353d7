"""The dashboard: figures of a period beside those of the one before, and the conversations behind each."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from desk import errors
from desk.conversations.entry import stamp
from desk.handoff.handoff import REASONS
from desk.insights import refusals
from desk.insights.contact import HELD_FOR
from desk.insights.facts import DayFacts, Facts, gathered, split
from desk.insights.figures import BY_ID, FIGURES, Figure
from desk.insights.house_targets import InsightRules
from desk.insights.measured import Measured
from desk.insights.parts import PARTS
from desk.insights.period import ONE_DAY, Period
from desk.insights.ports import Behind, Wanted
from desk.ports import DeskPorts, Unit

PAGE = 50
QUESTIONS_SINCE = timedelta(days=60)
"""As the list of gaps has it."""


async def dashboard(period: Period, desk: DeskPorts, segment: str | None = None) -> dict[str, Any]:
    """All figures of that period, by step and by reason, beside those of the period before.

    With a segment: of its customers alone, as it was when they came. Questions without an answer know no customer, so
    they are those of everybody all the same.
    """
    rules, before, steps = desk.insights, period.before, period.steps()
    both, settled = Period(before.first, period.last), desk.clock() - HELD_FOR
    async with desk.record.look() as unit:
        days = await unit.insights.by_day(both, settled, rules.currency, None, segment)
        # SQLite answers where it is asked: between two long questions others get their turn.
        await asyncio.sleep(0)
        people = await unit.insights.people([period, before, *steps], segment)
        await asyncio.sleep(0)
        reasons = [await unit.insights.by_reason(span, settled, rules.currency, segment) for span in (period, before)]
        messages, asking = await unit.insights.open_questions(desk.clock() - QUESTIONS_SINCE)
    await asyncio.sleep(0)
    *pieces, earlier = split(days, _place_in(steps), len(steps) + 1)
    here, there = gathered(pieces, people[0], rules), gathered([earlier], people[1], rules)
    stepped = [gathered([piece], number, rules) for piece, number in zip(pieces, people[2:], strict=True)]
    return {
        "mail": desk.can_mail,
        "segment": segment,
        "period": period.to_json(),
        "before": before.to_json(),
        "steps": [step.to_json() | {"open": _open(step, desk)} for step in steps],
        "figures": [_figure(figure, here, there, stepped) for figure in FIGURES],
        "handoff_reasons": _handoffs(here, there),
        "gifts": _gifts(here, there),
        "reasons": _reasons(reasons[0], reasons[1], rules),
        "open_questions": {"messages": messages, "people": asking},
        "parts": PARTS,
        "rules": {
            "hour_cost": rules.hour_cost,
            "currency": rules.currency,
            "quiet_hours": rules.quiet / timedelta(hours=1),
            "held_days": HELD_FOR.days,
            "zone": desk.service.hours.zone.key,
        },
    }


def _figure(figure: Figure, here: Facts, there: Facts, steps: Sequence[Facts]) -> dict[str, Any]:
    return {
        "id": figure.id,
        "group": figure.group,
        "title": figure.title,
        "unit": str(figure.unit),
        "better": figure.better,
        "says": figure.says,
        "parts": list(figure.parts),
        "about_reasons": figure.about_reasons,
        "target": here.rules.targets.get(figure.id),
        "now": figure.measure(here).to_json(),
        "before": figure.measure(there).to_json(),
        "trend": [figure.measure(step).to_json() for step in steps],
    }


def _open(step: Period, desk: DeskPorts) -> bool:
    hours = desk.service.hours
    days = ((step.first + number * ONE_DAY) for number in range(step.days))
    return hours.always or any(hours.spans_of(day) for day in days)


def _handoffs(here: Facts, there: Facts) -> list[dict[str, Any]]:
    known = sorted({*here.handoffs, *there.handoffs}, key=lambda one: (-here.handoffs.get(one, 0), one))
    return [
        {"reason": one, "words": REASONS.get(one, one)}
        | {"now": here.handoffs.get(one, 0), "before": there.handoffs.get(one, 0)}
        for one in known
    ]


def _gifts(here: Facts, there: Facts) -> list[dict[str, Any]]:
    def told(facts: Facts) -> dict[tuple[str, str], dict[str, int]]:
        return {(gift.cause, gift.currency): {"number": gift.number, "amount": gift.amount} for gift in facts.gifts}

    now, before, none = told(here), told(there), {"number": 0, "amount": 0}
    kinds = sorted({*now, *before}, key=lambda one: (-now.get(one, none)["amount"], one))
    return [
        {"cause": cause, "currency": currency}
        | {"now": now.get((cause, currency), none), "before": before.get((cause, currency), none)}
        for cause, currency in kinds
    ]


def _reasons(here: DayFacts, there: DayFacts, rules: InsightRules) -> list[dict[str, Any]]:
    """By what they cost, or by the work they made where no cost of an hour is set."""
    shown = ("containment", "handoff_rate", "durable", "rating_bot", "rating_agent", "agent_time", "cost")
    keys = sorted({key for key, _ in (*here.sums, *there.sums)})
    told = []
    for key in keys:
        now, before = (gathered(split(each, _is(key), 1), 0, rules) for each in (here, there))
        told.append(
            {
                "reason": key or None,
                "conversations": {"now": now.sums.contacts, "before": before.sums.contacts},
                "work_seconds": now.sums.agent_seconds,
                "total_cost": total_cost(now),
                "now": {name: BY_ID[name].measure(now).to_json() for name in shown},
                "before": {name: BY_ID[name].measure(before).to_json() for name in shown},
            }
        )
    return sorted(
        told,
        key=lambda one: (
            -(one["total_cost"] or one["work_seconds"]),
            -one["conversations"]["now"],
            one["reason"] or "",
        ),
    )


def _is(key: str) -> Callable[[str], int | None]:
    return lambda other: 0 if other == key else None


def _place_in(steps: Sequence[Period]) -> Callable[[str], int]:
    """The number of the step a day is in; what is in none is of the period before, and goes behind the last."""
    days = {
        (step.first + number * ONE_DAY).isoformat(): place
        for place, step in enumerate(steps)
        for number in range(step.days)
    }
    return lambda day: days.get(day, len(steps))


def total_cost(facts: Facts) -> int | None:
    """Work and gifts together, in minor units; None where the cost of an hour is not set."""
    if facts.rules.hour_cost is None:
        return None
    return round(facts.sums.agent_seconds * facts.rules.hour_cost / 3600) + facts.sums.gift_minor


async def measured(figure: str, reason: str | None, period: Period, unit: Unit, desk: DeskPorts) -> Measured:
    """One figure for one stretch of time, of all conversations or of one contact reason."""
    settled, rules = desk.clock() - HELD_FOR, desk.insights
    days = await unit.insights.by_day(period, settled, rules.currency, reason)
    return BY_ID[figure].measure(gathered([days], 0, rules))


async def behind(wanted: Wanted, page: int, desk: DeskPorts) -> dict[str, Any]:
    """The conversations behind a figure; erased ones are counted, and lead nowhere."""
    if wanted.part not in PARTS:
        raise refusals.no_such_part()
    settled = desk.clock() - HELD_FOR
    async with desk.record.look() as unit:
        number, gone = await unit.insights.count_behind(wanted, settled)
        found = await unit.insights.behind(wanted, settled, PAGE, page * PAGE)
    return {
        "words": PARTS[wanted.part],
        "number": number,
        "gone": gone,
        "pages": max(1, -(-(number - gone) // PAGE)),
        "conversations": [_line(each) for each in found],
    }


def _line(each: Behind) -> dict[str, Any]:
    return {
        "id": each.conversation_id,
        "seq": each.seq,
        "day": each.day,
        "at": stamp(each.began_at),
        "end": each.end,
        "reason": each.reason,
        "handoff": None if each.handoff_reason is None else REASONS.get(each.handoff_reason, each.handoff_reason),
        "seconds": each.seconds,
    }


def checked_page(page: int) -> int:
    """A page of what is behind; `invalid_field` beyond what anybody pages to."""
    if not 0 <= page <= 2_000:
        raise errors.invalid_field("page", "There is no such page.")
    return page


def today(desk: DeskPorts) -> datetime:
    """Now, by the house's own clock."""
    return desk.clock().astimezone(desk.service.hours.zone)
