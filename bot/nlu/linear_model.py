"""Logistic regression over sentence vectors and word counts, on plain matrices. Knows nothing of Rasa."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Sequence

import numpy as np
import scipy.sparse
from sklearn.linear_model import LogisticRegression

_VECTORS_FILE, _LABELS_FILE = "linear_model.npz", "labels.json"


@dataclass(frozen=True)
class LinearModel:
    """What was learnt; `probabilities` needs nothing else."""

    labels: tuple[str, ...]
    coefficients: np.ndarray
    intercepts: np.ndarray
    dense_mean: np.ndarray
    word_weights: np.ndarray
    sparse_share: float

    def probabilities(self, dense: np.ndarray, sparse: scipy.sparse.csr_matrix) -> np.ndarray:
        """One row of probabilities per message, in the order of `labels`; each row sums to 1."""
        rows = _join(dense, sparse, self.dense_mean, self.word_weights, self.sparse_share)
        scores = rows @ self.coefficients.T + self.intercepts
        scores -= scores.max(axis=1, keepdims=True)
        powers = np.exp(scores)
        result: np.ndarray = powers / powers.sum(axis=1, keepdims=True)
        return result

    def save(self, directory: Path) -> None:
        """Write numbers and names only: nothing in the files can run."""
        np.savez_compressed(
            directory / _VECTORS_FILE,
            coefficients=self.coefficients.astype(np.float32),
            intercepts=self.intercepts,
            dense_mean=self.dense_mean,
            word_weights=self.word_weights,
            sparse_share=np.array([self.sparse_share]),
        )
        (directory / _LABELS_FILE).write_text(json.dumps(list(self.labels)), encoding="utf-8")

    @classmethod
    def read(cls, directory: Path) -> LinearModel:
        """The model saved here. Raises FileNotFoundError when there is none: an untrained bot must not serve."""
        labels = tuple(json.loads((directory / _LABELS_FILE).read_text(encoding="utf-8")))
        with np.load(directory / _VECTORS_FILE, allow_pickle=False) as saved:
            return cls(
                labels,
                saved["coefficients"],
                saved["intercepts"],
                saved["dense_mean"],
                saved["word_weights"],
                float(saved["sparse_share"][0]),
            )


def fit(
    dense: np.ndarray,
    sparse: scipy.sparse.csr_matrix,
    labels: Sequence[str],
    *,
    strength: float,
    sparse_share: float,
) -> LinearModel:
    """Learn from one row per example. `strength` is C, `sparse_share` the weight of words, 0 to 1."""
    mean = dense.mean(axis=0)
    seen_in = np.asarray((sparse > 0).sum(axis=0)).ravel()
    # A word seen in a single example teaches nothing about the next one; rare words weigh more than common ones.
    word_weights = np.where(seen_in >= 2, np.log((1 + dense.shape[0]) / (1 + seen_in)) + 1, 0.0)
    rows = _join(dense, sparse, mean, word_weights, sparse_share)
    regression = LogisticRegression(C=strength, class_weight="balanced", max_iter=300, tol=1e-3, random_state=7)
    regression.fit(rows, list(labels))
    coefficients, intercepts = regression.coef_, regression.intercept_
    if len(regression.classes_) == 2:
        coefficients, intercepts = np.vstack([-coefficients, coefficients]) / 2, np.array([-1, 1]) * intercepts[0] / 2
    return LinearModel(tuple(regression.classes_), coefficients, intercepts, mean, word_weights, sparse_share)


def _join(
    dense: np.ndarray,
    sparse: scipy.sparse.csr_matrix,
    mean: np.ndarray,
    word_weights: np.ndarray,
    sparse_share: float,
) -> scipy.sparse.csr_matrix:
    centred = dense - mean
    centred /= np.maximum(np.linalg.norm(centred, axis=1, keepdims=True), 1e-9)
    words = scipy.sparse.csr_matrix(sparse, dtype=np.float64)
    words.data = 1 + np.log(np.maximum(words.data, 1))
    words = words @ scipy.sparse.diags(word_weights)
    lengths = np.sqrt(np.asarray(words.multiply(words).sum(axis=1)).ravel())
    words = scipy.sparse.diags(1 / np.maximum(lengths, 1e-9)) @ words
    joined = scipy.sparse.hstack([np.sqrt(1 - sparse_share) * centred, np.sqrt(sparse_share) * words])
    return scipy.sparse.csr_matrix(joined)
