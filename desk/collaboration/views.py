"""What the console shows beside a conversation: the customer's history, ratings, and what the team keeps of them."""

from __future__ import annotations

from typing import Any

from desk.collaboration.customer_note import CustomerNote
from desk.conversations.entry import stamp
from desk.handoff.handoff import REASONS, Handoff
from desk.handoff.steps import existing
from desk.handoff.wrap_up import WrapUp
from desk.ports import DeskPorts, Unit
from desk.ratings.rating import Rating


async def history(conversation_id: str, desk: DeskPorts) -> dict[str, Any]:
    """Handlings latest first, ratings, conversations that were merged into this one, and the customer's note."""
    async with desk.record.look() as unit:
        conversation = await existing(unit, conversation_id)
        names = {agent.id: agent.name for agent in await unit.agents.all()}
        handoffs = await unit.handoffs.of_customer(conversation.customer_id)
        wrap_ups = await unit.wrap_ups.of(conversation.id)
        note = await unit.customer_notes.of(conversation.customer_id)
        return {
            "handlings": [_handling(row, wrap_ups, names) for row in handoffs if row.accepted_at is not None],
            "ratings": [_rating(row, names) for row in await unit.ratings.of(conversation.id)],
            "merged": [await _merged(row.id, unit) for row in await unit.conversations.merged_into(conversation.id)],
            "note": note_json(note) if note else None,
        }


def note_json(note: CustomerNote) -> dict[str, str]:
    """The note as the console gets it."""
    return {"text": note.text, "by": note.agent_name, "at": stamp(note.at)}


def _handling(row: Handoff, wrap_ups: list[WrapUp], names: dict[str, str]) -> dict[str, Any]:
    said = next((each for each in wrap_ups if each.at == row.ended_at and each.agent_id == row.agent_id), None)
    return {
        "at": stamp(row.requested_at),
        "conversation_id": row.conversation_id,
        "reason": REASONS.get(row.reason, row.reason),
        "agent": names.get(row.agent_id or ""),
        "outcome": row.outcome,
        "ended_at": stamp(row.ended_at) if row.ended_at else None,
        "contact_reason": said.contact_reason if said else None,
        "note": said.note if said else "",
    }


def _rating(row: Rating, names: dict[str, str]) -> dict[str, Any]:
    by = names.get(row.agent_id, "A colleague") if row.agent_id else None
    return {"score": row.score, "reasons": [str(r) for r in row.reasons], "text": row.text, "of": by} | {
        "at": stamp(row.at)
    }


async def _merged(conversation_id: str, unit: Unit) -> dict[str, str]:
    found = await existing(unit, conversation_id)
    customer = await unit.customers.get(found.customer_id)
    return {"id": found.id, "name": customer.shown_name if customer else "Somebody", "at": stamp(found.updated_at)}
