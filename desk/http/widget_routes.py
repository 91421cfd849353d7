"""What the widget asks of the desk (docs/wire.md §4)."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from desk.conversations import flows as conversations
from desk.conversations.amendments import customer_amends
from desk.conversations.conversation import Conversation
from desk.conversations.entry import stamp
from desk.customers import flows as customers
from desk.handoff import queueing, views
from desk.http.contract import Answer, Attachments, Body, Call, LanguageCode, MessageId, Owner, Route, Text, Who, clean
from desk.ports import Unit


class BeginSession(Body):
    identity: Annotated[str, StringConstraints(max_length=4_096)] | None = None
    back: Annotated[str, StringConstraints(max_length=200), AfterValidator(clean)] | None = None
    """The token of the link in a letter."""


class Nothing(Body):
    pass


class Begin(Body):
    language: LanguageCode | None = None
    """ISO 639-1, of the chat as this browser shows it."""


class SendMessage(Body):
    id: MessageId
    text: Text
    attachments: Attachments = Field(default_factory=list)


class Reword(Body):
    text: Text


class After(BaseModel):
    """Entries after this number."""

    model_config = ConfigDict(extra="ignore")
    after: int = Field(0, ge=0, le=2_000_000_000)


async def begin_session(call: Call) -> Answer:
    proofs = (call.body.identity, call.address_key, call.desk, call.body.back)
    customer, session, token = await customers.begin_session(*proofs)
    return Answer(
        {
            "token": token,
            "expires_at": stamp(session.expires_at),
            "customer": {"verified": customer.verified, "name": customer.name if customer.verified else None},
            "shop": {"name": call.shop_name, "assistant": call.desk.assistant_name},
            "attachments": call.desk.attachment_limits.to_json(),
        },
        status=201,
    )


async def end_session(call: Call) -> Answer:
    if call.session is not None:
        await customers.end_session(call.session, call.desk)
    return Answer(status=204)


async def current_conversation(call: Call) -> Answer:
    async with call.desk.record.look() as unit:
        found = await unit.conversations.current_of(call.speaker.id)
        if found is None:
            notice = await unit.incidents.banner_for(call.speaker.id)
            return Answer({"conversation": None, "entries": [], "notice": notice})
        return Answer(await _whole(found, unit, call))


async def open_conversation(call: Call) -> Answer:
    found, new = await conversations.open_conversation(call.speaker, call.desk, call.body.language)
    async with call.desk.record.look() as unit:
        return Answer(await _whole(found, unit, call), status=201 if new else 200)


async def entries_after(call: Call) -> Answer:
    after = call.query.after
    async with call.desk.record.look() as unit:
        found = await conversations.conversation_of(unit, call.path["conversation_id"], call.speaker)
        page = await unit.conversations.entries(found.id, after)
        shown = await views.for_customer(found, unit, await call.desk.presence.present(), call.desk)
    return Answer(
        {
            "conversation": shown,
            "entries": [entry.to_customer_json() for entry in page],
            "reload": after > found.last_seq,
        }
    )


async def send_message(call: Call) -> Answer:
    written = await conversations.customer_writes(
        call.path["conversation_id"], call.speaker, call.body.id, call.body.text, call.desk, call.body.attachments
    )
    return Answer({"entry": written.entry.to_json()}, status=200 if written.repeat else 201)


async def reword_message(call: Call) -> Answer:
    return await _amended(call, call.body.text)


async def delete_message(call: Call) -> Answer:
    return await _amended(call, None)


async def _amended(call: Call, text: str | None) -> Answer:
    where = (call.path["conversation_id"], call.speaker, call.path["message_id"])
    return Answer({"entry": (await customer_amends(*where, text, call.desk)).to_json()})


async def ask_for_agent(call: Call) -> Answer:
    after = await queueing.customer_asks_for_agent(call.path["conversation_id"], call.speaker, call.desk)
    return Answer({"conversation": await views.shown_to_customer(after, call.desk)}, status=202)


async def leave_line(call: Call) -> Answer:
    after = await queueing.customer_leaves_line(call.path["conversation_id"], call.speaker, call.desk)
    return Answer({"conversation": await views.shown_to_customer(after, call.desk)})


async def _whole(conversation: Conversation, unit: Unit, call: Call) -> dict[str, Any]:
    transcript = await conversations.whole_transcript(unit, conversation.id)
    shown = await views.for_customer(conversation, unit, await call.desk.presence.present(), call.desk)
    return {"conversation": shown, "entries": [entry.to_customer_json() for entry in transcript]}


MINE = Owner.CONVERSATION
ONE = "/api/widget/conversations/<conversation_id:str>"
SAID = f"{ONE}/messages/<message_id:str>"

ROUTES: tuple[Route, ...] = (
    Route("POST", "/api/widget/sessions", "Begin a session", Who.ANYONE, begin_session, BeginSession, limit="session"),
    Route("DELETE", "/api/widget/sessions/current", "Log out", Who.CUSTOMER, end_session),
    Route("GET", "/api/widget/conversation", "The current conversation", Who.CUSTOMER, current_conversation),
    Route("POST", "/api/widget/conversations", "Open a conversation", Who.CUSTOMER, open_conversation, Begin),
    Route("GET", f"{ONE}/entries", "Entries after a number", Who.CUSTOMER, entries_after, query=After, owner=MINE),
    Route(
        "POST", f"{ONE}/messages", "Say something", Who.CUSTOMER, send_message, SendMessage, limit="message", owner=MINE
    ),
    Route("PATCH", SAID, "Reword an own message", Who.CUSTOMER, reword_message, Reword, limit="message", owner=MINE),
    Route("DELETE", SAID, "Delete an own message", Who.CUSTOMER, delete_message, limit="message", owner=MINE),
    Route(
        "POST", f"{ONE}/handoff", "Ask for a person", Who.CUSTOMER, ask_for_agent, Nothing, limit="message", owner=MINE
    ),
    Route("DELETE", f"{ONE}/handoff", "Leave the waiting line", Who.CUSTOMER, leave_line, limit="message", owner=MINE),
)
