"""Insights and the improvement board, for supervisors and admins (docs/wire.md §4, docs/insights.md)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from desk.http.contract import Answer, Body, Call, FileAnswer, Owner, Route, Who, clean
from desk.insights import board, digest, looking
from desk.insights.improvement import Plan, State
from desk.insights.period import Period, chosen, day_of
from desk.insights.ports import Wanted
from desk.insights.table import csv_of

Day = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}$")]
Word = Annotated[str, StringConstraints(max_length=60), AfterValidator(clean)]
Segment = Annotated[str, StringConstraints(min_length=1, max_length=40), AfterValidator(clean)]
Prose = Annotated[str, StringConstraints(max_length=4_000), AfterValidator(clean)]
Id = Annotated[str, StringConstraints(min_length=1, max_length=60), AfterValidator(clean)]
Seen = Annotated[int, Field(ge=1, le=2_000_000_000)]


class Span(BaseModel):
    model_config = ConfigDict(extra="ignore")
    days: int = 30
    until: Day | None = None


class Narrowed(Span):
    segment: Segment | None = None


class BehindOf(Narrowed):
    part: Word = "all"
    first: Day | None = None
    last: Day | None = None
    reason: Word | None = None
    handoff: Word | None = None
    cause: Word | None = None
    page: Annotated[int, Field(ge=0, le=2_000)] = 0


class Write(Body):
    title: Prose
    figure: Id
    reason: Id | None = None
    owner_id: Id
    action: Prose = ""
    due_on: Day | None = None

    def plan(self) -> Plan:
        due = None if self.due_on is None else day_of(self.due_on, "due_on")
        return Plan(self.title, self.figure, self.reason, self.owner_id, self.action, due)


class Edit(Write):
    version: Seen


class NextState(Body):
    version: Seen
    to: Literal["idea", "doing", "done", "dropped"]
    acted_on: Day | None = None
    remark: Prose = ""

    @property
    def day(self) -> date | None:
        return None if self.acted_on is None else day_of(self.acted_on, "acted_on")


class Letter(Body):
    wanted: bool


async def dashboard(call: Call) -> Answer:
    return Answer(await looking.dashboard(_period(call), call.desk, call.query.segment))


async def behind(call: Call) -> Answer:
    asked: BehindOf = call.query
    period = _period(call)
    if asked.first is not None or asked.last is not None:
        first = period.first if asked.first is None else day_of(asked.first, "first")
        period = Period(first, period.last if asked.last is None else day_of(asked.last, "last"))
    wanted = Wanted(period, asked.part, asked.reason, asked.handoff, asked.cause, asked.segment)
    return Answer(await looking.behind(wanted, asked.page, call.desk))


async def export(call: Call) -> Answer:
    told = await looking.dashboard(_period(call), call.desk, call.query.segment)

    async def chunks() -> AsyncIterator[bytes]:
        yield csv_of(told).encode()

    name = f"insights-{told['period']['first']}-{told['period']['last']}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return Answer(file=FileAnswer(chunks(), "text/csv; charset=utf-8", headers))


async def improvements(call: Call) -> Answer:
    return Answer(await board.board(call.desk))


async def begin(call: Call) -> Answer:
    return Answer(await board.begin(call.body.plan(), call.worker, call.desk), status=201)


async def edit(call: Call) -> Answer:
    return Answer(await board.edit(_one(call), call.body.version, call.body.plan(), call.worker, call.desk))


async def step(call: Call) -> Answer:
    body: NextState = call.body
    to = (State(body.to), body.day, body.remark)
    return Answer(await board.step(_one(call), body.version, *to, call.worker, call.desk))


async def letter(call: Call) -> Answer:
    return Answer(await digest.standing(call.worker, call.desk))


async def ask_for_letter(call: Call) -> Answer:
    return Answer(await digest.ask(call.worker, call.body.wanted, call.desk))


def _period(call: Call) -> Period:
    span: Span = call.query
    return chosen(span.days, span.until, call.desk.clock(), call.desk.service.hours)


def _one(call: Call) -> str:
    return call.path["improvement_id"]


BOSS, NOBODY, TEAM = Who.SUPERVISOR, Owner.NOBODY, Owner.TEAM
HERE = "/api/insights"
ONE = f"{HERE}/improvements/<improvement_id:str>"

ROUTES: tuple[Route, ...] = (
    Route("GET", HERE, "Figures of a period, beside the one before", BOSS, dashboard, query=Narrowed, owner=NOBODY),
    Route(
        "GET", f"{HERE}/conversations", "The conversations behind a figure", BOSS, behind, query=BehindOf, owner=TEAM
    ),
    Route("GET", f"{HERE}/export", "The figures as CSV", BOSS, export, query=Narrowed, owner=NOBODY),
    Route("GET", f"{HERE}/improvements", "The improvement board", BOSS, improvements, owner=NOBODY),
    Route("POST", f"{HERE}/improvements", "Put an improvement on the board", BOSS, begin, Write, owner=NOBODY),
    Route("PUT", ONE, "Write it anew", BOSS, edit, Edit, owner=NOBODY),
    Route("POST", f"{ONE}/state", "Its next state", BOSS, step, NextState, owner=NOBODY),
    Route("GET", f"{HERE}/letter", "Whether one gets the weekly letter", BOSS, letter, owner=Owner.SELF),
    Route("PUT", f"{HERE}/letter", "Ask for it, or no more", BOSS, ask_for_letter, Letter, owner=Owner.SELF),
)
