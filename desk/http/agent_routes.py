"""What the agent console asks of the desk (docs/wire.md §4)."""

from __future__ import annotations

from pydantic import Field

from desk import errors
from desk.access.audit import Action
from desk.conversations import flows as conversations
from desk.conversations.amendments import agent_amends
from desk.conversations.conversation import Conversation
from desk.handoff import flows as handoffs
from desk.handoff import views
from desk.http.contract import Answer, Attachments, Body, Call, MessageId, Owner, Route, Text, Who
from desk.http.widget_routes import After, Nothing, Reword
from desk.ports import Unit


class AgentMessage(Body):
    id: MessageId
    text: Text
    attachments: Attachments = Field(default_factory=list)


async def conversation(call: Call) -> Answer:
    await _audit_view(call, Action.CONVERSATION_VIEWED)
    async with call.desk.record.look() as unit:
        found = await _existing(unit, call)
        handoff = await unit.handoffs.latest_of(found.id)
        verdict = await unit.wrap_ups.verdict_on(handoff.id) if handoff else None
        transcript = await conversations.whole_transcript(unit, found.id)
        return Answer(
            {
                "conversation": await views.summary(found, unit, call.desk),
                "customer": await views.customer_card(found, unit),
                "brief": handoff.brief if handoff else None,
                "verdict": {"right": verdict.right, "wrong_part": verdict.wrong_part} if verdict else None,
                "turns": views.turns(await unit.jobs.of(found.id)),
                "entries": [entry.to_json() for entry in transcript],
            }
        )


async def entries_after(call: Call) -> Answer:
    async with call.desk.record.look() as unit:
        found = await _existing(unit, call)
        page = await unit.conversations.entries(found.id, call.query.after)
        return Answer(
            {
                "conversation": await views.summary(found, unit, call.desk),
                "entries": [entry.to_json() for entry in page],
                "reload": call.query.after > found.last_seq,
            }
        )


async def orders(call: Call) -> Answer:
    await _audit_view(call, Action.ORDERS_VIEWED)
    async with call.desk.record.look() as unit:
        found = await _existing(unit, call)
        customer = await unit.customers.get(found.customer_id)
    if customer is None or customer.shop_customer_id is None:
        proved = await call.shop.orders_proved_in(found.id)
        return Answer({"orders": proved, "proved_by": "code" if proved else "none"})
    return Answer({"orders": await call.shop.orders_of(customer.shop_customer_id), "proved_by": "sign_in"})


async def claim(call: Call) -> Answer:
    return await _summary(await handoffs.claim(call.path["conversation_id"], call.worker, call.desk), call)


async def reply(call: Call) -> Answer:
    written = await conversations.agent_writes(
        call.path["conversation_id"], call.worker, call.body.id, call.body.text, call.desk, call.body.attachments
    )
    return Answer({"entry": written.entry.to_json()}, status=200 if written.repeat else 201)


async def reword_reply(call: Call) -> Answer:
    return await _amended(call, call.body.text)


async def delete_reply(call: Call) -> Answer:
    return await _amended(call, None)


async def _amended(call: Call, text: str | None) -> Answer:
    where = (call.path["conversation_id"], call.worker, call.path["message_id"])
    return Answer({"entry": (await agent_amends(*where, text, call.desk)).to_json()})


async def hand_back(call: Call) -> Answer:
    return await _summary(await handoffs.hand_back(call.path["conversation_id"], call.worker, call.desk), call)


async def _audit_view(call: Call, action: Action) -> None:
    """Who looked at whom is written down before it is shown."""

    async def once() -> None:
        async with call.desk.record.change() as unit:
            found = await _existing(unit, call)
            subject = unit.audit.subject("customer", found.customer_id)
            told = {"conversation": await unit.audit.conversation(found.id)}
            await unit.audit.append(call.worker.id, action, subject, told, call.desk.clock())
            if action is Action.CONVERSATION_VIEWED:
                await unit.mentions.read(found.id, call.worker.id, call.desk.clock())

    await conversations.settled(once)


async def given_up(call: Call) -> Answer:
    """Jobs of the bot that were begun again and again without an end."""
    async with call.desk.record.look() as unit:
        jobs = [views.given_up(job) for job in await unit.jobs.dead()]
        return Answer({"jobs": jobs, "letters": [letter.to_json() for letter in await unit.letters.dead()]})


async def _existing(unit: Unit, call: Call) -> Conversation:
    found = await unit.conversations.get(call.path["conversation_id"])
    if found is None:
        raise errors.conversation_not_found()
    return found


async def _summary(found: Conversation, call: Call) -> Answer:
    async with call.desk.record.look() as unit:
        return Answer({"conversation": await views.summary(found, unit, call.desk)})


TEAM, HOLDER = Owner.TEAM, Owner.HOLDER
ONE = "/api/agent/conversations/<conversation_id:str>"
SAID = f"{ONE}/messages/<message_id:str>"

ROUTES: tuple[Route, ...] = (
    Route(
        "GET",
        "/api/agent/dead-letters",
        "What the assistant broke down on, and letters that could not be delivered",
        Who.SUPERVISOR,
        given_up,
        owner=TEAM,
    ),
    Route("GET", ONE, "A conversation with brief, turns and transcript", Who.AGENT, conversation, owner=TEAM),
    Route("GET", f"{ONE}/entries", "Entries after a number", Who.AGENT, entries_after, query=After, owner=TEAM),
    Route("GET", f"{ONE}/orders", "The customer's orders", Who.AGENT, orders, owner=TEAM),
    Route("POST", f"{ONE}/claim", "Take a waiting conversation", Who.AGENT, claim, Nothing, owner=TEAM),
    Route("POST", f"{ONE}/messages", "Reply to the customer", Who.AGENT, reply, AgentMessage, owner=HOLDER),
    Route("PATCH", SAID, "Reword an own reply", Who.AGENT, reword_reply, Reword, owner=TEAM),
    Route("DELETE", SAID, "Delete an own reply", Who.AGENT, delete_reply, owner=TEAM),
    Route("POST", f"{ONE}/hand-back", "Give it back to the assistant", Who.AGENT, hand_back, Nothing, owner=HOLDER),
)
