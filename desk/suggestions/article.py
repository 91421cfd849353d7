"""The shop's own answers to routine questions, as articles an agent can use. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_SENTENCE = re.compile(r"(?<=[.!?])\s+")


@dataclass(frozen=True)
class Article:
    """`id` is the intent whose question it answers."""

    id: str
    title: str
    text: str

    @property
    def passages(self) -> tuple[str, ...]:
        """What it is found by: its title, and each sentence beside the title."""
        return (self.title, *(f"{self.title}: {sentence}" for sentence in _SENTENCE.split(self.text)))


def title_of(intent: str) -> str:
    """The name of an intent as people read it."""
    words = intent.replace("_", " ")
    return words[:1].upper() + words[1:]


def best_first(likeness: Sequence[tuple[str, float]], read: Sequence[tuple[str, float]], most: int) -> list[str]:
    """The ids of articles to show, best first.

    `likeness` has a cosine for each passage found; `read` how surely the bot read each intent in the message. What the
    bot is sure of comes first: it has learnt many ways to ask that an article does not contain.
    """
    best: dict[str, float] = {}
    for article_id, likely in (*likeness, *read):
        best[article_id] = max(likely, best.get(article_id, 0.0))
    return sorted(best, key=lambda article_id: -best[article_id])[:most]
