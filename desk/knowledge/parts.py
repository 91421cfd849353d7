"""What the knowledge base works with besides the record, picked once in `desk/assembly.py`."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from desk.knowledge.about import About
from desk.knowledge.passages import Audience
from desk.knowledge.ports import IntentReader
from desk.knowledge.query import Near
from desk.knowledge.telling_apart import told_apart
from desk.suggestions.nearest import Vector
from desk.suggestions.ports import Meaning

TOLD_APART = 12
"""So many of the nearest articles are weighed against each other."""
NEARNESS_COUNTS = 0.3
"""What the two cosines, 0 to 2, add to that; chosen on lines that are not in the exam (docs/knowledge.md)."""


@dataclass(frozen=True)
class Read:
    """The vectors of one desk, of everything published, by article."""

    encoder: str = ""
    standing: tuple[int, int] = (0, 0)
    articles: tuple[str, ...] = ()
    rows: Vector = field(default_factory=lambda: np.zeros((0, 0), dtype=np.float32))
    of: NDArray[np.intp] = field(default_factory=lambda: np.zeros(0, dtype=np.intp))
    """Which article each row is of."""
    hidden: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, dtype=np.bool_))
    """Which rows the team alone may find."""
    middles: Vector = field(default_factory=lambda: np.zeros((0, 0), dtype=np.float32))
    """What each article is about as a whole, of what everybody may read."""
    middle: Vector = field(default_factory=lambda: np.zeros(0, dtype=np.float32))
    """What all have in common."""

    def nearest(self, asked: Vector, staff: bool, most: int, at_least: float) -> list[Near]:
        """Articles by their best passage and their middle, the nearest told apart; `at_least` is of the best passage.

        The order is that of `score`: what speaks for an article among the nearest (0 for those behind them), and a
        little how near it is.
        """
        if not self.articles:
            return []
        likeness = self.rows @ asked
        if not staff:
            likeness = np.where(self.hidden, np.float32(-1), likeness)
        best = np.full(len(self.articles), -1, dtype=np.float32)
        np.maximum.at(best, self.of, likeness)
        first = best + self.middles @ asked
        order = np.argsort(-first)
        order = order[best[order] >= at_least][:most]
        apart = self._told_apart(asked, order[:TOLD_APART], staff) if len(order) else {}
        score = {each: apart.get(int(each), 0.0) + NEARNESS_COUNTS * float(first[each]) for each in order}
        found = [Near(self.articles[each], float(best[each]), score[each]) for each in order]
        return sorted(found, key=lambda near: -near.score)

    def _told_apart(self, asked: Vector, those: NDArray[np.intp], staff: bool) -> dict[int, float]:
        place = np.full(len(self.articles), -1, dtype=np.intp)
        place[those] = np.arange(len(those))
        taken = (place[self.of] >= 0) & (staff | ~self.hidden)
        scores = told_apart(asked, self.rows[taken], place[self.of[taken]], self.middle)
        return dict(zip(map(int, those), map(float, scores), strict=True))


@dataclass
class KnowledgeBase:
    """Who knows what texts mean, and the vectors read so far."""

    meaning: Meaning
    reader: IntentReader | None = None
    """Who reads as the assistant does."""
    about: About = field(default_factory=About)
    read: Read = field(default_factory=Read)
    reading: asyncio.Lock = field(default_factory=asyncio.Lock)

    def load(self, encoder: str, standing: tuple[int, int], found: list[tuple[str, Audience, bytes]]) -> None:
        """All of them anew: a thousand articles are some thousand rows, read when one of them changed."""
        if not found:
            self.read = Read(encoder, standing)
            return
        articles = tuple(dict.fromkeys(article_id for article_id, _, _ in found))
        number = {article_id: each for each, article_id in enumerate(articles)}
        of = np.array([number[article_id] for article_id, _, _ in found], dtype=np.intp)
        hidden = np.array([audience is Audience.STAFF for _, audience, _ in found], dtype=np.bool_)
        rows = np.stack([np.frombuffer(vector, dtype="<f4") for _, _, vector in found])
        middles = np.zeros((len(articles), rows.shape[1]), dtype=np.float32)
        np.add.at(middles, of[~hidden], rows[~hidden])
        middles /= np.maximum(np.linalg.norm(middles, axis=1, keepdims=True), 1e-9)
        middle = rows[~hidden].mean(axis=0) if (~hidden).any() else np.zeros(rows.shape[1], dtype=np.float32)
        self.read = Read(encoder, standing, articles, rows, of, hidden, middles, middle)
