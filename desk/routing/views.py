"""Routing as the console sees it: the agent's own desk, and the colleagues one may pass somebody to."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from desk.conversations.entry import stamp
from desk.ports import DeskPorts, Unit
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


async def own_desk(agent_id: str, unit: Unit) -> dict[str, Any]:
    """The agent's seat and the offer that lies before them."""
    offer = await unit.offers.open_for(agent_id)
    load = (await unit.seats.loads()).get(agent_id, 0)
    return {"seat": seat_json(await unit.seats.get(agent_id), load), "offer": offer.to_json() if offer else None}


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
