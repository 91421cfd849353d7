"""Giving something to make good, approving it, taking it back, and the matrix behind it (docs/wire.md §4)."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from desk import errors
from desk.authority import approvals, editing, giving, views
from desk.authority.approval import may_ever_approve
from desk.authority.giving import Ask, giver_of
from desk.authority.grant import Grant
from desk.authority.matrix import Approvers, Caps, Cause, Gift, Matrix, Rule, Standing
from desk.authority.money import MOST, Money
from desk.conversations.entry import stamp
from desk.http.contract import Answer, Body, Call, MessageId, Owner, Route, ShortText, Who, clean

ORDER_NUMBER = re.compile(r"[A-Za-z0-9-]{1,20}")
OrderNumber = Annotated[str, StringConstraints(pattern=rf"^{ORDER_NUMBER.pattern}$")]
Sku = Annotated[str, StringConstraints(min_length=1, max_length=60), AfterValidator(clean)]
Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
GiftName = Literal["refund", "replacement", "voucher", "shipping_upgrade", "gesture"]
CauseName = Literal["late", "lost", "damaged", "wrong_item", "poor_service", "loyalty", "other"]
StandingName = Literal["bot", "agent", "supervisor", "admin"]
Minor = Annotated[int, Field(ge=0, le=MOST)]
Sum = Annotated[int, Field(ge=0, le=1_000_000_000)]
AgentId = Annotated[str, StringConstraints(min_length=1, max_length=40), AfterValidator(clean)]


class Amount(Body):
    minor: Minor
    currency: Currency


class CheckGift(Body):
    order_number: OrderNumber
    gift: GiftName
    cause: CauseName
    amount: Amount
    sku: Sku | None = None


class GiveGift(CheckGift):
    id: MessageId
    with_approval: bool = False


class Decide(Body):
    approve: bool
    why: ShortText = ""


class RuleBody(Body):
    standing: StandingName
    tier: Literal["any", "standard", "silver", "gold"]
    cause: CauseName | Literal["any"]
    gift: GiftName
    up_to: Minor


class CapsBody(Body):
    case: Sum
    customer: Sum
    agent: Sum


class ApproversBody(Body):
    first: AgentId | None
    deputy: AgentId | None
    minutes: Annotated[int, Field(ge=1, le=240)]


class WriteMatrix(Body):
    based_on: Annotated[int, Field(ge=0)]
    why: ShortText
    rules: Annotated[list[RuleBody], Field(max_length=400)]
    caps: dict[StandingName, CapsBody]
    approvers: ApproversBody
    undo_minutes: Annotated[int, Field(ge=0, le=60)]


async def offers(call: Call) -> Answer:
    number = call.path["order_number"]
    if not ORDER_NUMBER.fullmatch(number):
        raise errors.invalid_field("order_number", "This is no order number.")
    found = await giving.offered(_one(call), number, call.desk)
    return Answer({"tier": found.tier, "offers": [offer.to_json() for offer in found.offers]})


async def check(call: Call) -> Answer:
    verdict = await giving.check(_one(call), giver_of(call.worker), _ask("check", call.body), call.desk)
    return Answer({"verdict": verdict.to_json()})


async def give(call: Call) -> Answer:
    ask = _ask(call.body.id, call.body, call.body.with_approval)
    return _grant(await giving.give(_one(call), giver_of(call.worker), ask, call.desk), call)


async def take_back(call: Call) -> Answer:
    return _grant(await giving.take_back(call.path["grant_id"], _one(call), call.worker, call.desk), call)


async def ledger(call: Call) -> Answer:
    return Answer(await views.ledger_of(_one(call), call.desk))


async def waiting(call: Call) -> Answer:
    found = await approvals.pending_for(call.worker, call.desk)
    return Answer({"approvals": [views.pending_json(each, call.desk) for each in found]})


async def decide(call: Call) -> Answer:
    body = call.body
    return _grant(await approvals.decide(call.path["grant_id"], body.approve, body.why, call.worker, call.desk), call)


async def matrix(call: Call) -> Answer:
    async with call.desk.record.look() as unit:
        now = await unit.authority.matrix()
        versions = await unit.authority.matrices(20)
        team = [agent for agent in await unit.agents.all() if may_ever_approve(agent)]
    return Answer(
        {
            "matrix": views.matrix_json(now),
            "versions": [
                {"version": each.version, "at": stamp(each.at), "by": each.by, "why": each.why} for each in versions
            ],
            "approvers": [{"id": agent.id, "name": agent.name} for agent in team],
        }
    )


async def write_matrix(call: Call) -> Answer:
    written = await editing.write_matrix(_draft(call), call.body.based_on, call.worker, call.desk)
    return Answer({"matrix": views.matrix_json(written)})


async def preview(call: Call) -> Answer:
    changed, asked = await editing.would_change(_draft(call), call.desk)
    return Answer(views.changed_json(changed, asked))


def _ask(ask_id: str, body: CheckGift, with_approval: bool = False) -> Ask:
    amount = Money(body.amount.minor, body.amount.currency)
    return Ask(ask_id, body.order_number, Gift(body.gift), Cause(body.cause), amount, body.sku, with_approval)


def _draft(call: Call) -> Matrix:
    body: WriteMatrix = call.body
    rules = tuple(Rule(Standing(r.standing), r.tier, r.cause, Gift(r.gift), r.up_to) for r in body.rules)
    caps = {Standing(name): Caps(caps.case, caps.customer, caps.agent) for name, caps in body.caps.items()}
    approvers = Approvers(body.approvers.first, body.approvers.deputy, body.approvers.minutes)
    why = " ".join(body.why.split())
    return Matrix(0, call.desk.clock(), call.worker.name, why, "EUR", rules, caps, approvers, body.undo_minutes)


def _grant(grant: Grant, call: Call) -> Answer:
    return Answer({"grant": grant.to_json(call.desk.clock())})


def _one(call: Call) -> str:
    return call.path["conversation_id"]


TEAM, HOLDER, NOBODY = Owner.TEAM, Owner.HOLDER, Owner.NOBODY
AGENT, SUPERVISOR = Who.AGENT, Who.SUPERVISOR
ONE = "/api/agent/conversations/<conversation_id:str>"
GIFTS = f"{ONE}/gifts"
OFFERS = f"{ONE}/orders/<order_number:str>/gifts"
APPROVAL = "/api/agent/approvals/<grant_id:str>"
MATRIX = "/api/agent/authority"

ROUTES: tuple[Route, ...] = (
    Route("GET", OFFERS, "What the shop could do for an order", AGENT, offers, owner=TEAM),
    Route("POST", f"{GIFTS}/check", "What would be said to a gift", AGENT, check, CheckGift, owner=TEAM),
    Route("POST", GIFTS, "Give something, or ask for approval", AGENT, give, GiveGift, owner=HOLDER),
    Route("POST", f"{GIFTS}/<grant_id:str>/undo", "Take a gift back in time", AGENT, take_back, owner=TEAM),
    Route("GET", GIFTS, "What was given, step by step", AGENT, ledger, owner=TEAM),
    Route("GET", "/api/agent/approvals", "What waits for one's decision", SUPERVISOR, waiting, owner=TEAM),
    Route("POST", APPROVAL, "Approve or decline", SUPERVISOR, decide, Decide, owner=TEAM),
    Route("GET", MATRIX, "The authority matrix and its versions", SUPERVISOR, matrix, owner=NOBODY),
    Route("PUT", MATRIX, "Write a version of the matrix", SUPERVISOR, write_matrix, WriteMatrix, owner=NOBODY),
    Route("POST", f"{MATRIX}/preview", "What it would have changed", SUPERVISOR, preview, WriteMatrix, owner=NOBODY),
)
