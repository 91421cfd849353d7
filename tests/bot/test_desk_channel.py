"""The channel's contract: who may speak, what is refused, what is only text, what is said twice."""

from __future__ import annotations

from typing import Any

import pytest
import requests
from rasa.shared.exceptions import RasaException

from bot.desk_channel import DeskChannel
from tests.bot.conftest import SECRET, Desk


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET + "x", SECRET[:-1], "ü" * 12])
@pytest.mark.parametrize("path", ["turn", "handback", "parse"])
def test_strangers_are_turned_away(desk: Desk, path: str, secret: str | None) -> None:
    """Without exactly the secret nothing is read, let alone answered."""
    header = {"authorization": f"Bearer {secret}".encode()} if secret is not None else {}
    response = requests.post(f"{desk.url}/webhooks/desk/{path}", data=b"{", headers=header, timeout=10)
    assert (response.status_code, response.json()["code"]) == (401, "unauthorized")


BAD_TURNS = [
    ("text", ""), ("text", "   \n"), ("text", "x" * 4001), ("text", None), ("text", 7), ("text", ["hi"]),
    ("text", "a\x00b"), ("text", "a\ud800b"), ("conversation_id", ""), ("conversation_id", None),
    ("conversation_id", "a\nb"), ("conversation_id", "x" * 201), ("turn_id", 5), ("turn_id", ""), ("turn_id", "\udfff"),
    ("seq", -1), ("seq", "1"), ("seq", True), ("seq", 1.5), ("seq", None), ("seq", 10**30),
    ("customer", None), ("customer", []), ("customer", "Ana"), ("unknown", 1),
]  # fmt: skip


@pytest.mark.parametrize(("field", "value"), BAD_TURNS)
def test_a_bad_turn_is_refused_by_field(desk: Desk, field: str, value: Any) -> None:
    """Every wrong field is a 400 that names it, and nothing is run or stored."""
    turn = desk.conversation().turn("hello")
    response = desk.post("turn", {**turn, field: value})
    assert (response.status_code, response.json()["code"], response.json()["field"]) == (400, "bad_request", field)
    assert desk.actions.asked == []


@pytest.mark.parametrize(
    ("customer", "field"),
    [
        ({"verified": "yes"}, "customer.verified"),
        ({"verified": 1}, "customer.verified"),
        ({}, "customer.verified"),
        ({"verified": True, "customer_id": None}, "customer.customer_id"),
        ({"verified": True, "customer_id": 3}, "customer.customer_id"),
        ({"verified": False, "email": "x" * 400}, "customer.email"),
        ({"verified": False, "name": "a\x00"}, "customer.name"),
        ({"verified": False, "admin": True}, "customer.admin"),
        ({"verified": False, "notices": {"delivery_late": "x"}}, "customer.notices"),
        ({"verified": True, "customer_id": "C1", "notices": ["x"]}, "customer.notices"),
        ({"verified": True, "customer_id": "C1", "notices": {"delivery_late": ""}}, "customer.notices"),
        ({"verified": True, "customer_id": "C1", "notices": {"delivery_late": "x" * 701}}, "customer.notices"),
        ({"verified": True, "customer_id": "C1", "notices": {"delivery_late": 1}}, "customer.notices"),
    ],
)
def test_a_bad_customer_is_refused_by_field(desk: Desk, customer: dict[str, Any], field: str) -> None:
    """Identity is typed as strictly as text."""
    turn = desk.conversation().turn("hello")
    response = desk.post("turn", {**turn, "customer": customer})
    assert (response.status_code, response.json()["field"]) == (400, field)


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b'"hi"', b"null", b"\xff\xfe", b"[" * 100_000])
@pytest.mark.parametrize("path", ["turn", "handback", "parse"])
def test_a_body_that_is_no_document_is_refused(desk: Desk, path: str, raw: bytes) -> None:
    """Broken JSON is the sender's mistake, never ours."""
    response = desk.post(path, None, raw=raw)
    assert (response.status_code, response.json()["code"], response.json()["field"]) == (400, "bad_request", "body")


@pytest.mark.parametrize(
    "stretch",
    [None, "x", [1], [{"author": "bot", "text": "x"}], [{"author": "agent"}], [{"author": "agent", "text": ""}]],
)
def test_a_bad_stretch_is_refused(desk: Desk, stretch: Any) -> None:
    """A hand-back is checked line by line."""
    response = desk.post("handback", {"conversation_id": "c_1", "stretch": stretch})
    assert (response.status_code, response.json()["field"]) == (400, "stretch")


@pytest.mark.parametrize(
    "text",
    [
        "/restart", "/session_start", "/back", " /restart", "\n\t/restart", "\u00a0/restart", "//restart", "/ /restart",
        "/greet", "/human_request", '/track_order{"order_number": "20417"}', "/", "///", '/greet{"email": "a@b.de"}',
        "EXTERNAL: human_request",
    ],
)  # fmt: skip
def test_a_slash_is_only_text(desk: Desk, text: str) -> None:
    """Nothing a customer types is a command, which would be the only reading: no restart, no entity by JSON."""
    conversation = desk.conversation()
    conversation.say("where is my order 20417")
    understanding = conversation.say(text)["understanding"]
    assert len(understanding["ranking"]) > 1
    assert understanding["intent"]["name"] not in {"restart", "session_start", "back"}
    assert understanding["slots"]["order_number"] == "20417", "the conversation must not have been restarted"
    assert "email" not in understanding["slots"] or understanding["entities"]


def test_entities_keep_their_places_behind_a_slash(desk: Desk) -> None:
    """Start and end count from the text as it was sent."""
    text = "  /track order 20417"
    entity = desk.conversation().say(text)["understanding"]["entities"][0]
    assert text[entity["start"] : entity["end"]] == "20417"


def test_a_repeated_turn_gets_the_first_answer(desk: Desk) -> None:
    """The desk may ask again after a lost answer; nothing happens twice."""
    conversation = desk.conversation(verified=True)
    first = conversation.say("cancel my order 20417", turn_id="t1")
    calls = len(desk.actions.asked)
    again = desk.post("turn", conversation.turn("cancel my order 20417", turn_id="t1")).json()
    assert again == first
    assert len(desk.actions.asked) == calls


def test_the_answer_has_every_part_of_the_contract(desk: Desk) -> None:
    """All keys of docs/wire.md, even when empty."""
    turn = desk.conversation().turn("hello")
    answer = desk.post("turn", turn).json()
    assert set(answer) == {
        "conversation_id", "turn_id", "seq", "model_id", "replies", "understanding", "reading_ms", "facts", "handoff",
    }  # fmt: skip
    assert (answer["conversation_id"], answer["turn_id"], answer["seq"]) == (
        turn["conversation_id"], turn["turn_id"], turn["seq"],
    )  # fmt: skip
    assert set(answer["understanding"]) == {
        "intent", "ranking", "entities", "slots", "actions", "missed", "frustration", "language",
    }  # fmt: skip
    assert len(answer["understanding"]["ranking"]) == 5
    assert answer["replies"][0]["text"]


def test_a_text_is_read_without_a_conversation(desk: Desk) -> None:
    """As a turn would read it, with the time the model took; no action is asked and nothing is remembered."""
    text = "cancel my order 20417"
    read = desk.post("parse", {"text": text}).json()
    assert desk.actions.asked == []
    answer = desk.conversation(verified=True).say(text)
    assert set(read) == {"model_id", "intent", "ranking", "reading_ms"}
    assert read["model_id"] == answer["model_id"]
    for part in ("intent", "ranking"):
        assert read[part] == answer["understanding"][part]
    assert 0 < read["reading_ms"] < 5_000
    assert 0 < answer["reading_ms"] < 5_000


@pytest.mark.parametrize(
    ("body", "field"),
    [({}, "text"), ({"text": ""}, "text"), ({"text": "x" * 4001}, "text"), ({"text": "a\x00b"}, "text"),
     ({"text": "hi", "conversation_id": "c_1"}, "conversation_id")],
)  # fmt: skip
def test_a_text_that_cannot_be_read_is_refused_by_field(desk: Desk, body: dict[str, Any], field: str) -> None:
    """The same bounds as for a turn, and no conversation can be named."""
    response = desk.post("parse", body)
    assert (response.status_code, response.json()["code"], response.json()["field"]) == (400, "bad_request", field)


def test_an_offered_person_is_a_command(desk: Desk) -> None:
    """The payload of actions becomes the command of the contract; other payloads are the customer's words."""
    replies = desk.conversation().say("the vase arrived broken")["replies"]
    assert replies[-1]["quick_replies"] == [{"label": "Talk to a person", "command": "request_agent"}]
    replies = desk.conversation(verified=True).say("cancel my order 20417")["replies"]
    assert replies[-1]["quick_replies"][0] == {"label": "Yes, cancel", "text": "Yes"}


def test_health_says_which_model_is_loaded(desk: Desk) -> None:
    """The model's id is its archive's name."""
    headers = {"authorization": f"Bearer {SECRET}"}
    health = requests.get(f"{desk.url}/webhooks/desk/health", headers=headers, timeout=10).json()
    assert health == {"ready": True, "model_id": desk.conversation().say("hello")["model_id"]}
    assert not health["model_id"].endswith(".tar.gz")


@pytest.mark.parametrize(
    "credentials", [None, {}, {"secret": ""}, {"secret": 5}, {"secret": "short"}, {"secret": "${WARMHAND_BOT_SECRET}"}]
)
def test_no_secret_no_start(credentials: dict[str, Any] | None) -> None:
    """A missing secret stops Rasa with a sentence that names the setting."""
    with pytest.raises(RasaException, match="WARMHAND_BOT_SECRET"):
        DeskChannel.from_credentials(credentials)
