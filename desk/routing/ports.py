"""What routing needs stored and known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from desk.routing.offer import Offer, OfferState
from desk.routing.place import LinePlace
from desk.routing.seat import Seat


class LineStore(Protocol):
    """The waiting line, inside one transaction."""

    async def places(self) -> list[LinePlace]: ...

    async def get(self, conversation_id: str) -> LinePlace | None: ...

    async def put(self, place: LinePlace) -> None:
        """Add the place, or replace the conversation's earlier one."""

    async def remove(self, conversation_id: str) -> None: ...

    async def ahead_of(self, place: LinePlace, now: datetime, floor: timedelta) -> int:
        """How many stand before it, by the rules of `line_order.order_key`."""

    async def count(self) -> int: ...


class SeatStore(Protocol):
    """Agents' seats, inside one transaction. An agent without a stored seat has the default one."""

    async def all(self) -> list[Seat]:
        """One seat for everybody who may answer customers."""

    async def get(self, agent_id: str) -> Seat: ...

    async def set_up(self) -> Mapping[str, Seat]:
        """Seats that were set up, by agent, whoever may answer or not."""

    async def put(self, seat: Seat) -> None: ...

    async def loads(self) -> Mapping[str, int]:
        """How many conversations each agent holds; who holds none is missing."""


class OfferStore(Protocol):
    """Offers, inside one transaction."""

    async def open(self) -> list[Offer]: ...

    async def open_for(self, agent_id: str) -> Offer | None: ...

    async def get(self, offer_id: str) -> Offer | None: ...

    async def add(self, offer: Offer) -> None:
        """Raises `changed_meanwhile` when the conversation or the agent has an open one already."""

    async def end(self, offer: Offer, state: OfferState, now: datetime) -> bool:
        """Whether it was still open; of two who end it only one is told yes."""

    async def end_for(self, conversation_id: str, taken_by: str | None, now: datetime) -> None:
        """End the conversation's open offer: taken if it was that agent's, withdrawn otherwise."""

    async def declined_since(self, moment: datetime) -> Sequence[Offer]:
        """Offers that were passed or left to expire after that moment."""
