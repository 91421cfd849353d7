"""The team as it stands at this moment: seats from the record, presence from the leases."""

from __future__ import annotations

from collections.abc import Collection

from desk.ports import Unit
from desk.routing.seat import StaffedSeat


async def team(unit: Unit, present: Collection[str]) -> list[StaffedSeat]:
    """Everybody who may answer customers, with what they hold and whether an offer lies before them."""
    loads = await unit.seats.loads()
    looking = {offer.agent_id for offer in await unit.offers.open()}
    return [
        StaffedSeat(seat, seat.agent_id in present, loads.get(seat.agent_id, 0), seat.agent_id in looking)
        for seat in await unit.seats.all()
    ]


async def serving(unit: Unit, present: Collection[str]) -> int:
    """How many are at the desk and take conversations."""
    return sum(seat.serving for seat in await team(unit, present))
