"""Alarms and incidents as the console shows them (docs/wire.md §4)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from desk import errors
from desk.agents.agent import Agent, Role
from desk.conversations.entry import stamp
from desk.incidents.affecting import AffectedCustomer
from desk.incidents.incident import DAYS_BACK, Incident
from desk.incidents.notice import MOST_A_WEEK
from desk.ports import DeskPorts, Unit
from desk.warning import refusals
from desk.warning.alarm import Alarm
from desk.warning.alarm import State as Stands
from desk.warning.ports import Behind
from desk.warning.rise import COLD_PEOPLE, COLD_SHARE, LEAST_PEOPLE, TIMES
from desk.warning.shared import RecentOrder, Shared, likeliest_order, shared_by
from desk.warning.watching import history

SHOWN_FOR = timedelta(days=14)
MOST_SHARED = 6
MOST_CUSTOMERS = 200


async def troubles(desk: DeskPorts) -> dict[str, Any]:
    """Everything a supervisor has to know of: open alarms, incidents, and what was decided lately."""
    async with desk.record.look() as unit:
        now = desk.clock()
        known = await unit.warning.recent(now - SHOWN_FOR)
        incidents = await unit.incidents.recent()
        told = [each.to_json() | {"outcome": await outcome_json(each, unit)} for each in incidents]
        compared = await history(unit, now)
    alarms = sorted(known, key=lambda each: each.state is not Stands.OPEN)
    rule = {"least_people": LEAST_PEOPLE, "times": TIMES, "cold_people": COLD_PEOPLE, "cold_share": COLD_SHARE}
    return {
        "alarms": [alarm.to_json() for alarm in alarms],
        "incidents": told,
        "history": compared,
        "rule": rule | {"most_a_week": MOST_A_WEEK},
    }


async def behind_alarm(alarm_id: str, desk: DeskPorts) -> dict[str, Any]:
    """The people and conversations behind an alarm, what else they ask, and what their orders share.

    Without the shop the people are told all the same. Raises `alarm_not_found`.
    """
    async with desk.record.look() as unit:
        alarm = await unit.warning.get(alarm_id)
        if alarm is None:
            raise refusals.alarm_not_found()
        people = await unit.warning.behind([alarm.reason], alarm.counted_from)
        mine = {person.contact.customer_id for person in people}
        others = await unit.warning.behind(desk.intents, alarm.counted_from)
    theirs = [each.contact for each in others if each.contact.customer_id in mine]
    also = Counter(contact.reason for contact in theirs if contact.reason != alarm.reason)
    try:
        recent: Sequence[RecentOrder] | None = await desk.orders.recent_orders(DAYS_BACK)
    except errors.DeskError:
        recent = None
    return {
        "alarm": alarm.to_json(),
        "people": [_person(each) for each in people],
        "also": [reason for reason, _ in also.most_common(5)],
        "shared": [_shared(each) for each in _in_common(people, recent)] if recent is not None else None,
    }


async def alarm_of(alarm_id: str, desk: DeskPorts) -> Alarm:
    """The alarm; raises `alarm_not_found`."""
    async with desk.record.look() as unit:
        found = await unit.warning.get(alarm_id)
    if found is None:
        raise refusals.alarm_not_found()
    return found


async def outcome_json(incident: Incident, unit: Unit) -> dict[str, Any]:
    """What came of it so far, or as it was frozen."""
    return incident.figures or (await unit.incidents.outcome(incident)).to_json()


async def incident_json(incident: Incident, desk: DeskPorts) -> dict[str, Any]:
    """An incident with what came of it."""
    async with desk.record.look() as unit:
        return incident.to_json() | {"outcome": await outcome_json(incident, unit)}


def affected_json(found: Sequence[AffectedCustomer]) -> dict[str, Any]:
    """Who is affected, counted and by name."""
    counted = Counter(str(each.telling) for each in found)
    shown = [
        {
            "customer_id": each.shop_customer_id,
            "name": each.name,
            "orders": list(each.orders),
            "telling": str(each.telling),
        }
        for each in found[:MOST_CUSTOMERS]
    ]
    return {
        "customers": len(found),
        "orders": sum(len(each.orders) for each in found),
        "counts": dict(counted),
        "list": shown,
    }


async def troubles_for(agent: Agent, unit: Unit) -> int:
    """How many open alarms wait for this agent's word."""
    return await unit.warning.open_count() if agent.role in (Role.SUPERVISOR, Role.ADMIN) else 0


def _in_common(people: Sequence[Behind], recent: Sequence[RecentOrder]) -> list[Shared]:
    theirs: dict[str, list[RecentOrder]] = defaultdict(list)
    for order in recent:
        theirs[order.shop_customer_id].append(order)
    likeliest = [likeliest_order(theirs[person.shop_customer_id or ""]) for person in people]
    return shared_by([order for order in likeliest if order is not None], recent)[:MOST_SHARED]


def _person(person: Behind) -> dict[str, Any]:
    return {
        "name": person.name,
        "verified": person.verified,
        "conversation_id": person.contact.conversation_id,
        "at": stamp(person.contact.at),
        "said": person.said,
    }


def _shared(each: Shared) -> dict[str, Any]:
    return {
        "kind": str(each.what.kind),
        "value": each.what.value,
        "label": each.what.label,
        "behind": each.behind,
        "of_behind": each.of_behind,
        "recent": each.recent,
        "of_recent": each.of_recent,
        "times": round(each.times, 1),
    }
