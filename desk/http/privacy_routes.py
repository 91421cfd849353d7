"""Data rights for admins: everything kept of a customer, told or erased; the audit log (docs/wire.md §4)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from desk.conversations.entry import stamp
from desk.http.contract import Answer, Body, Call, Owner, Route, Who, clean
from desk.privacy import flows as privacy

Reference = Annotated[str, StringConstraints(min_length=1, max_length=80), AfterValidator(clean)]
AUDIT_PAGE = 200


class Named(Body):
    customer: Reference
    """An id of ours, the shop's id of the customer, or the id of one of their conversations."""


class Erase(Named):
    confirm: Literal["erase"]


class AfterLine(BaseModel):
    """Lines after this number."""

    model_config = ConfigDict(extra="ignore")
    after: int = Field(0, ge=0, le=2_000_000_000)


async def export(call: Call) -> Answer:
    return Answer(await privacy.export_customer(call.body.customer, call.worker.id, call.others, call.desk))


async def erase(call: Call) -> Answer:
    erased = await privacy.erase_customer(call.body.customer, call.worker.id, call.others, call.desk)
    return Answer({"erased": erased})


async def audit(call: Call) -> Answer:
    async with call.desk.record.look() as unit:
        lines = [line async for line in unit.audit.lines(call.query.after, AUDIT_PAGE)]
    told = [
        {
            "seq": line.seq,
            "at": stamp(line.at),
            "actor": line.actor,
            "action": line.action,
            "subject": line.subject,
            "detail": line.detail,
        }
        for line in lines
    ]
    return Answer({"lines": told})


ROUTES: tuple[Route, ...] = (
    Route("POST", "/api/admin/customers/export", "All that is kept", Who.ADMIN, export, Named, owner=Owner.TEAM),
    Route("POST", "/api/admin/customers/erase", "Erase a customer", Who.ADMIN, erase, Erase, owner=Owner.TEAM),
    Route("GET", "/api/admin/audit", "The audit log", Who.ADMIN, audit, query=AfterLine, owner=Owner.TEAM),
)
