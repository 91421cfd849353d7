"""What people and programs try who mean no good: searches that are statements, objects that are programs."""

from __future__ import annotations

import asyncio
import json
import os
import pickle
import uuid
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import redis.asyncio
from websockets.asyncio.client import connect

from desk.http.contract import Who
from desk.http.routes import ROUTES
from desk.live.hub import CHANNEL
from desk.live.presence import KEY
from desk.settings import Settings
from tests.desk.conftest import Bot, Running, free_port, running

STATEMENTS = (
    "' OR '1'='1",
    "1; DROP TABLE entries; --",
    "waiting' UNION SELECT password_hash FROM agents --",
    '") OR 1=1 --',
    "%",
    "_%",
    "*",
    "waiting\x00",
    "${jndi:ldap://x}",
    "{{7*7}}",
    "../../etc/passwd",
    '{"$gt": ""}',
    "a\r\nSET x y",
    "9" * 400,
    "-1",
    "1e309",
    "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
)


@pytest.mark.slow
@pytest.mark.timeout(180)
async def test_s14_a_filter_is_a_value_and_never_a_statement(desk_settings: Settings) -> None:
    """Every parameter of every reading route takes statements of all kinds as values: refused or of no effect."""
    # More questions than the limit for one address allows: what is looked at here is the answer behind it.
    async with running(desk_settings.model_copy(update={"limit_factor": 100.0})) as desk:
        await every_filter_is_a_value(desk)


async def every_filter_is_a_value(desk: Running) -> None:
    """What the test above says, on this desk."""
    maya, noor, ana = await desk.agent(), await desk.agent("noor@warmhand.example"), await desk.visitor()
    await ana.say("my secret")
    await ana.until("You said")
    before = await ana.entries()
    for route in (route for route in ROUTES if route.method == "GET" and route.who is not Who.ANYONE):
        http = ana.http if route.who is Who.CUSTOMER else maya if route.who in (Who.STAFF, Who.AGENT) else noor
        names = list(route.query.model_json_schema()["properties"]) if route.query else []
        for statement in STATEMENTS:
            here = route.path.replace("<conversation_id:str>", quote(statement, safe=""))
            answer = await http.get(here, params=dict.fromkeys(names, statement))
            assert answer.status_code < 500, (route.path, statement, answer.text)
            if "<" in route.path:
                assert answer.status_code in (400, 404), (route.path, statement, answer.text)
            assert "my secret" not in answer.text or "<" not in route.path, (route.path, statement)
            assert "argon2" not in answer.text
            for name in names:
                known = route.path.replace("<conversation_id:str>", ana.conversation_id)
                one = await http.get(f"{known}?{name}={quote(statement)}&{name}[]={quote(statement)}")
                assert one.status_code in (200, 400, 404), (route.path, name, statement, one.text)
    assert await ana.entries() == before


class Bomb:
    """Unpickled, it leaves a mark."""

    def __init__(self, mark: Path) -> None:
        self.mark = str(mark)

    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, (self.mark,)


@pytest.mark.slow
async def test_s22_an_object_in_redis_runs_no_code(desk: Running, tmp_path: Path) -> None:
    """Pickles, jsonpickle and nonsense on the desk's channel and in its keys are text: nothing runs, nothing stops."""
    mark = tmp_path / "mark"
    bomb = pickle.dumps(Bomb(mark))
    jsonpickle = json.dumps({"py/reduce": [{"py/function": "os.mkdir"}, {"py/tuple": [str(mark)]}]})
    ana = await desk.visitor()
    server = redis.asyncio.Redis.from_url(desk.settings.redis_url)
    async with asyncio.timeout(10):
        while not desk.desk.hub.connected:
            await asyncio.sleep(0.02)
    hostile = [
        bomb,
        jsonpickle.encode(),
        b"",
        b"\xff",
        b"null",
        b"[]",
        b"7",
        b"[" * 100_000,
        b'{"from": 1}',
        b'{"from": 1, "nudges": 7}',
        b'{"from": "x", "nudges": [null, 1, {}, {"kind": "conversation"}, {"kind": "typing", "id": 7}]}',
        b'{"from": "x", "nudges": [{"kind": {"a": 1}, "id": ["b"]}]}',
    ]
    for payload in hostile:
        await server.publish(CHANNEL, payload)
    await server.delete(KEY)
    await server.set(KEY, bomb)
    address = desk.url.replace("http", "ws") + "/api/widget/socket"
    async with connect(address, origin=desk.url, proxy=None) as wire:  # type: ignore[arg-type]
        hello = {"type": "hello", "token": ana.token, "conversation_id": ana.conversation_id, "after": 0}
        await wire.send(json.dumps(hello))
        assert (await ana.say("still there?")).status_code == 201
        await ana.until("You said: still there?")
        await ana.http.post(f"/api/widget/conversations/{ana.conversation_id}/handoff", json={})
        await ana.until("Waiting for a person")
        async with asyncio.timeout(10):
            while "Waiting for a person" not in str(await wire.recv()):
                pass
    await server.delete(KEY)
    await server.zadd(KEY, {bomb: 9e12})
    assert (await ana.http.get("/api/widget/conversation")).status_code == 200
    await server.delete(KEY)
    await server.aclose()
    assert desk.desk.hub.connected
    assert not mark.exists()
    pickle.loads(bomb)
    assert mark.exists(), "the bomb is a dud: this test showed nothing"


@pytest.mark.slow
async def test_r25_without_a_bot_the_way_to_a_person_stands(desk_settings: Settings, bot: Bot) -> None:
    """Rasa is down from the start: ready but for the bot, the customer is told, and people talk to each other."""
    moved = free_port()
    changes = {
        "rasa_url": f"http://127.0.0.1:{free_port()}",
        "desk_port": moved,
        "desk_url": f"http://127.0.0.1:{moved}",
    }
    async with running(desk_settings.model_copy(update=changes)) as desk:
        async with desk.http() as http:
            answer = await http.get("/ready")
        assert (answer.status_code, answer.json()["parts"]["bot"]["up"]) == (200, False)
        ana, maya = await desk.visitor(), await desk.agent()
        await ana.say("hello")
        await ana.http.post(f"/api/widget/conversations/{ana.conversation_id}/handoff", json={})
        await ana.until("Waiting for a person")
        one = f"/api/agent/conversations/{ana.conversation_id}"
        assert (await maya.post(f"{one}/claim", json={})).status_code == 200
        await maya.post(f"{one}/messages", json={"id": str(uuid.uuid4()), "text": "I am here"})
        await ana.until("I am here")
        ben = await desk.visitor()
        await ben.say("anybody?")
        await ben.until("Our assistant is not answering", seconds=15)
