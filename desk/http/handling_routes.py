"""How agents steer a handling: step in, put aside, merge, wrap up, and say whether the brief was right."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, BeforeValidator, Field, StringConstraints

from desk.conversations.conversation import Conversation
from desk.handoff import flows as handoffs
from desk.handoff import later, merges, stepping_in, verdicts, views
from desk.handoff.wrap_up import BriefPart
from desk.http.collaboration_routes import Id
from desk.http.contract import Answer, Body, Call, Owner, Route, ShortText, Who
from desk.http.widget_routes import Nothing

Intent = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_]{1,60}$")]


def _moment(written: object) -> object:
    # JSON has no moments: the strict model would refuse the text that stands for one.
    return datetime.fromisoformat(written) if isinstance(written, str) else written


class Until(Body):
    until: Annotated[AwareDatetime, BeforeValidator(_moment)]


class Into(Body):
    into: Id


class Meant(Body):
    seq: Annotated[int, Field(ge=1, le=2_000_000_000)]
    intent: Intent


class Resolve(Body):
    solved: bool
    note: ShortText = ""
    contact_reason: Intent | None = None
    understood: Annotated[list[Meant], Field(max_length=50)] = Field(default_factory=list)


class Verdict(Body):
    right: bool
    wrong_part: Literal["wish", "reason", "tried", "shop", "mood", "other"] | None = None


async def resolve(call: Call) -> Answer:
    body = call.body
    meant = [(each.seq, each.intent) for each in body.understood]
    said = handoffs.Outcome(body.solved, body.note, body.contact_reason, meant)
    return await _summary(await handoffs.resolve(_one(call), call.worker, said, call.desk), call)


async def step_in(call: Call) -> Answer:
    return await _summary(await stepping_in.step_in(_one(call), call.worker, call.desk), call)


async def put_aside(call: Call) -> Answer:
    until: datetime = call.body.until
    return await _summary(await later.put_aside(_one(call), call.worker, until, call.desk), call)


async def take_out(call: Call) -> Answer:
    return await _summary(await later.take_out(_one(call), call.worker, call.desk), call)


async def merge(call: Call) -> Answer:
    return await _summary(await merges.merge(_one(call), call.body.into, call.worker, call.desk), call)


async def judge_brief(call: Call) -> Answer:
    part = BriefPart(call.body.wrong_part) if call.body.wrong_part else None
    verdict = await verdicts.judge(_one(call), call.worker, call.body.right, part, call.desk)
    return Answer({"verdict": {"right": verdict.right, "wrong_part": verdict.wrong_part}})


async def briefs(call: Call) -> Answer:
    figure = await verdicts.judged(call.desk)
    return Answer({"judged": figure.judged, "right": figure.right, "share": figure.share})


async def intents(call: Call) -> Answer:
    return Answer({"intents": list(call.desk.intents)})


def _one(call: Call) -> str:
    return call.path["conversation_id"]


async def _summary(found: Conversation, call: Call) -> Answer:
    async with call.desk.record.look() as unit:
        return Answer({"conversation": await views.summary(found, unit, call.desk)})


TEAM, HOLDER, NOBODY = Owner.TEAM, Owner.HOLDER, Owner.NOBODY
ONE = "/api/agent/conversations/<conversation_id:str>"

ROUTES: tuple[Route, ...] = (
    Route("POST", f"{ONE}/resolve", "Resolve, wrap up and close", Who.AGENT, resolve, Resolve, owner=HOLDER),
    Route("POST", f"{ONE}/step-in", "Take it from the assistant or reopen it", Who.AGENT, step_in, Nothing, owner=TEAM),
    Route("PUT", f"{ONE}/snooze", "Put it aside until a time", Who.AGENT, put_aside, Until, owner=HOLDER),
    Route("DELETE", f"{ONE}/snooze", "Have it back now", Who.AGENT, take_out, owner=HOLDER),
    Route("POST", f"{ONE}/merge", "End it and go on in another", Who.AGENT, merge, Into, owner=TEAM),
    Route("PUT", f"{ONE}/brief-verdict", "Was the brief right", Who.AGENT, judge_brief, Verdict, owner=TEAM),
    Route("GET", "/api/agent/briefs", "How many briefs were right", Who.AGENT, briefs, owner=NOBODY),
    Route("GET", "/api/agent/intents", "What the assistant can understand", Who.AGENT, intents, owner=NOBODY),
)
