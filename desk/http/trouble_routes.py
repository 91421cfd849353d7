"""Alarms about what customers write of, and the incidents that come of them (docs/wire.md §4)."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from desk import errors
from desk.handoff.wrap_up import checked_intent
from desk.http.contract import Answer, Body, Call, MessageId, Owner, Route, Who, clean
from desk.incidents import confirming, views
from desk.incidents.affecting import look_at_affected
from desk.incidents.incident import Draft, Scope
from desk.warning.shared import Kind

AlarmId = Annotated[str, StringConstraints(min_length=1, max_length=40), AfterValidator(clean)]
Reason = Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,60}$")]
Value = Annotated[str, StringConstraints(min_length=1, max_length=120), AfterValidator(clean)]
Why = Annotated[str, StringConstraints(min_length=3, max_length=500), AfterValidator(clean)]
Name = Annotated[str, StringConstraints(min_length=3, max_length=120), AfterValidator(clean)]
Words = Annotated[str, StringConstraints(min_length=10, max_length=700), AfterValidator(clean)]
Banner = Annotated[str, StringConstraints(max_length=200), AfterValidator(clean)]
KindName = Literal["carrier", "product", "payment_method", "warehouse", "placed_on", "late"]


class Dismiss(Body):
    why: Why


class ScopeBody(Body):
    kind: KindName
    value: Value
    label: Annotated[str, StringConstraints(max_length=200), AfterValidator(clean)] = ""
    open_only: bool = True


class LookAtAffected(Body):
    reasons: Annotated[list[Reason], Field(min_length=1, max_length=10)]
    scope: ScopeBody


class Confirm(LookAtAffected):
    id: MessageId
    alarm_id: AlarmId
    name: Name
    answer: Words
    banner: Banner = ""
    tell: bool


class Close(Body):
    words: Words


async def troubles(call: Call) -> Answer:
    return Answer(await views.troubles(call.desk))


async def behind(call: Call) -> Answer:
    return Answer(await views.behind_alarm(call.path["alarm_id"], call.desk))


async def dismiss(call: Call) -> Answer:
    alarm = await confirming.dismiss(call.path["alarm_id"], _line(call.body.why), call.worker, call.desk)
    return Answer({"alarm": alarm.to_json()})


async def affected(call: Call) -> Answer:
    alarm = await views.alarm_of(call.path["alarm_id"], call.desk)
    reasons = _reasons(call)
    found = await look_at_affected(_scope(call.body.scope), reasons, alarm.counted_from, call.desk)
    return Answer({"affected": views.affected_json(found)})


async def confirm(call: Call) -> Answer:
    body: Confirm = call.body
    said = (_line(body.name), _reasons(call), _scope(body.scope), body.answer.strip(), _line(body.banner), body.tell)
    incident = await confirming.confirm(Draft(body.id, body.alarm_id, *said), call.worker, call.desk)
    return Answer({"incident": await views.incident_json(incident, call.desk)}, status=201)


async def close(call: Call) -> Answer:
    incident = await confirming.close(call.path["incident_id"], call.body.words.strip(), call.worker, call.desk)
    return Answer({"incident": await views.incident_json(incident, call.desk)})


def _reasons(call: Call) -> tuple[str, ...]:
    return tuple(dict.fromkeys(checked_intent(each, call.desk.intents, "reasons") for each in call.body.reasons))


def _scope(body: ScopeBody) -> Scope:
    kind = Kind(body.kind)
    if kind is Kind.PLACED_ON:
        try:
            date.fromisoformat(body.value)
        except ValueError:
            raise errors.invalid_field("scope.value", "This is no date.") from None
    return Scope(kind, body.value, _line(body.label) or body.value, body.open_only)


def _line(text: str) -> str:
    return " ".join(text.split())


SUPERVISOR, TEAM = Who.SUPERVISOR, Owner.TEAM
ALL = "/api/agent/troubles"
ONE = f"{ALL}/<alarm_id:str>"
INCIDENTS = "/api/agent/incidents"

ROUTES: tuple[Route, ...] = (
    Route("GET", ALL, "Alarms and incidents", SUPERVISOR, troubles, owner=TEAM),
    Route("GET", ONE, "Who and what is behind an alarm", SUPERVISOR, behind, owner=TEAM),
    Route("POST", f"{ONE}/dismissal", "Dismiss an alarm", SUPERVISOR, dismiss, Dismiss, owner=TEAM),
    Route("POST", f"{ONE}/affected", "Which customers are affected", SUPERVISOR, affected, LookAtAffected, owner=TEAM),
    Route("POST", INCIDENTS, "Confirm a trouble and its words", SUPERVISOR, confirm, Confirm, owner=TEAM),
    Route("POST", f"{INCIDENTS}/<incident_id:str>/end", "Say that it is over", SUPERVISOR, close, Close, owner=TEAM),
)
