"""The mystery shopper over the desk's own public door: what it reports, whom it calls, and that nobody counts it."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import String, Table, func, or_, select

from desk.insights.reading import read_contacts as read_handled
from desk.knowledge.counting import read_conversations as read_uses
from desk.ports import DeskPorts
from desk.praise.reading import read_praise
from desk.quality import shopping
from desk.quality.reading import check_handlings
from desk.quality.script import RunState
from desk.service_levels.flows import read_off
from desk.storage.schema import conversations, customers, metadata
from desk.studio.feed import BEGINNING, read_conversations
from desk.warning.watching import read_contacts
from tests.desk.conftest import Bot, Running

ON_BOTH_DATABASES = True
ROOM = "/api/agent/quality"
MAY_HOLD = {"conversations", "customers", "widget_sessions", "entries", "bot_jobs", "quality_runs"}
"""Every table in which a line may name the shopper or its conversation: what was said, and what came of it."""
HELLO, WHERE = "Hello there", "where is my parcel"


def script(**changes: Any) -> dict[str, Any]:
    lines = [{"says": HELLO, "expects": ["hello"]}, {"says": WHERE, "expects": ["parcel"]}]
    return {"name": "Where is it", "lines": lines, "handover": "must_not", "every_hours": 0} | changes


def willing(bot: Bot) -> None:
    bot.answer_to(HELLO, replies=[reply("Hello, I am a bot. What can I do for you?")])
    bot.answer_to(WHERE, replies=[reply("Your parcel will come tomorrow.")])


def reply(text: str) -> dict[str, Any]:
    return {"text": text, "quick_replies": [], "card": None}


async def written(http: httpx.AsyncClient, **changes: Any) -> str:
    answer = await http.post(f"{ROOM}/scripts", json=script(**changes))
    assert answer.status_code == 201, answer.text
    return str(answer.json()["scripts"][0]["id"])


async def ran(http: httpx.AsyncClient, script_id: str) -> dict[str, Any]:
    """Run it now, and wait for what comes of it."""
    answer = await http.post(f"{ROOM}/scripts/{script_id}/run", json={})
    assert answer.status_code == 202, answer.text
    async with asyncio.timeout(40):
        while True:
            found = (await http.get(f"{ROOM}/scripts")).json()["scripts"]
            run: dict[str, Any] = next(each for each in found if each["id"] == script_id)["runs"][0]
            if run["state"] not in ("waiting", "running"):
                return run
            await asyncio.sleep(0.05)


async def everybody_reads(desk: DeskPorts, *conversation_ids: str) -> None:
    """Every reader of conversations looks, as its round does."""
    await read_off(conversation_ids, desk)
    for look in (read_contacts, read_handled, read_uses, read_praise, check_handlings):
        while await look(desk):
            pass
    since = BEGINNING
    read = 1
    while read:
        read, since = await read_conversations(since, desk)


async def census(desk: Running, conversation_id: str) -> set[str]:
    """The tables in which a line names that conversation or its customer."""
    found = set()
    async with desk.desk.record.look() as unit:
        sql = unit._sql
        person = select(conversations.c.customer_id).where(conversations.c.id == conversation_id)
        customer_id = (await sql.execute(person)).scalar_one()
        ids = {"conversation_id": conversation_id, "customer_id": customer_id, "person": customer_id}
        for table in metadata.sorted_tables:
            own = {conversations: {"id": conversation_id}, customers: {"id": customer_id}}.get(table, ids)
            # In one table "person" says yes or no.
            named = [table.c[name] == id_ for name, id_ in own.items() if is_words(table, name)]
            if named and (await sql.execute(select(func.count()).select_from(table).where(or_(*named)))).scalar_one():
                found.add(table.name)
    return found


def is_words(table: Table, name: str) -> bool:
    return name in table.c and isinstance(table.c[name].type, String)


async def test_a_script_passes_and_says_what_each_verdict_rests_on(desk: Running, bot: Bot) -> None:
    """Lines, handover and the standard's rules, each with its entry; the bot was not told who asks."""
    willing(bot)
    http = await desk.agent("olu@warmhand.example")
    run = await ran(http, await written(http))
    assert run["state"] == "passed", run
    assert [each["about"] for each in run["findings"]] == [
        "Line 1", "Line 2", "Handover", "Greeting", "Answer", "Next step", "No blame", "Wait within target"
    ]  # fmt: skip
    assert [(each["ok"], each["seq"]) for each in run["findings"]][:2] == [(True, 2), (True, 4)]
    turn = bot.turns[0]
    assert "shopper" not in str(turn).lower()
    assert turn["customer"]["verified"] is False


async def test_nobody_counts_it_and_nobody_is_woken(desk: Running, bot: Bot) -> None:
    """Handed over, goodwill wished: after every reader looked only what was said is there, and no figure moved."""
    bot.answer_to(WHERE, replies=[reply("I ask a person.")], handoff={"reason": "frustration", "evidence": ["angry"]},
                  goodwill={"order_number": "20417", "cause": "late"})  # fmt: skip
    olu, maya = await desk.agent("olu@warmhand.example"), await desk.agent("maya@warmhand.example")
    inbox = (await maya.get("/api/agent/conversations?view=all")).json()
    before = (await olu.get("/api/insights?days=7")).json()["figures"]
    metrics = counted(await maya.get("/metrics"))
    run = await ran(olu, await written(olu, lines=[{"says": WHERE}, {"says": "never said"}], handover="must"))
    assert (run["state"], run["handed_over"] is not None) == ("passed", True)
    conversation_id = run["conversation_id"]
    await everybody_reads(desk.desk.ports, conversation_id)
    assert await census(desk, conversation_id) <= MAY_HOLD
    assert (await maya.get("/api/agent/conversations?view=all")).json() == inbox
    for view in ("waiting", "mine", "follow_ups"):
        assert (await maya.get(f"/api/agent/conversations?view={view}")).json()["conversations"] == []
    assert (await olu.get("/api/insights?days=7")).json()["figures"] == before
    assert counted(await maya.get("/metrics")) == metrics
    assert conversation_id not in (await maya.get("/api/agent/search?q=parcel")).text
    seen = await maya.get(f"/api/agent/conversations/{conversation_id}")
    assert seen.json()["conversation"]["state"] == "closed"
    assert "Here a person would have been asked for" in seen.text


def counted(answer: httpx.Response) -> list[str]:
    """What the metrics page counts of messages and handoffs."""
    return [
        line for line in answer.text.splitlines() if line.startswith(("warmhand_messages_total", "warmhand_handoffs"))
    ]


async def test_a_customer_with_the_same_words_is_counted(desk: Running, bot: Bot) -> None:
    """So the test above is about the mark: the very same readers find what a visitor says."""
    bot.answer_to(WHERE, replies=[reply("I ask a person.")], handoff={"reason": "frustration", "evidence": ["angry"]})
    visitor, other, maya = await desk.visitor(), await desk.visitor(), await desk.agent("maya@warmhand.example")
    await visitor.say(WHERE)
    await visitor.until("I ask a person")
    await other.say("where is it")
    await other.until("bot: You said")
    await everybody_reads(desk.desk.ports, visitor.conversation_id)
    found = await census(desk, visitor.conversation_id) | await census(desk, other.conversation_id)
    readers = {"contacts", "insight_contacts", "studio_messages", "articles_read", "search_texts", "model_turns"}
    assert found >= readers | {"line_places", "handoffs", "service_clocks", "quality_read"}
    assert len((await maya.get("/api/agent/conversations?view=waiting")).json()["conversations"]) == 1
    assert visitor.conversation_id in (await maya.get("/api/agent/search?q=parcel")).text


async def test_nobody_can_be_drawn_into_it(desk: Running, bot: Bot) -> None:
    """An agent who finds it cannot step in, and asking for a person by the button is an outcome, too."""
    willing(bot)
    olu = await desk.agent("olu@warmhand.example")
    run = await ran(olu, await written(olu))
    refused = await olu.post(f"/api/agent/conversations/{run['conversation_id']}/step-in", json={})
    assert (refused.status_code, refused.json()["code"]) == (409, "wrong_state")
    visitor = await desk.visitor()
    async with desk.desk.record.change() as unit:
        found = await unit.conversations.get(visitor.conversation_id)
        assert found is not None
        person = await unit.customers.get(found.customer_id)
    assert person is not None
    token = await desk.desk.ports.public_line.begin()
    await shopping._mark(token, desk.desk.ports)
    marked = await desk.desk.ports.public_line.open(token)
    async with desk.http(authorization=f"Bearer {token}") as http:
        asked = await http.post(f"/api/widget/conversations/{marked}/handoff", json={})
    assert asked.json()["conversation"]["state"] == "closed"


async def test_a_script_that_passed_and_fails_calls_its_supervisor(desk: Running, bot: Bot) -> None:
    """Once; until somebody has seen it, or it passes again."""
    willing(bot)
    http = await desk.agent("olu@warmhand.example")
    script_id = await written(http)
    assert not (await ran(http, script_id))["calls"]
    bot.answer_to(WHERE, replies=[reply("As I said, no idea.")])
    run = await ran(http, script_id)
    assert (run["state"], run["calls"]) == ("failed", True)
    wrong = {each["about"]: each["says"] for each in run["findings"] if not each["ok"]}
    assert set(wrong) == {"Line 2", "Next step", "No blame"}
    assert wrong["No blame"] == "as i said"
    assert (await calls(http))["alarms"] == 1
    assert (await calls(await desk.agent("maya@warmhand.example")))["alarms"] == 0
    assert not (await ran(http, script_id))["calls"], "it had failed before"
    await http.post(f"{ROOM}/runs/{run['id']}/seen", json={})
    assert (await calls(http))["alarms"] == 0
    willing(bot)
    assert (await ran(http, script_id))["state"] == "passed"
    bot.answer_to(HELLO, replies=[reply("Yes?")])
    assert (await ran(http, script_id))["calls"]
    willing(bot)
    await ran(http, script_id)
    assert (await calls(http))["alarms"] == 0, "it passes again"


async def calls(http: httpx.AsyncClient) -> dict[str, int]:
    return dict((await http.get("/api/agent/desk")).json()["quality"])


async def test_a_bot_that_is_down_fails_the_script(desk: Running, bot: Bot) -> None:
    """No answer is an answer; nobody's turn comes to an agent."""
    await bot.stop()
    http = await desk.agent("olu@warmhand.example")
    run = await ran(http, await written(http))
    assert run["state"] == "failed"
    assert run["findings"][0] | {"seq": 0} == {"about": "Line 1", "ok": False, "says": "No answer", "seq": 0}


async def test_the_schedule_begins_each_run_once(desk: Running, bot: Bot) -> None:
    """Ten desks look at once; the next time is a day later; what died with its desk is ended and says nothing."""
    willing(bot)
    http = await desk.agent("olu@warmhand.example")
    script_id = await written(http, every_hours=24)
    ports = desk.desk.ports
    assert await shopping.begin_due(ports) == 0
    async with ports.record.change() as unit:
        before = await unit.shopper.script(script_id)
        assert before is not None
        assert before.next_at is not None
        due = shopping.replace(before, next_at=before.next_at - timedelta(hours=24))
        assert await unit.shopper.save_script(before, due)
    begun = await asyncio.gather(*(shopping.begin_due(ports) for _ in range(10)))
    assert sum(begun) == 1
    async with ports.record.look() as unit:
        after = await unit.shopper.script(script_id)
        [run] = await unit.shopper.runs_of(script_id, 9)
    assert after is not None
    assert after.next_at is not None
    assert after.next_at - ports.clock() > timedelta(hours=23)
    assert run.by is None


async def test_a_run_that_died_with_its_desk_is_no_alarm(desk: Running) -> None:
    """After ten minutes it is cut short, and the script may run again."""
    http = await desk.agent("olu@warmhand.example")
    script_id = await written(http)
    ports = desk.desk.ports
    async with ports.record.change() as unit:
        dead = shopping.Run("r_dead", script_id, 1, ports.clock() - timedelta(minutes=11), RunState.RUNNING)
        await unit.shopper.add_run(dead)
    async with asyncio.timeout(20):
        while (await shopping_run(ports, "r_dead")).state is RunState.RUNNING:
            await asyncio.sleep(0.1)
    over = await shopping_run(ports, "r_dead")
    assert (over.state, over.alarm) == (RunState.CUT_SHORT, False)


async def shopping_run(ports: DeskPorts, run_id: str) -> shopping.Run:
    async with ports.record.look() as unit:
        found = await unit.shopper.run(run_id)
    assert found is not None
    return found


@pytest.mark.parametrize(
    "changes, field",
    [
        ({"name": " "}, "name"), ({"lines": []}, "lines"), ({"lines": [{"says": "x"}] * 13}, "lines"),
        ({"lines": [{"says": "x" * 501}]}, "lines"), ({"every_hours": 5}, "every_hours"),
        ({"handover": "maybe"}, "handover"),
        ({"lines": [{"says": "x", "expects": ["y" * 61]}]}, "lines"), ({"more": 1}, "more"),
    ],
)  # fmt: skip
async def test_what_is_no_script(desk: Running, changes: dict[str, Any], field: str) -> None:
    """Refused with the field."""
    http = await desk.agent("olu@warmhand.example")
    answer = await http.post(f"{ROOM}/scripts", json=script(**changes))
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_field")
    assert answer.json()["field"].startswith(field)
