"""What the bot says that is not about one order: read from the YAML files beside this module and checked."""

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
    """A routine answer. `otherwise`: the same in another way; where there is one, the bot asks whether it helped."""

    text: str
    otherwise: str | None = None
    next: tuple[NextStep, ...] = ()


@dataclass(frozen=True, slots=True)
class OtherLanguage:
    """A language we cannot read: its English name, and our one sentence in it."""

    name: str
    sentence: str


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


def read_languages(path: Path) -> Mapping[str, OtherLanguage]:
    """What is said to people who write another language, by its ISO 639-1 code. Raises AnswersError."""
    languages = {}
    for code, given in _mapping(path).items():
        if not isinstance(given, dict) or given.keys() != {"name", "sentence"}:
            raise AnswersError(f"{path.name}: {code} needs name and sentence, and nothing else.")
        languages[code] = OtherLanguage(_text(code, given["name"], path), _text(code, given["sentence"], path))
    return languages


def read_wishes(path: Path) -> Mapping[str, NextStep]:
    """How a wish is offered as a quick reply, by intent. Raises AnswersError."""
    wishes = {}
    for intent, given in _mapping(path).items():
        if not isinstance(given, dict) or given.keys() != {"label", "says"}:
            raise AnswersError(f"{path.name}: {intent} needs label and says, and nothing else.")
        wishes[intent] = NextStep(_text(intent, given["label"], path), _text(intent, given["says"], path))
    return wishes


@functools.cache
def other_languages() -> Mapping[str, OtherLanguage]:
    """The sentences for people who write another language. Raises AnswersError."""
    return read_languages(FOLDER / "languages.yml")


@functools.cache
def wishes() -> Mapping[str, NextStep]:
    """What a customer may have meant, as quick replies. Raises AnswersError."""
    return read_wishes(FOLDER / "wishes.yml")


def _mapping(path: Path) -> Mapping[str, Any]:
    try:
        content = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, YAMLError) as error:
        raise AnswersError(f"{path.name} cannot be read ({type(error).__name__}): restore or correct it.") from None
    if not isinstance(content, dict) or not all(isinstance(key, str) for key in content):
        raise AnswersError(f"{path.name} must map intents to answers.")
    return content


def _answer(intent: str, given: Any, path: Path) -> Answer:
    if not isinstance(given, dict) or not {"text"} <= given.keys() <= {"text", "otherwise", "next"}:
        raise AnswersError(f"{path.name}: {intent} needs text, may have otherwise and next, and nothing else.")
    steps = given.get("next", [])
    if not isinstance(steps, list) or not all(isinstance(s, dict) and s.keys() == {"label", "says"} for s in steps):
        raise AnswersError(f"{path.name}: next of {intent} must be a list of label and says.")
    return Answer(
        text=_text(intent, given["text"], path),
        otherwise=_text(intent, given["otherwise"], path) if "otherwise" in given else None,
        next=tuple(NextStep(_text(intent, s["label"], path), _text(intent, s["says"], path)) for s in steps),
    )


def _text(intent: str, given: Any, path: Path) -> str:
    if not isinstance(given, str) or not given.strip() or len(given) > LONGEST_TEXT:
        raise AnswersError(f"{path.name}: every text of {intent} must have 1 to {LONGEST_TEXT} characters.")
    return given.strip()
