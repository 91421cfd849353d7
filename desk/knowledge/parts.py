"""What the knowledge base works with besides the record, picked once in `desk/assembly.py`."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from desk.knowledge.passages import Audience
from desk.knowledge.query import Near
from desk.suggestions.nearest import Vector
from desk.suggestions.ports import Meaning


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

    def nearest(self, asked: Vector, staff: bool, most: int, at_least: float) -> list[Near]:
        """Articles by their best passage and their middle, nearest first; `at_least` is of the best passage."""
        if not self.articles:
            return []
        likeness = self.rows @ asked
        if not staff:
            likeness = np.where(self.hidden, np.float32(-1), likeness)
        best = np.full(len(self.articles), -1, dtype=np.float32)
        np.maximum.at(best, self.of, likeness)
        score = best + self.middles @ asked
        order = np.argsort(-score)
        found = [Near(self.articles[each], float(best[each]), float(score[each])) for each in order]
        return [each for each in found if each.likeness >= at_least][:most]


@dataclass
class KnowledgeBase:
    """Who knows what texts mean, and the vectors read so far."""

    meaning: Meaning
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
        self.read = Read(encoder, standing, articles, rows, of, hidden, middles)
