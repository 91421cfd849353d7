"""Routing as the console sees it: the agent's own desk, and the colleagues one may pass somebody to."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from desk.authority.approvals import waiting_for
from desk.conversations.entry import stamp
from desk.feedback.recovering import waiting_for as recoveries_waiting_for
from desk.incidents.views import troubles_for
from desk.ports import DeskPorts, Unit
from desk.promises.views import calling_count
from desk.quality.looking import calls as quality_calls
from desk.routing.seat import Seat
from desk.routing.team import team


def seat_json(seat: Seat, load: int) -> dict[str, Any]:
    """A seat on the wire (docs/wire.md §4)."""
    return {
        "status": str(seat.status),
        "status_at": stamp(seat.status_at) if seat.status_at else None,
        "capacity": seat.capacity,
        "load": load,
        "skills": sorted(seat.skills),
        "languages": sorted(seat.languages),
        "teams": sorted(seat.teams),
    }


async def own_desk(agent_id: str, unit: Unit, desk: DeskPorts) -> dict[str, Any]:
    """The agent's seat, the offer before them, and how many gifts, promises, troubles and low ratings wait for them."""
    offer = await unit.offers.open_for(agent_id)
    load = (await unit.seats.loads()).get(agent_id, 0)
    agent = await unit.agents.get(agent_id)
    approvals = await waiting_for(agent, unit, desk.clock()) if agent else 0
    promises = await calling_count(agent, unit) if agent else 0
    troubles = await troubles_for(agent, unit) if agent else 0
    recoveries = await recoveries_waiting_for(agent, unit) if agent else 0
    seat = seat_json(await unit.seats.get(agent_id), load)
    called = {"approvals": approvals, "promises": promises, "troubles": troubles, "recoveries": recoveries}
    quality = await quality_calls(agent, unit) if agent else {}
    return {"seat": seat, "offer": offer.to_json() if offer else None, "quality": quality} | called


async def colleagues(present: Collection[str], unit: Unit, desk: DeskPorts) -> dict[str, Any]:
    """Who works here and is there, and the teams, for a transfer or a supervisor's look."""
    people = []
    for staffed in await team(unit, present):
        agent = await unit.agents.get(staffed.agent_id)
        if agent is not None:
            seat = seat_json(staffed.seat, staffed.load)
            people.append({"id": agent.id, "name": agent.name, "present": staffed.present, "seat": seat})
    return {
        "agents": sorted(people, key=lambda person: str(person["name"])),
        "teams": [{"id": team_id, "name": name} for team_id, name in sorted(desk.teams.items())],
    }
