"""What customers were promised: made, kept, moved, taken back, and who is called by it (docs/wire.md §9)."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from desk import errors
from desk.http.contract import Answer, Body, Call, MessageId, Owner, Route, Who, clean
from desk.promises import keeping, views
from desk.promises.due import Due, at_minute, end_of
from desk.promises.keeping import Moved
from desk.promises.ports import Wanted
from desk.promises.promise import NOTE_LIMIT, WHY_LIMIT, Promise, What, Wish

WhatName = Literal["refund", "replacement", "delivery", "call_back", "answer", "other"]
Day = Annotated[str, StringConstraints(pattern=r"^20\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")]
Time = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
Note = Annotated[str, StringConstraints(max_length=NOTE_LIMIT), AfterValidator(clean)]
Why = Annotated[str, StringConstraints(max_length=WHY_LIMIT), AfterValidator(clean)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=40), AfterValidator(clean)]


class Make(Body):
    id: MessageId
    what: WhatName
    due_on: Day
    at: Time | None = None
    note: Note = ""
    said_seq: Annotated[int, Field(ge=1, le=2**31 - 1)] | None = None


class Settle(Body):
    why: Why = ""


class Move(Body):
    id: MessageId
    due_on: Day
    at: Time | None = None
    why: Why = ""


class Filter(BaseModel):
    model_config = ConfigDict(extra="forbid")
    what: WhatName | None = None
    team: Name | None = None
    agent_id: Name | None = None
    due_by: Day | None = None
    standing: Literal["at_risk", "all"] = "all"


async def of_conversation(call: Call) -> Answer:
    return Answer(await views.of_conversation(call.path["conversation_id"], call.worker, call.desk))


async def make(call: Call) -> Answer:
    body: Make = call.body
    wish = Wish(body.id, What(body.what), _due(body, call), _one_line(body.note), body.said_seq)
    return _promise(await keeping.promise(call.path["conversation_id"], call.worker, wish, call.desk), call)


async def keep(call: Call) -> Answer:
    return _promise(await keeping.keep(_one(call), call.worker, _one_line(call.body.why), call.desk), call)


async def withdraw(call: Call) -> Answer:
    return _promise(await keeping.withdraw(_one(call), call.worker, _one_line(call.body.why), call.desk), call)


async def move(call: Call) -> Answer:
    wanted = Moved(call.body.id, _due(call.body, call), _one_line(call.body.why))
    return _promise(await keeping.move(_one(call), call.worker, wanted, call.desk), call)


async def calling(call: Call) -> Answer:
    return Answer(await views.calling(call.worker, call.desk))


async def owed(call: Call) -> Answer:
    asked: Filter = call.query
    due_by = end_of(_day(asked.due_by, "due_by"), call.desk.promises.hours).at if asked.due_by else None
    wanted = Wanted(What(asked.what) if asked.what else None, asked.team, asked.agent_id, due_by)
    return Answer(await views.owed(wanted, asked.standing == "at_risk", call.desk))


async def kept(call: Call) -> Answer:
    return Answer(await views.kept(call.desk))


def _due(body: Make | Move, call: Call) -> Due:
    """The moment, on the clock of the house; a day without a time ends when the house closes."""
    hours, day = call.desk.promises.hours, _day(body.due_on, "due_on")
    if body.at is None:
        return end_of(day, hours)
    return Due(at_minute(day, int(body.at[:2]) * 60 + int(body.at[3:]), hours), whole_day=False)


def _day(written: str, field: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError as wrong:
        raise errors.invalid_field(field, "There is no such day.") from wrong


def _promise(promise: Promise, call: Call) -> Answer:
    return Answer({"promise": views.promise_json(promise, call.desk)})


def _one(call: Call) -> str:
    return call.path["promise_id"]


def _one_line(text: str) -> str:
    return " ".join(text.split())


TEAM, HOLDER = Owner.TEAM, Owner.HOLDER
AGENT, SUPERVISOR = Who.AGENT, Who.SUPERVISOR
OF_ONE = "/api/agent/conversations/<conversation_id:str>/promises"
ALL = "/api/agent/promises"
ONE = f"{ALL}/<promise_id:str>"

ROUTES: tuple[Route, ...] = (
    Route("GET", OF_ONE, "What this customer was promised", AGENT, of_conversation, owner=TEAM),
    Route("POST", OF_ONE, "Promise something", AGENT, make, Make, owner=HOLDER),
    Route("POST", f"{ONE}/keep", "A promise was kept", AGENT, keep, Settle, owner=TEAM),
    Route("POST", f"{ONE}/withdraw", "Take a promise back", AGENT, withdraw, Settle, owner=TEAM),
    Route("POST", f"{ONE}/move", "Promise another day instead", AGENT, move, Move, owner=TEAM),
    Route("GET", f"{ALL}/calling", "Promises that call oneself now", AGENT, calling, owner=TEAM),
    Route("GET", ALL, "Promises the house owes", SUPERVISOR, owed, query=Filter, owner=TEAM),
    Route("GET", f"{ALL}/kept", "How many were kept, by team", SUPERVISOR, kept, owner=TEAM),
)
