"""The waiting line, the seats and the offers in SQL, portable between SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, bindparam, case, delete, func, insert, literal, or_, select, update

from desk.agents.agent import ANSWERS_CUSTOMERS
from desk.conversations.conversation import State
from desk.routing.offer import DECLINED, Offer, OfferState
from desk.routing.place import LinePlace, WaitContract
from desk.routing.seat import Seat, Status
from desk.storage.routing_schema import agent_seats, line_places, offers
from desk.storage.schema import agents, conversations
from desk.storage.sql import Prepared, Sql

LOADS = Prepared(
    select(conversations.c.agent_id, func.count().label("load"))
    .where(conversations.c.state == bindparam("held", str(State.WITH_AGENT)), conversations.c.snoozed_until.is_(None))
    .group_by(conversations.c.agent_id)
)
PLACES = Prepared(select(line_places))
PLACE = Prepared(select(line_places).where(line_places.c.conversation_id == bindparam("conversation_id")))
SEAT = Prepared(select(agent_seats).where(agent_seats.c.agent_id == bindparam("agent_id")))
OPEN_FOR = Prepared(
    select(offers).where(
        offers.c.agent_id == bindparam("agent_id"), offers.c.state == bindparam("open", str(OfferState.OPEN))
    )
)

SETS = ("skills", "languages", "teams")


class SqlLine:
    """Keeps `desk.routing.ports.LineStore`."""

    def __init__(self, connection: Sql) -> None:
        self._connection = connection

    async def places(self) -> list[LinePlace]:
        return [_place(row) for row in await self._connection.fetch(PLACES)]

    async def get(self, conversation_id: str) -> LinePlace | None:
        found = await self._connection.fetch(PLACE, conversation_id=conversation_id)
        return _place(dict(found[0])) if found else None

    async def put(self, place: LinePlace) -> None:
        values = _values(asdict(place))
        await _put(self._connection, line_places, line_places.c.conversation_id == place.conversation_id, values)

    async def remove(self, conversation_id: str) -> None:
        await self._connection.execute(delete(line_places).where(line_places.c.conversation_id == conversation_id))

    async def ahead_of(self, place: LinePlace, now: datetime, floor: timedelta) -> int:
        columns = line_places.c
        overdue = now - floor
        rank = case((columns.front, 0), (columns.since <= overdue, 1), else_=2)
        own_rank = 0 if place.front else 1 if place.since <= overdue else 2
        # The first moment of the key is the true wait in the first two ranks, and the head-started one in the last.
        moment, own_moment = (columns.ranks_as, place.ranks_as) if own_rank == 2 else (columns.since, place.since)
        ahead = or_(rank < own_rank, and_(rank == own_rank, _before(moment, own_moment, place)))
        query = select(func.count()).select_from(line_places).where(ahead)
        return int((await self._connection.execute(query)).scalar_one())

    async def count(self) -> int:
        return int((await self._connection.execute(select(func.count()).select_from(line_places))).scalar_one())


class SqlSeats:
    """Keeps `desk.routing.ports.SeatStore`."""

    def __init__(self, connection: Sql) -> None:
        self._connection = connection

    async def all(self) -> list[Seat]:
        joined = agents.outerjoin(agent_seats, agent_seats.c.agent_id == agents.c.id)
        here = and_(agents.c.disabled_at.is_(None), agents.c.invited_at.is_(None))
        answering = and_(here, agents.c.role.in_([str(role) for role in ANSWERS_CUSTOMERS]))
        query = select(agents.c.id.label("who"), *agent_seats.c).select_from(joined).where(answering)
        found = (await self._connection.execute(query.order_by(agents.c.id))).mappings()
        return [_seat(dict(row)) for row in found]

    async def get(self, agent_id: str) -> Seat:
        found = await self._connection.fetch(SEAT, agent_id=agent_id)
        return _seat({"who": agent_id, **(found[0] if found else {"agent_id": None})})

    async def set_up(self) -> dict[str, Seat]:
        found = (await self._connection.execute(select(agent_seats))).mappings()
        return {row["agent_id"]: _seat({"who": row["agent_id"], **row}) for row in found}

    async def put(self, seat: Seat) -> None:
        await _put(self._connection, agent_seats, agent_seats.c.agent_id == seat.agent_id, _values(asdict(seat)))

    async def loads(self) -> dict[str, int]:
        return {row["agent_id"]: row["load"] for row in await self._connection.fetch(LOADS)}


class SqlOffers:
    """Keeps `desk.routing.ports.OfferStore`."""

    def __init__(self, connection: Sql) -> None:
        self._connection = connection

    async def open(self) -> list[Offer]:
        return await self._find(offers.c.state == str(OfferState.OPEN))

    async def open_for(self, agent_id: str) -> Offer | None:
        found = await self._connection.fetch(OPEN_FOR, agent_id=agent_id)
        return _offer(dict(found[0])) if found else None

    async def get(self, offer_id: str) -> Offer | None:
        found = await self._find(offers.c.id == offer_id)
        return found[0] if found else None

    async def add(self, offer: Offer) -> None:
        await self._connection.execute(insert(offers).values(_values(asdict(offer))))

    async def end(self, offer: Offer, state: OfferState, now: datetime) -> bool:
        still = and_(offers.c.id == offer.id, offers.c.state == str(OfferState.OPEN))
        ended = await self._connection.execute(update(offers).where(still).values(state=str(state), ended_at=now))
        return bool(ended.rowcount == 1)

    async def end_for(self, conversation_id: str, taken_by: str | None, now: datetime) -> None:
        still = and_(offers.c.conversation_id == conversation_id, offers.c.state == str(OfferState.OPEN))
        outcome = case(
            (offers.c.agent_id == literal(taken_by or ""), str(OfferState.TAKEN)), else_=str(OfferState.WITHDRAWN)
        )
        await self._connection.execute(update(offers).where(still).values(state=outcome, ended_at=now))

    async def declined_since(self, moment: datetime) -> Sequence[Offer]:
        declined = offers.c.state.in_([str(state) for state in DECLINED])
        return await self._find(and_(declined, offers.c.ended_at > moment))

    async def _find(self, wanted: ColumnElement[bool]) -> list[Offer]:
        found = await self._connection.execute(select(offers).where(wanted).order_by(offers.c.offered_at, offers.c.id))
        return [_offer(dict(row)) for row in found.mappings()]


async def _put(connection: Sql, table: Table, this: ColumnElement[bool], values: dict[str, Any]) -> None:
    # Not an upsert, whose words differ between databases: the caller's transaction keeps the two steps together.
    known = await connection.execute(update(table).where(this).values(values))
    if known.rowcount == 0:
        await connection.execute(insert(table).values(values))


def _before(moment: Any, own: datetime, place: LinePlace) -> ColumnElement[bool]:
    columns = line_places.c
    earlier_since = or_(
        columns.since < place.since,
        and_(columns.since == place.since, columns.conversation_id < place.conversation_id),
    )
    return or_(moment < own, and_(moment == own, earlier_since))


def _values(fields: dict[str, Any]) -> dict[str, Any]:
    plain: dict[str, Any] = {}
    for name, value in fields.items():
        if isinstance(value, frozenset):
            plain[name] = sorted(value)
        elif isinstance(value, (Status, WaitContract, OfferState)):
            plain[name] = str(value)
        else:
            plain[name] = list(value) if isinstance(value, tuple) else value
    return plain


def _place(row: dict[str, Any]) -> LinePlace:
    row["skills"] = frozenset(row["skills"])
    row["contract"] = WaitContract(row["contract"])
    return LinePlace(**row)


def _seat(row: dict[str, Any]) -> Seat:
    agent_id = row.pop("who")
    if row.pop("agent_id") is None:
        return Seat(agent_id)
    for name in SETS:
        row[name] = frozenset(row[name])
    row["status"] = Status(row["status"])
    return Seat(agent_id, **row)


def _offer(row: dict[str, Any]) -> Offer:
    row["why"] = tuple(row["why"])
    row["state"] = OfferState(row["state"])
    return Offer(**row)
