"""What an article is found by: short stretches, each with who may find it. Pure."""

from __future__ import annotations

import re
from enum import StrEnum

from desk.knowledge.article import Words

_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+(?:- )?")
SHORTEST, MOST = 12, 60


class Audience(StrEnum):
    """Who may find a passage."""

    EVERYBODY = "everybody"
    STAFF = "staff"


def passages(words: Words) -> list[tuple[Audience, str]]:
    """The title, each way to ask, each sentence beside the title; what the team alone may read stays apart."""
    shown = [words.title, *words.asked, *_sentences(words.title, f"{words.summary}\n{words.body}")]
    hidden = _sentences(words.title, words.staff)
    return [*((Audience.EVERYBODY, each) for each in shown[:MOST]), *((Audience.STAFF, each) for each in hidden[:MOST])]


def _sentences(title: str, text: str) -> list[str]:
    return [f"{title}: {each.strip()}" for each in _SENTENCE.split(text) if len(each.strip()) >= SHORTEST]


def heading(words: Words) -> str:
    """What counts most when words are looked for."""
    return " ".join((words.title, *words.asked, *words.labels))


def shown_text(words: Words) -> str:
    """All that a customer may read of it."""
    return f"{words.summary}\n{words.body}"
