"""Who speaks, as the bot is told: with what was promised to them, and to nobody else."""

from __future__ import annotations

from typing import Any

from desk.conversations.conversation import Conversation
from desk.customers.customer import Customer
from desk.ports import DeskPorts, Unit
from desk.promises import words
from desk.promises.promise import Promise, State

MOST_TOLD = 5


async def speaker_of(conversation: Conversation, unit: Unit, desk: DeskPorts) -> dict[str, Any] | None:
    """What actions may know of the customer (docs/wire.md §2), with what is owed to them; None where they are gone."""
    customer = await unit.customers.get(conversation.customer_id)
    if customer is None:
        return None
    owed = await _owed(customer, conversation, unit, desk)
    return customer.for_bot() | ({"promises": owed} if owed else {})


async def _owed(customer: Customer, conversation: Conversation, unit: Unit, desk: DeskPorts) -> list[dict[str, Any]]:
    """What is owed to whoever speaks, the soonest first.

    Somebody the shop vouches for hears of all their conversations; anybody else only of what was promised in this one.
    """
    if customer.verified:
        found = await unit.promises.owed_to(customer.id)
    else:
        found = await unit.promises.owed_in(conversation.id)
    return [_told(promise, desk) for promise in found[:MOST_TOLD]]


def _told(promise: Promise, desk: DeskPorts) -> dict[str, Any]:
    return {
        "what": str(promise.what),
        "note": promise.note,
        "due": words.when(promise.due, desk.clock(), desk.promises.hours),
        "by": promise.agent_name,
        "late": promise.state is State.BROKEN or desk.clock() >= promise.due_at,
    }
