"""The studio's inbox and trainings (docs/wire.md §6)."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from desk import errors
from desk.http.contract import Answer, Body, Call, Owner, Route, ShortText, Who, clean
from desk.studio import labelling, looking, training, trying
from desk.studio.label import LabelKind
from desk.studio.ports import StudioFilter
from desk.studio.verdicts import live_model
from desk.studio.views import label_json, message_json, messages_json, run_json

Word = Annotated[str, StringConstraints(min_length=1, max_length=60), AfterValidator(clean)]
Line = Annotated[str, StringConstraints(max_length=2_000), AfterValidator(clean)]
RUNS_SHOWN = 50


class InboxQuery(BaseModel):
    model_config = ConfigDict(extra="ignore")
    state: Literal["open", "labelled", "all"] = "open"
    order: Literal["cost", "newest", "unsure"] = "cost"
    intent: Word | None = None
    reason: Word | None = None
    search: Annotated[str, StringConstraints(max_length=200), AfterValidator(clean)] = ""
    cursor: Annotated[str, StringConstraints(max_length=80), AfterValidator(clean)] | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 50


class AdviceQuery(BaseModel):
    model_config = ConfigDict(extra="ignore")
    intent: Word | None = None


class TrendQuery(BaseModel):
    model_config = ConfigDict(extra="ignore")
    days: Annotated[int, Field(ge=1, le=365)] = 30


class Named(Body):
    id: Annotated[int, Field(ge=1, le=2_000_000_000)]
    version: Annotated[int, Field(ge=1, le=2_000_000_000)]


class Decide(Body):
    messages: Annotated[list[Named], Field(min_length=1, max_length=200)]
    kind: Literal["intent", "out_of_scope", "unusable", "exam"]
    intent: Word | None = None
    text: Line | None = None


class Begin(Body):
    says: ShortText = ""


class Try(Body):
    text: Annotated[str, StringConstraints(max_length=20_000), AfterValidator(clean)]
    session: Annotated[str, StringConstraints(max_length=80), AfterValidator(clean)] | None = None
    slot: Literal["live", "candidate"] = "live"


class Nothing(Body):
    pass


async def inbox(call: Call) -> Answer:
    asked: InboxQuery = call.query
    wanted = StudioFilter(asked.state, asked.order, asked.intent, asked.reason, asked.search)
    async with call.desk.record.look() as unit:
        shown, after = await unit.studio.page(wanted, asked.cursor, asked.limit)
        total, reasons = await unit.studio.count(wanted), await unit.studio.reasons()
        names = await looking.names_of(unit)
    return Answer({"messages": messages_json(shown, names), "total": total, "cursor": after, "reasons": reasons})


async def message_advice(call: Call) -> Answer:
    return Answer(await looking.advice(call.path["message_id"], call.query.intent, call.desk))


async def similar(call: Call) -> Answer:
    return Answer(await looking.similar(call.path["message_id"], call.desk))


async def decide(call: Call) -> Answer:
    body: Decide = call.body
    decision = labelling.Decision(LabelKind(body.kind), body.intent, body.text)
    wanted = [(message.id, message.version) for message in body.messages]
    decided = await labelling.decide(wanted, decision, call.worker, call.desk)
    async with call.desk.record.look() as unit:
        names = await looking.names_of(unit)
    refused = [
        {
            "id": message_id,
            "code": "labelled_meanwhile" if message is not None else "not_found",
            "by": message.label.by_name if message and message.label else None,
            "intent": message.label.intent if message and message.label else None,
            "message": message_json(message, names) if message is not None else None,
        }
        for message_id, message in decided.refused
    ]
    labels = [label_json(message.label) for message in decided.messages if message.label]
    return Answer({"labels": labels, "messages": messages_json(decided.messages, names), "refused": refused})


async def undo(call: Call) -> Answer:
    message = await labelling.undo(call.path["label_id"], call.desk)
    async with call.desk.record.look() as unit:
        return Answer({"message": message_json(message, await looking.names_of(unit))})


async def begin_run(call: Call) -> Answer:
    live = await live_model(call.desk)
    return Answer({"run": run_json(await training.begin_run(call.body.says, live, call.worker, call.desk))}, status=201)


async def runs(call: Call) -> Answer:
    async with call.desk.record.look() as unit:
        found = await unit.training.runs(RUNS_SHOWN)
    return Answer({"runs": [run_json(run) for run in found]})


async def run(call: Call) -> Answer:
    async with call.desk.record.look() as unit:
        found = await unit.training.run(call.path["run_id"])
    if found is None:
        raise errors.not_found("There is no such training.")
    return Answer(run_json(found))


async def cancel_run(call: Call) -> Answer:
    return Answer({"run": run_json(await training.cancel_run(call.path["run_id"], call.desk))})


async def try_it(call: Call) -> Answer:
    return Answer(await trying.try_it(call.body.text, call.body.session, call.body.slot, call.desk))


async def conversation_test(call: Call) -> Answer:
    return Answer(await looking.test_of(call.path["conversation_id"], call.desk))


async def trend(call: Call) -> Answer:
    since = call.desk.clock() - timedelta(days=call.query.days)
    async with call.desk.record.look() as unit:
        return Answer({"days": await unit.studio.days(since)})


def _get(path: str, says: str, handler: Any, query: type[BaseModel] | None = None) -> Route:
    return Route("GET", f"/api/studio/{path}", says, Who.DESIGNER, handler, query=query, owner=Owner.TEAM)


def _post(path: str, says: str, handler: Any, body: type[Body] = Nothing) -> Route:
    return Route("POST", f"/api/studio/{path}", says, Who.DESIGNER, handler, body=body, owner=Owner.TEAM)


ROUTES: tuple[Route, ...] = (
    _get("inbox", "What customers wrote, dearest first, masked", inbox, InboxQuery),
    _get(
        "messages/<message_id:str>/advice", "Neighbours, twins and the effect of a label", message_advice, AdviceQuery
    ),
    _get("messages/<message_id:str>/similar", "Open messages that may ask the same", similar),
    _post("labels", "Say what messages mean", decide, Decide),
    _post("labels/<label_id:str>/undo", "Take a label back", undo),
    _get("runs", "Trainings, newest first", runs),
    _post("runs", "Write pending labels and train a candidate", begin_run, Begin),
    _get("runs/<run_id:str>", "A training, its report and its verdict", run),
    _post("runs/<run_id:str>/cancel", "Stop a training", cancel_run),
    _post("try", "Talk to a model in a conversation that is nobody's", try_it, Try),
    _get("conversations/<conversation_id:str>/test", "A conversation as a test, masked", conversation_test),
    _get("trend", "Messages, misses and handoffs by day", trend, TrendQuery),
)
