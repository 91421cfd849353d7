"""Contacts in SQL: read off conversations once, added up there, portable between SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Float,
    and_,
    case,
    cast,
    delete,
    distinct,
    exists,
    func,
    insert,
    null,
    or_,
    select,
    update,
)

from desk.insights.contact import HELD_FOR, Contact, End
from desk.insights.facts import DayFacts, GiftSum, Spread, Sums
from desk.insights.period import Period
from desk.insights.ports import Behind, Wanted
from desk.insights.reading_off import NEVER_KNOWN, NOT_BACK, Visit, came_back
from desk.relationship.house_rules import NOBODYS
from desk.storage.clocks_schema import service_marks
from desk.storage.insights_conditions import COUNTS, Settled, orders, part_of, span_of
from desk.storage.insights_schema import COUNTED, contact_gifts, contact_ratings, contacts, contacts_read
from desk.storage.knowledge_schema import gap_messages
from desk.storage.schema import BY_CUSTOMERS, conversations
from desk.storage.sql import Row, Sql
from desk.storage.studio_schema import studio_messages

CLOCKS_LAG = timedelta(minutes=1)
"""How long clocks may be behind a conversation that is quiet, before it is read without waiting for them."""
SHORTEST_QUESTION = 8
WORTH = ("gift_minor", "gift_squares", "agent_times_gift")
SQUARES = frozenset({"agent_squares", *WORTH[1:]})


class SqlInsights:
    """Keeps `desk.insights.ports.InsightStore`."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    async def unread(self, until: datetime, now: datetime, most: int) -> list[tuple[str, int]]:
        joined = conversations.outerjoin(contacts_read, contacts_read.c.conversation_id == conversations.c.id)
        joined = joined.outerjoin(service_marks, service_marks.c.conversation_id == conversations.c.id)
        newer = or_(contacts_read.c.version.is_(None), contacts_read.c.version < conversations.c.version)
        timed = or_(
            service_marks.c.seq.is_(None),
            service_marks.c.seq >= conversations.c.last_seq,
            conversations.c.updated_at <= now - CLOCKS_LAG,
        )
        due = or_(and_(newer, conversations.c.updated_at <= until, timed), contacts_read.c.look_again_at <= now)
        query = select(conversations.c.id, conversations.c.version).select_from(joined).where(due, BY_CUSTOMERS)
        rows = (await self._sql.execute(query.order_by(conversations.c.updated_at).limit(most))).mappings()
        return [(str(row["id"]), int(row["version"])) for row in rows]

    async def keep(
        self, conversation_id: str, found: Sequence[Contact], version: int, look_again_at: datetime | None
    ) -> None:
        theirs = contacts.c.conversation_id == conversation_id
        ids = select(contacts.c.id).where(theirs)
        known = dict(await self._all(select(contacts.c.seq, contacts.c.segment).where(theirs)))
        for table in (contact_ratings, contact_gifts):
            await self._sql.execute(delete(table).where(table.c.contact_id.in_(ids)))
        await self._sql.execute(delete(contacts).where(theirs))
        for each in found:
            # A contact stays with the segment it was first read with, whatever its customer became.
            await self._add(replace(each, segment=known[each.seq]) if each.seq in known else each)
        await self._sql.execute(delete(contacts_read).where(contacts_read.c.conversation_id == conversation_id))
        read = {"conversation_id": conversation_id, "version": version, "look_again_at": look_again_at}
        await self._sql.execute(insert(contacts_read).values(read))

    async def _add(self, contact: Contact) -> None:
        made = await self._sql.execute(insert(contacts).values(_values(contact)).returning(contacts.c.id))
        contact_id = int(made.scalar_one())
        for number, score in enumerate(contact.scores):
            rated = {"contact_id": contact_id, "number": number, "by": score.by, "score": score.score}
            await self._sql.execute(insert(contact_ratings).values(rated))
        for number, given in enumerate(contact.given):
            worth = {"cause": given.cause, "amount": given.amount, "currency": given.currency}
            await self._sql.execute(insert(contact_gifts).values(worth | {"contact_id": contact_id, "number": number}))

    async def mark_returns(self, customer_id: str) -> None:
        names = ("id", "began_at", "ended_at", "reason", "ending", "back")
        query = select(*(contacts.c[name] for name in names)).where(contacts.c.person == customer_id)
        visits = [Visit(*row) for row in await self._all(query)]
        before = {visit.id: visit.back for visit in visits}
        for contact_id, back in came_back(visits).items():
            if before[contact_id] != back:
                await self._sql.execute(update(contacts).where(contacts.c.id == contact_id).values(back=back))

    async def by_day(
        self, period: Period, settled_before: datetime, currency: str, reason: str | None, segment: str | None = None
    ) -> DayFacts:
        where = _narrowed(period, reason, segment)
        spreads = [(spread, await self._spread(spread, where)) for spread in Spread]
        return DayFacts(
            sums=await self._sums(contacts.c.day, where, settled_before, currency),
            spreads=[(day, spread, seconds, n) for spread, rows in spreads for day, seconds, n in rows],
            scores=await self._scores(contacts.c.day, where),
            gifts=await self._gifts(contacts.c.day, where),
            handoffs=await self._handoffs(where),
        )

    async def by_reason(
        self, period: Period, settled_before: datetime, currency: str, segment: str | None = None
    ) -> DayFacts:
        where, key = _narrowed(period, None, segment), func.coalesce(contacts.c.reason, "")
        return DayFacts(
            sums=await self._sums(key, where, settled_before, currency),
            scores=await self._scores(key, where),
            gifts=await self._gifts(key, where),
        )

    async def people(self, steps: Sequence[Period], segment: str | None = None) -> list[int]:
        if not steps:
            return []
        # One pass over the days of all steps: each step counts the people whose day it holds.
        told = [distinct(case((span_of(step), contacts.c.person))) for step in steps]
        whole = Period(min(step.first for step in steps), max(step.last for step in steps))
        query = select(*(func.count(each).label(f"n{at}") for at, each in enumerate(told)))
        row = (await self._sql.execute(query.where(*_narrowed(whole, None, segment)))).one()
        return [int(number) for number in row]

    async def open_questions(self, since: datetime) -> tuple[int, int]:
        dealt = exists().where(gap_messages.c.message_id == studio_messages.c.id)
        failed = or_(studio_messages.c.kinds.contains("|missed|"), studio_messages.c.kinds.contains("|handoff|"))
        telling = and_(func.length(studio_messages.c.text) >= SHORTEST_QUESTION, studio_messages.c.at >= since)
        joined = studio_messages.join(conversations, conversations.c.id == studio_messages.c.conversation_id)
        query = select(func.count(), func.count(distinct(conversations.c.customer_id))).select_from(joined)
        row = (await self._all(query.where(failed, telling, ~dealt)))[0]
        return int(row[0]), int(row[1])

    async def behind(self, wanted: Wanted, settled_before: datetime, limit: int, offset: int) -> list[Behind]:
        by = orders(wanted.part)
        names = ("conversation_id", "seq", "day", "began_at", "ending", "reason", "handoff_reason")
        seconds = contacts.c[by] if by else null()
        told: list[Any] = [*(contacts.c[name] for name in names), seconds]
        there = contacts.c.conversation_id.is_not(None)
        newest = (contacts.c.began_at.desc(), contacts.c.id.desc())
        ordered: list[Any] = [seconds.desc(), contacts.c.id] if by else [*newest]
        query: Any = select(*told).where(*_behind(wanted, settled_before), there).order_by(*ordered)
        rows = await self._all(query.limit(limit).offset(offset))
        fields = ("conversation_id", "seq", "day", "began_at", "end", "reason", "handoff_reason", "seconds")
        return [Behind(**dict(zip(fields, row, strict=True))) for row in rows]

    async def count_behind(self, wanted: Wanted, settled_before: datetime) -> tuple[int, int]:
        gone = func.sum(case((contacts.c.conversation_id.is_(None), 1), else_=0))
        row = (await self._all(select(func.count(), gone).where(*_behind(wanted, settled_before))))[0]
        return int(row[0]), int(row[1] or 0)

    async def _sums(
        self, key: Any, where: Sequence[ColumnElement[bool]], settled_before: datetime, currency: str
    ) -> list[tuple[str, Sums]]:
        seconds, settled = contacts.c.agent_seconds, Settled(settled_before)
        told = {name: func.sum(case((condition(settled), 1), else_=0)) for name, condition in COUNTS.items()}
        told |= {name: func.sum(contacts.c[name]) for name in (*COUNTED, "articles_solved", "articles_not_solved")}
        told |= {"agent_seconds": func.sum(seconds), "agent_squares": func.sum(cast(seconds, Float) * seconds)}
        query = select(key, *told.values()).where(*where).group_by(key)
        worth = await self._worth(key, where, currency)
        return [
            (str(of), _added_up({**dict(zip(told, numbers, strict=True)), **worth.get(of, {})}))
            for of, *numbers in await self._all(query)
        ]

    async def _worth(self, key: Any, where: Sequence[ColumnElement[bool]], currency: str) -> dict[Any, Row]:
        """Sums over the gifts of each contact; few contacts have any, so they are not joined to all."""
        each = (
            select(contact_gifts.c.contact_id, func.sum(contact_gifts.c.amount).label("minor"))
            .where(contact_gifts.c.currency == currency)
            .group_by(contact_gifts.c.contact_id)
            .subquery()
        )
        minor, seconds = each.c.minor, cast(contacts.c.agent_seconds, Float)
        sums = (func.sum(minor), func.sum(cast(minor, Float) * minor), func.sum(seconds * minor))
        joined = each.join(contacts, contacts.c.id == each.c.contact_id)
        rows = await self._all(select(key, *sums).select_from(joined).where(*where).group_by(key))
        return {of: dict(zip(WORTH, numbers, strict=True)) for of, *numbers in rows}

    async def _spread(self, spread: Spread, where: Sequence[ColumnElement[bool]]) -> list[tuple[str, int, int]]:
        column = contacts.c[str(spread)]
        query = select(contacts.c.day, column, func.count()).where(*where, column.is_not(None))
        rows = await self._all(query.group_by(contacts.c.day, column))
        return [(str(day), int(seconds), int(n)) for day, seconds, n in rows]

    async def _scores(self, key: Any, where: Sequence[ColumnElement[bool]]) -> list[tuple[str, str, int, int]]:
        joined = contact_ratings.join(contacts, contacts.c.id == contact_ratings.c.contact_id)
        by, score = contact_ratings.c.by, contact_ratings.c.score
        query = select(key, by, score, func.count()).select_from(joined).where(*where)
        rows = await self._all(query.group_by(key, by, score))
        return [(str(day), str(who), int(mark), int(n)) for day, who, mark, n in rows]

    async def _gifts(self, key: Any, where: Sequence[ColumnElement[bool]]) -> list[tuple[str, GiftSum]]:
        joined = contact_gifts.join(contacts, contacts.c.id == contact_gifts.c.contact_id)
        what = (contact_gifts.c.cause, contact_gifts.c.currency)
        query = select(key, *what, func.count(), func.sum(contact_gifts.c.amount)).select_from(joined).where(*where)
        rows = await self._all(query.group_by(key, *what))
        return [(str(day), GiftSum(str(why), str(unit), int(n), int(sum_))) for day, why, unit, n, sum_ in rows]

    async def _handoffs(self, where: Sequence[ColumnElement[bool]]) -> list[tuple[str, str, int]]:
        reason = contacts.c.handoff_reason
        query = select(contacts.c.day, reason, func.count()).where(*where, reason.is_not(None))
        return [(str(day), str(why), int(n)) for day, why, n in await self._all(query.group_by(contacts.c.day, reason))]

    async def _all(self, query: Any) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in (await self._sql.execute(query)).all()]


async def keep_counts(conversation_ids: Sequence[str], at: datetime, sql: Sql) -> None:
    """Before these conversations are erased: their contacts stay as numbers that lead to nobody.

    What names the conversation goes, the person becomes the number of their first contact, moments become days, and
    what was not known yet never will be.
    """
    query = select(contacts).where(contacts.c.conversation_id.in_(list(conversation_ids)))
    rows = (await sql.execute(query)).mappings().all()
    for row in rows:
        first = select(func.min(contacts.c.id)).where(contacts.c.person == row["person"])
        number = int((await sql.execute(first)).scalar_one() or row["id"])
        ended, began = row["ended_at"], row["began_at"]
        known = row["back"] != NOT_BACK or (ended is not None and ended <= at - HELD_FOR)
        values = {
            "conversation_id": None,
            "seq": 0,
            "person": f"gone-{number}",
            "began_at": began.replace(hour=0, minute=0, second=0, microsecond=0),
            "ended_at": None if ended is None else ended.replace(hour=0, minute=0, second=0, microsecond=0),
            "back": row["back"] if known else NEVER_KNOWN,
        }
        await sql.execute(update(contacts).where(contacts.c.id == row["id"]).values(values))


def _added_up(row: Row) -> Sums:
    # PostgreSQL's sums of whole numbers are decimals.
    numbers: Row = {name: float(number) if name in SQUARES else int(number) for name, number in row.items()}
    return Sums(**numbers)


def _values(contact: Contact) -> dict[str, Any]:
    met = [f"{measure.removesuffix('_reply')}_{'met' if kept else 'missed'}" for measure, kept in contact.met]
    return {
        "conversation_id": contact.conversation_id,
        "seq": contact.seq,
        "person": contact.customer_id,
        "day": contact.day,
        "began_at": contact.began_at,
        "ended_at": contact.ended_at,
        "ending": None if contact.end is None else str(contact.end),
        "reason": contact.reason,
        "handoff_reason": contact.handoff_reason,
        "by_agent": contact.by_agent,
        "bot_alone": contact.bot_alone,
        "resolved": contact.resolved,
        "back": NOT_BACK,
        "wait": contact.spans.wait,
        "first_reply": contact.spans.first_reply,
        "resolution": contact.spans.resolution,
        "articles_solved": contact.articles_solved,
        "articles_not_solved": contact.articles_not_solved,
        "agent_seconds": contact.agent_seconds,
        "segment": contact.segment,
    } | {name: met.count(name) for name in COUNTED}


def _narrowed(period: Period, reason: str | None, segment: str | None) -> list[ColumnElement[bool]]:
    counted = or_(contacts.c.ending.is_(None), contacts.c.ending != str(End.MERGED))
    narrowed = [span_of(period), counted]
    if reason is not None:
        narrowed.append(contacts.c.reason == reason if reason else contacts.c.reason.is_(None))
    if segment is not None:
        theirs = contacts.c.segment == segment
        narrowed.append(or_(theirs, contacts.c.segment.is_(None)) if segment == NOBODYS else theirs)
    return narrowed


def _behind(wanted: Wanted, settled_before: datetime) -> list[ColumnElement[bool]]:
    where = [*_narrowed(wanted.period, wanted.reason, wanted.segment), part_of(wanted.part, Settled(settled_before))]
    if wanted.handoff_reason is not None:
        where.append(contacts.c.handoff_reason == wanted.handoff_reason)
    if wanted.cause is not None:
        given = contact_gifts.c.contact_id == contacts.c.id
        where.append(exists().where(given, contact_gifts.c.cause == wanted.cause))
    return where
