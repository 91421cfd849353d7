"""What a customer wants remembered, their profile, and the house's rules of the relationship (docs/relationship.md)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from desk.http.contract import Answer, Body, Call, MessageId, Owner, Route, Who, clean
from desk.http.insights_routes import Span
from desk.http.widget_routes import Nothing
from desk.insights.period import chosen
from desk.relationship import editing, making_good, profile, remembering
from desk.relationship.house_rules import HouseRules, Segment
from desk.relationship.preference import Kind

KindName = Literal["language", "called", "channel", "no_phone", "delivery"]
Short = Annotated[str, StringConstraints(max_length=400), AfterValidator(clean)]
Number = Annotated[int, Field(ge=0, le=100_000)] | None
CaseId = Annotated[str, StringConstraints(min_length=1, max_length=120), AfterValidator(clean)]


class Remember(Body):
    id: MessageId
    kind: KindName
    value: Short


class Forget(Body):
    kind: KindName


class PutAway(Body):
    case: CaseId


class WrittenSegment(Body):
    name: Short
    tiers: Annotated[list[Short], Field(max_length=10)] = Field(default_factory=list)
    orders_from: Number = None
    orders_to: Number = None
    ordered_within_days: Number = None
    silent_for_days: Number = None
    in_trouble: bool | None = None

    def segment(self) -> Segment:
        numbers = (self.orders_from, self.orders_to, self.ordered_within_days, self.silent_for_days)
        return Segment(self.name.strip(), tuple(self.tiers), *numbers, in_trouble=self.in_trouble)


class WriteRules(Body):
    based_on: Annotated[int, Field(ge=0, le=2_000_000_000)]
    segments: Annotated[list[WrittenSegment], Field(max_length=50)]
    thanks_after: Annotated[list[int], Field(max_length=50)]
    thanks_words: Short
    birthday_words: Short
    why: Short

    def rules(self) -> HouseRules:
        segments, after = tuple(each.segment() for each in self.segments), tuple(sorted(set(self.thanks_after)))
        return HouseRules(segments, after, self.thanks_words, self.birthday_words, why=self.why)


async def show(call: Call) -> Answer:
    return Answer(await profile.profile_of(_one(call), call.desk))


async def remember(call: Call) -> Answer:
    body: Remember = call.body
    await remembering.note(_one(call), call.worker, body.id, Kind(body.kind), body.value, call.desk)
    return await show(call)


async def forget(call: Call) -> Answer:
    await remembering.forget_noted(_one(call), Kind(call.body.kind), call.desk)
    return await show(call)


async def put_away(call: Call) -> Answer:
    await making_good.put_away(_one(call), call.body.case, call.desk)
    return await show(call)


async def rules(call: Call) -> Answer:
    return Answer(await editing.standing_rules(call.desk))


async def write_rules(call: Call) -> Answer:
    await editing.write(call.body.rules(), call.body.based_on, call.worker, call.desk)
    return await rules(call)


async def by_segment(call: Call) -> Answer:
    span: Span = call.query
    period = chosen(span.days, span.until, call.desk.clock(), call.desk.service.hours)
    return Answer(await editing.reasons_by_segment(period, call.desk))


async def own_page(call: Call) -> Answer:
    if call.session is None:
        raise RuntimeError("this route is for customers")
    token = await remembering.begin_visit(call.speaker, call.session, call.desk)
    return Answer({"path": f"/about-me/{token}"}, status=201)


def _one(call: Call) -> str:
    return call.path["conversation_id"]


TEAM, NOBODY, SELF = Owner.TEAM, Owner.NOBODY, Owner.SELF
AGENT, LEADS = Who.AGENT, Who.SUPERVISOR
ONE = "/api/agent/conversations/<conversation_id:str>"
RULES = "/api/agent/relationship/rules"

ROUTES: tuple[Route, ...] = (
    Route("GET", f"{ONE}/profile", "Who the customer is to us", AGENT, show, owner=TEAM),
    Route("POST", f"{ONE}/preferences", "Note what the customer wants", AGENT, remember, Remember, owner=TEAM),
    Route("POST", f"{ONE}/preferences/forget", "Take a note away", AGENT, forget, Forget, owner=TEAM),
    Route("POST", f"{ONE}/bad-cases/put-away", "Give nothing for a bad case", AGENT, put_away, PutAway, owner=TEAM),
    Route("GET", RULES, "Segments and thanks", LEADS, rules, owner=NOBODY),
    Route("POST", RULES, "Write segments and thanks anew", LEADS, write_rules, WriteRules, owner=NOBODY),
    Route("GET", "/api/insights/segments", "Contact reasons by segment", LEADS, by_segment, query=Span, owner=NOBODY),
    Route(
        "POST", "/api/widget/about-me", "A page with what we know of you", Who.CUSTOMER, own_page, Nothing,
        limit="message", owner=SELF,
    ),
)  # fmt: skip
