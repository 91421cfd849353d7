"""Telling customers before they ask, that it is over, and of late orders: one message each, and never too many."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import structlog

from desk import errors
from desk.conversations import conversation as rules
from desk.conversations.bot_turn import bot_author
from desk.conversations.conversation import Change, Conversation
from desk.conversations.flows import settled
from desk.incidents import notice as notices
from desk.incidents.affecting import refresh
from desk.incidents.incident import DAYS_BACK, Incident
from desk.incidents.notice import MOST_A_WEEK, WEEK, Kind, Notice
from desk.letters.letter import PATIENCE, Letter, LetterKind
from desk.ports import DeskPorts, Unit
from desk.relationship.preference import Kind as PreferenceKind
from desk.warning.shared import RecentOrder

AT_ONCE = 50
LATE_TO_HEAR = timedelta(days=2)
"""For how long after its end conversations are gone over for those who have not heard of it."""
KEPT_FOR = timedelta(days=30)
"""After its end: then what came of it is frozen, and which orders it was about is not kept any more."""

log = structlog.get_logger(__name__)


async def follow_incidents(desk: DeskPorts, *, ask_the_shop: bool = True) -> int:
    """One round: who is affected, who is to be told, who has not heard of the end; how many were told something.

    Without asking the shop, those it named last time are affected still.
    """
    async with desk.record.look() as unit:
        now = desk.clock()
        open_ones = await unit.incidents.open()
        closed, old = await unit.incidents.closed_since(now - LATE_TO_HEAR), await unit.incidents.old(now - KEPT_FOR)
    if open_ones and ask_the_shop:
        await _ask_the_shop(open_ones, desk)
    told = 0
    for incident in open_ones:
        told += await tell_affected(incident, desk) if incident.tell else 0
    for incident in closed:
        told += await tell_the_end(incident, desk)
    for incident in old:
        await _freeze(incident, desk)
    return told


async def _ask_the_shop(open_ones: list[Incident], desk: DeskPorts) -> None:
    try:
        orders = await desk.orders.recent_orders(DAYS_BACK)
    except errors.DeskError as refused:
        # What was known before holds until the shop is back.
        log.warning("orders_not_asked", code=refused.code)
        return
    for incident in open_ones:
        await refresh(incident, orders, desk)


async def tell_affected(incident: Incident, desk: DeskPorts) -> int:
    """Tell those who are affected, agreed and did not write; how many."""
    async with desk.record.look() as unit:
        untold = await unit.incidents.untold(incident, desk.clock() - WEEK, AT_ONCE)
    words = incident.answer
    return sum([await tell_customer(customer_id, incident.id, Kind.TROUBLE, words, desk) for customer_id in untold])


async def tell_the_end(incident: Incident, desk: DeskPorts) -> int:
    """One line to each conversation that is to hear of it; how many."""
    async with desk.record.look() as unit:
        ids = await unit.incidents.to_hear_the_end(incident, AT_ONCE)
        people = [found.customer_id for id_ in ids if (found := await unit.conversations.get(id_)) is not None]
    words = incident.closing or ""
    return sum([await tell_customer(customer_id, incident.id, Kind.CLOSED, words, desk) for customer_id in people])


async def tell_late(desk: DeskPorts) -> int:
    """Tell customers of orders past their promised day, once for each order; how many. Off unless switched on."""
    if not desk.late_notices:
        return 0
    late = [order for order in await desk.orders.recent_orders(DAYS_BACK) if order.late and order.notices]
    told = 0
    for order in late:
        async with desk.record.look() as unit:
            customer = await unit.customers.by_shop_id(order.shop_customer_id)
            known = customer is not None and not await _hears_otherwise(customer.id, order, unit)
        if customer is not None and known:
            words = notices.late_words(order.number, order.promised_on)
            told += await tell_customer(customer.id, _about_order(order), Kind.LATE, words, desk)
    return told


def _about_order(order: RecentOrder) -> str:
    return f"order.{order.number}"


async def _hears_otherwise(customer_id: str, order: RecentOrder, unit: Unit) -> bool:
    """Told of this order before, or an open incident is about an order of theirs: that says it better."""
    if await unit.incidents.was_told(customer_id, _about_order(order)):
        return True
    return bool(await unit.incidents.answers_for(order.shop_customer_id))


async def tell_customer(customer_id: str, about: str, kind: Kind, words: str, desk: DeskPorts) -> bool:
    """Say it in the customer's conversation, and by letter where there is a mail server; False when it was not said."""

    async def once() -> Change | None:
        async with desk.record.change() as unit:
            now = desk.clock()
            before = await unit.conversations.current_of(customer_id)
            if before is None or (kind is not Kind.CLOSED and await _enough(customer_id, about, unit, desk)):
                return None
            message = notices.trouble_message(about, words, kind)
            if await unit.conversations.entry_by_message(before.id, message.id) is not None:
                return None
            change = rules.say(before, bot_author(desk.assistant_name), message, now)
            change = _still_put_aside(before, change)
            await unit.conversations.save(before, change)
            seq = change.entries[-1].seq
            await unit.incidents.add_notice(Notice(customer_id, about, kind, before.id, seq, now))
            await _letter(customer_id, change, unit, desk)
            return change

    change = await settled(once)
    if change is not None:
        await desk.announce.conversation_changed(change.conversation.id, change)
    return change is not None


async def _enough(customer_id: str, about: str, unit: Unit, desk: DeskPorts) -> bool:
    if await unit.incidents.was_told(customer_id, about):
        return True
    told = await unit.incidents.notices_since([customer_id], desk.clock() - WEEK)
    return told.get(customer_id, 0) >= MOST_A_WEEK


def _still_put_aside(before: Conversation, change: Change) -> Change:
    """What an agent put aside stays aside: nobody has to see to it because of a notice."""
    return Change(replace(change.conversation, snoozed_until=before.snoozed_until), change.entries)


async def _letter(customer_id: str, change: Change, unit: Unit, desk: DeskPorts) -> None:
    customer, entry = await unit.customers.get(customer_id), change.entries[-1]
    if not desk.can_mail or customer is None or not customer.verified or not customer.email or entry.message is None:
        return
    channel = await unit.relationship.preference(customer.id, PreferenceKind.CHANNEL)
    if channel is not None and channel.value == "chat":
        return
    letter_id = f"{entry.message.id}.{entry.conversation_id}"[:120]
    begins, now = entry.seq, desk.clock()
    letter = Letter(letter_id, entry.conversation_id, LetterKind.ANSWER, customer.email, begins, now, now + PATIENCE)
    await unit.letters.add(letter)


async def _freeze(incident: Incident, desk: DeskPorts) -> None:
    async def once() -> None:
        async with desk.record.change() as unit:
            found = await unit.incidents.get(incident.id)
            if found is None or found.figures is not None:
                return
            figures = (await unit.incidents.outcome(found)).to_json()
            await unit.incidents.save(found, replace(found, figures=figures))
            await unit.incidents.forget_orders(found.id)

    await settled(once)
