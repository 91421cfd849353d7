"""Floods: who sends too much is refused, on all desks together, and nobody else is."""

from __future__ import annotations

import asyncio
import secrets
import statistics
import time
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from redis.asyncio import Redis

from desk import errors
from desk.access.address import AddressKeys, caller, networks
from desk.access.limits import LIMITS, REMEMBERED_KEYS, Counted, Limit, Windows, scaled
from desk.live.shared_limits import SharedLimits
from desk.ports import Clock
from desk.settings import Settings
from tests.desk.conftest import Bot, Running, free_port, running, settings

pytestmark = pytest.mark.slow


def stopped() -> Clock:
    """A clock that stands still, so that no window ends in the middle of a test."""
    moment = datetime.now(UTC)
    return lambda: moment


@pytest.fixture
async def desk(desk_settings: Settings) -> AsyncIterator[Running]:
    """A desk whose windows do not move on."""
    async with running(desk_settings, stopped()) as found:
        yield found


PROXIES = networks("10.0.0.0/8, 127.0.0.1, fd00::/8")


@pytest.mark.parametrize(
    ("peer", "forwarded", "found"),
    [
        ("203.0.113.7", "", "203.0.113.7"),
        ("203.0.113.7", "198.51.100.1", "203.0.113.7"),
        ("10.1.2.3", "198.51.100.1", "198.51.100.1"),
        ("10.1.2.3", "6.6.6.6, 198.51.100.1", "198.51.100.1"),
        ("10.1.2.3", "6.6.6.6, 198.51.100.1, 10.9.9.9", "198.51.100.1"),
        ("10.1.2.3", "10.9.9.9, 10.8.8.8", "10.9.9.9"),
        ("10.1.2.3", "nonsense", "10.1.2.3"),
        ("10.1.2.3", "198.51.100.1, ' OR 1=1", "10.1.2.3"),
        ("::ffff:10.1.2.3", "198.51.100.1", "198.51.100.1"),
        ("2001:db8:1:2:3:4:5:6", "", "2001:db8:1:2::/64"),
        ("fd00::1", "2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("", "198.51.100.1", ""),
    ],
)
def test_s16_only_trusted_proxies_are_believed(peer: str, forwarded: str, found: str) -> None:
    """X-Forwarded-For counts from the right and only as far as trusted hops wrote it."""
    assert caller(peer, forwarded, PROXIES) == found


def test_s16_keys_say_nothing_of_addresses() -> None:
    """The same address gives the same key on each desk with that secret, and another one with another."""
    ours, theirs = AddressKeys("s" * 20), AddressKeys("t" * 20)
    assert ours("203.0.113.7") == AddressKeys("s" * 20)("203.0.113.7") != ours("203.0.113.8")
    assert ours("203.0.113.7") != theirs("203.0.113.7")
    assert "203" not in ours("203.0.113.7")


async def test_s16_a_spoofed_header_does_not_evade_the_limit(desk: Running) -> None:
    """With a new X-Forwarded-For on every try, guesses still count as coming from one address."""
    statuses = []
    async with desk.http() as http:
        for number in range(LIMITS["session"].calls + 3):
            headers = {"x-forwarded-for": f"198.51.100.{number % 250}", "x-real-ip": f"198.51.100.{number % 250}"}
            statuses.append((await http.post("/api/widget/sessions", json={}, headers=headers)).status_code)
    assert Counter(statuses) == {201: LIMITS["session"].calls, 429: 3}


async def test_s16_behind_a_trusted_proxy_visitors_are_told_apart(desk_settings: Settings) -> None:
    """With the proxy named, each visitor behind it has limits of their own; what they put in front does not help."""
    behind = desk_settings.model_copy(update={"trusted_proxies": "127.0.0.1"})
    most = LIMITS["session"].calls
    async with running(behind, stopped()) as desk, desk.http() as http:
        for number in range(most):
            headers = {"x-forwarded-for": f"6.6.6.{number % 250}, 198.51.100.1"}
            assert (await http.post("/api/widget/sessions", json={}, headers=headers)).status_code == 201
        one = await http.post("/api/widget/sessions", json={}, headers={"x-forwarded-for": "9.9.9.9, 198.51.100.1"})
        other = await http.post("/api/widget/sessions", json={}, headers={"x-forwarded-for": "198.51.100.2"})
    assert (one.status_code, other.status_code) == (429, 201)


async def test_s15_one_visitor_flooding_is_limited_and_others_are_not(desk_settings: Settings) -> None:
    """200 messages at once from one visitor: thirty are stored; another visitor is answered as before."""
    behind = desk_settings.model_copy(update={"trusted_proxies": "127.0.0.1"})
    async with running(behind, stopped()) as desk:
        await flood_beside(desk)


async def flood_beside(desk: Running) -> None:
    """One visitor floods, another one goes on from another address."""
    eve, ana = await desk.visitor(), await desk.visitor()
    ana.http.headers["x-forwarded-for"] = "198.51.100.9"

    async def timed() -> float:
        began = time.perf_counter()
        assert (await ana.say("hello")).status_code == 201
        return time.perf_counter() - began

    quiet = statistics.median([await timed() for _ in range(5)])
    flood = asyncio.gather(*(eve.say(f"spam {number}") for number in range(200)))
    while not flood.done() and len(eve_stored := await eve.entries()) < 10:
        await asyncio.sleep(0.01)
    meanwhile = [await timed() for _ in range(5)]
    statuses = Counter(answer.status_code for answer in await flood)
    assert statuses == {201: LIMITS["message"].calls, 429: 200 - LIMITS["message"].calls}
    assert statistics.median(meanwhile) < max(2 * quiet, 0.5), (quiet, meanwhile, len(eve_stored))


async def test_s15_refusals_say_when_to_come_back(desk: Running) -> None:
    """429 has the one error shape and a Retry-After."""
    eve = await desk.visitor()
    answers = [await eve.say(f"spam {number}") for number in range(LIMITS["message"].calls + 1)]
    assert answers[-1].status_code == 429
    assert answers[-1].json()["code"] == "too_many_requests"
    assert int(answers[-1].headers["retry-after"]) > 0


@pytest.mark.slow
async def test_s15_two_desks_count_together(desk: Running, desk_settings: Settings) -> None:
    """A flood spread over two desks gets what one desk would give: exactly for sessions, nearly for messages."""
    port = free_port()
    other_settings = desk_settings.model_copy(update={"desk_port": port, "desk_url": f"http://127.0.0.1:{port}"})
    async with running(other_settings, desk.desk.ports.clock) as other, desk.http() as here, other.http() as there:
        most = LIMITS["session"].calls
        doors = [here, there] * (most // 2 + 5)
        statuses = [(await door.post("/api/widget/sessions", json={})).status_code for door in doors]
        assert Counter(statuses)[201] == most
        with_redis = Redis.from_url(desk_settings.redis_url)
        await with_redis.flushdb()
        await with_redis.aclose()
        eve = await desk.visitor()
        elsewhere = other.http(authorization=f"Bearer {eve.token}")
        taken = 0
        for number in range(60):
            client = eve.http if number % 2 else elsewhere
            body = {"id": f"0193d0a0-0000-7000-8000-{number:012d}", "text": "spam"}
            path = f"/api/widget/conversations/{eve.conversation_id}/messages"
            taken += (await client.post(path, json=body)).status_code == 201
            await asyncio.sleep(0.03)
        assert LIMITS["message"].calls <= taken < 2 * LIMITS["message"].calls


async def test_s15_without_redis_each_desk_counts_for_itself(tmp_path: Path, empty_database: Path, bot: Bot) -> None:
    """Redis gone: the limit still holds here, and requests are served as before."""
    path = tmp_path / "desk.db"
    path.write_bytes(empty_database.read_bytes())
    alone = settings(f"sqlite+aiosqlite:///{path}", free_port(), bot.port, desk_port=free_port())
    async with running(alone, stopped()) as desk, desk.http() as http:
        most = LIMITS["session"].calls
        statuses = [(await http.post("/api/widget/sessions", json={})).status_code for _ in range(most + 5)]
    assert Counter(statuses) == {201: most, 429: 5}


async def test_s15_counting_comes_back_with_redis(redis_port: int) -> None:
    """What was counted while Redis was away is passed on when it is there again."""
    moment, away = 1_000_000.0, Redis(port=free_port(), socket_connect_timeout=0.2)
    name = secrets.token_hex(6)
    limits = SharedLimits(away, lambda: moment, {"x": Limit(3, 60.0)})
    for _ in range(2):
        await limits.check([Counted("x", name)])
    limits._redis = Redis(port=redis_port)
    limits._count = limits._redis.register_script(limits._count.script)
    limits.start()
    second = SharedLimits(Redis(port=redis_port), lambda: moment, {"x": Limit(3, 60.0)})
    second.start()
    window = Counted("x", name).window(Limit(3, 60.0), moment)
    async with asyncio.timeout(5):
        while await limits._redis.get(window) != b"2":
            await asyncio.sleep(0.02)
    await second.check([Counted("x", name)])
    async with asyncio.timeout(5):
        while second._all.get(window) != 3:
            await asyncio.sleep(0.02)
    with pytest.raises(errors.DeskError, match="a lot at once"):
        await second.check([Counted("x", name)])
    await limits.stop()
    await second.stop()


def test_s15_memory_stays_flat_under_a_flood() -> None:
    """However many keys come, only so many counters are kept."""
    windows = Windows()
    for number in range(REMEMBERED_KEYS + 1_000):
        windows.add(f"w{number}")
    assert len(windows.take_all()) == REMEMBERED_KEYS


def test_limits_grow_with_the_factor() -> None:
    """A factor multiplies every limit and leaves the windows as they are."""
    doubled = scaled(2.0)
    assert {name: limit.calls for name, limit in doubled.items()} == {n: 2 * lim.calls for n, lim in LIMITS.items()}
    assert {limit.seconds for limit in doubled.values()} == {limit.seconds for limit in LIMITS.values()}
    assert scaled(0.0001)["message"].calls == 1


@pytest.mark.slow
async def test_s3_trying_ids_is_throttled(desk: Running) -> None:
    """Whoever walks through ids is stopped after 600 calls a minute, having learned nothing."""
    eve = await desk.visitor()
    statuses: Counter[int] = Counter()
    for _ in range(LIMITS["general"].calls + 20):
        answer = await eve.http.get(f"/api/widget/conversations/c_{secrets.token_urlsafe(16)}/entries")
        statuses[answer.status_code] += 1
    assert set(statuses) == {404, 429}
    assert statuses[429] >= 20
