"""The wall of praise, signals of care, and the practice room (docs/wire.md §4, docs/culture.md)."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from desk.care import looking as care_view
from desk.http.contract import Answer, Body, Call, Owner, Route, ShortText, Text, Who
from desk.practice import practising
from desk.praise import looking as wall_view


class Hide(Body):
    hidden: bool


class Begin(Body):
    exercise: ShortText


class Give(Body):
    step: Annotated[int, Field(ge=0, le=1_000)]
    text: Text


async def wall(call: Call) -> Answer:
    return Answer(await wall_view.wall(call.worker, call.desk))


async def hide(call: Call) -> Answer:
    return Answer(await wall_view.set_hidden(call.path["praise_id"], call.body.hidden, call.worker, call.desk))


async def care(call: Call) -> Answer:
    return Answer(await care_view.care(call.worker, call.desk))


async def practice(call: Call) -> Answer:
    return Answer(await practising.room(call.worker, call.desk))


async def begin(call: Call) -> Answer:
    return Answer({"session": await practising.begin(call.body.exercise, call.worker, call.desk)}, status=201)


async def session(call: Call) -> Answer:
    return Answer({"session": await practising.look(call.path["session_id"], call.worker, call.desk)})


async def answer(call: Call) -> Answer:
    body: Give = call.body
    told = await practising.answer(call.path["session_id"], body.step, body.text, call.worker, call.desk)
    return Answer({"session": told})


TEAM, SELF = Owner.TEAM, Owner.SELF
ROOM = "/api/agent/practice"
ONE = f"{ROOM}/sessions/<session_id:str>"

ROUTES: tuple[Route, ...] = (
    Route("GET", "/api/agent/praise", "The wall of praise", Who.STAFF, wall, owner=TEAM),
    Route(
        "PUT", "/api/agent/praise/<praise_id:str>", "Take praise down, or up again", Who.STAFF, hide, Hide, owner=TEAM
    ),
    Route("GET", "/api/agent/care", "Signals of care: one's own, and one's team's", Who.AGENT, care, owner=SELF),
    Route("GET", ROOM, "Past conversations to practise with", Who.AGENT, practice, owner=TEAM),
    Route("POST", f"{ROOM}/sessions", "Begin to practise, or go on", Who.AGENT, begin, Begin, owner=TEAM),
    Route("GET", ONE, "One's own practice", Who.AGENT, session, owner=SELF),
    Route("POST", f"{ONE}/answers", "Answer a step of it", Who.AGENT, answer, Give, owner=SELF),
)
