"""Which wishes an article is about, told by what the assistant takes its title and its ways to ask for. Pure.

A designer teaches the assistant hundreds of ways to say a wish. Reading a question and the articles with the same
model puts all of them to use, without anybody having to say which wish an article is about.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from desk.knowledge.article import Words

Reading = Mapping[str, float]
"""Intents with how sure the assistant is of each, 0 to 1."""
MOST_READ = 20
READING_COUNTS = 0.5
"""What a sure reading adds to a score of 0 to 1.6; chosen on lines that are not in the exam (docs/knowledge.md)."""
NO_MATTER = frozenset({
    "greet", "goodbye", "thanks", "affirm", "deny", "bot_challenge", "ask_capabilities", "praise", "give_details",
    "out_of_scope", "nlu_fallback",
})  # fmt: skip
"""What is said in between, and what was not understood: no article is about that."""


@dataclass(frozen=True)
class About:
    """What each article is about, as one model reads it. `standing`: of what state of the articles."""

    model: str | None = None
    standing: tuple[int, int] | None = None
    articles: Mapping[str, Reading] = field(default_factory=dict)

    def likely(self, question: Reading) -> dict[str, float]:
        """For each article that is about what the question is read as, how much that speaks for it."""
        found = {
            article_id: sum(sure * question.get(intent, 0.0) for intent, sure in about.items())
            for article_id, about in self.articles.items()
        }
        return {article_id: READING_COUNTS * much for article_id, much in found.items() if much > 0}


def read_by(words: Words) -> list[str]:
    """What of an article is read: its title and the ways to ask for it."""
    return [words.title, *words.asked][:MOST_READ]


def mean(readings: Sequence[Reading]) -> Reading:
    """What the texts of an article are taken for together."""
    total: dict[str, float] = defaultdict(float)
    for reading in readings:
        for intent, sure in reading.items():
            if intent not in NO_MATTER:
                total[intent] += sure / len(readings)
    return dict(total)
