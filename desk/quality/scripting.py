"""A supervisor's scripts for the mystery shopper: writing, resting, having one run now, seeing an alarm."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from desk import errors
from desk.access.audit import Action
from desk.agents.agent import Agent
from desk.conversations.entry import stamp
from desk.handoff.handoff import REASONS
from desk.ports import DeskPorts, Unit
from desk.quality import refusals
from desk.quality.script import Handover, Line, Run, Script, checked, line_to_json

RUNS_SHOWN = 8


@dataclass(frozen=True)
class Draft:
    """What a supervisor writes; `version` is the one it is based on, 0 for a new script."""

    name: str
    lines: Sequence[Line]
    handover: Handover
    every_hours: int
    active: bool
    version: int = 0


async def scripts(desk: DeskPorts) -> dict[str, Any]:
    """All scripts with their last runs, newest first."""
    async with desk.record.look() as unit:
        names = {each.id: each.name for each in await unit.agents.all()}
        found = [(each, await unit.shopper.runs_of(each.id, RUNS_SHOWN)) for each in await unit.shopper.scripts()]
        # After the runs: one that ends in between must not be shown as over and calling nobody.
        calling = {run.id for run in await unit.shopper.alarms()}
    return {"scripts": [_script(script, runs, names, calling) for script, runs in found]}


async def write(script_id: str | None, draft: Draft, agent: Agent, desk: DeskPorts) -> dict[str, Any]:
    """A new script, or a new version of one; whoever writes it owns it. Raises `script_moved`, `invalid_field`."""
    name, lines = checked(draft.name, draft.lines, draft.every_hours)
    now = desk.clock()
    rules = (name, lines, draft.handover, draft.every_hours, draft.active, agent.id, now)
    async with desk.record.change() as unit:
        if script_id is None:
            script = Script(desk.new_id("x"), *rules)
            script = replace(script, next_at=script.after_a_run(now))
            await unit.shopper.put_script(script)
        else:
            before = await _existing(script_id, unit)
            script = Script(before.id, *rules, version=before.version + 1)
            script = replace(script, next_at=script.after_a_run(now))
            if before.version != draft.version or not await unit.shopper.save_script(before, script):
                raise refusals.script_moved()
        detail = {"version": script.version}
        await unit.audit.append(agent.id, Action.SCRIPT_CHANGED, script.id, detail, now)
    return await scripts(desk)


async def run_now(script_id: str, agent: Agent, desk: DeskPorts) -> Run:
    """Begin a run by hand; a round conducts it at once. Raises `script_running` while one is under way."""
    run = Run(desk.new_id("r"), script_id, 0, desk.clock(), by=agent.id)
    try:
        async with desk.record.change() as unit:
            script = await _existing(script_id, unit)
            run = replace(run, script_version=script.version)
            await unit.shopper.add_run(run)
    except errors.DeskError as refused:
        if refused.code == "changed_meanwhile":
            raise refusals.script_running() from refused
        raise
    return run


async def see(run_id: str, agent: Agent, desk: DeskPorts) -> None:
    """The alarm of a run is seen; harmless when it was before. Raises `run_not_found`."""
    async with desk.record.change() as unit:
        run = await unit.shopper.run(run_id)
        if run is None:
            raise refusals.run_not_found()
        await unit.shopper.see(run_id, agent.id, desk.clock())
    await desk.announce.line_changed()


async def _existing(script_id: str, unit: Unit) -> Script:
    found = await unit.shopper.script(script_id)
    if found is None:
        raise refusals.script_not_found()
    return found


def _script(script: Script, runs: Sequence[Run], names: dict[str, str], calling: set[str]) -> dict[str, Any]:
    return {
        "id": script.id,
        "name": script.name,
        "lines": [line_to_json(each) for each in script.lines],
        "handover": str(script.handover),
        "every_hours": script.every_hours,
        "active": script.active,
        "owner": names.get(script.owner_id, ""),
        "version": script.version,
        "next_at": stamp(script.next_at) if script.next_at else None,
        "runs": [_run(each, each.id in calling) for each in runs],
    }


def _run(run: Run, calls: bool) -> dict[str, Any]:
    return {
        "id": run.id,
        "at": stamp(run.started_at),
        "state": str(run.state),
        "by_hand": run.by is not None,
        "conversation_id": run.conversation_id,
        "handed_over": None if run.handed_over is None else REASONS.get(run.handed_over, run.handed_over),
        "findings": [each.to_json() for each in run.findings],
        "standard": run.standard,
        "calls": calls,
    }
