"""The team as whoever rules it sees it: who works here, who is asked in, who was let go."""

from __future__ import annotations

from typing import Any

from desk.agents.agent import Agent
from desk.agents.invitation import Invitation
from desk.agents.person import standing_of
from desk.conversations.entry import stamp
from desk.ports import DeskPorts
from desk.routing.seat import Seat
from desk.routing.views import seat_json


async def people(desk: DeskPorts) -> dict[str, Any]:
    """Everybody, by name, with what is known of them; the teams, and the skills that somebody here has."""
    present = await desk.presence.present()
    async with desk.record.look() as unit:
        everybody = await unit.agents.all()
        seats, loads = await unit.seats.set_up(), await unit.seats.loads()
        links, factors = await unit.invitations.all(), await unit.factors.in_force()
    rows = []
    for agent in everybody:
        seat, load = seats.get(agent.id, Seat(agent.id)), loads.get(agent.id, 0)
        row = person_json(agent, links.get(agent.id), desk)
        row |= {"present": agent.id in present and agent.works_here, "authenticator": agent.id in factors}
        rows.append(row | {"seat": seat_json(seat, load)})
    return {
        "people": rows,
        "teams": [{"id": team_id, "name": name} for team_id, name in sorted(desk.teams.items())],
        "skills": sorted({skill for seat in seats.values() for skill in seat.skills}),
        "mail": desk.front_door.postman is not None,
    }


def person_json(agent: Agent, link: Invitation | None, desk: DeskPorts) -> dict[str, Any]:
    """One person on the wire (docs/wire.md §4)."""
    return {
        **agent.to_json(),
        "version": agent.version,
        "standing": str(standing_of(agent)),
        "seen_at": stamp(agent.seen_at) if agent.seen_at else None,
        "link": {"until": stamp(link.expires_at), "open": link.alive(desk.clock())} if link else None,
    }
