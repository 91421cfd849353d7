"""The action server as Rasa 3.6 meets it: over HTTP, with calls a real Rasa made."""

import time
import zlib
from typing import Any

import psutil
import pytest
import requests

from tests.actions.conftest import API_KEY, ShopProcess, free_port, running
from tests.actions.conversations import DOMAIN, Conversation, Outcome, signed_in, stored

# A shop and an action server of their own: left to `make test`.
pytestmark = pytest.mark.slow

# The events Rasa 3.6 knows; anything else would make it drop the whole answer.
KNOWN_EVENTS = {"slot", "followup"}


def call(url: str, body: dict[str, Any]) -> Outcome:
    answer = requests.post(f"{url}/webhook", json=body, timeout=10)
    assert answer.status_code == 200, answer.text
    document = answer.json()
    assert {event["event"] for event in document["events"]} <= KNOWN_EVENTS
    return Outcome(document["responses"], document["events"])


def test_every_action_of_the_domain_is_served(actions_url: str) -> None:
    """What the domain names is what the server registers, neither more nor less."""
    served = {action["name"] for action in requests.get(f"{actions_url}/actions", timeout=5).json()}
    assert served == set(DOMAIN["actions"])


def test_only_this_machine_can_reach_it(actions_url: str) -> None:
    """The server listens on loopback and on nothing else, and lets no web page read its answers."""
    port = int(actions_url.rsplit(":", 1)[1])
    listening = {
        c.laddr.ip for c in psutil.net_connections("tcp") if c.status == psutil.CONN_LISTEN and c.laddr.port == port
    }
    assert listening == {"127.0.0.1"}
    answer = requests.get(f"{actions_url}/actions", headers={"Origin": "https://evil.example"}, timeout=5)
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_a_stored_call_of_a_signed_in_customer(actions_url: str, shop: ShopProcess) -> None:
    """The true state of the order reaches Rasa, with card and fact."""
    outcome = call(actions_url, stored("signed_in_tracks"))
    assert "Order 20417 is on its way" in outcome.text
    assert outcome.cards == [{"kind": "order", "order": shop.order("20417", "C1003")}]


def test_a_stored_call_of_the_form(actions_url: str) -> None:
    """A guest's "#20 417" becomes the number, and the e-mail is next."""
    outcome = call(actions_url, stored("guest_answers_the_form"))
    assert outcome.slots == {"order_number": "20417", "requested_slot": "email"}


def test_a_stored_yes(actions_url: str, shop: ShopProcess) -> None:
    """The yes to "shall I cancel order 20433?" of a stored conversation is found in its events."""
    shop.breaks(status=409, body={"code": "not_cancellable", "message": "Too late."}, times=1)
    outcome = call(actions_url, stored("signed_in_says_yes"))
    assert "order 20433 left our house" in outcome.text
    assert outcome.facts == [
        {"asked": "cancel order 20433", "answered": "refused: the order can no longer be cancelled", "ok": False}
    ]


def test_a_side_question_is_rejected_the_way_rasa_understands(actions_url: str) -> None:
    """A rejection is a 400 that names the action."""
    conversation = Conversation().says("where is it", "track_order", order_wish="track").in_form("order_number")
    conversation.says("do parcels of 1234 grams cost more", "shipping_cost").checked_by_form(order_number="1234")
    answer = requests.post(f"{actions_url}/webhook", json=conversation.call("validate_order_form"), timeout=10)
    assert answer.status_code == 400
    assert answer.json()["action_name"] == "validate_order_form"


def test_a_compressed_call_is_read(actions_url: str) -> None:
    """Rasa may compress what it sends."""
    body = requests.Request("POST", "http://x", json=stored("signed_in_tracks")).prepare().body
    assert isinstance(body, bytes)
    answer = requests.post(
        f"{actions_url}/webhook",
        data=zlib.compress(body),
        headers={"Content-Encoding": "deflate", "Content-Type": "application/json"},
        timeout=10,
    )
    assert answer.status_code == 200


@pytest.mark.parametrize("customer", [signed_in("C1003"), {"verified": False}], ids=["signed in", "guest"])
@pytest.mark.parametrize(
    "fault",
    [
        {"status": 500},
        {"status": 429},
        {"latency_ms": 9000},
        {"status": 200, "body": "{broken"},
        {"status": 200, "body": {"order": {"number": "20417", "state": "beamed"}}},
    ],
    ids=["500", "429", "silence", "no JSON", "wrong schema"],
)
def test_a_broken_shop_is_words_and_a_person_within_five_seconds(
    actions_url: str, shop: ShopProcess, fault: dict[str, Any], customer: dict[str, Any]
) -> None:
    """Whatever the shop does, the customer hears something kind in time, and a failed fact is noted."""
    shop.breaks(**fault)
    conversation = Conversation(customer).says("where is 20417", "track_order", order_wish="track")
    conversation.set(order_number="20417", email="ana@example.com")
    began = time.monotonic()
    outcome = call(actions_url, conversation.call("action_track_order"))
    assert time.monotonic() - began < 5.0
    assert "could not reach our order system" in outcome.text
    assert outcome.offers_a_person
    assert [fact["ok"] for fact in outcome.facts] == [False]
    for raw in ("500", "429", "beamed", "broken", "Traceback", "Error"):
        assert raw not in outcome.text


@pytest.mark.slow
def test_the_breaker_answers_at_once_and_recovers(shop: ShopProcess, tmp_path_factory: pytest.TempPathFactory) -> None:
    """With the shop gone the sixth question is answered without waiting, and after the rest all is well again."""
    folder, port = tmp_path_factory.mktemp("breaker"), free_port()
    environment = {
        "WARMHAND_ACTIONS_PORT": str(port),
        "WARMHAND_SHOP_URL": shop.url,
        "WARMHAND_SHOP_API_KEY": API_KEY,
    }
    url, body = f"http://127.0.0.1:{port}", stored("signed_in_tracks")
    with running("actions", environment, f"{url}/health", folder / "log") as process:
        shop.breaks(status=503)
        for _ in range(5):
            assert call(url, body).offers_a_person
        began = time.monotonic()
        assert call(url, body).offers_a_person
        assert time.monotonic() - began < 0.5
        shop.heals()
        deadline = time.monotonic() + 20
        while "on its way" not in call(url, body).text:
            assert time.monotonic() < deadline, "the breaker never closed"
            time.sleep(0.2)
        process.terminate()
        assert process.wait(10) is not None
    logged = (folder / "log").read_text()
    assert "shop_unavailable" in logged
    for private in ("20417", "C1003", "ana@", "Petrova"):
        assert private not in logged
