"""The routine answers and the words of an offer, read from the YAML files beside this module and checked."""

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

FOLDER = Path(__file__).parent
LONGEST_TEXT = 700


class AnswersError(Exception):
    """A file of answers is not as it should be; the message is one sentence that says what to change."""


@dataclass(frozen=True, slots=True)
class NextStep:
    """A quick reply and what the customer says by pressing it."""

    label: str
    says: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A routine answer. `person`: the customer may need somebody next, so the answer asks whether it helped."""

    text: str
    person: bool
    next: tuple[NextStep, ...] = ()


def read_answers(path: Path) -> Mapping[str, Answer]:
    """The answers by intent. Raises AnswersError."""
    return {intent: _answer(intent, given, path) for intent, given in _mapping(path).items()}


def read_offers(path: Path) -> Mapping[str, str]:
    """The words before an offer, by intent. Raises AnswersError."""
    return {intent: _text(intent, given, path) for intent, given in _mapping(path).items()}


@functools.cache
def routine_answers() -> Mapping[str, Answer]:
    """The shop's answers. Raises AnswersError."""
    return read_answers(FOLDER / "answers.yml")


@functools.cache
def offer_words() -> Mapping[str, str]:
    """The shop's words before an offer. Raises AnswersError."""
    return read_offers(FOLDER / "offers.yml")


def _mapping(path: Path) -> Mapping[str, Any]:
    try:
        content = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, YAMLError) as error:
        raise AnswersError(f"{path.name} cannot be read ({type(error).__name__}): restore or correct it.") from None
    if not isinstance(content, dict) or not all(isinstance(key, str) for key in content):
        raise AnswersError(f"{path.name} must map intents to answers.")
    return content


def _answer(intent: str, given: Any, path: Path) -> Answer:
    if not isinstance(given, dict) or not {"text", "person"} <= given.keys() <= {"text", "person", "next"}:
        raise AnswersError(f"{path.name}: {intent} needs text and person, may have next, and nothing else.")
    if not isinstance(given["person"], bool):
        raise AnswersError(f"{path.name}: person of {intent} must be true or false.")
    steps = given.get("next", [])
    if not isinstance(steps, list) or not all(isinstance(s, dict) and s.keys() == {"label", "says"} for s in steps):
        raise AnswersError(f"{path.name}: next of {intent} must be a list of label and says.")
    return Answer(
        text=_text(intent, given["text"], path),
        person=given["person"],
        next=tuple(NextStep(_text(intent, s["label"], path), _text(intent, s["says"], path)) for s in steps),
    )


def _text(intent: str, given: Any, path: Path) -> str:
    if not isinstance(given, str) or not given.strip() or len(given) > LONGEST_TEXT:
        raise AnswersError(f"{path.name}: every text of {intent} must have 1 to {LONGEST_TEXT} characters.")
    return given.strip()
