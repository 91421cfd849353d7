"""What the trainer answers at its door: readings, advice, checks."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.trainer.conftest import ROOT, House
from trainer.advice import Neighbourhood
from trainer.training_data import Line, read_lessons

LINE = next(
    line for line in read_lessons(ROOT).lines if line.text == "where is my parcel" or line.intent == "track_order"
)


def test_readings_are_the_bots(house: House) -> None:
    """With the ranking behind them; an unknown model is answered by the newest, so old messages can be asked about."""
    status, told = house.ask("/readings", {"texts": ["where is my parcel", "asdf"], "model": house.base})
    assert status == 200
    assert told["readings"][0]["intent"] == "track_order"
    assert told["readings"][0]["ranking"][0]["name"] == "track_order"
    assert told["readings"][1]["intent"] in ("nlu_fallback", "out_of_scope")
    assert house.ask("/readings", {"texts": ["hello"], "model": "gone"})[0] == 200


def test_advice_before_a_label(house: House) -> None:
    """Neighbours of the intent and of others with their places, twins, and what the label would change."""
    status, told = house.ask("/advice", {"text": LINE.text.upper(), "intent": LINE.intent, "model": house.base})
    assert status == 200
    assert {each["intent"] for each in told["same"]} == {LINE.intent}
    assert LINE.intent not in {each["intent"] for each in told["others"]}
    assert told["twins"][0]["line"] > 0
    assert told["twins"][0]["text"] == LINE.text


def test_a_label_that_pulls_others_over_is_seen_before() -> None:
    """Exactly those lines that lie beside the new one and have little else to hold them."""
    vectors = {
        "a1": (1.0, 0.0, 0.0),
        "a2": (0.9, 0.1, 0.0),
        "a3": (0.4, 0.1, 0.8),
        "b1": (0.0, 1.0, 0.0),
        "b2": (0.1, 0.9, 0.0),
        "b3": (0.2, 0.3, 0.9),
        "new": (0.25, 0.25, 0.9),
    }
    lines = [Line(text, text[0], "data/nlu/x.yml", n) for n, text in enumerate(vectors, 1) if text != "new"]

    def encode(text: str) -> np.ndarray:
        return np.array(vectors[text], dtype=np.float32)

    known = Neighbourhood.of(lines, encode)
    pulls = known.advice("new", "a", encode("new"), "b", 0.6)["effect"]
    assert [each["text"] for each in pulls["pulls"]] == ["b3"]
    assert known.advice("new", "b", encode("new"), "b", 0.6)["effect"]["pulled"] == 0


TALK = "data/nlu/talk.yml"


@pytest.mark.parametrize(
    "change, code, level",
    [
        (lambda text: text.replace("nlu:", "nlu: [", 1), "yaml_wrong", "error"),
        (lambda text: text.replace("      - hello\n", "      - hello\n      - goodbye\n", 1), "contradiction", "error"),
        (
            lambda text: text + "\n  - intent: fresh\n    examples: |\n      - a b\n      - c d\n",
            "unknown_intent",
            "error",
        ),
    ],
)
def test_checks_find_what_is_wrong_at_its_line(house: House, change: Any, code: str, level: str) -> None:
    """In a file as it would be; the file on disk stays as it is."""
    text = (house.root / TALK).read_text("utf-8")
    found = house.ask("/checks", {"files": {TALK: change(text)}})[1]["findings"]
    first = next(each for each in found if each["code"] == code)
    assert (first["level"], first["file"]) == (level, TALK)
    assert first["line"] > 0
    assert (house.root / TALK).read_text("utf-8") == text


def test_the_shipped_data_has_no_errors(house: House) -> None:
    """As it lies in the repository."""
    found = house.ask("/checks", {"files": {}})[1]["findings"]
    assert [each for each in found if each["level"] == "error"] == []


def test_rules_that_cannot_be_followed(house: House) -> None:
    """Two rules that begin alike, and one that names what is not there."""
    path = "data/rules/answers.yml"
    text = (house.root / path).read_text("utf-8")
    more = "\n  - rule: other greeting\n    steps:\n      - intent: greet\n      - action: utter_goodbye\n"
    more += "\n  - rule: nonsense\n    steps:\n      - intent: nonsense\n      - action: utter_nothing\n"
    found = house.ask("/checks", {"files": {path: text + more}})[1]["findings"]
    codes = {each["code"] for each in found if each["level"] == "error"}
    assert codes == {"unreachable_rule", "unknown_intent", "unknown_action"}


@pytest.mark.parametrize(
    "path, body",
    [
        ("/readings", {"texts": []}),
        ("/readings", {"texts": ["a"], "model": 7}),
        ("/advice", {"text": ""}),
        ("/advice", {"text": "a", "intent": ""}),
        ("/checks", {"files": {"../x.yml": "a"}}),
        ("/checks", {"files": {"data/../../x.yml": "a"}}),
        ("/checks", {"files": []}),
    ],
)
def test_wrong_questions_are_refused(house: House, path: str, body: Any) -> None:
    """With a code, and the door stays open."""
    status, told = house.ask(path, body)
    assert (status, told["code"]) == (400, "bad_request")
