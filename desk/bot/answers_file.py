"""The answers the bot gives to routine questions, read from its file, for agents who answer the same."""

from __future__ import annotations

from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from desk.settings import SettingsRefused
from desk.suggestions.article import Article, title_of


def read_articles(path: Path) -> tuple[Article, ...]:
    """One article for each intent. Raises SettingsRefused with one sentence when they cannot be read."""
    try:
        answers = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, YAMLError) as failure:
        raise SettingsRefused(f"WARMHAND_ANSWERS_FILE: {path} cannot be read ({type(failure).__name__})") from failure
    if not isinstance(answers, dict):
        raise SettingsRefused(f"WARMHAND_ANSWERS_FILE: {path} holds no answers by intent")
    articles = []
    for intent, answer in answers.items():
        text = answer.get("text") if isinstance(answer, dict) else None
        if not isinstance(text, str) or not text.strip():
            raise SettingsRefused(f"WARMHAND_ANSWERS_FILE: {path} has no text under {intent}")
        articles.append(Article(str(intent), title_of(str(intent)), text.strip()))
    return tuple(articles)
