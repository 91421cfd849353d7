"""Whom an incident is about: asked of the shop, shown before anything is sent, kept up to date while open."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from desk.conversations.flows import settled
from desk.incidents.incident import DAYS_BACK, Incident, Scope
from desk.incidents.notice import WEEK, Telling, telling
from desk.incidents.ports import Affected
from desk.ports import DeskPorts, Unit
from desk.warning.shared import RecentOrder


@dataclass(frozen=True)
class AffectedCustomer:
    """One customer of the shop, their orders among those it is about, and whether they would be told."""

    shop_customer_id: str
    name: str
    orders: tuple[str, ...]
    telling: Telling


def covered(scope: Scope, orders: Sequence[RecentOrder]) -> list[Affected]:
    """The orders it is about. Pure."""
    found = [order for order in orders if scope.covers(order)]
    return [Affected(order.number, order.shop_customer_id, order.notices) for order in found]


async def look_at_affected(
    scope: Scope, reasons: Sequence[str], since: datetime, desk: DeskPorts, incident_id: str = ""
) -> list[AffectedCustomer]:
    """Who would be told of it, and who not and why, by name. Raises `shop_unavailable`."""
    orders = [order for order in await desk.orders.recent_orders(DAYS_BACK) if scope.covers(order)]
    theirs: dict[str, list[RecentOrder]] = defaultdict(list)
    for order in orders:
        theirs[order.shop_customer_id].append(order)
    async with desk.record.look() as unit:
        wrote = await unit.warning.wrote(list(theirs), reasons, since)
        told = await unit.incidents.told_of(incident_id) if incident_id else set()
        found = [
            AffectedCustomer(
                shop_id,
                mine[0].customer_name,
                tuple(order.number for order in mine),
                await _telling(shop_id, any(order.notices for order in mine), shop_id in wrote, told, unit, desk),
            )
            for shop_id, mine in theirs.items()
        ]
    return sorted(found, key=lambda each: (each.name, each.shop_customer_id))


async def _telling(shop_id: str, consent: bool, wrote: bool, told: set[str], unit: Unit, desk: DeskPorts) -> Telling:
    customer = await unit.customers.by_shop_id(shop_id)
    spoken = customer is not None and await unit.conversations.current_of(customer.id) is not None
    this_week = 0
    if customer is not None:
        week = desk.clock() - WEEK
        this_week = (await unit.incidents.notices_since([customer.id], week)).get(customer.id, 0)
    before = customer is not None and customer.id in told
    return telling(told=before, wrote=wrote, consent=consent, conversation=spoken, this_week=this_week)


async def refresh(incident: Incident, orders: Sequence[RecentOrder], desk: DeskPorts) -> None:
    """Orders that came in since are about it too; those that have arrived no longer are."""

    async def once() -> bool:
        async with desk.record.change() as unit:
            return await unit.incidents.affect(incident.id, covered(incident.scope, orders), desk.clock())

    if await settled(once):
        await wake(incident.id, desk)


async def wake(incident_id: str, desk: DeskPorts) -> None:
    """Have consoles and the widgets of affected customers look again."""
    async with desk.record.look() as unit:
        here = await unit.incidents.conversations_of(incident_id)
    for conversation_id in here:
        await desk.announce.conversation_changed(conversation_id)
    await desk.announce.line_changed()
