"""What a question asks for, and how two orders of finding become one. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from desk.search.words import words

MOST_WORDS = 24
WORDS_COUNT = 0.04
"""What standing first among the words adds to a score of 0 to 1.6; chosen on lines that are not in the exam
(docs/knowledge.md)."""
_ASKED_WITH = (
    "a about am an and any are as at be been but by can could did do does for from get got had has have hello hey hi "
    "how i if im in into is it its ive just like me my of off on or our please so some tell than that the their them "
    "then there they this to u up us want was we were what when where which who will with would you your"
)
ASKS_NOTHING = frozenset(_ASKED_WITH.split())
"""Words that stand in every question."""


def question_words(question: str) -> tuple[str, ...]:
    """The words a question is found by; all of them when it has no other."""
    said = list(dict.fromkeys(word.folded for word in words(question)))
    telling = [word for word in said if word not in ASKS_NOTHING]
    return tuple((telling or said)[:MOST_WORDS])


@dataclass(frozen=True)
class Near:
    """An article by meaning: the cosine of its best passage, and what speaks for it, about 0 to 1.6."""

    article_id: str
    likeness: float
    score: float


def fused(
    by_meaning: Sequence[Near], by_words: Sequence[str], by_reading: Mapping[str, float] = MappingProxyType({})
) -> list[str]:
    """Ids, best first: how near by meaning, what the assistant takes the question for, and a little for the place
    among the words (its reciprocal).
    """
    score = {near.article_id: near.score for near in by_meaning}
    for article_id, much in by_reading.items():
        score[article_id] = score.get(article_id, 0.0) + much
    for place, article_id in enumerate(by_words):
        score[article_id] = score.get(article_id, 0.0) + WORDS_COUNT / (place + 1)
    return sorted(score, key=lambda article_id: -score[article_id])
