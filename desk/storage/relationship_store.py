"""The relationship in SQL."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    String,
    Table,
    and_,
    cast,
    delete,
    distinct,
    exists,
    func,
    insert,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.exc import IntegrityError

from desk import errors
from desk.feedback.recovery import OVER
from desk.promises.promise import State as PromiseState
from desk.relationship.bad_case import BadCase, How, State
from desk.relationship.greeting import LastCase
from desk.relationship.house_rules import SHIPPED, HouseRules, Standing, from_document, to_document
from desk.relationship.ports import Visit
from desk.relationship.preference import Birthday, Kind, Preference, SaidBy
from desk.storage.feedback_schema import recoveries, resolutions
from desk.storage.insights_schema import contacts
from desk.storage.promise_schema import promises
from desk.storage.relationship_schema import bad_cases, birthdays, preferences, rules, standings, visits
from desk.storage.schema import conversations, customers, widget_sessions
from desk.storage.sql import Sql
from desk.storage.warning_schema import incident_orders, incidents


class SqlRelationship:
    """Keeps `desk.relationship.ports.RelationshipStore`."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    async def preferences(self, customer_id: str) -> list[Preference]:
        query = select(preferences).where(preferences.c.customer_id == customer_id).order_by(preferences.c.kind)
        return [_preference(row) for row in await self._all(query)]

    async def preference(self, customer_id: str, kind: Kind) -> Preference | None:
        return next((each for each in await self.preferences(customer_id) if each.kind is kind), None)

    async def put_preference(self, preference: Preference) -> None:
        await self._one_at_a_time(preference.customer_id)
        await self.remove_preference(preference.customer_id, preference.kind)
        values = asdict(preference) | {"kind": str(preference.kind), "said_by": str(preference.said_by)}
        await self._sql.execute(insert(preferences).values(values))

    async def remove_preference(self, customer_id: str, kind: Kind) -> None:
        this = and_(preferences.c.customer_id == customer_id, preferences.c.kind == str(kind))
        await self._sql.execute(delete(preferences).where(this))

    async def birthday(self, customer_id: str) -> Birthday | None:
        found = await self._all(select(birthdays).where(birthdays.c.customer_id == customer_id))
        return Birthday(**found[0]) if found else None

    async def put_birthday(self, birthday: Birthday) -> None:
        await self._one_at_a_time(birthday.customer_id)
        await self.remove_birthday(birthday.customer_id)
        await self._sql.execute(insert(birthdays).values(asdict(birthday)))

    async def _one_at_a_time(self, customer_id: str) -> None:
        # Two writers of one row that is not there yet would both insert it.
        await self._sql.execute(select(customers.c.id).where(customers.c.id == customer_id).with_for_update())

    async def remove_birthday(self, customer_id: str) -> None:
        await self._sql.execute(delete(birthdays).where(birthdays.c.customer_id == customer_id))

    async def born_on(self, days: list[tuple[int, int]]) -> list[Birthday]:
        query = select(birthdays).where(tuple_(birthdays.c.month, birthdays.c.day).in_(days))
        return [Birthday(**row) for row in await self._all(query.order_by(birthdays.c.customer_id))]

    async def add_visit(self, visit: Visit, now: datetime) -> None:
        await self._sql.execute(delete(visits).where(visits.c.expires_at <= now))
        await self._sql.execute(insert(visits).values(asdict(visit)))

    async def visit(self, token_hash: str, now: datetime) -> Visit | None:
        session = exists().where(
            widget_sessions.c.id == visits.c.session_id,
            widget_sessions.c.ended_at.is_(None),
            widget_sessions.c.expires_at > now,
        )
        query = select(visits).where(visits.c.token_hash == token_hash, visits.c.expires_at > now, session)
        found = await self._all(query)
        return Visit(**found[0]) if found else None

    async def standing(self, customer_id: str) -> Standing | None:
        found = await self._all(select(standings).where(standings.c.customer_id == customer_id))
        return Standing(**found[0]) if found else None

    async def put_standing(self, standing: Standing) -> None:
        await self._sql.execute(delete(standings).where(standings.c.customer_id == standing.customer_id))
        await self._sql.execute(insert(standings).values(asdict(standing)))

    async def rules(self) -> HouseRules:
        return next(iter(await self.versions(1)), SHIPPED)

    async def versions(self, limit: int = 50) -> list[HouseRules]:
        query = select(rules).order_by(rules.c.version.desc()).limit(limit)
        return [from_document(**row) for row in await self._all(query)]

    async def put_rules(self, rules_: HouseRules) -> None:
        if await self._all(select(rules.c.version).where(rules.c.version == rules_.version)):
            raise errors.changed_meanwhile()
        told = {"told": to_document(rules_), "by": rules_.by, "why": rules_.why, "at": rules_.at}
        await self._sql.execute(insert(rules).values(told | {"version": rules_.version}))

    async def last_case(self, customer_id: str, before: datetime) -> LastCase | None:
        names = ("conversation_id", "seq", "reason", "ended_at", "resolved")
        asked = exists().where(
            resolutions.c.conversation_id == contacts.c.conversation_id, resolutions.c.asked_at.is_not(None)
        )
        query = select(*(contacts.c[name] for name in names), asked.label("asked")).where(
            contacts.c.person == customer_id,
            contacts.c.reason.is_not(None),
            contacts.c.ended_at.is_not(None),
            contacts.c.ended_at < before,
            contacts.c.conversation_id.is_not(None),
        )
        found = await self._all(query.order_by(contacts.c.ended_at.desc()).limit(1))
        return LastCase(*(found[0][name] for name in (*names, "asked"))) if found else None

    async def in_trouble(self, customer_id: str) -> bool:
        shop_id = select(customers.c.shop_customer_id).where(customers.c.id == customer_id)
        joined = incident_orders.join(incidents, incidents.c.id == incident_orders.c.incident_id)
        affected = select(incident_orders.c.incident_id).select_from(joined)
        theirs = promises.join(conversations, conversations.c.id == promises.c.conversation_id)
        looks: list[Any] = [
            affected.where(
                incident_orders.c.shop_customer_id.in_(shop_id),
                incident_orders.c.left_at.is_(None),
                incidents.c.state == "open",
            ),
            select(promises.c.id).select_from(theirs).where(conversations.c.customer_id == customer_id, _broken()),
            select(recoveries.c.id).where(
                recoveries.c.customer_id == customer_id, recoveries.c.state.not_in([str(state) for state in OVER])
            ),
        ]
        return any([await self._all(look.limit(1)) for look in looks])

    async def new_bad_cases(self, since: datetime, limit: int) -> list[BadCase]:
        found = [
            BadCase(f"{how}:{row['what']}"[:120], row["customer_id"], row["conversation_id"], how, row["at"])
            for how, query in _bad().items()
            for row in await self._all(query)
            if row["at"] >= since
        ]
        known = {row["id"] for row in await self._all(select(bad_cases.c.id).where(bad_cases.c.at >= since))}
        new = [case for case in found if case.id not in known]
        return sorted(new, key=lambda case: (case.at, case.id))[:limit]

    async def keep_bad_case(self, case: BadCase) -> bool:
        if await self._all(select(bad_cases.c.id).where(bad_cases.c.id == case.id)):
            return False
        try:
            await self._sql.execute(insert(bad_cases).values(_case_values(case)))
        except IntegrityError:
            raise errors.changed_meanwhile() from None
        return True

    async def save_bad_case(self, case: BadCase) -> None:
        await self._sql.execute(update(bad_cases).where(bad_cases.c.id == case.id).values(_case_values(case)))

    async def bad_cases(self, customer_id: str, since: datetime) -> list[BadCase]:
        query = select(bad_cases).where(bad_cases.c.customer_id == customer_id, bad_cases.c.at >= since)
        return [
            BadCase(**row | {"how": How(row["how"]), "state": State(row["state"])})
            for row in await self._all(query.order_by(bad_cases.c.at.desc()))
        ]

    async def reasons_by_segment(self, first: date, last: date) -> list[tuple[str | None, str | None, int, int]]:
        counted = or_(contacts.c.ending.is_(None), contacts.c.ending != "merged")
        what = (contacts.c.segment, contacts.c.reason)
        query = select(*what, func.count(), func.count(distinct(contacts.c.person))).where(
            contacts.c.day.between(first.isoformat(), last.isoformat()), counted
        )
        rows = [tuple(row) for row in (await self._sql.execute(query.group_by(*what))).all()]
        return [(row[0], row[1], int(row[2]), int(row[3])) for row in rows]

    async def _all(self, query: Any) -> list[dict[str, Any]]:
        return [dict(row) for row in (await self._sql.execute(query)).mappings()]


def _broken() -> ColumnElement[bool]:
    return and_(promises.c.state == str(PromiseState.BROKEN), promises.c.settled_at.is_(None))


def _bad() -> dict[How, Any]:
    """What went badly, of customers the shop vouches for: whose, where, when, and what tells it from others."""
    known = customers.c.shop_customer_id.is_not(None)

    def of(table: Table, *columns: Any) -> Any:
        joined = table.join(conversations, conversations.c.id == table.c.conversation_id)
        joined = joined.join(customers, customers.c.id == conversations.c.customer_id)
        return select(*columns, conversations.c.customer_id, table.c.conversation_id).select_from(joined).where(known)

    rated = of(recoveries, recoveries.c.id.label("what"), recoveries.c.opened_at.label("at"))
    broken = of(promises, promises.c.id.label("what"), promises.c.due_at.label("at"))
    place = (resolutions.c.conversation_id + ":" + cast(resolutions.c.seq, String(12))).label("what")
    at = resolutions.c.answered_at.label("at")
    return {
        How.LOW_RATING: rated,
        How.BROKEN_PROMISE: broken.where(promises.c.state == str(PromiseState.BROKEN)),
        How.DID_NOT_HOLD: of(resolutions, place, at).where(
            resolutions.c.held.is_(False), resolutions.c.answered_at.is_not(None)
        ),
    }


def _preference(row: dict[str, Any]) -> Preference:
    return Preference(**row | {"kind": Kind(row["kind"]), "said_by": SaidBy(row["said_by"])})


def _case_values(case: BadCase) -> dict[str, Any]:
    return asdict(case) | {"how": str(case.how), "state": str(case.state)}
