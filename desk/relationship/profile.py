"""Who a customer is to us, for whoever talks to them; and how the assistant greets them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from desk.conversations.bot_turn import BotAnswer, BotJob, reply_messages
from desk.conversations.conversation import Conversation
from desk.conversations.entry import AuthorKind, EntryKind, Message, stamp
from desk.handoff.steps import existing
from desk.ports import DeskPorts, Unit
from desk.relationship.bad_case import WORDS, State
from desk.relationship.greeting import ANEW, LastCase, first_name, greeted
from desk.relationship.preference import TITLES, Kind, Preference
from desk.relationship.remembering import told
from desk.relationship.standings import segment

CASES_SHOWN_FOR = timedelta(days=30)
LATELY = 30
"""So many of the last entries tell whether somebody was spoken to just now."""


async def profile_of(conversation_id: str, desk: DeskPorts) -> dict[str, Any]:
    """The profile beside a conversation; of somebody unverified it says only that."""
    async with desk.record.look() as unit:
        conversation = await existing(unit, conversation_id)
        customer = await unit.customers.get(conversation.customer_id)
        if customer is None or not customer.verified:
            return {"verified": False}
        now = desk.clock()
        standing = await unit.relationship.standing(customer.id)
        wishes = await unit.relationship.preferences(customer.id)
        last = await unit.relationship.last_case(customer.id, now)
        owed = await unit.promises.owed_to(customer.id)
        cases = await unit.relationship.bad_cases(customer.id, now - CASES_SHOWN_FOR)
        return {
            "verified": True,
            "name": customer.name,
            "called": next((each.value for each in wishes if each.kind is Kind.CALLED), None),
            "tier": customer.tier,
            "segment": await segment(customer, unit, desk),
            "orders": standing.orders if standing else None,
            "last_order_on": standing.last_order_on.isoformat() if standing and standing.last_order_on else None,
            "promises_owed": len(owed),
            "last_case": _last_json(last),
            "preferences": [preference_json(each) for each in wishes],
            "bad_cases": [
                {
                    "id": each.id,
                    "conversation_id": each.conversation_id,
                    "words": WORDS[each.how],
                    "at": stamp(each.at),
                    "state": str(each.state),
                }
                for each in cases
                if each.state in (State.GIVEN, State.SUGGESTED)
            ],
        }


def _last_json(last: LastCase | None) -> dict[str, Any] | None:
    if last is None:
        return None
    told = {"conversation_id": last.conversation_id, "about": last.about}
    return told | {"at": stamp(last.at), "resolved": last.resolved}


def preference_json(each: Preference) -> dict[str, Any]:
    """One thing that is remembered, on the wire."""
    return {
        "kind": str(each.kind),
        "title": TITLES[each.kind],
        "value": each.value,
        "says": told(each),
        "said_by": str(each.said_by),
        "by": each.by_name,
        "at": stamp(each.at),
    }


async def with_greeting(
    answer: BotAnswer, before: Conversation, job: BotJob, unit: Unit, desk: DeskPorts
) -> list[Message]:
    """The bot's answer as this customer gets it: somebody verified who comes anew is greeted, nobody else is."""
    messages, intent = reply_messages(job, answer), answer.understanding.intent
    customer, now = await unit.customers.get(before.customer_id), desk.clock()
    if customer is None or not customer.verified or not customer.name:
        return messages
    if await _spoken_to(before, now, unit):
        return messages
    wish = await unit.relationship.preference(customer.id, Kind.CALLED)
    last = await unit.relationship.last_case(customer.id, now)
    return greeted(messages, intent, wish.value if wish else first_name(customer.name), last, now)


async def _spoken_to(before: Conversation, now: datetime, unit: Unit) -> bool:
    """Whether the assistant or the team answered them not long ago, in the matter that is open now."""
    lately = await unit.conversations.entries(before.id, max(0, before.last_seq - LATELY), LATELY)
    us = (AuthorKind.BOT, AuthorKind.AGENT)
    over = max((entry.seq for entry in lately if entry.kind in (EntryKind.ENDED, EntryKind.RESOLVED)), default=0)
    return any(
        entry.author.kind in us and now - entry.at < ANEW and _answers(entry.message)
        for entry in lately
        if entry.kind is EntryKind.MESSAGE and entry.seq > over
    )


def _answers(message: Message | None) -> bool:
    """A notice speaks first; it is no answer."""
    return message is not None and not message.id.startswith("notice-")
