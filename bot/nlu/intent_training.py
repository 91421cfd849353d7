"""Learns an IntentModel from labelled messages, in seconds. Knows nothing of Rasa.

All examples, or a fair share of each intent where there are many, stand as landmarks; what a message has in common with
them is turned into coordinates in which the ridge regression is a single product and the logistic regression converges
in a few dozen steps.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Callable, Iterable, Sequence

import numpy as np
import scipy.sparse
from scipy.linalg import cholesky, solve_triangular
from scipy.linalg.blas import ssyrk
from scipy.linalg.lapack import strtri
from scipy.optimize import minimize

from bot.nlu.intent_model import Angle, Examples, IntentModel, Likeness, Trust, log_probabilities
from bot.nlu.word_weights import learn_weights

# Keeps the likenesses of landmarks that say nearly the same from being divided by nearly nothing.
_JITTER = 1e-3
_FOLDS = 8
_PIECE = 128
_ENOUGH_ROWS = 6_000
_USUAL_TRUST = Trust(ridge=5.0, logits=1.5)


@dataclass(frozen=True)
class TrainingSettings:
    """`word_share` (0..1) and `sharpness` say what is alike; `ridge` and `caution` hold back the readers."""

    word_share: float = 0.2
    sharpness: float = 1.0
    ridge: float = 0.1
    caution: float = 0.01
    most_landmarks: int = 4_000
    steps: int = 15


@dataclass(frozen=True)
class Lessons:
    """Labelled messages: a sentence vector, a text and a label each."""

    vectors: np.ndarray
    texts: Sequence[str]
    labels: Sequence[str]

    def subset(self, rows: np.ndarray) -> Lessons:
        """Some of them, in the given order."""
        return Lessons(self.vectors[rows], [self.texts[i] for i in rows], [self.labels[i] for i in rows])


@dataclass(frozen=True)
class Learnt:
    """A model, and what its ridge reader would have made of each lesson without having learnt from it (scores)."""

    model: IntentModel
    left_out: np.ndarray


def names_of(labels: Iterable[str], without: str, encode: Callable[[str], np.ndarray]) -> Lessons:
    """The name of each intent as a message: a good name says what its examples have in common."""
    intents = sorted(set(labels) - {without})
    texts = [intent.replace("_", " ").replace("/", " ").strip().lower() for intent in intents]
    vectors = [encode(text) for text in texts]
    return Lessons(np.vstack(vectors) if vectors else np.zeros((0, 1)), texts, intents)


def train_model(lessons: Lessons, names: Lessons, settings: TrainingSettings, *, measured: bool = True) -> IntentModel:
    """Learn from `lessons`; `names`, one message for the name of an intent, teach what examples leave out.

    Unless `measured`, how much each reader counts is what is usual and not measured, which costs half the time.

    Raises ValueError where there are fewer than two intents: there would be nothing to tell apart.
    """
    return learn(lessons, names, settings, None if measured else _USUAL_TRUST).model


def learn(lessons: Lessons, names: Lessons, settings: TrainingSettings, trust: Trust | None) -> Learnt:
    """As `train_model`; `trust` is how much each reader counts, None to measure it."""
    labels = tuple(sorted(set(lessons.labels)))
    if len(labels) < 2:
        raise ValueError("Training needs examples of at least two intents.")
    known = np.array([i for i, label in enumerate(names.labels) if label in set(labels)], dtype=int)
    together = _joined(lessons, names.subset(known))
    weights = learn_weights(together.texts)
    angle = Angle.on(together.vectors, lessons.vectors.mean(axis=0))
    wanted = np.array([labels.index(label) for label in together.labels])
    view = _View(angle.seen(together.vectors), weights.rows(together.texts), wanted)
    chosen = landmarks(wanted, settings.most_landmarks)
    space = _space(view, chosen, settings)
    ridge, ridge_left_out = _ridge_reader(space.coordinates, view.one_hot(len(labels)))
    logit = _logistic_reader(space, wanted, len(labels), settings)
    model = IntentModel(
        labels,
        angle,
        weights,
        Examples(view.vectors[chosen].astype(np.float32), view.words[chosen], wanted[chosen].astype(np.int32)),
        Likeness(settings.word_share, settings.sharpness),
        space.back(ridge),
        space.back(logit),
        trust or _trust(space, wanted, ridge_left_out, settings),
    )
    return Learnt(model, ridge_left_out[: len(lessons.labels)])


def landmarks(wanted: np.ndarray, most: int) -> np.ndarray:
    """Which rows to keep as landmarks: all, or `most` with every intent getting its turn."""
    if len(wanted) <= most:
        return np.arange(len(wanted))
    turn = np.zeros(len(wanted), dtype=int)
    order = np.random.default_rng(7).permutation(len(wanted))
    seen: dict[int, int] = {}
    for row in order:
        turn[row] = seen[wanted[row]] = seen.get(wanted[row], 0) + 1
    kept: np.ndarray = np.sort(order[np.argsort(turn[order], kind="stable")][:most])
    return kept


@dataclass(frozen=True)
class _View:
    vectors: np.ndarray
    words: scipy.sparse.csr_matrix
    wanted: np.ndarray

    def one_hot(self, labels: int) -> np.ndarray:
        result: np.ndarray = np.eye(labels, dtype=np.float32)[self.wanted]
        return result


@dataclass(frozen=True)
class _Space:
    """Coordinates of the lessons in which ridge regression needs no solving.

    `lower` and `root` are triangular and lead back to likenesses: weights go through `root`, then through `lower`.
    """

    coordinates: np.ndarray
    lower: np.ndarray
    root: np.ndarray

    def back(self, weights: np.ndarray) -> np.ndarray:
        """Weights over coordinates as weights over the likenesses to the landmarks."""
        result: np.ndarray = solve_triangular(self.lower, self.held(weights), lower=True, trans="T")
        return result.astype(np.float32)

    def held(self, weights: np.ndarray) -> np.ndarray:
        """Weights over coordinates as they were before ridge regression had its say."""
        result: np.ndarray = solve_triangular(self.root, weights, lower=True, trans="T", check_finite=False)
        return result

    def held_slope(self, slope: np.ndarray) -> np.ndarray:
        """A slope over what `held` gives, as a slope over coordinates."""
        result: np.ndarray = solve_triangular(self.root, slope, lower=True, check_finite=False)
        return result


def _joined(first: Lessons, second: Lessons) -> Lessons:
    if not len(second.texts):
        return first
    vectors = np.vstack([first.vectors, second.vectors])
    return Lessons(vectors, [*first.texts, *second.texts], [*first.labels, *second.labels])


def _space(view: _View, chosen: np.ndarray, settings: TrainingSettings) -> _Space:
    likeness = Likeness(settings.word_share, settings.sharpness)
    words = (view.words @ view.words[chosen].T).toarray()
    alike = likeness.of(view.vectors @ view.vectors[chosen].T, words).astype(np.float32)
    among = alike[chosen]
    among[np.diag_indices_from(among)] += np.float32(_JITTER)
    lower = cholesky(among, lower=True, check_finite=False)
    plain = _plain(lower, alike)
    # Only what lies below the diagonal is worked out, and read.
    ridge = ssyrk(1.0, plain, lower=1)
    ridge[np.diag_indices_from(ridge)] += np.float32(settings.ridge)
    root = cholesky(ridge, lower=True, overwrite_a=True, check_finite=False)
    coordinates = solve_triangular(root, plain, lower=True, check_finite=False)
    return _Space(np.ascontiguousarray(coordinates.T), lower, root)


def _plain(lower: np.ndarray, alike: np.ndarray) -> np.ndarray:
    """The likenesses with `lower` divided out. Where all rows are landmarks that is known but for the jitter."""
    if alike.shape[0] != alike.shape[1]:
        divided: np.ndarray = solve_triangular(lower, alike.T, lower=True, check_finite=False)
        return divided
    inverse, _ = strtri(lower, lower=1)
    plain: np.ndarray = lower.T.copy()
    # Row by column, and so in pieces that the processor's cache holds.
    for start in range(0, len(plain), _PIECE):
        plain[start : start + _PIECE] -= np.float32(_JITTER) * inverse[start : start + _PIECE]
    return plain


def _ridge_reader(coordinates: np.ndarray, wanted: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Its weights, and its scores for each row as if that row had not been learnt from."""
    weights = coordinates.T @ wanted
    own = (coordinates**2).sum(axis=1, keepdims=True)
    left_out = (coordinates @ weights - own * wanted) / np.maximum(1 - own, 1e-3)
    return weights, left_out


def _logistic_reader(space: _Space, wanted: np.ndarray, labels: int, settings: TrainingSettings) -> np.ndarray:
    rows = space.coordinates
    one_hot = np.eye(labels, dtype=np.float32)[wanted]
    shape = (rows.shape[1], labels)

    def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
        weights = flat.reshape(shape).astype(np.float32)
        likely = log_probabilities(rows @ weights)
        held = space.held(weights)
        slope = rows.T @ (np.exp(likely) - one_hot) + settings.caution * space.held_slope(held)
        missed = -float(likely[np.arange(len(wanted)), wanted].sum())
        return missed + 0.5 * settings.caution * float((held**2).sum()), slope.ravel().astype(np.float64)

    options = {"maxiter": settings.steps, "maxcor": 8}
    found = minimize(loss, np.zeros(shape[0] * shape[1]), jac=True, method="L-BFGS-B", options=options)
    result: np.ndarray = found.x.reshape(shape).astype(np.float32)
    return result


def _trust(space: _Space, wanted: np.ndarray, ridge: np.ndarray, settings: TrainingSettings) -> Trust:
    """What makes the probabilities come true on rows that neither reader has learnt from."""
    labels = ridge.shape[1]
    folds = np.random.default_rng(11).integers(0, _FOLDS, len(wanted))
    logits, tried = np.zeros_like(ridge), np.zeros(len(folds), dtype=bool)
    # The more lessons, the fewer folds say enough.
    for fold in range(max(1, min(_FOLDS, _ENOUGH_ROWS // len(folds)))):
        away = folds == fold
        if away.any() and not away.all():
            part = replace(space, coordinates=space.coordinates[~away])
            logits[away] = space.coordinates[away] @ _logistic_reader(part, wanted[~away], labels, settings)
            tried |= away
    if not tried.any():
        return _USUAL_TRUST
    ridge, logits, wanted = ridge[tried], logits[tried], wanted[tried]
    rows = np.arange(len(wanted))

    def loss(scales: np.ndarray) -> tuple[float, np.ndarray]:
        likely = log_probabilities(scales[0] * ridge + scales[1] * logits)
        off = np.exp(likely)
        off[rows, wanted] -= 1
        slope = np.array([(off * ridge).sum(), (off * logits).sum()], dtype=np.float64) / len(rows)
        return -float(likely[rows, wanted].mean()), slope

    start = np.array([_USUAL_TRUST.ridge, _USUAL_TRUST.logits])
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=[(0.0, 60.0), (0.1, 10.0)])
    return Trust(float(found.x[0]), float(found.x[1]))
