"""Recovery tasks, figures of ratings, comments and what came of them, and whether solutions held (docs/wire.md §4)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from desk.feedback import following_up, improving, looking, recovering
from desk.feedback.improvement import VOICES_LIMIT, Link, LinkKind
from desk.handoff import views
from desk.http.contract import Answer, Body, Call, MessageId, Owner, Route, Text, Who, clean
from desk.http.widget_routes import Nothing

Words = Annotated[str, StringConstraints(max_length=1_000), AfterValidator(clean)]
Short = Annotated[str, StringConstraints(min_length=1, max_length=120), AfterValidator(clean)]


class Span(BaseModel):
    model_config = ConfigDict(extra="ignore")
    days: Annotated[int, Field(ge=7, le=366)] = 90


class WriteTo(Body):
    id: MessageId
    text: Text


class HowItEnded(Body):
    recovered: bool
    words: Words


class Heard(Body):
    conversation_id: Short
    seq: Annotated[int, Field(ge=1, le=2_000_000_000)]


class LeadsTo(Body):
    kind: Literal["article", "model", "incident"]
    to: Short


class WeDid(Body):
    id: MessageId
    said: Words
    did: Words
    link: LeadsTo | None = None
    voices: Annotated[list[Heard], Field(max_length=VOICES_LIMIT)]


class Held(Body):
    held: bool


async def tasks(call: Call) -> Answer:
    return Answer(await looking.tasks(call.desk))


async def take(call: Call) -> Answer:
    found = await recovering.take(_task(call), call.worker, call.desk)
    return Answer({"recovery": await looking.task(found, call.desk)})


async def write(call: Call) -> Answer:
    found = await recovering.write(_task(call), call.worker, call.body.id, call.body.text, call.desk)
    return Answer({"recovery": await looking.task(found, call.desk)})


async def end(call: Call) -> Answer:
    body = call.body
    found = await recovering.end(_task(call), call.worker, body.recovered, body.words, call.desk)
    return Answer({"recovery": await looking.task(found, call.desk)})


async def ratings(call: Call) -> Answer:
    return Answer(await looking.ratings(call.query.days, call.desk))


async def comments(call: Call) -> Answer:
    return Answer(await looking.comments(call.query.days, call.desk))


async def improvements(call: Call) -> Answer:
    return Answer(await looking.improvements(call.desk))


async def publish(call: Call) -> Answer:
    body: WeDid = call.body
    link = Link(LinkKind(body.link.kind), body.link.to) if body.link else None
    voices = [(voice.conversation_id, voice.seq) for voice in body.voices]
    found = await improving.publish(body.id, body.said, body.did, link, voices, call.worker, call.desk)
    return Answer({"improvement": looking.improvement(found)}, status=201)


async def solutions(call: Call) -> Answer:
    return Answer(await looking.solutions(call.query.days, call.desk))


async def say_held(call: Call) -> Answer:
    after = await following_up.answer(call.path["conversation_id"], call.speaker, call.body.held, call.desk)
    return Answer({"conversation": await views.shown_to_customer(after, call.desk)})


def _task(call: Call) -> str:
    return call.path["recovery_id"]


TEAM, NOBODY, MINE = Owner.TEAM, Owner.NOBODY, Owner.CONVERSATION
LEADS = Who.SUPERVISOR
ROOM = "/api/agent/feedback"
ONE = f"{ROOM}/recoveries/<recovery_id:str>"

ROUTES: tuple[Route, ...] = (
    Route("GET", f"{ROOM}/recoveries", "Low ratings to make good", LEADS, tasks, owner=TEAM),
    Route("POST", f"{ONE}/take", "See to one of them", LEADS, take, Nothing, owner=TEAM),
    Route("POST", f"{ONE}/message", "Write to its customer", LEADS, write, WriteTo, owner=TEAM),
    Route("POST", f"{ONE}/end", "Say how it ended", LEADS, end, HowItEnded, owner=TEAM),
    Route("GET", f"{ROOM}/ratings", "How bot and people are rated", LEADS, ratings, query=Span, owner=TEAM),
    Route("GET", f"{ROOM}/comments", "Comments by meaning", LEADS, comments, query=Span, owner=TEAM),
    Route("GET", f"{ROOM}/improvements", "You said, we did", LEADS, improvements, owner=NOBODY),
    Route("POST", f"{ROOM}/improvements", "Publish what was changed", LEADS, publish, WeDid, owner=TEAM),
    Route("GET", f"{ROOM}/solutions", "Whether solutions held", LEADS, solutions, query=Span, owner=TEAM),
    Route(
        "POST",
        "/api/widget/conversations/<conversation_id:str>/held",
        "Say whether it held",
        Who.CUSTOMER,
        say_held,
        Held,
        limit="message",
        owner=MINE,
    ),
)
