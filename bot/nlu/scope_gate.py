"""Whether a message asks for anything the model has learnt, judged from several signs at once. Pure.

The likeliest intent alone says little: a model that knows fifty wishes gives one of them to every message. How near the
nearest examples are, how many words are known, and whether all of it points the same way, says more.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Mapping

import numpy as np

from bot.nlu.intent_model import Impression, IntentModel

_NEIGHBOURS = 5
GATE_FILE = "scope_gate.npz"
EVIDENCE = (
    "odds_of_first",
    "lead_of_first",
    "ridge",
    "ridge_lead",
    "logit",
    "energy",
    "nearest",
    "nearest_five",
    "nearest_of_first",
    "neighbours_agree",
    "words_shared",
    "words_known",
    "odds_of_outside",
    "nearer_outside",
)


@dataclass(frozen=True)
class Known:
    """What of a model is in scope: columns of its labels, rows of its examples, and the label of each such row.

    The labels are numbered without the one that is out of scope.
    """

    columns: np.ndarray
    rows: np.ndarray
    labels: np.ndarray
    outside: int | None
    outside_rows: np.ndarray

    @classmethod
    def of(cls, model: IntentModel, outside: str | None) -> Known:
        """`outside` names the label of examples that are out of scope; the model need not have it."""
        labels, place = model.examples.labels, None
        if outside in model.labels:
            place = model.labels.index(outside)
        away = labels == (-1 if place is None else place)
        columns = np.array([column for column in range(len(model.labels)) if column != place])
        inside = labels[~away]
        renumbered = inside if place is None else inside - (inside > place)
        return cls(columns, np.flatnonzero(~away), renumbered, place, np.flatnonzero(away))


def evidence(impression: Impression, known: Known) -> np.ndarray:
    """One row of signs per message, in the order of EVIDENCE. All but those of `outside` are about what is in scope."""
    probabilities = impression.probabilities.take(known.columns, axis=1)
    near, shared = (each.take(known.rows, axis=1) for each in (impression.vector_cosines, impression.word_cosines))
    odds_outside, nearer_outside = np.zeros(len(near)), np.zeros(len(near))
    if known.outside is not None:
        odds_outside = _odds(impression.probabilities[:, known.outside])
        nearest_outside = impression.vector_cosines.take(known.outside_rows, axis=1).max(axis=1)
        nearer_outside = nearest_outside - near.max(axis=1)
        probabilities = probabilities / np.maximum(probabilities.sum(axis=1, keepdims=True), 1e-9)
    ridge, logits = (each.take(known.columns, axis=1) for each in (impression.ridge, impression.logits))
    signs = _signs_inside(probabilities, ridge, logits, near, known.labels)
    signs += [shared.max(axis=1), impression.known_words, odds_outside, nearer_outside]
    return np.array(signs, dtype=np.float64).T


def _signs_inside(
    probabilities: np.ndarray, ridge: np.ndarray, logits: np.ndarray, near: np.ndarray, labels: np.ndarray
) -> list[np.ndarray]:
    first, rows = probabilities.argmax(axis=1), np.arange(len(probabilities))
    likely, second = _two_largest(probabilities)
    best, next_best = _two_largest(ridge)
    top = logits.max(axis=1)
    few = min(_NEIGHBOURS, near.shape[1])
    nearest = near.argpartition(near.shape[1] - few, axis=1)[:, -few:]
    cosines = near[rows[:, None], nearest]
    return [
        _odds(likely),
        np.log((likely + 1e-6) / (second + 1e-6)),
        best,
        best - next_best,
        logits[rows, first],
        top + np.log(np.exp(logits - top[:, None]).sum(axis=1)),
        cosines.max(axis=1),
        cosines.mean(axis=1),
        np.where(labels == first[:, None], near, -1.0).max(axis=1),
        (labels[nearest] == first[:, None]).mean(axis=1),
    ]


def _odds(likely: np.ndarray) -> np.ndarray:
    result: np.ndarray = np.log((likely + 1e-6) / (1 - likely + 1e-6))
    return result


def _two_largest(scores: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    top = np.partition(scores, -2, axis=1)[:, -2:]
    return top[:, 1], top[:, 0]


@dataclass(frozen=True)
class ScopeGate:
    """A logistic regression over the evidence, and the score below which a message is refused."""

    mean: np.ndarray
    spread: np.ndarray
    weights: np.ndarray
    offset: float
    threshold: float

    def scores(self, signs: np.ndarray) -> np.ndarray:
        """0..1 for each row of evidence: the higher, the surer that the message asks for something learnt."""
        odds = ((signs - self.mean) / self.spread) @ self.weights + self.offset
        result: np.ndarray = 1 / (1 + np.exp(-odds))
        return result

    def numbers(self) -> dict[str, np.ndarray]:
        """What to store."""
        rest = np.array([self.offset, self.threshold])
        return {"mean": self.mean, "spread": self.spread, "weights": self.weights, "rest": rest}

    def save(self, directory: Path) -> None:
        """Write numbers only."""
        np.savez_compressed(directory / GATE_FILE, **self.numbers())

    @classmethod
    def load(cls, directory: Path) -> ScopeGate:
        """The gate saved here. Raises FileNotFoundError when there is none."""
        with np.load(directory / GATE_FILE, allow_pickle=False) as saved:
            return cls.of({name: saved[name] for name in saved.files})

    @classmethod
    def open(cls) -> ScopeGate:
        """A gate that refuses nothing."""
        none = np.zeros(len(EVIDENCE))
        return cls(none, none + 1, none, 0.0, 0.0)

    @classmethod
    def of(cls, numbers: Mapping[str, np.ndarray]) -> ScopeGate:
        """What was stored. Raises KeyError when something is missing."""
        offset, threshold = (float(number) for number in numbers["rest"])
        return cls(numbers["mean"], numbers["spread"], numbers["weights"], offset, threshold)
