"""An improvement: what is to become better, by whom and how, and whether it did. Pure.

    idea --begin--> doing --done--> done        (each may be dropped, and taken up again)

When it is done, the figure it is about is frozen as it stood in the four weeks before; from that day on the same figure
is measured anew, by itself, for four weeks.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from desk import errors
from desk.insights.figures import BY_ID
from desk.insights.measured import Difference, Measured, Verdict, difference, verdict
from desk.insights.period import ONE_DAY, Period

WINDOW = timedelta(days=28)
LONG_ENOUGH = timedelta(days=7)
"""After the action before anything is said about it."""
TITLE_LIMIT, ACTION_LIMIT, REMARK_LIMIT = 160, 2_000, 1_000


class State(StrEnum):
    IDEA = "idea"
    DOING = "doing"
    DONE = "done"
    DROPPED = "dropped"


NEXT: dict[State, frozenset[State]] = {
    State.IDEA: frozenset({State.DOING, State.DONE, State.DROPPED}),
    State.DOING: frozenset({State.IDEA, State.DONE, State.DROPPED}),
    State.DONE: frozenset({State.DOING}),
    State.DROPPED: frozenset({State.IDEA}),
}


@dataclass(frozen=True)
class Plan:
    """What people write. `reason` None is about all conversations; `figure` is one of the registry's."""

    title: str
    figure: str
    reason: str | None
    owner_id: str
    action: str
    due_on: date | None


@dataclass(frozen=True)
class Improvement:
    """As it stands at `version`. `acted_on` is the first day with the change; `before` was frozen then."""

    id: str
    plan: Plan
    state: State
    created_at: datetime
    created_by: str
    acted_on: date | None = None
    before: Measured | None = None
    version: int = 1


@dataclass(frozen=True)
class Step:
    """One line of its history, in words."""

    improvement_id: str
    at: datetime
    by: str
    says: str


@dataclass(frozen=True)
class Effect:
    """Before and after, and what may be said about it."""

    before: Measured
    after: Measured
    difference: Difference
    verdict: Verdict
    until: date
    """The last day that is measured."""

    def to_json(self) -> dict[str, Any]:
        sides = {"before": self.before.to_json(), "after": self.after.to_json()}
        told = {"difference": self.difference.to_json(), "verdict": str(self.verdict)}
        return sides | told | {"until": self.until.isoformat()}


def checked(plan: Plan) -> Plan:
    """The plan with its texts trimmed; `invalid_field` where something is missing or too long."""
    title, action = plan.title.strip(), plan.action.strip()
    if not title or len(title) > TITLE_LIMIT:
        raise errors.invalid_field("title", f"Say in up to {TITLE_LIMIT} characters what is to become better.")
    if len(action) > ACTION_LIMIT:
        raise errors.invalid_field("action", f"At most {ACTION_LIMIT:,} characters.")
    figure = BY_ID.get(plan.figure)
    if figure is None or not figure.about_reasons:
        raise errors.invalid_field("figure", "An improvement is about a figure that can be measured before and after.")
    return replace(plan, title=title, action=action)


def changes(before: Plan, after: Plan, owner: str) -> list[str]:
    """What changed, in words; `owner` is the name of the new one."""
    said = []
    if before.title != after.title:
        said.append(f"called it “{after.title}”")
    if before.owner_id != after.owner_id:
        said.append(f"gave it to {owner}")
    if before.action != after.action:
        said.append("changed what is done")
    if before.due_on != after.due_on:
        said.append(f"set the day to {after.due_on.isoformat()}" if after.due_on else "took the day away")
    if (before.figure, before.reason) != (after.figure, after.reason):
        said.append(f"measures it by “{BY_ID[after.figure].title}”")
    return said


def edited(improvement: Improvement, plan: Plan) -> Improvement:
    """Other words; what is measured stays once it is done, or before and after were no pair."""
    same = (plan.figure, plan.reason) == (improvement.plan.figure, improvement.plan.reason)
    if improvement.state is State.DONE and not same:
        raise errors.wrong_state("It is measured already: what it is about can no longer be changed.")
    return replace(improvement, plan=checked(plan))


def checked_step(improvement: Improvement, to: State, acted_on: date | None, today: date) -> date | None:
    """The day it takes effect, for a step to done; raises where the step, or the day, is not possible."""
    if to not in NEXT[improvement.state]:
        raise errors.wrong_state("It is not there any more. Please look at it again.")
    if to is not State.DONE:
        return None
    day = acted_on or today
    if not today - 2 * WINDOW <= day <= today:
        raise errors.invalid_field("acted_on", "A day of the last eight weeks, today at the latest.")
    return day


def stepped(improvement: Improvement, to: State, acted_on: date | None, before: Measured | None) -> Improvement:
    """The next state; what was frozen goes when it is taken up again."""
    return replace(improvement, state=to, acted_on=acted_on, before=before)


def window_before(acted_on: date) -> Period:
    return Period(acted_on - WINDOW, acted_on - ONE_DAY)


def window_after(acted_on: date, today: date) -> Period:
    """From that day on, until four weeks are over or until today."""
    return Period(acted_on, min(acted_on + WINDOW - ONE_DAY, max(today, acted_on)))


def effect(improvement: Improvement, after: Measured, today: date) -> Effect | None:
    """Whether it became better; None until it is done."""
    if improvement.acted_on is None or improvement.before is None:
        return None
    figure = BY_ID[improvement.plan.figure]
    long_enough = today - improvement.acted_on >= LONG_ENOUGH
    return Effect(
        improvement.before,
        after,
        difference(improvement.before, after),
        verdict(improvement.before, after, figure.better == "more", long_enough),
        improvement.acted_on + WINDOW - ONE_DAY,
    )
