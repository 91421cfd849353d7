"""How displeased a message sounds: clear cases, read by the shipped weights; and the signs an agent is shown."""

from __future__ import annotations

import pytest
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.encoder_model import load_encoder
from bot.nlu.frustration_detector import FrustrationDetector
from bot.nlu.frustration_signs import SIGN_NAMES, sign_values, signs_of_displeasure
from bot.nlu.message_cues import SHIPPED, read_model
from bot.policies.customer_turn import CustomerTurn
from bot.policies.handoff_decision import decide
from bot.settings import read_settings

FURIOUS = [
    "THIS IS OUTRAGEOUS!!! I am fed up with you useless idiots",
    "worst service ever, you are a bunch of liars and I've had enough",
    "are you kidding me??? absolutely disgusting, I am sick of this",
]
DISPLEASED = [
    "I already told you my number, can't you read",
    "I'm really disappointed in you",
    "for the third time, where is my parcel, this is a joke",
    "thanks for nothing",
    "you are not listening to me",
]
CALM = [
    "where is my order 20417",
    "I want to return my shoes",
    "",
    "   ",
    "The vase arrived broken, what can I do?",
    "can I speak to a manager",
    "WHERE IS MY ORDER",
    "is the DHL driver coming today!!!",
    "OMG I LOVE IT THANK YOU SO MUCH!!!",
    "what is the return policy for lost items",
    "my kettle does not work",
]


@pytest.fixture(scope="module")
def detector() -> FrustrationDetector:
    encoder = load_encoder(read_settings().encoder_dir)
    return FrustrationDetector(encoder, read_model(SHIPPED, encoder.encode))


def score(detector: FrustrationDetector, text: str) -> float:
    (message,) = detector.process([Message(data={"text": text})])
    return float(message.get("frustration")["score"])


@pytest.mark.parametrize("text", FURIOUS)
def test_fury_is_seen(detector: FrustrationDetector, text: str) -> None:
    """Fury scores near one, and its signs are named."""
    (message,) = detector.process([Message(data={"text": text})])
    assert message.get("frustration")["score"] >= 0.9
    assert message.get("frustration")["reasons"]


@pytest.mark.parametrize("text", DISPLEASED)
def test_displeasure_is_seen(detector: FrustrationDetector, text: str) -> None:
    """Displeasure needs no shouting."""
    assert score(detector, text) >= 0.55


@pytest.mark.parametrize("text", CALM)
def test_calm_stays_calm(detector: FrustrationDetector, text: str) -> None:
    """Problems told plainly, loud letters alone and joy are not displeasure."""
    assert score(detector, text) < 0.5


@pytest.mark.parametrize(
    "text",
    [
        "haha this weather is terrible, no worries",
        "the courier was rude, but the vase is lovely",
        "I HATE HATE HATE choosing colours. moss or slate??",
        "where is my bloody parcel haha, I'm so excited",
        "my husband will kill me if I buy another one lol",
    ],
)
def test_friendly_anger_calls_nobody(detector: FrustrationDetector, text: str) -> None:
    """Weather, courier, friendly swearing and happy capitals are not displeasure with us."""
    (message,) = detector.process([Message(data={"text": text})])
    assert decide([CustomerTurn(text, cues=message.get("cues"))]) is None


def test_the_cues_of_a_message_are_in_its_output(detector: FrustrationDetector) -> None:
    """Policies find them in `latest_message`; an empty message has none."""
    told, empty = detector.process([Message(data={"text": "did that already, same error"}), Message(data={"text": ""})])
    assert told.as_dict(only_output_properties=True)["cues"]["did_not_help"] > 0
    assert empty.get("cues") == {}


@pytest.mark.parametrize(
    ("text", "signs"),
    [
        ("you useless bot, this is a joke!!!", ("insults", "strong words", "disappointment", "!!!")),
        ("thanks for nothing", ("sarcasm",)),
        ("WHERE IS THE PARCEL", ("capitals",)),
        ("I am fed up", ("loss of patience",)),
        ("where is my order", ()),
    ],
)
def test_signs_have_names_for_agents(text: str, signs: tuple[str, ...]) -> None:
    """What is shown as a reason is visible in the message."""
    assert signs_of_displeasure(text) == signs


def test_signs_are_numbers_of_one_size() -> None:
    """The weights rely on their number and range, whatever the text."""
    for text in ("", "?", "no " * 500, "😂", "<b>hi</b>", "WHY!!! " * 50):
        values = sign_values(text)
        assert values.shape == (len(SIGN_NAMES),)
        assert values.min() >= 0
        assert values.max() <= 1
