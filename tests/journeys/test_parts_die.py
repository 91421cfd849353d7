"""Kill -9 in the middle of a conversation, and parts that stay away: nothing acknowledged is lost, nobody is left in
silence. Runs after the journeys, in a house of its own."""

from __future__ import annotations

import os
import re
import signal
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest

from tests.journeys.house import House, eventually, open_house

pytestmark = pytest.mark.timeout(500)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house whose parts may be killed."""
    opened = open_house(tmp_path_factory.mktemp("fragile"))
    yield opened
    opened.stop()


class Visitor:
    """A widget's API calls: every message is sent until it is acknowledged, with the same id, as the widget does."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.http = httpx.Client(base_url=house.url("desk"), timeout=30, trust_env=False)
        begun = self.http.post("/api/widget/sessions", json={"identity": None}).json()
        self.http.headers["authorization"] = f"Bearer {begun['token']}"
        self.id = self.http.post("/api/widget/conversations", json={}).json()["conversation"]["id"]
        self.acknowledged: dict[int, str] = {}

    def say(self, text: str, seconds: float = 60.0) -> None:
        body = {"id": str(uuid.uuid4()), "text": text}

        def sent() -> bool:
            try:
                answer = self.http.post(f"/api/widget/conversations/{self.id}/messages", json=body)
            except httpx.HTTPError:
                return False
            if answer.status_code in (200, 201):
                self.acknowledged[answer.json()["entry"]["seq"]] = text
                return True
            return False

        eventually(sent, f"{text!r} is acknowledged", seconds)

    def entries(self) -> list[dict[str, object]]:
        answer = self.http.get(f"/api/widget/conversations/{self.id}/entries", params={"after": 0})
        return list(answer.json()["entries"])

    def until(self, words: str, seconds: float = 60.0) -> None:
        eventually(lambda: any(words in str(entry) for entry in self.entries()), f"{words!r} is seen", seconds)

    def check_nothing_lost(self) -> None:
        """Every acknowledged message is there once, at its number; numbers have no gaps; each was answered."""
        stored = self.house.transcript(self.id)
        assert [seq for seq, _, _ in stored] == list(range(1, len(stored) + 1))
        mine = {seq: text for seq, author, text in stored if author == "customer"}
        assert mine == self.acknowledged
        assert stored[-1][1] != "customer", "the last message was left without any answer"


@contextmanager
def stopped(house: House, name: str) -> Iterator[None]:
    """A process that hangs for as long as the block lasts."""
    pid = house.pid(name)
    assert pid is not None
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


@pytest.mark.parametrize("name", ["desk", "redis", "rasa"])
def test_kill_in_the_middle(house: House, name: str) -> None:
    """Killed amid messages, it is brought back, and everything acknowledged is there once, in order."""
    visitor = Visitor(house)
    visitor.say("hello there")
    visitor.until("bot")
    visitor.say("what payment methods do you take")
    house.kill(name)
    visitor.say("and how much is shipping")
    visitor.say("thanks")
    house.until_up(name, 240)
    eventually(lambda: visitor.entries()[-1]["author"]["kind"] != "customer", "an answer to the last message", 60)  # type: ignore[index]
    visitor.check_nothing_lost()
    after = Visitor(house)
    after.say("what payment methods do you take")
    after.until("PayPal", 90)
    after.check_nothing_lost()


def test_rasa_hangs(house: House) -> None:
    """With Rasa not answering, the customer is told within seconds and reaches a person without it."""
    visitor = Visitor(house)
    with stopped(house, "rasa"):
        began = time.monotonic()
        visitor.say("where is my order")
        visitor.until("Our assistant is not answering", 15)
        assert time.monotonic() - began < 12
        answer = visitor.http.post(f"/api/widget/conversations/{visitor.id}/handoff", json={})
        assert answer.json()["conversation"]["state"] == "waiting"
        visitor.until("Your place in line is kept")
    visitor.check_nothing_lost()


def test_shop_hangs(house: House) -> None:
    """With the shop not answering, the customer gets an honest answer and the offer of a person within 8 s."""
    visitor = Visitor(house)
    with stopped(house, "shop"):
        visitor.say("where is my order 20417, my e-mail is ana@example.com")
        began = time.monotonic()
        visitor.until("request_agent", 8)
        assert time.monotonic() - began < 8
    said = " ".join(str(entry["message"]) for entry in visitor.entries())
    assert re.search(r"order system|shop", said), said
    visitor.check_nothing_lost()


def test_shop_fails(house: House) -> None:
    """Errors of the shop are words and an offer to the customer, never its raw text."""
    visitor = Visitor(house)
    shop = httpx.Client(base_url=house.url("shop"), trust_env=False)
    secrets = dict(line.split("=", 1) for line in (house.var / "secrets.env").read_text().splitlines() if "=" in line)
    shop.headers["authorization"] = f"Bearer {secrets['WARMHAND_SHOP_API_KEY']}"
    shop.post(
        "/api/faults", json={"status": 500, "body": "Traceback: secret stack", "times": 20, "path": "/api/orders"}
    )
    try:
        visitor.say("where is my order 20417, my e-mail is ana@example.com")
        visitor.until("request_agent", 8)
        assert "Traceback" not in str(visitor.entries())
    finally:
        shop.delete("/api/faults")
    visitor.check_nothing_lost()
