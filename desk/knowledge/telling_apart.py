"""Telling the nearest articles apart: each of their passages speaks for its article as far as it tells it from the
others. Pure.

A passage that lies near a question counts little when the passages of another article lie just as near. So the
passages of the few articles in question are weighed against each other, by a kernel ridge regression on which article
each belongs to, and the question is read with these weights. It takes a millisecond for a dozen articles and needs
nothing made beforehand, so it knows what was published a moment ago.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from desk.suggestions.nearest import Vector

SHARPNESS, RESTRAINT = 2.0, 0.1
"""Chosen on lines that are not in the exam (docs/knowledge.md): a third or three times as much changes little."""


def told_apart(asked: Vector, rows: Vector, of: NDArray[np.intp], middle: Vector) -> NDArray[np.float64]:
    """How much speaks for each article, around 0 to 1, of as many articles as `of` numbers from 0 on.

    `rows` are the passages, of length 1 each; `of` says whose each is, and every article has one at least. `middle` is
    what all passages of the house have in common: it says nothing of any of them.
    """
    passages, question = _unit(rows - middle), _unit(asked - middle)
    near = np.exp(SHARPNESS * (passages @ passages.T - 1.0)).astype(np.float64)
    to_question = np.exp(SHARPNESS * (passages @ question - 1.0)).astype(np.float64)
    counts = np.bincount(of)
    # An article of many passages is asked for no oftener than one of few.
    restraint = counts[of] * np.mean(1.0 / counts[of])
    weights = np.linalg.solve(near + RESTRAINT * np.diag(restraint), to_question)
    return np.bincount(of, weights=weights).astype(np.float64)


def _unit(vectors: Vector) -> Vector:
    length = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.maximum(length, 1e-9), dtype=np.float32)
