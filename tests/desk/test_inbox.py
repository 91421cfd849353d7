"""The inbox page by page, its filters, and views that agents keep."""

from __future__ import annotations

from datetime import timedelta

import pytest

from desk.collaboration import flows as collaboration
from desk.conversations.conversation import State
from desk.errors import DeskError
from desk.handoff import flows as handoffs
from desk.handoff import queueing
from desk.handoff.inbox_filter import Cursor, InboxFilter
from desk.handoff.views import line_page, page
from tests.desk.conftest import Running
from tests.desk.quiet import START, Quiet, quiet

__all__ = ["quiet"]

ON_BOTH_DATABASES = True


async def test_the_inbox_comes_page_by_page(quiet: Quiet) -> None:
    """Last changed first, each once, also where two changed at the same moment; the filter holds on every page."""
    maya = await quiet.agent()
    made = []
    for number in range(7):
        _, conversation = await quiet.customer()
        made.append(conversation.id)
        if number % 2:
            quiet.clock.forward(seconds=1)
    _, held = await quiet.held(maya)
    seen: list[str] = []
    cursor: Cursor | None = None
    async with quiet.ports.record.look() as unit:
        while True:
            shown, cursor = await page(InboxFilter(), cursor, 3, unit, quiet.ports)
            seen += [line["id"] for line in shown]
            if cursor is None:
                break
            cursor = Cursor.read(str(cursor))
        assert sorted(seen) == sorted([*made, held.id])
        assert len(seen) == len(set(seen))
        mine, _ = await page(InboxFilter(agent_id=maya.id), None, 50, unit, quiet.ports)
        free, _ = await page(InboxFilter(frozenset({State.WITH_BOT})), None, 50, unit, quiet.ports)
    assert [line["id"] for line in mine] == [held.id]
    assert sorted(line["id"] for line in free) == sorted(made)


async def test_the_line_comes_page_by_page(quiet: Quiet) -> None:
    """As it is served, each once; who left it meanwhile passes nobody over."""
    waiting = []
    for _ in range(7):
        quiet.clock.forward(seconds=1)
        waiting.append(await quiet.waiting())
    ids = [conversation.id for _, conversation in waiting]
    async with quiet.ports.record.look() as unit:
        first, after = await line_page(None, 3, unit, quiet.ports)
        second, further = await line_page(after, 3, unit, quiet.ports)
        third, end = await line_page(further, 3, unit, quiet.ports)
        assert [line["id"] for line in [*first, *second, *third]] == ids
        assert (after, further, end) == (ids[2], ids[5], None)
        exactly, none_left = await line_page(ids[3], 3, unit, quiet.ports)
        assert ([line["id"] for line in exactly], none_left) == (ids[4:], None)
    person, left = waiting[2]
    await queueing.customer_leaves_line(left.id, person, quiet.ports)
    async with quiet.ports.record.look() as unit:
        again, _ = await line_page(after, 3, unit, quiet.ports)
    assert [line["id"] for line in again] == [ids[0], ids[1], ids[3]]


async def test_filters_narrow_down(quiet: Quiet) -> None:
    """By label, tier and mood, alone and together."""
    maya = await quiet.agent()
    _, gold = await quiet.held(maya, "C1")
    _, plain = await quiet.held(maya)
    for conversation in (gold, plain):
        await collaboration.change_labels(conversation.id, maya, ["late"], [], quiet.ports)
    await handoffs.resolve(plain.id, maya, handoffs.Outcome(True), quiet.ports)
    async with quiet.ports.record.look() as unit:

        async def ids(wanted: InboxFilter) -> set[str]:
            return {line["id"] for line in (await page(wanted, None, 50, unit, quiet.ports))[0]}

        assert await ids(InboxFilter(label="late")) == {gold.id, plain.id}
        assert await ids(InboxFilter(label="late", states=frozenset({State.CLOSED}))) == {plain.id}
        assert await ids(InboxFilter(label="other")) == set()
        assert await ids(InboxFilter(upset=True)) == set()
        assert await ids(InboxFilter(tier="gold")) == set()


@pytest.mark.parametrize("written", ["", "yesterday~c_1", "2026-11-23~", "2026-11-23T09:00:00~c_1", "~~~"])
def test_foreign_cursors_are_refused(written: str) -> None:
    """With the field to blame."""
    with pytest.raises(DeskError) as refused:
        Cursor.read(written)
    assert refused.value.field == "cursor"


def test_a_cursor_reads_as_it_was_written() -> None:
    """To the microsecond."""
    cursor = Cursor(START + timedelta(microseconds=7), "c_a~b")
    assert Cursor.read(str(cursor)) == cursor


async def test_views_are_ones_own(desk: Running) -> None:
    """Kept under a name, listed to their owner alone, removed by nobody else; wrong filters are refused."""
    maya, tom = await desk.agent(), await desk.agent("tom@warmhand.example")
    wanted = {"label": "late", "upset": True}
    kept = await maya.post("/api/agent/views", json={"name": " Late  ones ", "filter": wanted})
    assert kept.status_code == 201
    view = kept.json()["view"]
    assert (view["name"], view["filter"]) == ("Late ones", wanted)
    assert (await tom.get("/api/agent/views")).json()["views"] == []
    assert (await tom.delete(f"/api/agent/views/{view['id']}")).status_code == 404
    for wrong in ({"name": "", "filter": {}}, {"name": "x", "filter": {"state": "asleep"}}, {"name": "x"}):
        assert (await maya.post("/api/agent/views", json=wrong)).status_code == 400
    assert (await maya.delete(f"/api/agent/views/{view['id']}")).status_code == 204
    assert (await maya.get("/api/agent/views")).json()["views"] == []
    assert (await maya.get("/api/agent/search", params={"q": "?"})).status_code == 400
    assert (await maya.get("/api/agent/conversations", params={"view": "all", "cursor": "x"})).status_code == 400
