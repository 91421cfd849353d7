"""S23, S24: everything of a customer is told, everything is erased, and nothing comes back late."""

from __future__ import annotations

import asyncio
import json
import secrets
import uuid
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import redis.asyncio
from sanic import Request, Sanic, empty
from sqlalchemy import JSON, Date, update

from desk.access.audit import Action
from desk.privacy.flows import LATE_ANSWERS, Keeping, erase_customer, export_customer, forget_elsewhere, retire
from desk.settings import Settings
from desk.storage.privacy_store import COPIES, NOT_ABOUT_CUSTOMERS, _json
from desk.storage.schema import Moment, conversations, customers, metadata
from tests.desk.conftest import Bot, Running, Visitor, free_port, proof, running, serve
from tests.desk.test_roles import picture

pytestmark = pytest.mark.slow

CANARY = "canary-words-0193"
EMAIL = "canary-mail@example.com"
NAME = "Canary Petrova"


@pytest.fixture
async def shop_heard(desk_settings: Settings) -> AsyncIterator[tuple[int, list[str]]]:
    """The shop's side of forgetting, and what it was told."""
    heard: list[str] = []
    app: Sanic[Any, Any] = Sanic(f"shop-{secrets.token_hex(4)}", configure_logging=False)
    app.config.update(MOTD=False, TOUCHUP=False)

    async def forget(_request: Request, conversation_id: str) -> Any:
        heard.append(conversation_id)
        return empty(204)

    app.add_route(forget, "/api/conversations/<conversation_id:str>", methods=["DELETE"])
    port = free_port()
    server = await serve(app, port)
    yield port, heard
    server.close()
    await server.wait_closed()


@pytest.fixture
async def desk(desk_settings: Settings, shop_heard: tuple[int, list[str]]) -> AsyncIterator[Running]:
    """A desk with a shop that can forget."""
    port = shop_heard[0]
    async with running(
        desk_settings.model_copy(update={"shop_port": port, "shop_url": f"http://127.0.0.1:{port}"})
    ) as d:
        yield d


async def ana_with_history(desk: Running, bot: Bot) -> Visitor:
    """A customer with messages, answers, facts, a handoff with its brief, and a memory of the bot."""
    bot.answer_to(
        f"help {CANARY}",
        facts=[{"asked": f"order {CANARY}", "answered": "late", "ok": True}],
        handoff={"reason": "explicit_request", "evidence": [f"asked: {CANARY}"]},
    )
    ana = await desk.visitor(proof(desk.settings, email=EMAIL, name=NAME))
    await ana.say(f"hello {CANARY}")
    await ana.until(f"You said: hello {CANARY}")
    await ana.say(f"help {CANARY}")
    await ana.until("line")
    await remember(desk, ana.conversation_id)
    return ana


async def remember(desk: Running, conversation_id: str) -> None:
    """What Rasa keeps of a conversation (bot/redis_tracker_store.py, bot/redis_lock_store.py)."""
    memory = desk.desk.redis
    await memory.rpush(f"warmhand:tracker:events:{conversation_id}", json.dumps({"event": "user", "text": CANARY}))
    await memory.set(f"warmhand:tracker:opening:{conversation_id}", CANARY)
    await memory.set(f"warmhand:tracker:answers:{conversation_id}:{uuid.uuid4()}", CANARY)


def stored(desk: Running) -> bytes:
    """Every byte of the record on the disk."""
    path = Path(desk.settings.database_url.removeprefix("sqlite+aiosqlite:///"))
    return b"".join(each.read_bytes() for each in path.parent.iterdir() if each.name.startswith(path.name))


async def in_redis(desk: Running, *canaries: str) -> list[str]:
    """The keys that hold one of these in name or value."""
    found = []
    async with redis.asyncio.Redis.from_url(desk.settings.redis_url) as server:
        async for key in server.scan_iter():
            kind = await server.type(key)
            value = {
                b"string": lambda k=key: server.get(k),
                b"list": lambda k=key: server.lrange(k, 0, -1),
                b"zset": lambda k=key: server.zrange(k, 0, -1),
            }.get(kind)
            text = f"{key!r} {await value() if value else ''!r}"
            if any(canary in text for canary in canaries):
                found.append(key.decode())
    return found


async def test_s24_the_export_is_complete_and_only_theirs(desk: Running, bot: Bot) -> None:
    """Transcript, answers, handoff, sessions, the bot's memory are in it; another's words and secrets are not."""
    ana, eve = await ana_with_history(desk, bot), await desk.visitor()
    await eve.say("words of eve")
    await eve.until("You said: words of eve")
    noor = await desk.agent("noor@warmhand.example")
    answer = await noor.post("/api/admin/customers/export", json={"customer": "C1003"})
    assert answer.status_code == 200, answer.text
    told = answer.json()
    shown = [entry["message"]["text"] for entry in await ana.entries() if entry["message"]]
    assert [row["text"] for row in told["record"]["entries"] if row["text"] is not None] == shown
    assert told["record"]["customers"][0]["email"] == EMAIL
    assert [row["reason"] for row in told["record"]["handoffs"]] == ["explicit_request"]
    assert len(told["record"]["bot_jobs"]) == 2
    assert told["bot_memory"][ana.conversation_id] == [{"event": "user", "text": CANARY}]
    for foreign in ("words of eve", eve.conversation_id, "token_hash", ana.token):
        assert foreign not in answer.text
    for reference in (told["customer_id"], ana.conversation_id):
        again = await noor.post("/api/admin/customers/export", json={"customer": reference})
        assert again.json()["record"] == told["record"]
    unknown = await noor.post("/api/admin/customers/export", json={"customer": "C9999"})
    assert (unknown.status_code, unknown.json()["code"]) == (404, "customer_not_found")


def test_s23_every_table_is_known_to_hold_customers_data_or_not() -> None:
    """A new table names a conversation or a customer, by our id or the shop's, or is listed as not about customers."""
    for table in metadata.sorted_tables:
        named = {"conversation_id", "customer_id", "shop_customer_id"} & set(table.c.keys())
        about = table.name in ("customers", "conversations") or bool(named)
        assert about or table.name in NOT_ABOUT_CUSTOMERS, table.name
    assert set(metadata.tables) >= NOT_ABOUT_CUSTOMERS


async def test_s23_nothing_is_left_after_an_erasure(
    desk: Running, bot: Bot, shop_heard: tuple[int, list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    """Record and its file, Redis, shop, logs: no canary anywhere; others keep theirs; the audit log names nobody."""
    ana, eve = await ana_with_history(desk, bot), await desk.visitor()
    await eve.say("words of eve")
    await eve.until("You said: words of eve")
    await remember(desk, eve.conversation_id)
    assert CANARY.encode() in stored(desk)
    async with asyncio.timeout(10):
        sent = await ana.http.post(
            f"/api/widget/conversations/{ana.conversation_id}/attachments",
            params={"id": str(uuid.uuid4())},
            headers={"x-file-name": f"{CANARY}.png"},
            content=picture(),
        )
    assert sent.status_code == 201, sent.text
    folder = desk.settings.var_dir / "attachments"
    assert [path for path in folder.rglob("*") if path.is_file()]
    noor = await desk.agent("noor@warmhand.example")
    refused = await noor.post("/api/admin/customers/erase", json={"customer": "C1003", "confirm": "yes"})
    assert refused.status_code == 400
    done = await noor.post("/api/admin/customers/erase", json={"customer": "C1003", "confirm": "erase"})
    assert done.status_code == 200, done.text
    assert done.json()["erased"]["conversations"] == 1
    await desk.desk.record.tidy()
    left = stored(desk)
    for canary in (CANARY, EMAIL, NAME, "C1003"):
        assert canary.encode() not in left, canary
    assert b"words of eve" in left
    assert await in_redis(desk, ana.conversation_id) == []
    assert len(await in_redis(desk, eve.conversation_id)) == 3
    assert ana.conversation_id in shop_heard[1]
    assert eve.conversation_id not in shop_heard[1]
    assert [path for path in folder.rglob("*") if path.is_file()] == []
    assert CANARY not in capsys.readouterr().out
    assert (await ana.http.get("/api/widget/conversation")).status_code == 401
    async with desk.desk.record.look() as unit:
        lines = [line async for line in unit.audit.lines()]
        assert await unit.audit.broken_at() is None
    assert lines[-1].action == Action.CUSTOMER_ERASED
    assert ana.conversation_id not in json.dumps([line.detail | {"s": line.subject} for line in lines])
    again = await noor.post("/api/admin/customers/erase", json={"customer": "C1003", "confirm": "erase"})
    assert (again.status_code, again.json()["code"]) == (404, "customer_not_found")


async def test_s23_a_late_answer_of_the_bot_brings_nothing_back(desk: Running, bot: Bot) -> None:
    """Erased while the bot is thinking: its reply is dropped, and what it writes to its memory afterwards is erased."""
    bot.delay = 1.0
    ana = await desk.visitor(proof(desk.settings, email=EMAIL))
    await ana.say(f"slow {CANARY}")
    async with asyncio.timeout(5):
        while not bot.turns:
            await asyncio.sleep(0.01)
    await erase_customer("C1003", "test", desk.desk.others, desk.desk.ports)
    await remember(desk, ana.conversation_id)
    async with asyncio.timeout(5):
        while desk.desk.runner._running:
            await asyncio.sleep(0.02)
    await forget_elsewhere(desk.desk.others, desk.desk.ports)
    assert await in_redis(desk, ana.conversation_id) == []
    await desk.desk.record.tidy()
    assert CANARY.encode() not in stored(desk)
    async with desk.desk.record.look() as unit:
        assert await unit.conversations.get(ana.conversation_id) is None


@pytest.mark.slow
async def test_s23_stores_that_are_away_are_gone_over_later(desk: Running, bot: Bot) -> None:
    """With Redis away the record is erased at once; the ids stay until Redis was there, and are then forgotten too."""
    ana = await ana_with_history(desk, bot)
    moment = desk.desk.ports.clock()
    away = redis.asyncio.Redis(port=free_port(), socket_connect_timeout=0.2)
    memory, shop = desk.desk.others
    real, memory._redis = memory._redis, away  # type: ignore[attr-defined]
    await erase_customer("C1003", "test", (memory, shop), desk.desk.ports)
    later = replace(desk.desk.ports, clock=lambda: moment + LATE_ANSWERS * 4)
    assert await forget_elsewhere((memory, shop), later) == 0
    memory._redis = real  # type: ignore[attr-defined]
    assert await in_redis(desk, ana.conversation_id)
    assert await forget_elsewhere((memory, shop), later) == 1
    assert await in_redis(desk, ana.conversation_id) == []
    await desk.desk.record.tidy()
    assert ana.conversation_id.encode() not in stored(desk)


async def test_s23_an_erased_customer_may_come_again(desk: Running, bot: Bot) -> None:
    """The same person signs in later and begins with nothing."""
    await ana_with_history(desk, bot)
    await erase_customer("C1003", "test", desk.desk.others, desk.desk.ports)
    again = await desk.visitor(proof(desk.settings, email=EMAIL))
    assert await again.entries() == []
    assert (await export_customer("C1003", "test", (), desk.desk.ports))["record"]["handoffs"] == []


async def test_retention_erases_what_was_kept_long_enough(desk: Running, bot: Bot) -> None:
    """Visitors' old chats and customers' old closed ones go, with people nobody needs; open and younger ones stay."""
    ana, eve, new = await ana_with_history(desk, bot), await desk.visitor(), await desk.visitor()
    for visitor in (eve, new):
        await visitor.say("hello")
        await visitor.until("You said: hello")
    now = desk.desk.ports.clock()
    keeping = Keeping(timedelta(days=90), timedelta(days=730))

    async def age(conversation_id: str, days: int, **more: str) -> None:
        async with desk.desk.record.change() as unit:
            values = {"updated_at": now - timedelta(days=days), **more}
            await unit._sql.execute(update(conversations).where(conversations.c.id == conversation_id).values(values))

    await age(eve.conversation_id, 91)
    await age(ana.conversation_id, 91, state="closed")
    assert await retire(keeping, desk.desk.ports) == 1
    await age(ana.conversation_id, 731)
    assert await retire(keeping, desk.desk.ports) == 1
    await age(new.conversation_id, 89)
    assert await retire(keeping, desk.desk.ports) == 0
    later = replace(desk.desk.ports, clock=lambda: now + timedelta(days=200))
    assert await retire(keeping, later) == 1
    async with desk.desk.record.look() as unit:
        assert (await unit._sql.execute(customers.select())).all() == []
    async with desk.desk.record.look() as unit:
        lines = [line async for line in unit.audit.lines() if line.action == Action.CONVERSATIONS_RETIRED]
    assert [line.detail["conversations"] for line in lines] == [1, 1, 1]


def test_s23_whatever_a_column_holds_can_be_written_into_an_export() -> None:
    """A kind of value that JSON does not know would keep a customer from all that is kept of them."""
    kinds: dict[type, Any] = {Date: date(2027, 1, 2), Moment: datetime.now(UTC), JSON: {"a": [1]}}
    about = [table for table in metadata.sorted_tables if table.name not in NOT_ABOUT_CUSTOMERS | COPIES]
    assert {Date, Moment} <= {type(column.type) for table in about for column in table.c}
    for table in about:
        row = {
            column.name: kinds[type(column.type)] if type(column.type) in kinds else column.type.python_type()
            for column in table.c
        }
        assert json.loads(json.dumps(_json(row))).keys() == _json(row).keys(), table.name
