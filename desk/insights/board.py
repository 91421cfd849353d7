"""The improvement board: what is to become better, who does what until when, and whether it did."""

from __future__ import annotations

from datetime import date
from typing import Any

from desk import errors
from desk.agents.agent import Agent
from desk.conversations.entry import stamp
from desk.insights import improvement as rules
from desk.insights import refusals
from desk.insights.figures import FIGURES
from desk.insights.improvement import Improvement, Plan, State, Step
from desk.insights.looking import measured, today
from desk.insights.period import ONE_DAY, Period
from desk.ports import DeskPorts, Unit


async def begin(plan: Plan, agent: Agent, desk: DeskPorts) -> dict[str, Any]:
    """Put an improvement on the board."""
    made = Improvement(desk.new_id("i"), rules.checked(plan), State.IDEA, desk.clock(), agent.name)
    async with desk.record.change() as unit:
        await _owner(plan.owner_id, unit)
        await unit.board.add(made)
        await unit.board.note(Step(made.id, desk.clock(), agent.name, "put it on the board"))
    return await board(desk)


async def edit(improvement_id: str, version: int, plan: Plan, agent: Agent, desk: DeskPorts) -> dict[str, Any]:
    """Write it anew; what changed stands in its history."""
    async with desk.record.change() as unit:
        before = await _seen(improvement_id, version, unit)
        after = rules.edited(before, plan)
        owner = await _owner(plan.owner_id, unit)
        await unit.board.save(before, after)
        for says in rules.changes(before.plan, after.plan, owner.name):
            await unit.board.note(Step(before.id, desk.clock(), agent.name, says))
    return await board(desk)


async def step(
    improvement_id: str,
    version: int,
    to: State,
    acted_on: date | None,
    remark: str,
    agent: Agent,
    desk: DeskPorts,
) -> dict[str, Any]:
    """The next state. When it is done, the figure is frozen as it was in the four weeks before that day."""
    async with desk.record.change() as unit:
        before = await _seen(improvement_id, version, unit)
        day = rules.checked_step(before, to, acted_on, today(desk).date())
        frozen = None
        if day is not None:
            plan = before.plan
            frozen = await measured(plan.figure, plan.reason, rules.window_before(day), unit, desk)
        await unit.board.save(before, rules.stepped(before, to, day, frozen))
        await unit.board.note(Step(before.id, desk.clock(), agent.name, _says(to, day, remark)))
    return await board(desk)


def _says(to: State, day: date | None, remark: str) -> str:
    words = {
        State.IDEA: "took it up again",
        State.DOING: "began",
        State.DONE: f"did it; in effect since {day.isoformat() if day else ''}",
        State.DROPPED: "dropped it",
    }[to]
    said = remark.strip()
    if len(said) > rules.REMARK_LIMIT:
        raise errors.invalid_field("remark", f"At most {rules.REMARK_LIMIT:,} characters.")
    return f"{words}: {said}" if said else words


async def board(desk: DeskPorts) -> dict[str, Any]:
    """Everything on the board, with what each came to so far, and what can be chosen."""
    day = today(desk).date()
    async with desk.record.look() as unit:
        found = await unit.board.all()
        history = await unit.board.history()
        team = await unit.agents.all()
        told = [await _told(each, day, unit, desk) for each in found]
    names = {each.id: each.name for each in team}
    for each in told:
        each["owner"] = {"id": each["owner"], "name": names.get(each["owner"], "Somebody")}
        each["history"] = [
            {"at": stamp(step.at), "by": step.by, "says": step.says}
            for step in history
            if step.improvement_id == each["id"]
        ]
    return {
        "improvements": told,
        "owners": [{"id": each.id, "name": each.name} for each in team if each.disabled_at is None],
        "figures": [
            {"id": each.id, "title": each.title, "unit": str(each.unit), "better": each.better}
            for each in FIGURES
            if each.about_reasons
        ],
        "intents": list(desk.intents),
        "currency": desk.insights.currency,
    }


async def _told(improvement: Improvement, day: date, unit: Unit, desk: DeskPorts) -> dict[str, Any]:
    plan = improvement.plan
    if improvement.acted_on is None:
        window, effect = Period(day - rules.WINDOW + ONE_DAY, day), None
        after = await measured(plan.figure, plan.reason, window, unit, desk)
    else:
        window = rules.window_after(improvement.acted_on, day)
        after = await measured(plan.figure, plan.reason, window, unit, desk)
        effect = rules.effect(improvement, after, day)
    return {
        "id": improvement.id,
        "version": improvement.version,
        "state": str(improvement.state),
        "title": plan.title,
        "figure": plan.figure,
        "reason": plan.reason,
        "owner": plan.owner_id,
        "action": plan.action,
        "due_on": plan.due_on.isoformat() if plan.due_on else None,
        "late": plan.due_on is not None and plan.due_on < day and improvement.state in (State.IDEA, State.DOING),
        "created_at": stamp(improvement.created_at),
        "created_by": improvement.created_by,
        "acted_on": improvement.acted_on.isoformat() if improvement.acted_on else None,
        "now": after.to_json(),
        "window": window.to_json(),
        "effect": effect.to_json() if effect else None,
        "next": sorted(str(each) for each in rules.NEXT[improvement.state]),
    }


async def _seen(improvement_id: str, version: int, unit: Unit) -> Improvement:
    found = await unit.board.get(improvement_id)
    if found is None:
        raise refusals.improvement_not_found()
    if found.version != version:
        raise refusals.improvement_moved()
    return found


async def _owner(agent_id: str, unit: Unit) -> Agent:
    found = await unit.agents.get(agent_id)
    if found is None or found.disabled_at is not None:
        raise errors.invalid_field("owner_id", "There is no such colleague.")
    return found
