"""The inbox page by page, its filters, and views that agents keep."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from desk.collaboration import flows as collaboration
from desk.conversations.bot_turn import Understanding
from desk.conversations.conversation import State
from desk.errors import DeskError
from desk.handoff import flows as handoffs
from desk.handoff import queueing
from desk.handoff.brief import as_understood
from desk.handoff.inbox_filter import Channel, Cursor, InboxFilter
from desk.handoff.queueing import customer_asks_for_agent
from desk.handoff.transfers import transfer
from desk.handoff.views import line_page, page, summary, with_words
from desk.letters.return_link import ReturnLinks
from desk.routing.place import WaitContract
from desk.settings import Settings
from desk.storage.migrate import MIGRATIONS
from tests.desk.bot_side import Bot
from tests.desk.conftest import Running
from tests.desk.quiet import START, Quiet, quiet, seated

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
        first, after = await line_page(InboxFilter(), None, 3, unit, quiet.ports)
        second, further = await line_page(InboxFilter(), after, 3, unit, quiet.ports)
        third, end = await line_page(InboxFilter(), further, 3, unit, quiet.ports)
        assert [line["id"] for line in [*first, *second, *third]] == ids
        assert (after, further, end) == (ids[2], ids[5], None)
        exactly, none_left = await line_page(InboxFilter(), ids[3], 3, unit, quiet.ports)
        assert ([line["id"] for line in exactly], none_left) == (ids[4:], None)
    person, left = waiting[2]
    await queueing.customer_leaves_line(left.id, person, quiet.ports)
    async with quiet.ports.record.look() as unit:
        again, _ = await line_page(InboxFilter(), after, 3, unit, quiet.ports)
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


async def test_narrowed_by_matter_language_channel_and_team(quiet: Quiet) -> None:
    """Each says who is meant and nobody else; the line in its order as well as all; the row tells what it holds."""
    links = ReturnLinks("0123456789abcdef", "http://desk.test", "http://shop.test")
    quiet.changes = {"return_links": links, "teams": {"care": "Customer care"}}
    maya, tom = await quiet.agent(), await quiet.agent("a_tom")
    nobody: frozenset[str] = frozenset()
    await seated(maya.id, 3, nobody, frozenset({"en"}), frozenset({"care"}), quiet.ports)
    _, plain = await quiet.customer()
    person, german = await quiet.customer(language="de")
    first = await customer_asks_for_agent(german.id, person, quiet.ports)
    quiet.clock.forward(seconds=1)
    person, mailed = await quiet.waiting()
    await queueing.customer_agrees_to_wait(mailed.id, person, WaitContract.MAIL_ME, "e@example.com", quiet.ports)
    _, held = await quiet.held(maya)
    _, solved = await quiet.held(tom)
    await handoffs.resolve(solved.id, tom, handoffs.Outcome(True, contact_reason="refund_status"), quiet.ports)
    _, passed = await quiet.held(tom)
    await transfer(passed.id, tom, None, "care", "", quiet.ports)
    asked = {german.id, mailed.id, held.id, solved.id, passed.id}
    async with quiet.ports.record.look() as unit:

        async def ids(**wanted: Any) -> set[str]:
            return {line["id"] for line in (await page(InboxFilter(**wanted), None, 50, unit, quiet.ports))[0]}

        assert await ids(language="de") == {german.id}
        assert await ids(language="fr") == set()
        assert await ids(channel=Channel.EMAIL) == {mailed.id}
        assert await ids(channel=Channel.CHAT) == {plain.id, *asked} - {mailed.id}
        assert await ids(reason="explicit_request") == asked
        assert await ids(reason="transfer") == set(), "a transfer is no reason of the customer's"
        assert await ids(about="refund_status") == {solved.id}
        assert await ids(team="care") == {held.id, passed.id}
        assert await ids(team="returns") == set()
        assert await ids(team="care", reason="explicit_request", states=frozenset({State.WAITING})) == {passed.id}

        line, _ = await line_page(InboxFilter(language="de"), None, 50, unit, quiet.ports)
        assert [each["id"] for each in line] == [first.id]
        both, after = await line_page(InboxFilter(channel=Channel.CHAT), None, 1, unit, quiet.ports)
        more, end = await line_page(InboxFilter(channel=Channel.CHAT), after, 1, unit, quiet.ports)
        assert ({each["id"] for each in [*both, *more]}, end) == ({german.id, passed.id}, None)
        shown = {
            each["id"]: each["narrowed_by"] for each in (await page(InboxFilter(), None, 50, unit, quiet.ports))[0]
        }
        assert await unit.conversations.languages() == ["de"]
    waits = {"channel": "chat", "language": None, "reason": "explicit_request", "about": None, "teams": []}
    assert shown[german.id] == waits | {"language": "de"}
    assert shown[mailed.id] == waits | {"channel": "email"}
    assert shown[held.id] == waits | {"teams": ["care"]}
    assert shown[passed.id] == waits | {"teams": ["care"]}
    assert shown[solved.id] == waits | {"about": "refund_status"}


async def test_a_line_takes_over_what_was_understood(quiet: Quiet) -> None:
    """An answer of the assistant's changes what its line is narrowed down by, without reading it anew."""
    _, conversation = await quiet.customer()
    async with quiet.ports.record.look() as unit:
        line = await summary(conversation, unit, quiet.ports)
    read = as_understood(conversation, Understanding("refund_status", 0.9, language="de"))
    told = with_words(line, read)
    assert told is not None
    assert told["narrowed_by"] == line["narrowed_by"] | {"language": "de", "about": "refund_status"}
    assert as_understood(read, Understanding("thanks", 0.9)) == replace(read, mood=0.0)


async def test_a_line_that_was_put_aside_is_read_anew_at_the_first_word(quiet: Quiet) -> None:
    """A word brings it back (`conversation.append`): what the line said before must not stay."""
    maya = await quiet.agent()
    _, conversation = await quiet.customer()
    later = quiet.clock() + timedelta(days=1)
    aside = replace(conversation, state=State.WITH_AGENT, agent_id=maya.id, snoozed_until=later)
    async with quiet.ports.record.look() as unit:
        line = await summary(aside, unit, quiet.ports)
    assert line["snoozed_until"] is not None
    assert with_words(line, aside) is not None
    assert with_words(line, replace(aside, snoozed_until=None, last_text="one thing more")) is None


async def test_the_filters_over_the_wire(desk: Running, bot: Bot) -> None:
    """What the bot read counts from its answer on; choices name what this house has; wrong values are refused."""
    maya = await desk.agent()
    bot.answer_to("Wo ist mein Paket?", **read_as("return_item", language="de"))
    bot.answer_to("danke", **read_as("thanks", language=None))
    writer, other = await desk.visitor(), await desk.visitor()
    for words in ("Wo ist mein Paket?", "danke"):
        await writer.say(words)
        await writer.until(f"You said: {words}")
    await other.say("hello")
    await other.until("You said: hello")

    async def found(**asked: str) -> list[str]:
        answer = await maya.get("/api/agent/conversations", params={"view": "all"} | asked)
        assert answer.status_code == 200, answer.text
        return [each["id"] for each in answer.json()["conversations"]]

    assert await found(language="de") == [writer.conversation_id]
    assert await found(about="return_item") == [writer.conversation_id], "a word of thanks is no matter"
    assert await found(about="track_order", channel="chat") == [other.conversation_id]
    choices = (await maya.get("/api/agent/inbox-choices")).json()
    assert choices["languages"] == ["de"]
    assert {"id": "frustration", "name": "Frustrated with the assistant"} in choices["reasons"]
    assert "return_item" in choices["about"]
    assert "thanks" not in choices["about"]
    for wrong in ({"channel": "pigeon"}, {"language": "German"}):
        refused = await maya.get("/api/agent/conversations", params={"view": "all"} | wrong)
        assert (refused.status_code, refused.json()["field"]) == (400, next(iter(wrong)))
    body = {"name": "German", "view": "waiting", "filter": {"language": "de", "team": "care"}}
    kept = (await maya.post("/api/agent/views", json=body)).json()["view"]
    assert kept == {"id": kept["id"], **body}
    assert (await maya.get("/api/agent/views")).json()["views"] == [kept]


def read_as(intent: str, language: str | None) -> dict[str, Any]:
    """A turn's understanding of that intent and language."""
    scored = {"name": intent, "confidence": 0.9}
    return {"understanding": {"intent": scored, "ranking": [scored], "language": language}}


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


async def test_what_is_known_of_older_conversations_is_kept(desk_settings: Settings) -> None:
    """The last reason of the customer's own and the last wrap-up count; what was never asked stays open."""
    await asyncio.to_thread(command.downgrade, migrations(desk_settings), "0017")
    engine = create_async_engine(desk_settings.database_url)
    at = {"at": START.replace(tzinfo=None), "later": START.replace(tzinfo=None) + timedelta(hours=1)}
    async with engine.begin() as sql:
        for statement in OLD_ROWS:
            await sql.execute(text(statement), at)
    await asyncio.to_thread(command.upgrade, migrations(desk_settings), "head")
    async with engine.connect() as sql:
        found = await sql.execute(text("SELECT id, language, reason, about FROM conversations ORDER BY id"))
        assert [tuple(row) for row in found] == [("c1", None, "frustration", "refund_status"), ("c2", None, None, None)]
    await engine.dispose()


def migrations(settings: Settings) -> Config:
    """Of that database."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["url"] = settings.database_url
    return config


_HANDED_OVER = "INSERT INTO handoffs (id, conversation_id, reason, evidence, requested_at, state) VALUES "
_WRAPPED_UP = "INSERT INTO wrap_ups (conversation_id, seq, agent_id, solved, contact_reason, note, at) VALUES "
OLD_ROWS = (
    "INSERT INTO agents (id, name, email, role, password_hash) VALUES ('a', 'Maya', 'm@x.example', 'agent', '')",
    *(f"INSERT INTO customers (id, created_at) VALUES ('p{n}', :at)" for n in (1, 2)),
    *(
        "INSERT INTO conversations (id, customer_id, state, created_at, updated_at, last_seq, version, last_text) "
        f"VALUES ('c{n}', 'p{n}', 'closed', :at, :at, 9, 9, '')"
        for n in (1, 2)
    ),
    f"{_HANDED_OVER} ('h1', 'c1', 'frustration', '[]', :at, 'completed')",
    f"{_HANDED_OVER} ('h2', 'c1', 'transfer', '[]', :later, 'completed')",
    f"{_WRAPPED_UP} ('c1', 3, 'a', false, 'track_order', '', :at)",
    f"{_WRAPPED_UP} ('c1', 8, 'a', true, 'refund_status', '', :later)",
)
