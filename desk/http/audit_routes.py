"""The audit log for supervisors and admins: looked through, checked, taken along (docs/wire.md §4)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from desk.access import looking_back
from desk.access.audit import AuditFilter
from desk.access.looking_back import Asked
from desk.http.contract import Answer, Call, FileAnswer, Owner, Route, Who, clean

Word = Annotated[str, StringConstraints(min_length=1, max_length=60), AfterValidator(clean)]
Number = Annotated[int, Field(ge=0, le=2_000_000_000)]


class Narrowed(BaseModel):
    """Empty words narrow down nothing."""

    model_config = ConfigDict(extra="ignore")
    person: Word | None = None
    kind: Word | None = None
    conversation: Word | None = None
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None

    def asked(self) -> Asked:
        wanted = AuditFilter(self.person, self.kind, since=self.since, until=self.until)
        return Asked(wanted, self.conversation)


class PageQuery(Narrowed):
    before: Number | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class AfterLine(BaseModel):
    model_config = ConfigDict(extra="ignore")
    after: Number = 0


async def page(call: Call) -> Answer:
    asked: PageQuery = call.query
    return Answer(await looking_back.page(asked.asked(), asked.before, asked.limit, call.desk))


async def choices(call: Call) -> Answer:
    return Answer(await looking_back.choices(call.desk))


async def chain(call: Call) -> Answer:
    found = await looking_back.check(call.query.after, call.desk)
    told = {"checked": found.upto, "last": found.last, "broken_at": found.broken_at, "whole": found.whole}
    return Answer(told)


async def export(call: Call) -> Answer:
    wanted = await looking_back.begin_export(call.query.asked(), call.worker, call.desk)

    async def chunks() -> AsyncIterator[bytes]:
        yield looking_back.csv_head().encode()
        before: int | None = None
        while True:
            # Each page is read in one go that nothing cancels; in between its reader may leave.
            rows, before = await call.sheltered(looking_back.exported(wanted, before, call.desk))
            yield rows.encode()
            if before is None:
                return

    name = f"audit-log-{call.desk.clock():%Y-%m-%d}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return Answer(file=FileAnswer(chunks(), "text/csv; charset=utf-8", headers))


LOG = "/api/agent/audit"

ROUTES: tuple[Route, ...] = (
    Route("GET", LOG, "Lines of the audit log, newest first", Who.SUPERVISOR, page, query=PageQuery, owner=Owner.TEAM),
    Route("GET", f"{LOG}/choices", "What it is narrowed down by", Who.SUPERVISOR, choices, owner=Owner.TEAM),
    Route("GET", f"{LOG}/chain", "Whether it is whole", Who.SUPERVISOR, chain, query=AfterLine, owner=Owner.TEAM),
    Route("GET", f"{LOG}/export", "It as CSV", Who.SUPERVISOR, export, query=Narrowed, owner=Owner.TEAM),
)
