"""The waiting line, the seats and the offers in SQL, portable between SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Integer, and_, bindparam, case, delete, func, insert, literal, or_, select, update

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
_PLACE_FIELDS: dict[str, Any] = {column.name: bindparam(column.name) for column in line_places.c}
ADD_PLACE = Prepared(insert(line_places).values(_PLACE_FIELDS))
SAVE_PLACE = Prepared(
    update(line_places)
    .where(line_places.c.conversation_id == bindparam("held_id"))
    .values({name: value for name, value in _PLACE_FIELDS.items() if name != "conversation_id"})
)
IN_LINE = Prepared(select(func.count().label("places")).select_from(line_places))
TEAM = Prepared(
    select(agents.c.id.label("who"), *agent_seats.c)
    .select_from(agents.outerjoin(agent_seats, agent_seats.c.agent_id == agents.c.id))
    .where(
        agents.c.disabled_at.is_(None),
        agents.c.invited_at.is_(None),
        or_(*(agents.c.role == bindparam(f"role_{role}", str(role)) for role in sorted(ANSWERS_CUSTOMERS))),
    )
    .order_by(agents.c.id)
)
SEAT = Prepared(select(agent_seats).where(agent_seats.c.agent_id == bindparam("agent_id")))
OPEN = Prepared(
    select(offers)
    .where(offers.c.state == bindparam("open", str(OfferState.OPEN)))
    .order_by(offers.c.offered_at, offers.c.id)
)
DECLINED_SINCE = Prepared(
    select(offers)
    .where(
        or_(*(offers.c.state == bindparam(f"state_{state}", str(state)) for state in DECLINED)),
        offers.c.ended_at > bindparam("moment"),
    )
    .order_by(offers.c.offered_at, offers.c.id)
)
OPEN_FOR = Prepared(
    select(offers).where(
        offers.c.agent_id == bindparam("agent_id"), offers.c.state == bindparam("open", str(OfferState.OPEN))
    )
)


def _ahead(moment: Any) -> Prepared:
    """How many rank before a place, where `moment` is what its rank compares first."""
    columns = line_places.c
    rank = case((columns.front, 0), (columns.since <= bindparam("overdue"), 1), else_=2)
    same_since = and_(columns.since == bindparam("own_since"), columns.conversation_id < bindparam("own_id"))
    earlier_since = or_(columns.since < bindparam("own_since"), same_since)
    own_moment = bindparam("own_moment", type_=moment.type)
    before = or_(moment < own_moment, and_(moment == own_moment, earlier_since))
    own_rank = bindparam("own_rank", type_=Integer)
    ahead = or_(rank < own_rank, and_(rank == own_rank, before))
    return Prepared(select(func.count().label("ahead")).select_from(line_places).where(ahead))


AHEAD_BY_RANKING, AHEAD_BY_WAIT = _ahead(line_places.c.ranks_as), _ahead(line_places.c.since)

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
        # Not an upsert, whose words differ between databases: the caller's transaction keeps the two steps together.
        if await self._connection.run(SAVE_PLACE, values | {"held_id": place.conversation_id}) == 0:
            await self._connection.run(ADD_PLACE, values)

    async def remove(self, conversation_id: str) -> None:
        await self._connection.execute(delete(line_places).where(line_places.c.conversation_id == conversation_id))

    async def ahead_of(self, place: LinePlace, now: datetime, floor: timedelta) -> int:
        rank = 0 if place.front else 1 if place.since <= now - floor else 2
        # The first moment of the key is the true wait in the first two ranks, and the head-started one in the last.
        query, moment = (AHEAD_BY_RANKING, place.ranks_as) if rank == 2 else (AHEAD_BY_WAIT, place.since)
        own = {"own_rank": rank, "own_moment": moment, "own_since": place.since, "own_id": place.conversation_id}
        return int((await self._connection.fetch(query, overdue=now - floor, **own))[0]["ahead"])

    async def count(self) -> int:
        return int((await self._connection.fetch(IN_LINE))[0]["places"])


class SqlSeats:
    """Keeps `desk.routing.ports.SeatStore`."""

    def __init__(self, connection: Sql) -> None:
        self._connection = connection

    async def all(self) -> list[Seat]:
        return [_seat(row) for row in await self._connection.fetch(TEAM)]

    async def get(self, agent_id: str) -> Seat:
        found = await self._connection.fetch(SEAT, agent_id=agent_id)
        return _seat({"who": agent_id, **(found[0] if found else {"agent_id": None})})

    async def set_up(self) -> dict[str, Seat]:
        found = (await self._connection.execute(select(agent_seats))).mappings()
        return {row["agent_id"]: _seat({"who": row["agent_id"], **row}) for row in found}

    async def put(self, seat: Seat) -> None:
        values = _values(asdict(seat))
        this = agent_seats.c.agent_id == seat.agent_id
        known = await self._connection.execute(update(agent_seats).where(this).values(values))
        if known.rowcount == 0:
            await self._connection.execute(insert(agent_seats).values(values))

    async def loads(self) -> dict[str, int]:
        return {row["agent_id"]: row["load"] for row in await self._connection.fetch(LOADS)}


class SqlOffers:
    """Keeps `desk.routing.ports.OfferStore`."""

    def __init__(self, connection: Sql) -> None:
        self._connection = connection

    async def open(self) -> list[Offer]:
        return [_offer(row) for row in await self._connection.fetch(OPEN)]

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
        return [_offer(row) for row in await self._connection.fetch(DECLINED_SINCE, moment=moment)]

    async def _find(self, wanted: ColumnElement[bool]) -> list[Offer]:
        found = await self._connection.execute(select(offers).where(wanted).order_by(offers.c.offered_at, offers.c.id))
        return [_offer(dict(row)) for row in found.mappings()]


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
