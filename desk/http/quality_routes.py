"""The service standard, one's own handlings, peer review, drift, and the mystery shopper (docs/quality.md)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from desk.http.contract import Answer, Body, Call, Owner, Route, Who, clean
from desk.http.widget_routes import Nothing
from desk.quality import editing, looking, reviewing, scripting
from desk.quality.script import Handover, Line
from desk.quality.standard import AppliesTo, Rule, RuleId, Standard
from desk.quality.verdict import Outcome

Words = Annotated[str, StringConstraints(max_length=1_000), AfterValidator(clean)]
Phrases = Annotated[list[Words], Field(max_length=200)]
Named = Literal["greeting", "acknowledgement", "answer", "next_step", "no_blame", "promise_kept", "wait"]
Came = Literal["met", "missed", "not_asked"]
Seconds = Annotated[int, Field(ge=0, le=1_000_000)]
Version = Annotated[int, Field(ge=0, le=2_000_000_000)]


class RuleDraft(Body):
    id: Named
    applies_to: Literal["both", "people", "bot", "nobody"]
    says: Words
    phrases: Phrases = Field(default_factory=list)
    triggers: Phrases = Field(default_factory=list)
    bot_seconds: Seconds = 0
    people_seconds: Seconds = 0


class StandardDraft(Body):
    based_on: Version
    why: Words
    sampled: Annotated[int, Field(ge=0, le=10_000)]
    reviewers: Annotated[int, Field(ge=0, le=100)]
    rules: Annotated[list[RuleDraft], Field(max_length=20)]


class HandIn(Body):
    verdicts: Annotated[dict[Named, Came], Field(max_length=20)]
    note: Words = ""


class Wanted(BaseModel):
    model_config = ConfigDict(extra="ignore")
    rule: Named
    outcome: Literal["met", "missed"] = "missed"
    side: Literal["bot", "people"] = "bot"


class ScriptLine(Body):
    says: Words
    expects: Phrases = Field(default_factory=list)


class ScriptDraft(Body):
    name: Words
    lines: Annotated[list[ScriptLine], Field(max_length=100)]
    handover: Literal["either", "must", "must_not"] = "either"
    every_hours: Annotated[int, Field(ge=0, le=10_000)] = 24
    active: bool = True
    version: Version = 0


async def mine(call: Call) -> Answer:
    return Answer(await looking.mine(call.worker, call.desk))


async def standard(call: Call) -> Answer:
    return Answer(await looking.standards(call.desk))


async def write_standard(call: Call) -> Answer:
    body: StandardDraft = call.body
    rules = tuple(
        Rule(
            RuleId(each.id),
            AppliesTo(each.applies_to),
            each.says,
            tuple(each.phrases),
            tuple(each.triggers),
            each.bot_seconds,
            each.people_seconds,
        )
        for each in body.rules
    )
    draft = Standard(0, rules, body.sampled, body.reviewers, body.why)
    await editing.write_standard(draft, body.based_on, call.worker, call.desk)
    return Answer(await looking.standards(call.desk))


async def figures(call: Call) -> Answer:
    return Answer(await looking.figures(call.desk))


async def behind(call: Call) -> Answer:
    wanted: Wanted = call.query
    what = (RuleId(wanted.rule), Outcome(wanted.outcome), wanted.side == "bot")
    return Answer(await looking.behind(*what, call.desk))


async def reviews(call: Call) -> Answer:
    return Answer(await reviewing.mine(call.worker, call.desk))


async def look_at_review(call: Call) -> Answer:
    return Answer(await reviewing.look_at(call.path["review_id"], call.worker, call.desk))


async def hand_in(call: Call) -> Answer:
    found = {RuleId(rule): Outcome(outcome) for rule, outcome in call.body.verdicts.items()}
    return Answer(await reviewing.hand_in(call.path["review_id"], found, call.body.note, call.worker, call.desk))


async def scripts(call: Call) -> Answer:
    return Answer(await scripting.scripts(call.desk))


async def write_script(call: Call) -> Answer:
    return Answer(await scripting.write(None, _draft(call.body), call.worker, call.desk), status=201)


async def rewrite_script(call: Call) -> Answer:
    return Answer(await scripting.write(call.path["script_id"], _draft(call.body), call.worker, call.desk))


async def run_now(call: Call) -> Answer:
    await scripting.run_now(call.path["script_id"], call.worker, call.desk)
    return Answer(await scripting.scripts(call.desk), status=202)


async def see_alarm(call: Call) -> Answer:
    await scripting.see(call.path["run_id"], call.worker, call.desk)
    return Answer(await scripting.scripts(call.desk))


def _draft(body: ScriptDraft) -> scripting.Draft:
    lines = [Line(each.says, tuple(each.expects)) for each in body.lines]
    rules = (Handover(body.handover), body.every_hours, body.active, body.version)
    return scripting.Draft(body.name, lines, *rules)


AGENT, LEADS = Who.AGENT, Who.SUPERVISOR
SELF, TEAM, NOBODY = Owner.SELF, Owner.TEAM, Owner.NOBODY
ROOM = "/api/agent/quality"
REVIEW = f"{ROOM}/reviews/<review_id:str>"
SCRIPTS = f"{ROOM}/scripts"
SCRIPT = f"{SCRIPTS}/<script_id:str>"

ROUTES: tuple[Route, ...] = (
    Route("GET", f"{ROOM}/mine", "How one's own handlings met the standard", AGENT, mine, owner=SELF),
    Route("GET", f"{ROOM}/standard", "The service standard", AGENT, standard, owner=NOBODY),
    Route("PUT", f"{ROOM}/standard", "Write its next version", LEADS, write_standard, StandardDraft, owner=NOBODY),
    Route("GET", f"{ROOM}/figures", "Drift and agreement", LEADS, figures, owner=NOBODY),
    Route("GET", f"{ROOM}/handlings", "Handlings behind a figure", LEADS, behind, query=Wanted, owner=TEAM),
    Route("GET", f"{ROOM}/reviews", "One's own reviews", AGENT, reviews, owner=SELF),
    Route("GET", REVIEW, "The handling to review", AGENT, look_at_review, owner=SELF),
    Route("POST", REVIEW, "Hand in what one found", AGENT, hand_in, HandIn, owner=SELF),
    Route("GET", SCRIPTS, "Scripts of the mystery shopper and their runs", LEADS, scripts, owner=NOBODY),
    Route("POST", SCRIPTS, "A new script", LEADS, write_script, ScriptDraft, owner=NOBODY),
    Route("PUT", SCRIPT, "A script's next version", LEADS, rewrite_script, ScriptDraft, owner=NOBODY),
    Route("POST", f"{SCRIPT}/run", "Have it run now", LEADS, run_now, Nothing, owner=NOBODY),
    Route("POST", f"{ROOM}/runs/<run_id:str>/seen", "An alarm was seen", LEADS, see_alarm, Nothing, owner=NOBODY),
)
