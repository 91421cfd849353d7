"""What people do in the tests of feedback."""

from __future__ import annotations

from typing import Any

from desk.conversations.conversation import Conversation
from desk.customers.customer import Customer
from desk.feedback.recovery import Recovery
from desk.handoff import flows as handoffs
from desk.ratings.flows import rate
from desk.ratings.rating import Reason
from tests.desk.quiet import Quiet


async def solved(
    quiet: Quiet, name: str | None = "C1002", reason: str | None = "refund_status"
) -> tuple[Customer, Conversation]:
    """Maya solved something for somebody."""
    maya = await quiet.agent()
    person, held = await quiet.held(maya, name)
    await quiet.says(person, held, "where is my refund?")
    await quiet.replies(maya, held, "It is on its way to your account.")
    return person, await resolve(quiet, held, reason)


async def resolve(
    quiet: Quiet, held: Conversation, reason: str | None = "refund_status", by: str = "a_maya"
) -> Conversation:
    said = handoffs.Outcome(True, "", reason)
    return await handoffs.resolve(held.id, await quiet.agent(by, here=by == "a_maya"), said, quiet.ports)


async def end_entry(quiet: Quiet, conversation: Conversation) -> dict[str, Any]:
    """The last end of a handling, as browsers get it."""
    entries = await quiet.row("conversations", "entries", conversation.id, 0)
    return next(e.to_json() for e in reversed(entries) if e.kind in ("resolved", "ended", "handed_back"))


async def rated(quiet: Quiet, person: Customer, over: Conversation, score: int, text: str = "") -> None:
    seq = (await end_entry(quiet, over))["seq"]
    await rate(over.id, person, seq, score, [Reason.SOLVED] if score < 3 else [], text, quiet.ports)


async def the_task(quiet: Quiet, conversation: Conversation) -> Recovery:
    found = await quiet.row("recoveries", "of", conversation.id)
    assert len(found) == 1
    task: Recovery = found[0]
    return task
