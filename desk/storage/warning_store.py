"""Why people wrote, and alarms, in SQL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, insert, or_, select, update

from desk import errors
from desk.storage.schema import BY_CUSTOMERS, conversations, customers, entries
from desk.storage.sql import Sql
from desk.storage.warning_schema import alarms, contacts, contacts_read
from desk.warning.alarm import Alarm, State
from desk.warning.contact import Contact
from desk.warning.ports import Behind
from desk.warning.rise import Rule, Tally


class SqlWarning:
    """Keeps `desk.warning.ports.WarningStore`."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    async def unread(self, until: datetime, most: int) -> list[tuple[str, int]]:
        joined = conversations.outerjoin(contacts_read, contacts_read.c.conversation_id == conversations.c.id)
        new = or_(contacts_read.c.version.is_(None), contacts_read.c.version < conversations.c.version)
        quiet = conversations.c.updated_at <= until
        query = select(conversations.c.id, conversations.c.version).select_from(joined).where(new, quiet, BY_CUSTOMERS)
        rows = (await self._sql.execute(query.order_by(conversations.c.updated_at).limit(most))).mappings()
        return [(str(row["id"]), int(row["version"])) for row in rows]

    async def keep(self, conversation_id: str, version: int, found: Sequence[Contact]) -> None:
        for table in (contacts, contacts_read):
            await self._sql.execute(delete(table).where(table.c.conversation_id == conversation_id))
        if found:
            await self._sql.execute(insert(contacts), [asdict(contact) for contact in found])
        await self._sql.execute(insert(contacts_read).values(conversation_id=conversation_id, version=version))

    async def tally(self, begin: datetime, end: datetime) -> Tally:
        people, there = func.count(contacts.c.customer_id.distinct()), (contacts.c.at >= begin, contacts.c.at < end)
        everybody = (await self._sql.execute(select(people).where(*there))).scalar_one()
        query = select(contacts.c.reason, people.label("people")).where(*there).group_by(contacts.c.reason)
        rows = (await self._sql.execute(query)).mappings()
        return Tally({str(row["reason"]): int(row["people"]) for row in rows}, int(everybody))

    async def first_contact(self) -> datetime | None:
        query = select(contacts.c.at).order_by(contacts.c.at).limit(1)
        found: datetime | None = (await self._sql.execute(query)).scalars().first()
        return found

    async def behind(self, reasons: Sequence[str], since: datetime, limit: int = 200) -> list[Behind]:
        joined = contacts.join(conversations, conversations.c.id == contacts.c.conversation_id)
        joined = joined.join(customers, customers.c.id == contacts.c.customer_id)
        # What an agent gave as the reason may hang on a line nobody wrote: then what was said last has to do.
        this = and_(entries.c.conversation_id == contacts.c.conversation_id, entries.c.seq == contacts.c.seq)
        joined = joined.outerjoin(entries, this)
        said = func.coalesce(entries.c.text, conversations.c.last_text).label("said")
        wanted = (*contacts.c, customers.c.name, customers.c.shop_customer_id, said)
        query = select(*wanted).select_from(joined)
        query = query.where(contacts.c.reason.in_(list(reasons)), contacts.c.at >= since)
        found: dict[str, Behind] = {}
        for row in (await self._sql.execute(query.order_by(contacts.c.at.desc()))).mappings():
            if row["customer_id"] not in found and len(found) < limit:
                found[row["customer_id"]] = _behind(dict(row))
        return list(found.values())

    async def wrote(self, shop_customer_ids: Sequence[str], reasons: Sequence[str], since: datetime) -> set[str]:
        joined = contacts.join(customers, customers.c.id == contacts.c.customer_id)
        query = select(customers.c.shop_customer_id).select_from(joined).distinct()
        query = query.where(contacts.c.reason.in_(list(reasons)), contacts.c.at >= since)
        them = set(shop_customer_ids)
        return {str(each) for each in (await self._sql.execute(query)).scalars() if each in them}

    async def add(self, alarm: Alarm) -> None:
        await self._sql.execute(insert(alarms).values(_values(alarm)))

    async def save(self, before: Alarm, after: Alarm) -> Alarm:
        stored = replace(after, version=before.version + 1)
        held = (alarms.c.id == before.id, alarms.c.version == before.version)
        if (await self._sql.execute(update(alarms).where(*held).values(_values(stored)))).rowcount != 1:
            raise errors.changed_meanwhile()
        return stored

    async def get(self, alarm_id: str) -> Alarm | None:
        found = await self._alarms(alarms.c.id == alarm_id)
        return found[0] if found else None

    async def recent(self, since: datetime) -> list[Alarm]:
        lately = or_(alarms.c.risen_at >= since, alarms.c.decided_at >= since, alarms.c.state == str(State.OPEN))
        return await self._alarms(lately)

    async def open_count(self) -> int:
        query = select(func.count()).select_from(alarms).where(alarms.c.state == str(State.OPEN))
        return int((await self._sql.execute(query)).scalar_one())

    async def _alarms(self, where: ColumnElement[bool]) -> list[Alarm]:
        query = select(alarms).where(where).order_by(alarms.c.raised_at.desc(), alarms.c.id).limit(200)
        return [_alarm(dict(row)) for row in (await self._sql.execute(query)).mappings()]


def _behind(row: dict[str, Any]) -> Behind:
    contact = Contact(*(row[name] for name in ("conversation_id", "seq", "customer_id", "reason", "at")))
    shop_id = row["shop_customer_id"]
    name = row["name"] if shop_id and row["name"] else "Visitor"
    return Behind(contact, name, shop_id is not None, shop_id, row["said"])


def _alarm(row: dict[str, Any]) -> Alarm:
    return Alarm(**row | {"state": State(row["state"]), "rule": Rule(row["rule"])})


def _values(alarm: Alarm) -> dict[str, Any]:
    return asdict(alarm) | {"state": str(alarm.state), "rule": str(alarm.rule)}
