"""Two desks behave as one: live across both, nothing lost when one is killed or both are restarted in turn."""

from __future__ import annotations

import asyncio
import json
import random
import signal
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from benchmarks.storm_check import check
from benchmarks.storm_crowd import Crowd
from tests.endurance.several import PASSWORD, PUBLIC, Several, opened

pytestmark = pytest.mark.timeout(900)


@pytest.fixture(scope="module")
def several(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Several]:
    """Two desks, two Rasas, one Redis, one record."""
    with opened(tmp_path_factory.mktemp("several")) as found:
        yield found


class Visitor:
    """A customer whose browser may talk to either desk."""

    def __init__(self, token: str, conversation_id: str) -> None:
        self.token, self.id = token, conversation_id
        self.http = httpx.AsyncClient(headers={"authorization": f"Bearer {token}"}, trust_env=False, timeout=10)

    @classmethod
    async def arrives(cls, desk_url: str) -> Visitor:
        async with httpx.AsyncClient(base_url=desk_url, trust_env=False, timeout=20) as http:
            token = (await http.post("/api/widget/sessions", json={"identity": None})).json()["token"]
            bearer = {"authorization": f"Bearer {token}"}
            opened_ = (await http.post("/api/widget/conversations", json={}, headers=bearer)).json()
        return cls(token, opened_["conversation"]["id"])

    async def say(self, desk_url: str, text: str, message_id: str | None = None) -> httpx.Response:
        body = {"id": message_id or str(uuid.uuid4()), "text": text}
        return await self.http.post(f"{desk_url}/api/widget/conversations/{self.id}/messages", json=body)

    async def ask_for_a_person(self, desk_url: str) -> None:
        answer = await self.http.post(f"{desk_url}/api/widget/conversations/{self.id}/handoff", json={})
        assert answer.status_code == 202

    async def entries(self, desk_url: str) -> list[dict[str, Any]]:
        answer = await self.http.get(f"{desk_url}/api/widget/conversations/{self.id}/entries?after=0")
        return list(answer.json()["entries"])

    async def socket(self, desk_url: str, after: int) -> ClientConnection:
        wire = await connect(desk_url.replace("http", "ws") + "/api/widget/socket", origin=PUBLIC, proxy=None)  # type: ignore[arg-type]
        hello = {"type": "hello", "token": self.token, "conversation_id": self.id, "after": after}
        await wire.send(json.dumps(hello))
        return wire


async def agent_at(desk_url: str) -> tuple[httpx.AsyncClient, ClientConnection]:
    """Maya, signed in, with her console's socket."""
    http = httpx.AsyncClient(base_url=desk_url, headers={"origin": PUBLIC}, trust_env=False, timeout=20)
    answer = await http.post("/api/agent/sign-in", json={"email": "maya@warmhand.example", "password": PASSWORD})
    http.headers["x-csrf-token"] = answer.json()["csrf_token"]
    cookie = "; ".join(f"{name}={value}" for name, value in http.cookies.items())
    address = desk_url.replace("http", "ws") + "/api/agent/socket"
    wire = await connect(address, origin=PUBLIC, additional_headers={"cookie": cookie}, proxy=None)  # type: ignore[arg-type]
    return http, wire


async def seen(wire: ClientConnection, words: str, seconds: float) -> tuple[list[int], float]:
    """The numbers of the entries up to the one with these words, and how long it took."""
    began, numbers = time.monotonic(), []
    async with asyncio.timeout(seconds):
        while True:
            frame = json.loads(await wire.recv())
            if frame["type"] == "entry":
                numbers.append(frame["entry"]["seq"])
                if words in json.dumps(frame["entry"]):
                    return numbers, time.monotonic() - began


# First, while the record holds nobody else's conversations.
async def test_r28_a_rolling_restart_under_load_loses_nothing(several: Several) -> None:
    """Both desks are stopped by SIGTERM and started again, one after the other, while everybody writes: each stops in
    order, tells its browsers to come back (1012), and every promise of a storm holds."""
    desks = (several["desk_a"], several["desk_b"])
    crowd = Crowd(tuple(desk.url for desk in desks), PUBLIC, PASSWORD, several.record, 16, random.Random(28))
    crowd.arrive()
    codes = []
    await crowd.meanwhile(asyncio.sleep(8))
    for desk in desks:
        codes.append(await restarted(crowd, desk))
        await crowd.meanwhile(asyncio.sleep(5))
    await crowd.come_to_rest()
    storm = await crowd.observe()
    await crowd.go_home()
    assert codes == [0, 0]
    assert check(storm) == []
    assert crowd.tally.acknowledged > 50
    assert crowd.tally.internal_errors == 0
    closed: Counter[int] = sum((tab.close_codes for each in crowd.customers for tab in each.sockets), Counter())
    assert closed[1012] >= len(crowd.customers), closed
    assert set(closed) <= {1012, 1001}, closed


async def restarted(crowd: Crowd, desk: Any) -> int:
    """Stop it by SIGTERM and start it anew while the crowd goes on; the exit code."""
    desk.process.send_signal(signal.SIGTERM)
    code: list[int] = []

    async def gone() -> None:
        code.append(await asyncio.to_thread(desk.process.wait, 30))

    await crowd.meanwhile(gone())
    desk.start()
    await crowd.meanwhile(asyncio.to_thread(desk.until_up))
    return code[0]


async def test_customer_and_agent_at_two_desks_talk_live(several: Several) -> None:
    """What is said at one desk is seen at the other within two seconds, both ways, before any socket looks itself."""
    a, b = several["desk_a"].url, several["desk_b"].url
    ana = await Visitor.arrives(a)
    browser = await ana.socket(a, after=0)
    await ana.ask_for_a_person(a)
    await seen(browser, "handoff_requested", 10)
    maya, console = await agent_at(b)
    one = f"/api/agent/conversations/{ana.id}"
    assert (await maya.post(f"{one}/claim", json={})).status_code == 200
    await seen(browser, "claimed", 10)
    await console.send(json.dumps({"type": "watch", "conversation_id": ana.id, "after": 0}))
    await seen(console, "claimed", 10)
    took = []
    for number in range(10):
        await ana.say(a, f"from the customer {number}")
        took.append((await seen(console, f"from the customer {number}", 10))[1])
        await maya.post(f"{one}/messages", json={"id": str(uuid.uuid4()), "text": f"from the agent {number}"})
        took.append((await seen(browser, f"from the agent {number}", 10))[1])
    assert sorted(took)[len(took) // 2] < 2.0, took
    await asyncio.gather(browser.close(), console.close())


async def test_one_desk_is_killed_and_the_other_goes_on(several: Several) -> None:
    """The customer comes back at the other, resends what was not acknowledged, and misses nothing."""
    a, b = several["desk_a"].url, several["desk_b"].url
    ana = await Visitor.arrives(a)
    browser = await ana.socket(a, after=0)
    await ana.ask_for_a_person(a)
    await seen(browser, "handoff_requested", 10)
    maya, console = await agent_at(b)
    one = f"/api/agent/conversations/{ana.id}"
    assert (await maya.post(f"{one}/claim", json={})).status_code == 200
    numbers, _ = await seen(browser, "claimed", 10)
    message_id = str(uuid.uuid4())
    sending = asyncio.create_task(ana.say(a, "in the middle of it", message_id))
    await asyncio.sleep(0.002)
    several["desk_a"].end(signal.SIGKILL)
    await asyncio.gather(sending, return_exceptions=True)
    with pytest.raises(ConnectionClosed):
        await seen(browser, "never", 10)
    again = await ana.say(b, "in the middle of it", message_id)
    assert again.status_code in (200, 201)
    browser = await ana.socket(b, after=numbers[-1])
    await maya.post(f"{one}/messages", json={"id": str(uuid.uuid4()), "text": "still here"})
    more, _ = await seen(browser, "still here", 10)
    assert more == list(range(numbers[-1] + 1, numbers[-1] + 3))
    several["desk_a"].start()
    several["desk_a"].until_up()
    assert await ana.entries(a) == await ana.entries(b)
    await asyncio.gather(browser.close(), console.close())


async def test_a_message_whose_desk_was_killed_is_answered_once(several: Several) -> None:
    """Acknowledged, then the desk dies: the other desk takes the job up, and the customer has exactly one outcome, also
    when the first desk is back."""
    a, b = several["desk_a"].url, several["desk_b"].url
    several["rasa_a"].process.send_signal(signal.SIGSTOP)  # type: ignore[union-attr]
    try:
        ana = await Visitor.arrives(a)
        assert (await ana.say(a, "what payment methods do you take")).status_code == 201
        several["desk_a"].end(signal.SIGKILL)
    finally:
        several["rasa_a"].process.send_signal(signal.SIGCONT)  # type: ignore[union-attr]
    async with asyncio.timeout(60):
        while len(await ana.entries(b)) < 2:
            await asyncio.sleep(0.2)
    several["desk_a"].start()
    several["desk_a"].until_up()
    await asyncio.sleep(3)
    answers = [e["message"]["id"] for e in await ana.entries(b) if e["message"] and e["author"]["kind"] != "customer"]
    assert len({answer.rpartition("-")[2] == "down" for answer in answers}) == 1, answers
    assert all(answer.startswith("bot-1-") for answer in answers)
