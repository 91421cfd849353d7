"""What the agent console asks of the desk (docs/wire.md §4)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

from desk import errors
from desk.agents import flows as agents
from desk.agents.agent import Role
from desk.conversations import flows as conversations
from desk.conversations.amendments import agent_amends
from desk.conversations.conversation import Conversation
from desk.handoff import flows as handoffs
from desk.handoff import views
from desk.http.contract import Answer, Body, Call, MessageId, Route, ShortText, Text, Who, clean
from desk.http.widget_routes import After, Nothing, Reword
from desk.ports import Unit


class SignIn(Body):
    email: Annotated[str, StringConstraints(max_length=254), AfterValidator(clean)]
    password: Annotated[str, StringConstraints(max_length=256), AfterValidator(clean)]


class AgentMessage(Body):
    id: MessageId
    text: Text


class Resolve(Body):
    solved: bool
    note: ShortText = ""


class InboxView(BaseModel):
    model_config = ConfigDict(extra="ignore")
    view: Literal["waiting", "mine", "all"] = "waiting"


async def sign_in(call: Call) -> Answer:
    agent, session, cookie = await agents.sign_in(call.body.email, call.body.password, call.desk)
    return Answer({"agent": agent.to_json(), "csrf_token": session.csrf_token}, cookie=cookie)


async def sign_out(call: Call) -> Answer:
    if call.agent_session is not None:
        await agents.sign_out(call.agent_session, call.desk)
    return Answer(status=204, cookie="")


async def me(call: Call) -> Answer:
    token = call.agent_session.csrf_token if call.agent_session else ""
    return Answer({"agent": call.worker.to_json(), "csrf_token": token})


async def inbox(call: Call) -> Answer:
    async with call.desk.record.look() as unit:
        return Answer(
            {
                "conversations": await views.view(call.query.view, call.worker, unit),
                "counts": await views.counts(call.worker, unit),
            }
        )


async def conversation(call: Call) -> Answer:
    async with call.desk.record.look() as unit:
        found = await _existing(unit, call)
        handoff = await unit.handoffs.latest_of(found.id)
        transcript = await conversations.whole_transcript(unit, found.id)
        return Answer(
            {
                "conversation": await views.summary(found, unit),
                "customer": await views.customer_card(found, unit),
                "brief": handoff.brief if handoff else None,
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
                "conversation": await views.summary(found, unit),
                "entries": [entry.to_json() for entry in page],
                "reload": call.query.after > found.last_seq,
            }
        )


async def orders(call: Call) -> Answer:
    async with call.desk.record.look() as unit:
        found = await _existing(unit, call)
        customer = await unit.customers.get(found.customer_id)
    if customer is None or customer.shop_customer_id is None:
        return Answer({"orders": [], "proved_by": "none"})
    return Answer({"orders": await call.shop.orders_of(customer.shop_customer_id), "proved_by": "sign_in"})


async def claim(call: Call) -> Answer:
    return await _summary(await handoffs.claim(call.path["conversation_id"], call.worker, call.desk), call)


async def reply(call: Call) -> Answer:
    written = await conversations.agent_writes(
        call.path["conversation_id"], call.worker, call.body.id, call.body.text, call.desk
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


async def resolve(call: Call) -> Answer:
    done = await handoffs.resolve(
        call.path["conversation_id"], call.worker, call.body.solved, call.body.note, call.desk
    )
    return await _summary(done, call)


async def given_up(call: Call) -> Answer:
    """Jobs of the bot that were begun again and again without an end."""
    if call.worker.role not in (Role.SUPERVISOR, Role.ADMIN):
        raise errors.forbidden()
    async with call.desk.record.look() as unit:
        return Answer({"jobs": [views.given_up(job) for job in await unit.jobs.dead()]})


async def _existing(unit: Unit, call: Call) -> Conversation:
    found = await unit.conversations.get(call.path["conversation_id"])
    if found is None:
        raise errors.conversation_not_found()
    return found


async def _summary(found: Conversation, call: Call) -> Answer:
    async with call.desk.record.look() as unit:
        return Answer({"conversation": await views.summary(found, unit)})


ONE = "/api/agent/conversations/<conversation_id:str>"

SAID = f"{ONE}/messages/<message_id:str>"

ROUTES: tuple[Route, ...] = (
    Route("POST", "/api/agent/sign-in", "Sign in", Who.ANYONE, sign_in, SignIn, limit="sign_in"),
    Route("POST", "/api/agent/sign-out", "Sign out", Who.STAFF, sign_out),
    Route("GET", "/api/agent/me", "Who is signed in", Who.STAFF, me),
    Route("GET", "/api/agent/conversations", "A view of the inbox", Who.AGENT, inbox, query=InboxView),
    Route("GET", "/api/agent/dead-letters", "What the assistant broke down on", Who.AGENT, given_up),
    Route("GET", ONE, "A conversation with brief, turns and transcript", Who.AGENT, conversation),
    Route("GET", f"{ONE}/entries", "Entries after a number", Who.AGENT, entries_after, query=After),
    Route("GET", f"{ONE}/orders", "The customer's orders", Who.AGENT, orders),
    Route("POST", f"{ONE}/claim", "Take a waiting conversation", Who.AGENT, claim, Nothing),
    Route("POST", f"{ONE}/messages", "Reply to the customer", Who.AGENT, reply, AgentMessage),
    Route("PATCH", SAID, "Reword an own reply", Who.AGENT, reword_reply, Reword),
    Route("DELETE", SAID, "Delete an own reply", Who.AGENT, delete_reply),
    Route("POST", f"{ONE}/hand-back", "Give it back to the assistant", Who.AGENT, hand_back, Nothing),
    Route("POST", f"{ONE}/resolve", "Resolve and close", Who.AGENT, resolve, Resolve),
)
