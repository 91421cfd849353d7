"""Looking back over the audit log: pages, filters, whether the chain holds, and a table to keep."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import delete, text, update

from desk.access import looking_back
from desk.access.audit import Action, AuditFilter
from desk.access.csv_lines import BYTE_ORDER_MARK
from desk.access.looking_back import Asked
from desk.storage.access_schema import audit_head, audit_log
from tests.desk.conftest import Running
from tests.desk.quiet import Quiet
from tests.desk.quiet import quiet as quiet  # noqa: PLC0414 - a fixture

ON_BOTH_DATABASES = True

LOG = "/api/agent/audit"
NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


async def filled(quiet: Quiet, count: int = 25) -> list[str]:
    """A log of so many lines, a minute apart, by three people in turn about two conversations, whose ids it returns."""
    _, one = await quiet.customer()
    _, two = await quiet.customer()
    async with quiet.ports.record.change() as unit:
        named = [await unit.audit.conversation(each.id) for each in (one, two)]
        for number in range(count):
            actor = ("a_maya", "a_tom", "a_noor")[number % 3]
            about = {"conversation": named[number % 2]} if number % 5 else {}
            action = Action.CONVERSATION_VIEWED if number % 5 else Action.TEAM_CHANGED
            await unit.audit.append(actor, action, "customer_1" if about else "a_tom", about, quiet.clock())
            quiet.clock.forward(minutes=1)
    return [one.id, two.id]


async def seen(asked: Asked, quiet: Quiet, most: int = 4) -> list[int]:
    """Numbers of the lines over all pages, as a reader turns them."""
    found: list[int] = []
    before: int | None = None
    while True:
        told = await looking_back.page(asked, before, most, quiet.ports)
        assert len(told["lines"]) <= most
        found += [line["seq"] for line in told["lines"]]
        before = told["next"]
        if before is None:
            return found


async def test_pages_and_filters(quiet: Quiet) -> None:
    """Every line once, newest first; by person (doing or done to), kind, conversation, time, and all of it at once."""
    conversations, begun = await filled(quiet), quiet.clock() - timedelta(minutes=25)
    everything = list(range(25, 0, -1))

    def of(wanted: Iterable[int]) -> list[int]:
        return sorted((number + 1 for number in wanted), reverse=True)

    numbers = range(25)
    cases: list[tuple[AuditFilter, str | None, list[int]]] = [
        (AuditFilter(), None, everything),
        (AuditFilter(person="a_maya"), None, of(n for n in numbers if n % 3 == 0)),
        (AuditFilter(person="a_tom"), None, of(n for n in numbers if n % 3 == 1 or n % 5 == 0)),
        (AuditFilter(person="a_nobody"), None, []),
        (AuditFilter(action="team_changed"), None, of(n for n in numbers if n % 5 == 0)),
        (AuditFilter(), conversations[0], of(n for n in numbers if n % 5 and n % 2 == 0)),
        (AuditFilter(), conversations[1], of(n for n in numbers if n % 5 and n % 2 == 1)),
        (AuditFilter(), "c_unknown", []),
        (AuditFilter(since=begun + timedelta(minutes=20)), None, of(n for n in numbers if n >= 20)),
        (AuditFilter(until=begun + timedelta(minutes=3)), None, of(n for n in numbers if n < 3)),
        (
            AuditFilter("a_maya", "conversation_viewed", since=begun, until=begun + timedelta(minutes=10)),
            conversations[0],
            of(n for n in range(10) if n % 3 == 0 and n % 5 and n % 2 == 0),
        ),
    ]
    for wanted, conversation, expected in cases:
        assert await seen(Asked(wanted, conversation), quiet) == expected, (wanted, conversation)
    told = (await looking_back.page(Asked(AuditFilter()), None, 1, quiet.ports))["lines"][0]
    assert told["by"] == {"id": "a_maya", "name": "Maya"}
    assert told["did"] == "looked at a conversation"
    assert told["conversation_id"] == conversations[0]
    assert told["intact"] is True


async def test_a_conversation_is_looked_for_by_an_index(quiet: Quiet) -> None:
    """The database's own plan: no walk over the whole log."""
    await filled(quiet, 1)
    wanted = AuditFilter(conversation="conversation_x")
    async with quiet.desk.record.look() as unit:
        on_sqlite = "sqlite" in quiet.settings.database_url
        condition = str(unit.audit._conditions(wanted)[0].compile(compile_kwargs={"literal_binds": True}))
        if not on_sqlite:
            await unit._sql.execute(text("SET enable_seqscan = off"))
        plan = "EXPLAIN QUERY PLAN" if on_sqlite else "EXPLAIN"
        query = text(f"{plan} SELECT * FROM audit_log WHERE {condition} ORDER BY seq DESC LIMIT 5")
        told = str((await unit._sql.execute(query)).all())
    assert "ix_audit_log_conversation" in told, told


@pytest.mark.parametrize(
    ("spoil", "wrong", "broken"),
    [
        (update(audit_log).where(audit_log.c.seq == 12).values(actor="a_ida"), {12}, 12),
        (update(audit_log).where(audit_log.c.seq == 12).values(seal="0" * 64), {12, 13}, 12),
        (delete(audit_log).where(audit_log.c.seq == 12), {13}, 12),
        (delete(audit_log).where(audit_log.c.seq > 20), set(), 21),
        (delete(audit_log), set(), 1),
        (update(audit_head).values(seal="0" * 64), set(), 26),
        (update(audit_head).values(seq=20), set(), 26),
        (delete(audit_head), set(), 26),
    ],
)
async def test_what_was_changed_behind_the_back_of_the_desk_is_shown(
    quiet: Quiet, spoil: Any, wrong: set[int], broken: int
) -> None:
    """Lines on a page that are not as written are marked; the whole check, in goes of any size, names the first."""
    await filled(quiet)
    async with quiet.desk.record.change() as unit:
        await unit._sql.execute(spoil)
    lines = (await looking_back.page(Asked(AuditFilter()), None, 200, quiet.ports))["lines"]
    assert {line["seq"] for line in lines if not line["intact"]} == wrong
    for step in (1, 4, 25, 100):
        assert await followed(quiet, step) == broken, step
    async with quiet.desk.record.look() as unit:
        assert await unit.audit.broken_at() == broken


async def followed(quiet: Quiet, step: int) -> int | None:
    """The whole log checked in goes of this size, as the page does it."""
    after = 0
    for _ in range(40):
        async with quiet.ports.record.look() as unit:
            checked = await unit.audit.check(after, step)
        if checked.broken_at is not None or checked.whole:
            return checked.broken_at
        assert checked.upto > after
        after = checked.upto
    raise AssertionError("the check never ends")


async def test_one_call_follows_some_stretches(quiet: Quiet, monkeypatch: pytest.MonkeyPatch) -> None:
    """A call checks so much and no more, says how far it came, and the next one goes on from there."""
    await filled(quiet)
    monkeypatch.setattr(looking_back, "LINES_CHECKED", 3)
    monkeypatch.setattr(looking_back, "STRETCHES", 4)
    reached = []
    after = 0
    while not (found := await looking_back.check(after, quiet.ports)).whole:
        assert (found.broken_at, found.last) == (None, 25)
        after = found.upto
        reached.append(after)
    assert (reached, found.upto) == ([12, 24], 25)


async def test_a_whole_log_is_whole_while_it_is_written(quiet: Quiet) -> None:
    """Lines that come while it is checked are followed as well, and nothing is taken for missing."""
    await filled(quiet)
    assert await followed(quiet, 4) is None
    async with quiet.ports.record.look() as unit:
        first = await unit.audit.check(0, 20)
    assert (first.upto, first.whole, first.broken_at) == (20, False, None)
    async with quiet.ports.record.change() as unit:
        await unit.audit.append("a_tom", Action.SIGNED_IN, "a_tom", {}, quiet.clock())
    assert await followed(quiet, 4) is None


async def export(client: httpx.AsyncClient, **asked: str) -> list[dict[str, str]]:
    answer = await client.get(f"{LOG}/export", params=asked)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer.headers["content-disposition"]
    written = answer.content.decode()
    assert written.startswith(BYTE_ORDER_MARK)
    return list(csv.DictReader(io.StringIO(written.removeprefix(BYTE_ORDER_MARK), newline="")))


async def test_the_table_holds_every_line_that_fits(desk: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    """Over many pages, in words, with what would be a formula made text; that it was taken along is a line itself."""
    monkeypatch.setattr("desk.access.looking_back.LINES_EXPORTED", 3)
    olu, ana = await desk.agent("olu@warmhand.example"), await desk.visitor()
    async with desk.desk.record.change() as unit:
        tom = await unit.agents.get("a_tom")
        assert tom is not None
        await unit.agents.put(type(tom)(**{**vars(tom), "name": "=HYPERLINK(1)"}))
        await unit.audit.append("a_tom", Action.SIGNED_IN, "a_tom", {}, NOW)
    for _ in range(7):
        await olu.get(f"/api/agent/conversations/{ana.conversation_id}")
    rows = await export(olu)
    assert [int(row["number"]) for row in rows] == list(range(10, 0, -1))
    assert [row["kind"] for row in rows] == ["audit_exported", *["conversation_viewed"] * 7, "signed_in", "signed_in"]
    assert {row["as written"] for row in rows} == {"yes"}
    assert rows[1]["did"] == "looked at a conversation"
    assert rows[1]["conversation"] == ana.conversation_id
    assert rows[-1]["by"] == "Olu" or rows[-2]["by"] == "Olu"
    assert "'=HYPERLINK(1)" in {row["by"] for row in rows}
    narrow = await export(olu, kind="signed_in", person="a_olu")
    assert [row["by"] for row in narrow] == ["Olu"]
    lines = (await olu.get(LOG, params={"kind": "audit_exported"})).json()["lines"]
    assert [line["detail"] for line in lines] == [{"action": "signed_in", "person": "a_olu"}, {}]


async def test_the_log_over_the_wire(desk: Running) -> None:
    """Pages, choices and the check for a supervisor; nothing for agents and designers; nonsense is refused by field."""
    olu, maya, ida = [await desk.agent(f"{name}@warmhand.example") for name in ("olu", "maya", "ida")]
    ana = await desk.visitor()
    await maya.get(f"/api/agent/conversations/{ana.conversation_id}")
    page = (await olu.get(LOG, params={"limit": 2})).json()
    assert [line["did"] for line in page["lines"]] == ["looked at a conversation", "signed in"]
    assert page["lines"][0]["by"] == {"id": "a_maya", "name": "Maya"}
    assert ana.conversation_id == page["lines"][0]["conversation_id"]
    rest = (await olu.get(LOG, params={"before": page["next"]})).json()
    assert ([line["seq"] for line in rest["lines"]], rest["next"]) == ([2, 1], None)
    chain = (await olu.get(f"{LOG}/chain")).json()
    assert chain == {"checked": 4, "last": 4, "broken_at": None, "whole": True}
    offered = (await olu.get(f"{LOG}/choices")).json()
    assert {"id": "a_ida", "name": "Ida"} in offered["people"]
    assert {"id": "shell", "name": "Somebody at the machine"} in offered["people"]
    assert len(offered["kinds"]) == len(Action)
    for client in (maya, ida):
        for path in (LOG, f"{LOG}/choices", f"{LOG}/chain", f"{LOG}/export"):
            assert (await client.get(path)).status_code == 403
    for field, value in (("since", "yesterday"), ("since", "2026-11-01T00:00:00"), ("limit", "0"), ("before", "x")):
        refused = await olu.get(LOG, params={field: value})
        assert (refused.status_code, refused.json()["field"]) == (400, field)


async def test_an_erased_conversation_leads_nowhere(desk: Running) -> None:
    """Its lines stay, as they were written; the way back to the conversation goes with it."""
    noor, ana = await desk.agent("noor@warmhand.example"), await desk.visitor()
    await noor.get(f"/api/agent/conversations/{ana.conversation_id}")
    erased = await noor.post("/api/admin/customers/erase", json={"customer": ana.conversation_id, "confirm": "erase"})
    assert erased.status_code in (200, 503), erased.text
    async with desk.desk.record.look() as unit:
        assert await unit.conversations.get(ana.conversation_id) is None
    lines = (await noor.get(LOG, params={"kind": "conversation_viewed"})).json()["lines"]
    assert [(line["conversation_id"], line["intact"]) for line in lines] == [(None, True)]
