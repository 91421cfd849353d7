"""A customer writes again after the end: to whom, and what nobody else learns."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest

from desk.conversations.conversation import Conversation
from desk.customers.customer import Customer
from desk.handoff.flows import Outcome, resolve
from desk.routing.flows import set_status
from desk.routing.seat import Status
from tests.desk.conftest import Bot, Running
from tests.desk.quiet import Quiet, seated

# Each with a record of its own: left to `make test`.
pytestmark = pytest.mark.slow


async def resolved(quiet: Quiet) -> tuple[Customer, Conversation]:
    """A conversation that Maya answered and resolved."""
    maya = await quiet.agent()
    person, held = await quiet.held(maya)
    await quiet.replies(maya, held, "it is on its way")
    return person, await resolve(held.id, maya, Outcome(True), quiet.ports)


async def test_soon_after_the_end_the_same_agent_has_it_again(quiet: Quiet) -> None:
    """Within the time, present and with room: back to who knows the matter, as a new handling with the old brief."""
    person, closed = await resolved(quiet)
    quiet.clock.forward(hours=2)
    await quiet.stay("a_maya")
    await quiet.says(person, closed, "it came broken")
    again = await quiet.now_of(closed)
    assert (again.state, again.agent_id) == ("with_agent", "a_maya")
    assert (await quiet.lines(closed))[-2:] == ["agent: Conversation reopened with Maya", "customer: it came broken"]
    handoff = await quiet.row("handoffs", "latest_of", closed.id)
    assert (handoff.reason, handoff.state, handoff.requested_at) == ("reopened", "accepted", quiet.clock())
    assert not [job for job in await quiet.row("jobs", "of", closed.id) if job.kind == "turn"]


@pytest.mark.parametrize("why", ["gone", "away", "full", "too late"])
async def test_failure_32_reopened_chats_never_land_on_who_is_not_there(quiet: Quiet, why: str) -> None:
    """Not on an agent who is gone, away or full, nor after the time: the bot answers, as if for the first time."""
    person, closed = await resolved(quiet)
    maya = await quiet.agent()
    if why == "gone":
        quiet.clock.forward(minutes=10)
    elif why == "away":
        await set_status(maya, Status.AWAY, quiet.ports)
    elif why == "full":
        await seated("a_maya", 1, frozenset(), frozenset({"en"}), frozenset(), quiet.ports)
        await quiet.held(maya)
    else:
        quiet.clock.at += quiet.ports.routing.reopen_within + timedelta(minutes=1)
        await quiet.stay("a_maya")
    await quiet.says(person, closed, "hello again")
    again = await quiet.now_of(closed)
    assert (again.state, again.agent_id, again.in_line) == ("with_bot", None, False)
    assert await quiet.row("jobs", "next_pending", closed.id) is not None


async def test_reopening_leaks_nothing_to_the_next_visitor(desk: Running, bot: Bot) -> None:
    """On a shared computer the next visitor after a log-out starts with nothing, and gets no earlier agent or word."""
    ana, maya = await desk.visitor(), await desk.agent()
    one = f"/api/agent/conversations/{ana.conversation_id}"
    await ana.say("my secret")
    await ana.http.post(f"/api/widget/conversations/{ana.conversation_id}/handoff", json={})
    await maya.post(f"{one}/claim", json={})
    await maya.post(f"{one}/messages", json={"id": str(uuid.uuid4()), "text": "hello Ana"})
    await maya.post(f"{one}/resolve", json={"solved": True, "note": ""})
    await desk.desk.presence.seen("a_maya")
    await ana.http.delete("/api/widget/sessions/current")
    assert (await ana.say("still me?")).status_code == 401

    next_one = await desk.visitor()
    assert next_one.conversation_id != ana.conversation_id
    assert await next_one.texts() == []
    await next_one.say("hello")
    await next_one.until("You said: hello")
    shown = (await next_one.http.get("/api/widget/conversation")).json()
    assert "secret" not in str(shown)
    assert shown["conversation"]["agent"] is None
    assert "my secret" not in [turn["text"] for turn in bot.turns if turn["conversation_id"] != ana.conversation_id]
