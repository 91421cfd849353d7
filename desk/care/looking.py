"""Signals of care: one's own for everybody, those of the team's people for whoever leads them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from desk.agents.agent import Agent, Role
from desk.care.signals import LOOK_BACK_AT_WORK, Signal, Workday, leads, signals
from desk.ports import DeskPorts, Unit
from desk.routing.care import LOOK_BACK
from desk.routing.seat import Seat, Status


async def care(agent: Agent, desk: DeskPorts) -> dict[str, Any]:
    """One's own signals; for a supervisor besides whoever of their people needs a kind word now, by name."""
    present = await desk.presence.present()
    async with desk.record.look() as unit:
        seats = {seat.agent_id: seat for seat in await unit.seats.all()}
        own = seats.get(agent.id)
        theirs = _led_by(agent, seats, present)
        found = await _signals([agent.id, *theirs], seats, unit, desk)
        names = {each.id: each.name for each in await unit.agents.all()}
    team = [{"id": each, "name": names[each], "signals": _json(found[each])} for each in theirs if found[each]]
    return {
        "own": _json(found[agent.id]) if own is not None else [],
        "team": sorted(team, key=lambda one: str(one["name"])) if agent.role is Role.SUPERVISOR else None,
    }


def _led_by(agent: Agent, seats: dict[str, Seat], present: frozenset[str]) -> list[str]:
    """Whose signals are theirs to see: people at the desk only, since it is about now."""
    if agent.role is not Role.SUPERVISOR:
        return []
    own = seats[agent.id].teams if agent.id in seats else frozenset()
    return [
        each.agent_id
        for each in seats.values()
        if each.agent_id != agent.id and each.agent_id in present and leads(own, each.teams)
    ]


async def _signals(
    agents: Sequence[str], seats: dict[str, Seat], unit: Unit, desk: DeskPorts
) -> dict[str, tuple[Signal, ...]]:
    now = desk.clock()
    served = await unit.care.served(agents, now - LOOK_BACK)
    wrote = await unit.care.wrote(agents, now - LOOK_BACK_AT_WORK)
    loads = await unit.seats.loads()
    found = {}
    for agent_id in agents:
        seat = seats.get(agent_id, Seat(agent_id))
        day = Workday(
            served.get(agent_id, ()),
            wrote.get(agent_id, ()),
            loads.get(agent_id, 0),
            seat.capacity,
            seat.status is not Status.AVAILABLE,
        )
        found[agent_id] = signals(day, now)
    return found


def _json(found: Sequence[Signal]) -> list[dict[str, str]]:
    return [{"kind": str(each.kind), "says": each.says, "helps": each.helps} for each in found]
