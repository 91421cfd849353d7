"""The articles a desk without any begins with, read from their file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from desk.errors import DeskError
from desk.knowledge.article import Words, checked_words
from desk.settings import SettingsRefused

FIELDS = {"title", "summary", "body", "staff", "asked", "labels", "intents", "holds_days"}


@dataclass(frozen=True)
class FirstArticle:
    """One article of the file under its key; `holds_days`: after so many days somebody has to look at it."""

    key: str
    words: Words
    holds_days: int


def read_first_articles(path: Path, intents: tuple[str, ...]) -> tuple[FirstArticle, ...]:
    """All articles of the file. Raises SettingsRefused with one sentence that says what to mend."""
    try:
        written = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, YAMLError) as failure:
        raise SettingsRefused(f"WARMHAND_ARTICLES_FILE: {path} cannot be read ({type(failure).__name__})") from failure
    if not isinstance(written, dict) or not written:
        raise SettingsRefused(f"WARMHAND_ARTICLES_FILE: {path} holds no articles by key")
    return tuple(_article(str(key), given, path, intents) for key, given in written.items())


def _article(key: str, given: Any, path: Path, intents: tuple[str, ...]) -> FirstArticle:
    if not isinstance(given, dict) or not {"title", "summary"} <= given.keys() <= FIELDS:
        raise SettingsRefused(f"WARMHAND_ARTICLES_FILE: {path}: {key} needs title and summary, and may have others")
    texts = {name: str(given.get(name, "")) for name in ("title", "summary", "body", "staff")}
    lists = {name: tuple(str(each) for each in given.get(name) or ()) for name in ("asked", "labels", "intents")}
    try:
        words = checked_words(Words(**texts, **lists), intents)  # type: ignore[arg-type]
    except DeskError as refused:
        raise SettingsRefused(f"WARMHAND_ARTICLES_FILE: {path}: {key}: {refused.message}") from refused
    holds = given.get("holds_days", 365)
    if not isinstance(holds, int) or not 1 <= holds <= 3650:
        raise SettingsRefused(f"WARMHAND_ARTICLES_FILE: {path}: {key}: holds_days is a number of days")
    return FirstArticle(key, words, holds)
