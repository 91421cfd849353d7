"""The whole house, as `make run` opens it, with parts that hang for long, a shop that goes mad, and callers from
outside."""

from __future__ import annotations

import os
import re
import signal
import socket
import time
from collections.abc import Iterator
from typing import Any

import httpx
import psutil
import pytest

from benchmarks.storm_check import Observations, Stored, check
from tests.journeys.house import House, eventually, open_house
from tests.journeys.test_parts_die import Visitor, stopped

pytestmark = pytest.mark.timeout(900)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house of its own."""
    opened = open_house(tmp_path_factory.mktemp("faults"))
    yield opened
    opened.stop()


def ready(house: House) -> dict[str, Any]:
    return dict(httpx.get(f"{house.url('desk')}/ready", timeout=5, trust_env=False).json())


def outcomes_are_whole(visitor: Visitor) -> None:
    """No gap, nothing twice, and exactly one outcome for every message of the customer."""
    entries = []
    for entry in visitor.entries():
        message: Any = entry["message"] or {}
        author: Any = entry["author"]
        entries.append(
            Stored(int(str(entry["seq"])), str(entry["kind"]), author["kind"], message.get("id"), message.get("text"))
        )
    broken = [found for found in check(Observations((), {visitor.id: tuple(entries)}, ())) if found.kind != "strangers"]
    assert broken == []


def test_s20_nothing_but_the_desk_and_the_shop_can_be_reached_from_outside(house: House) -> None:
    """Every process listens on this machine only; the desk passes nothing on to Rasa or the actions; Rasa's own door
    asks for its secret and has no other."""
    for name, process in house.run["processes"].items():
        whole = psutil.Process(process["pid"])
        listening = [
            connection.laddr.ip
            for part in (whole, *whole.children(recursive=True))
            for connection in part.net_connections("inet")
            if connection.status == psutil.CONN_LISTEN
        ]
        assert listening, name
        assert set(listening) <= {"127.0.0.1", "::1"}, (name, listening)
    inside = ("/model", "/webhooks/rest/webhook", "/webhooks/desk/turn", "/conversations/c_1/tracker", "/socket.io/",
              "/webhook", "/status", "/domain", "/actions")  # fmt: skip
    with httpx.Client(timeout=10, trust_env=False) as http:
        for path in inside:
            for method in ("GET", "POST", "PUT"):
                answer = http.request(method, house.url("desk") + path, json={})
                assert answer.status_code in (404, 405), (method, path, answer.status_code)
        for path in ("/model", "/conversations/c_1/tracker", "/domain", "/status", "/webhooks/rest/webhook"):
            assert http.request("PUT", house.url("rasa") + path, json={}).status_code in (404, 405), path
            assert http.get(house.url("rasa") + path).status_code == 404, path
        for headers in ({}, {"authorization": "Bearer wrong"}):
            turn = http.post(f"{house.url('rasa')}/webhooks/desk/turn", json={}, headers=headers)
            assert turn.status_code == 401
    outside = [
        a.address for addresses in psutil.net_if_addrs().values() for a in addresses if a.family == socket.AF_INET
    ]
    for address in (address for address in outside if not address.startswith("127.")):
        for name in house.run["processes"]:
            with socket.socket() as probe:
                probe.settimeout(2)
                port = int(house.environment[f"WARMHAND_{name.upper()}_PORT"])
                assert probe.connect_ex((address, port)) != 0, f"{name} answers at {address}"


def test_r6_redis_hangs_for_ten_seconds(house: House) -> None:
    """The desk says so within two seconds and goes on; the bot answers again afterwards without being restarted."""
    visitor = Visitor(house)
    visitor.say("hello there")
    visitor.until("bot")
    before = house.pid("rasa")
    with stopped(house, "redis"):
        began = time.monotonic()
        eventually(lambda: not ready(house)["parts"]["redis"]["up"], "the desk notices", 2.0)
        visitor.say("what payment methods do you take", seconds=3)
        time.sleep(max(0.0, 10.0 - (time.monotonic() - began)))
    eventually(lambda: ready(house)["parts"]["redis"]["up"], "Redis is up again", 10)
    eventually(lambda: last_author(visitor) != "customer", "an outcome", 30)
    visitor.say("how much is shipping")
    eventually(lambda: answered_by_the_bot(visitor), "the bot answers", 60)
    assert house.pid("rasa") == before
    outcomes_are_whole(visitor)


def last_author(visitor: Visitor) -> str:
    last: Any = visitor.entries()[-1]
    return str(last["author"]["kind"])


def answered_by_the_bot(visitor: Visitor) -> bool:
    last: Any = visitor.entries()[-1]
    return bool(last["author"]["kind"] == "bot" and re.search("deliver|shipping", last["message"]["text"].lower()))


FAULTS: dict[str, dict[str, Any]] = {
    "500": {"status": 500, "body": "Traceback: secret stack"},
    "429": {"status": 429, "body": "secret quota"},
    "no answer": {"latency_ms": 20_000},
    "no JSON": {"status": 200, "body": "{secret broken"},
    "another schema": {"status": 200, "body": {"order": {"number": "20417", "secret": 1}}},
    "a redirect": {"status": 302, "body": "secret place"},
}


@pytest.mark.parametrize("what", FAULTS)
def test_r26_a_shop_that_goes_mad_costs_an_apology_and_opens_the_way_to_a_person(house: House, what: str) -> None:
    """Honest words and the offer of a person in time, never a word of the shop's own, and all is well afterwards."""
    visitor = Visitor(house)
    keys = dict(line.split("=", 1) for line in (house.var / "secrets.env").read_text().splitlines() if "=" in line)
    headers = {"authorization": f"Bearer {keys['WARMHAND_SHOP_API_KEY']}"}
    with httpx.Client(base_url=house.url("shop"), headers=headers, trust_env=False) as shop:
        shop.post("/api/faults", json={"path": "/api/orders", **FAULTS[what]}).raise_for_status()
        try:
            for number in range(3):
                visitor.say(f"where is my order 20417, my e-mail is ana@example.com ({number})")
                visitor.until("request_agent", 12)
                eventually(lambda: last_author(visitor) != "customer", "an outcome", 15)
            assert "secret" not in str(visitor.entries())
        finally:
            shop.delete("/api/faults")
    outcomes_are_whole(visitor)

    def served_again() -> bool:
        fresh = Visitor(house)
        fresh.say("where is my order 20417, my e-mail is ana@example.com")
        eventually(lambda: last_author(fresh) != "customer", "an answer", 15)
        return "20417" in str(fresh.entries()[1:])

    eventually(served_again, "the breaker closes and orders are found again", 60)


def test_r16_actions_that_hang_longer_than_any_lock(house: House) -> None:
    """The customer is told in time, order is kept, the hanging server is started anew, and no late answer turns up as
    the reply to something newer."""
    visitor = Visitor(house)
    before = house.restarts("actions")
    pid = house.pid("actions")
    assert pid is not None
    os.kill(pid, signal.SIGSTOP)
    began = time.monotonic()
    visitor.say("where is my order 20417, my e-mail is ana@example.com")
    visitor.until("request_agent", 15)
    told = time.monotonic() - began
    visitor.say("what payment methods do you take")
    eventually(lambda: last_author(visitor) != "customer", "a second outcome", 40)
    eventually(lambda: house.restarts("actions") > before, "the supervisor ends what hangs", 120)
    house.until_up("actions")
    fresh = Visitor(house)
    fresh.say("what payment methods do you take")
    fresh.until("PayPal", 60)
    assert told < 12.0
    assert "actions runs but has not answered for" in (house.var / "house.log").read_text()
    outcomes_are_whole(visitor)
    outcomes_are_whole(fresh)


def test_no_word_of_anybody_is_in_any_log(house: House) -> None:
    """Whatever was said in this house, no log of any of its processes holds it."""
    visitor = Visitor(house)
    for text in ("canary7d2e please", "my e-mail is canary7d2e@example.com", "order 20417 canary7d2e"):
        visitor.say(text)
        eventually(lambda: last_author(visitor) != "customer", "an outcome", 30)
    logs = {path.name: path.read_text("utf-8", "replace") for path in (house.var / "logs").iterdir()}
    assert {"desk.log", "rasa.log"} <= set(logs)
    assert [name for name, text in logs.items() if "canary7d2e" in text] == []
