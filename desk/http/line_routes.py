"""How a customer waits, and how agents are offered, pass on and take up conversations (docs/wire.md §4)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, StringConstraints

from desk.conversations.conversation import Conversation
from desk.errors import mail_not_set_up
from desk.handoff import left_messages, queueing, transfers, views
from desk.http.contract import Answer, Body, Call, MessageId, Owner, Route, ShortText, Text, Who, clean
from desk.http.letter_routes import Email, mail_address
from desk.http.widget_routes import Nothing
from desk.routing import flows as routing
from desk.routing import views as routing_views
from desk.routing.place import WaitContract
from desk.routing.seat import Status

Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_-]{1,40}$")]


class HowToWait(Body):
    contract: Literal["keep_waiting", "mail_me", "bot_meanwhile"]
    email: Email | None = None


class LeaveMessage(Body):
    id: MessageId
    text: Text
    email: Email | None = None


class OwnStatus(Body):
    status: Literal["available", "away", "offline"]


class Transfer(Body):
    agent_id: Annotated[str, StringConstraints(max_length=40), AfterValidator(clean)] | None = None
    team: Name | None = None
    note: ShortText = ""


async def how_to_wait(call: Call) -> Answer:
    contract = WaitContract(call.body.contract)
    if contract is WaitContract.MAIL_ME and not call.desk.can_mail:
        raise mail_not_set_up()
    email = mail_address(call, needed=contract is WaitContract.MAIL_ME)
    after = await queueing.customer_agrees_to_wait(
        call.path["conversation_id"],
        call.speaker,
        contract,
        email if contract is WaitContract.MAIL_ME else None,
        call.desk,
    )
    return Answer({"conversation": await views.shown_to_customer(after, call.desk)})


async def leave_message(call: Call) -> Answer:
    email = mail_address(call, needed=False)
    after = await left_messages.leave_message(
        call.path["conversation_id"], call.speaker, call.body.id, call.body.text, email, call.desk
    )
    return Answer({"conversation": await views.shown_to_customer(after, call.desk)}, status=201)


async def own_desk(call: Call) -> Answer:
    async with call.desk.record.look() as unit:
        return Answer(await routing_views.own_desk(call.worker.id, unit, call.desk))


async def set_status(call: Call) -> Answer:
    await routing.set_status(call.worker, Status(call.body.status), call.desk)
    return await own_desk(call)


async def take_offer(call: Call) -> Answer:
    return await _summary(await routing.take_offer(call.path["offer_id"], call.worker, call.desk), call)


async def pass_offer(call: Call) -> Answer:
    await routing.pass_offer(call.path["offer_id"], call.worker, call.desk)
    return await own_desk(call)


async def colleagues(call: Call) -> Answer:
    present = await call.desk.presence.present()
    async with call.desk.record.look() as unit:
        return Answer(await routing_views.colleagues(present, unit, call.desk))


async def transfer(call: Call) -> Answer:
    body = call.body
    after = await transfers.transfer(
        call.path["conversation_id"], call.worker, body.agent_id, body.team, body.note.strip(), call.desk
    )
    return await _summary(after, call)


async def take_up(call: Call) -> Answer:
    return await _summary(await left_messages.take_up(call.path["follow_up_id"], call.worker, call.desk), call)


async def _summary(found: Conversation, call: Call) -> Answer:
    async with call.desk.record.look() as unit:
        return Answer({"conversation": await views.summary(found, unit, call.desk)})


WIDGET = "/api/widget/conversations/<conversation_id:str>"
AGENT = "/api/agent"
MINE, TEAM, SELF, HOLDER = Owner.CONVERSATION, Owner.TEAM, Owner.SELF, Owner.HOLDER

ROUTES: tuple[Route, ...] = (
    Route(
        "PUT", f"{WIDGET}/wait", "Choose how to wait", Who.CUSTOMER, how_to_wait, HowToWait, limit="message", owner=MINE
    ),
    Route(
        "POST",
        f"{WIDGET}/left-message",
        "Leave a message",
        Who.CUSTOMER,
        leave_message,
        LeaveMessage,
        limit="message",
        owner=MINE,
    ),
    Route("GET", f"{AGENT}/desk", "Own status and offer", Who.AGENT, own_desk, owner=SELF),
    Route("PUT", f"{AGENT}/desk/status", "Say whether one is available", Who.AGENT, set_status, OwnStatus, owner=SELF),
    Route(
        "POST", f"{AGENT}/offers/<offer_id:str>/take", "Take an own offer", Who.AGENT, take_offer, Nothing, owner=SELF
    ),
    Route(
        "POST", f"{AGENT}/offers/<offer_id:str>/pass", "Pass an own offer", Who.AGENT, pass_offer, Nothing, owner=SELF
    ),
    Route("GET", f"{AGENT}/colleagues", "Colleagues and teams", Who.AGENT, colleagues, owner=Owner.NOBODY),
    Route(
        "POST",
        f"{AGENT}/conversations/<conversation_id:str>/transfer",
        "Pass on to a colleague or team",
        Who.AGENT,
        transfer,
        Transfer,
        owner=HOLDER,
    ),
    Route(
        "POST",
        f"{AGENT}/follow-ups/<follow_up_id:str>/take-up",
        "Answer a message left",
        Who.AGENT,
        take_up,
        Nothing,
        owner=TEAM,
    ),
)
