"""Reads an intent from a sentence vector and the words of a message, on plain arrays. Knows nothing of Rasa.

A message is compared with the examples the model learnt from. Two readers look at these likenesses: a ridge regression
and a logistic regression. They err differently, so what both say counts, each for as much as training has shown.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Sequence

import numpy as np
import scipy.sparse

from bot.nlu.word_weights import WordWeights

_DOUBT = 0.01
# Parts that stand in more than this share of the examples are kept as full rows: to add some up is quicker than to
# gather hundreds of entries each. A full row is sixteen kilobytes in the shop's model: at half this share reading is no
# quicker by anything one could measure in a turn, and four megabytes larger.
_COMMON = 1 / 14
# A direction counts by the spread of examples in it to this power: at 0 all would count alike, below it less the more.
_WEIGH_SPREAD = 0.15
_UNSEEN = 0.3
_MOST_DIRECTIONS = 256
_ARRAYS_FILE, _NAMES_FILE = "intent_model.npz", "intent_model.json"


@dataclass(frozen=True)
class Angle:
    """From where sentence vectors are looked at: what sets them apart, in the directions in which they differ.

    `centre` is what all have in common; `turn` has a column for each direction kept, as long as it counts.
    """

    centre: np.ndarray
    turn: np.ndarray

    @classmethod
    def on(cls, vectors: np.ndarray, centre: np.ndarray) -> Angle:
        """For these vectors, one a row, seen from `centre`: the more they differ in a direction, the more it counts."""
        apart = centred(vectors, centre)
        spread, directions = np.linalg.eigh(apart.T @ apart / len(apart))
        # In a direction that few examples show, the next message may still differ.
        spread = (1 - _UNSEEN) * np.maximum(spread, 0) + _UNSEEN * max(float(spread.mean()), 1e-9)
        kept = slice(-1, -1 - _MOST_DIRECTIONS, -1)
        turn = directions[:, kept] * spread[kept] ** _WEIGH_SPREAD
        return cls(centre.astype(np.float32), np.ascontiguousarray(turn, dtype=np.float32))

    def seen(self, vectors: np.ndarray) -> np.ndarray:
        """The vectors, one a row, as seen from here: of length 1 each."""
        return _unit(centred(vectors, self.centre) @ self.turn)


@dataclass(frozen=True)
class Likeness:
    """How alike two messages are: 1 for the same, towards 0 the less they share."""

    word_share: float
    sharpness: float

    def of(self, vectors: np.ndarray, words: np.ndarray) -> np.ndarray:
        """From the cosines of sentence vectors and of words, an array of any shape each."""
        scale = 2 * self.sharpness
        # In place: for a training these are tens of megabytes each.
        alike: np.ndarray = vectors * (scale * (1 - self.word_share))
        alike += words * (scale * self.word_share)
        alike -= scale
        result: np.ndarray = np.exp(alike, out=alike)
        return result


@dataclass(frozen=True)
class Examples:
    """The messages a new one is compared with."""

    vectors: np.ndarray
    words: scipy.sparse.spmatrix
    labels: np.ndarray
    # By part: its row in `_common`, or -1 and then its entries from `_starts` on.
    _place: np.ndarray = field(init=False, repr=False, compare=False)
    _common: np.ndarray = field(init=False, repr=False, compare=False)
    _starts: np.ndarray = field(init=False, repr=False, compare=False)
    _rows: np.ndarray = field(init=False, repr=False, compare=False)
    _weights: np.ndarray = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # Sorted by part, and only so: a copy sorted by example would be as large again.
        by_part = scipy.sparse.csc_matrix(self.words)
        object.__setattr__(self, "words", by_part)
        common = np.flatnonzero(np.diff(by_part.indptr) > len(self.labels) * _COMMON)
        place = np.full(by_part.shape[1], -1, dtype=np.int32)
        place[common] = np.arange(len(common))
        object.__setattr__(self, "_place", place)
        object.__setattr__(self, "_common", by_part[:, common].toarray().T.astype(np.float32, order="C"))
        object.__setattr__(self, "_starts", by_part.indptr)
        object.__setattr__(self, "_rows", by_part.indices)
        object.__setattr__(self, "_weights", by_part.data)

    def shared_words(self, parts: np.ndarray, weights: np.ndarray) -> np.ndarray:
        """The cosine of one message's words with those of every example; sparse matrices are slow at one row."""
        place = self._place[parts]
        common = place >= 0
        rare = ~common
        shared: np.ndarray = weights[common] @ self._common[place[common]] + self._shared_rare(
            parts[rare], weights[rare]
        )
        return shared

    def _shared_rare(self, parts: np.ndarray, weights: np.ndarray) -> np.ndarray:
        begin = self._starts[parts]
        lengths = self._starts[parts + 1] - begin
        # Positions of all entries of all these parts, without a loop.
        entries = np.repeat(begin - lengths.cumsum() + lengths, lengths) + np.arange(lengths.sum())
        worth = self._weights[entries] * weights.repeat(lengths)
        return np.bincount(self._rows[entries], weights=worth, minlength=len(self.labels)).astype(np.float32)


@dataclass(frozen=True)
class Impression:
    """What the model saw in messages, one row each: probabilities and what they come from."""

    probabilities: np.ndarray
    ridge: np.ndarray
    logits: np.ndarray
    vector_cosines: np.ndarray
    word_cosines: np.ndarray
    known_words: np.ndarray


@dataclass(frozen=True)
class Trust:
    """How much each reader's scores count, so that the probabilities of both together come true."""

    ridge: float
    logits: float

    def probabilities(self, ridge: np.ndarray, logits: np.ndarray) -> np.ndarray:
        """Each row sums to 1, and none of its parts is ever quite 0 or 1: labels are wrong now and then."""
        likely = np.exp(log_probabilities(self.ridge * ridge + self.logits * logits))
        result: np.ndarray = (1 - _DOUBT) * likely + _DOUBT / likely.shape[1]
        return result


@dataclass(frozen=True)
class IntentModel:
    """What was learnt; `read` needs nothing else. `ridge_weights` and `logit_weights` have a row per example."""

    labels: tuple[str, ...]
    angle: Angle
    weights: WordWeights
    examples: Examples
    likeness: Likeness
    ridge_weights: np.ndarray
    logit_weights: np.ndarray
    trust: Trust

    def read(self, vector: np.ndarray, text: str) -> Impression:
        """One message, in well under a millisecond. `vector` is its sentence vector."""
        places, weights, known = self.weights.read(text)
        own = self.angle.seen(vector.reshape(1, -1))[0]
        words = self.examples.shared_words(places, weights)
        return self._impression((self.examples.vectors @ own)[None], words[None], np.array([known]))

    def read_many(self, vectors: np.ndarray, texts: Sequence[str]) -> Impression:
        """The same for many messages at once."""
        rows, known = self.weights.rows_and_known(texts)
        own = self.angle.seen(vectors)
        return self._impression(own @ self.examples.vectors.T, (rows @ self.examples.words.T).toarray(), known)

    def _impression(self, vector_cosines: np.ndarray, word_cosines: np.ndarray, known: np.ndarray) -> Impression:
        alike = self.likeness.of(vector_cosines, word_cosines).astype(np.float32)
        ridge, logits = alike @ self.ridge_weights, alike @ self.logit_weights
        probabilities = self.trust.probabilities(ridge, logits)
        return Impression(probabilities, ridge, logits, vector_cosines, word_cosines, known)

    def save(self, directory: Path) -> None:
        """Write numbers and names only: nothing in the files can run."""
        words = self.examples.words.tocsr()
        np.savez_compressed(
            directory / _ARRAYS_FILE,
            centre=self.angle.centre,
            turn=self.angle.turn,
            rarity=self.weights.rarity,
            example_vectors=self.examples.vectors,
            example_labels=self.examples.labels,
            word_weights=words.data,
            word_places=words.indices,
            word_starts=words.indptr,
            ridge_weights=self.ridge_weights,
            logit_weights=self.logit_weights,
            settings=np.array(
                [
                    self.likeness.word_share,
                    self.likeness.sharpness,
                    self.trust.ridge,
                    self.trust.logits,
                    self.weights.words,
                ]
            ),
        )
        names = {"labels": list(self.labels), "parts": list(self.weights.parts)}
        (directory / _NAMES_FILE).write_text(json.dumps(names), encoding="utf-8")

    @classmethod
    def load(cls, directory: Path) -> IntentModel:
        """The model saved here. Raises FileNotFoundError when there is none: an untrained bot must not serve."""
        names = json.loads((directory / _NAMES_FILE).read_text(encoding="utf-8"))
        with np.load(directory / _ARRAYS_FILE, allow_pickle=False) as saved:
            share, sharpness, ridge, logits, words = (float(number) for number in saved["settings"])
            entries = saved["word_weights"], saved["word_places"], saved["word_starts"]
            shape = (len(saved["example_labels"]), len(names["parts"]))
            return cls(
                tuple(names["labels"]),
                # A model trained before vectors were turned looks straight at them.
                Angle(
                    saved["centre"],
                    saved["turn"] if "turn" in saved.files else np.eye(len(saved["centre"]), dtype=np.float32),
                ),
                WordWeights(tuple(names["parts"]), saved["rarity"], int(words)),
                Examples(
                    saved["example_vectors"], scipy.sparse.csr_matrix(entries, shape=shape), saved["example_labels"]
                ),
                Likeness(share, sharpness),
                saved["ridge_weights"],
                saved["logit_weights"],
                Trust(ridge, logits),
            )


def centred(vectors: np.ndarray, centre: np.ndarray) -> np.ndarray:
    """What sets sentence vectors apart from the common run of them, of length 1 each."""
    return _unit(vectors - centre)


def _unit(vectors: np.ndarray) -> np.ndarray:
    result: np.ndarray = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    return result


def log_probabilities(scores: np.ndarray) -> np.ndarray:
    """Scores as logarithms of probabilities, row by row."""
    shifted = scores - scores.max(axis=1, keepdims=True)
    result: np.ndarray = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return result
