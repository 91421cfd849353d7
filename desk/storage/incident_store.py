"""Incidents, the orders they are about, and notices, in SQL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, delete, exists, func, insert, or_, select, update

from desk import errors
from desk.conversations.bot_turn import JobState
from desk.conversations.conversation import State as Stands
from desk.incidents.incident import Incident, Scope, State
from desk.incidents.notice import MOST_A_WEEK, Kind, Notice
from desk.incidents.outcome import Outcome
from desk.incidents.ports import Affected
from desk.storage.schema import bot_jobs, conversations, customers
from desk.storage.sql import Prepared, Sql
from desk.storage.warning_schema import contacts, contacts_read, incident_orders, incidents, notices
from desk.warning.shared import Kind as SharedKind

OPEN, CLOSED = incidents.c.state == str(State.OPEN), incidents.c.state == str(State.CLOSED)
AFFECTED_NOW = incident_orders.c.left_at.is_(None)
THEIRS = customers.c.shop_customer_id == incident_orders.c.shop_customer_id
_affecting = incidents.join(incident_orders, incident_orders.c.incident_id == incidents.c.id)
# Asked whenever a customer's browser looks.
BANNER = Prepared(
    select(incidents.c.banner)
    .select_from(_affecting.join(customers, THEIRS))
    .where(customers.c.id == bindparam("customer_id"), OPEN, AFFECTED_NOW, incidents.c.banner != "")
    .order_by(incidents.c.opened_at.desc())
    .limit(1)
)


class SqlIncidents:
    """Keeps `desk.incidents.ports.IncidentStore`."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    async def add(self, incident: Incident) -> None:
        await self._sql.execute(insert(incidents).values(_values(incident)))

    async def save(self, before: Incident, after: Incident) -> Incident:
        stored = replace(after, version=before.version + 1)
        held = (incidents.c.id == before.id, incidents.c.version == before.version)
        if (await self._sql.execute(update(incidents).where(*held).values(_values(stored)))).rowcount != 1:
            raise errors.changed_meanwhile()
        return stored

    async def get(self, incident_id: str) -> Incident | None:
        found = await self._incidents(incidents.c.id == incident_id)
        return found[0] if found else None

    async def open(self) -> list[Incident]:
        return await self._incidents(OPEN)

    async def recent(self, limit: int = 20) -> list[Incident]:
        return [*await self.open(), *await self._incidents(CLOSED, limit=limit)]

    async def closed_since(self, since: datetime) -> list[Incident]:
        return await self._incidents(and_(CLOSED, incidents.c.closed_at >= since))

    async def old(self, before: datetime) -> list[Incident]:
        found = await self._incidents(and_(CLOSED, incidents.c.closed_at < before, incidents.c.figures.is_(None)))
        return [each for each in found if each.figures is None]

    async def affect(self, incident_id: str, orders: Sequence[Affected], now: datetime) -> bool:
        its = incident_orders.c.incident_id == incident_id
        rows = (await self._sql.execute(select(incident_orders).where(its))).mappings()
        known = {str(row["order_number"]): row["left_at"] for row in rows}
        here = {order.order_number: order for order in orders}
        fresh = [each for number, each in here.items() if number not in known]
        back = [number for number in here if known.get(number) is not None]
        gone = [number for number, left in known.items() if left is None and number not in here]
        if fresh:
            values = [asdict(each) | {"incident_id": incident_id, "at": now} for each in fresh]
            await self._sql.execute(insert(incident_orders), values)
        for numbers, left_at in ((back, None), (gone, now)):
            for number in numbers:
                this = and_(its, incident_orders.c.order_number == number)
                await self._sql.execute(update(incident_orders).where(this).values(left_at=left_at))
        return bool(fresh or back or gone)

    async def banner_for(self, customer_id: str) -> str | None:
        found = await self._sql.fetch(BANNER, customer_id=customer_id)
        return str(found[0]["banner"]) if found else None

    async def answers_for(self, shop_customer_id: str) -> dict[str, str]:
        joined = incidents.join(incident_orders, incident_orders.c.incident_id == incidents.c.id)
        query = select(incidents.c.reasons, incidents.c.answer).select_from(joined)
        mine = incident_orders.c.shop_customer_id == shop_customer_id
        rows = await self._sql.execute(query.where(mine, OPEN, AFFECTED_NOW).order_by(incidents.c.opened_at))
        return {str(reason): str(row["answer"]) for row in rows.mappings() for reason in row["reasons"]}

    async def untold(self, incident: Incident, week: datetime, limit: int) -> list[str]:
        told = exists().where(_about(incident.id, Kind.TROUBLE))
        wrote = exists().where(_asked(incident), contacts.c.at >= incident.counted_from)
        spoken = exists().where(conversations.c.customer_id == customers.c.id)
        lately = and_(notices.c.customer_id == customers.c.id, notices.c.at >= week)
        often = select(func.count()).where(lately, notices.c.kind != str(Kind.CLOSED)).scalar_subquery()
        agreed = and_(AFFECTED_NOW, incident_orders.c.notices)
        query = self._affected(incident.id).where(agreed, spoken, ~told, ~wrote, ~_being_read(), often < MOST_A_WEEK)
        return [str(each) for each in (await self._sql.execute(query.limit(limit))).scalars()]

    async def notices_since(self, customer_ids: Sequence[str], since: datetime) -> dict[str, int]:
        counted = and_(notices.c.at >= since, notices.c.kind != str(Kind.CLOSED))
        query = select(notices.c.customer_id, func.count().label("n")).where(counted)
        rows = (await self._sql.execute(query.group_by(notices.c.customer_id))).mappings()
        them = set(customer_ids)
        return {str(row["customer_id"]): int(row["n"]) for row in rows if row["customer_id"] in them}

    async def was_told(self, customer_id: str, about: str) -> bool:
        this = (notices.c.customer_id == customer_id, notices.c.about == about)
        return (await self._sql.execute(select(notices.c.seq).where(*this))).first() is not None

    async def told_of(self, about: str) -> set[str]:
        query = select(notices.c.customer_id).where(notices.c.about == about)
        return {str(each) for each in (await self._sql.execute(query)).scalars()}

    async def add_notice(self, notice: Notice) -> None:
        await self._sql.execute(insert(notices).values(asdict(notice) | {"kind": str(notice.kind)}))

    async def to_hear_the_end(self, incident: Incident, limit: int) -> list[str]:
        affected = conversations.c.customer_id.in_(self._affected(incident.id))
        this = conversations.c.id == notices.c.conversation_id
        told = exists().where(this, notices.c.about == incident.id, notices.c.kind == str(Kind.TROUBLE))
        ended = exists().where(
            notices.c.customer_id == conversations.c.customer_id,
            notices.c.about == incident.id,
            notices.c.kind == str(Kind.CLOSED),
        )
        query = select(conversations.c.id).where(affected, or_(conversations.c.state != str(Stands.CLOSED), told))
        return [str(each) for each in (await self._sql.execute(query.where(~ended).limit(limit))).scalars()]

    async def conversations_of(self, incident_id: str) -> list[str]:
        query = select(conversations.c.id).where(conversations.c.customer_id.in_(self._affected(incident_id)))
        return [str(each) for each in (await self._sql.execute(query)).scalars()]

    async def outcome(self, incident: Incident) -> Outcome:
        its = incident_orders.c.incident_id == incident.id
        people = select(func.count(incident_orders.c.shop_customer_id.distinct())).where(its)
        everybody = int((await self._sql.execute(people)).scalar_one())
        at = {row["id"]: row["told_at"] for row in (await self._sql.execute(self._told_at(incident))).mappings()}
        asked = select(contacts.c.customer_id, contacts.c.at).where(contacts.c.reason.in_(incident.reasons))
        asked = asked.where(contacts.c.customer_id.in_(list(at)), contacts.c.at >= incident.counted_from)
        wrote = [(row["customer_id"], row["at"]) for row in (await self._sql.execute(asked)).mappings()]
        before = {who for who, when in wrote if when < incident.opened_at and at[who] is None}
        told = {who for who, moment in at.items() if moment is not None}
        told_wrote = {who for who, when in wrote if who in told and when >= at[who]}
        others = {who for who, when in wrote if who not in told | before and when >= incident.opened_at}
        not_told = everybody - len(told) - len(before)
        return Outcome(everybody, len(before), len(told), len(told_wrote), not_told, len(others))

    async def forget_orders(self, incident_id: str) -> None:
        await self._sql.execute(delete(incident_orders).where(incident_orders.c.incident_id == incident_id))

    def _told_at(self, incident: Incident) -> Select[Any]:
        """Affected customers of ours, and when each was told."""
        about = and_(
            notices.c.customer_id == customers.c.id,
            notices.c.about == incident.id,
            notices.c.kind == str(Kind.TROUBLE),
        )
        query = select(customers.c.id, notices.c.at.label("told_at")).select_from(customers.outerjoin(notices, about))
        return query.where(customers.c.id.in_(self._affected(incident.id)))

    def _affected(self, incident_id: str) -> Select[Any]:
        """Ids of customers of ours with an order of this incident."""
        joined = incident_orders.join(customers, THEIRS)
        its = incident_orders.c.incident_id == incident_id
        return select(customers.c.id).select_from(joined).where(its).distinct()

    async def _incidents(self, where: ColumnElement[bool], limit: int = 200) -> list[Incident]:
        query = select(incidents).where(where).order_by(incidents.c.opened_at.desc(), incidents.c.id).limit(limit)
        return [_incident(dict(row)) for row in (await self._sql.execute(query)).mappings()]


def _about(incident_id: str, kind: Kind) -> ColumnElement[bool]:
    return and_(notices.c.customer_id == customers.c.id, notices.c.about == incident_id, notices.c.kind == str(kind))


def _asked(incident: Incident) -> ColumnElement[bool]:
    return and_(contacts.c.customer_id == customers.c.id, contacts.c.reason.in_(incident.reasons))


def _being_read() -> ColumnElement[bool]:
    """Whether they wrote just now and nobody has seen yet what about: they may be asking for this very thing."""
    theirs = conversations.c.customer_id == customers.c.id
    read = exists().where(
        contacts_read.c.conversation_id == conversations.c.id, contacts_read.c.version >= conversations.c.version
    )
    job = and_(bot_jobs.c.conversation_id == conversations.c.id, bot_jobs.c.state == str(JobState.PENDING))
    return or_(exists().where(theirs, ~read), exists().where(theirs, job))


def _incident(row: dict[str, Any]) -> Incident:
    scope = Scope(SharedKind(row.pop("kind")), row.pop("value"), row.pop("label"), row.pop("open_only"))
    return Incident(**row | {"scope": scope, "state": State(row["state"]), "reasons": tuple(row["reasons"])})


def _values(incident: Incident) -> dict[str, Any]:
    values: dict[str, Any] = asdict(incident)
    scope: dict[str, Any] = values.pop("scope")
    plain = {"kind": str(incident.scope.kind), "state": str(incident.state), "reasons": list(incident.reasons)}
    return values | scope | plain
