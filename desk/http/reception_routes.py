"""How the widget receives somebody, and what customers may do about their own data and ends (docs/wire.md §4)."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, StringConstraints

from desk.customers import flows as customers
from desk.handoff import ending, views
from desk.http.contract import Answer, Body, Call, Owner, Route, Text, Who, clean
from desk.http.letter_routes import Email
from desk.http.widget_routes import Nothing
from desk.letters.address import checked_email
from desk.privacy import flows as privacy
from desk.ratings import flows as ratings
from desk.ratings.rating import REASONS_LIMIT, Reason

Name = Annotated[str, StringConstraints(max_length=120), AfterValidator(clean)]

Reasons = Annotated[
    list[Literal["speed", "understood", "solved", "kindness", "effort"]], Field(max_length=REASONS_LIMIT)
]


class Introduce(Body):
    name: Name | None = None
    email: Email | None = None
    consent: bool = False


class Rate(Body):
    seq: Annotated[int, Field(ge=1, le=2_000_000_000)]
    score: Annotated[int, Field(ge=1, le=5)]
    reasons: Reasons = Field(default_factory=list)
    text: Text = ""


class EraseMine(Body):
    confirm: Literal["erase"]


async def settings(call: Call) -> Answer:
    desk = call.desk
    now = desk.clock()
    told: dict[str, Any] = {
        "shop": {"name": call.shop_name, "assistant": desk.assistant_name},
        "opens": desk.service.opens_words(now),
        "can_mail": desk.can_mail,
        "proactive": [message.to_json() for message in desk.reception.proactive],
        "proactive_needs_consent": desk.reception.proactive_needs_consent,
    }
    return Answer(told | desk.reception.to_json(), open_to_pages=True)


async def introduce(call: Call) -> Answer:
    body = call.body
    name = (body.name or "").strip() or None
    email = checked_email(body.email) if body.email and body.email.strip() else None
    customer = await customers.introduce(call.speaker, name, email, body.consent, call.desk)
    return Answer({"consented": customer.consented_at is not None})


async def end(call: Call) -> Answer:
    after = await ending.customer_ends(call.path["conversation_id"], call.speaker, call.desk)
    return Answer({"conversation": await views.shown_to_customer(after, call.desk)})


async def rate(call: Call) -> Answer:
    body = call.body
    reasons = [Reason(reason) for reason in body.reasons]
    where = (call.path["conversation_id"], call.speaker)
    after = await ratings.rate(*where, body.seq, body.score, reasons, body.text, call.desk)
    return Answer({"conversation": await views.shown_to_customer(after, call.desk)}, status=201)


async def erase_mine(call: Call) -> Answer:
    erased = await privacy.erase_customer(call.speaker.id, "customer", call.others, call.desk)
    return Answer({"erased": erased})


ONE = "/api/widget/conversations/<conversation_id:str>"
MINE, SELF = Owner.CONVERSATION, Owner.SELF

ROUTES: tuple[Route, ...] = (
    Route("GET", "/api/widget/settings", "How visitors are received", Who.ANYONE, settings),
    Route(
        "PUT",
        "/api/widget/me",
        "Name, address, consent",
        Who.CUSTOMER,
        introduce,
        Introduce,
        limit="message",
        owner=SELF,
    ),
    Route("POST", f"{ONE}/end", "End the conversation", Who.CUSTOMER, end, Nothing, limit="message", owner=MINE),
    Route("POST", f"{ONE}/ratings", "Rate a handling", Who.CUSTOMER, rate, Rate, limit="message", owner=MINE),
    Route(
        "POST",
        "/api/widget/erasure",
        "Erase oneself",
        Who.CUSTOMER,
        erase_mine,
        EraseMine,
        limit="letter",
        owner=SELF,
    ),
)
