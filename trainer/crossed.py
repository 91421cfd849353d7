"""What a model makes of its own lessons, each left out in turn: confusions, calibration, coverage. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.optimize import minimize_scalar

from bot.nlu.intent_model import log_probabilities

SHOWN_TEXTS = 5
BINS = 10
STEPS = 51


def probabilities(left_out: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Scores of lessons that were left out in turn, as probabilities that come true on the whole."""
    rows = np.arange(len(wanted))

    def loss(scale: float) -> float:
        return -float(log_probabilities(scale * left_out)[rows, wanted].mean())

    scale = minimize_scalar(loss, bounds=(0.5, 60.0), method="bounded").x
    result: np.ndarray = np.exp(log_probabilities(scale * left_out))
    return result


def judged(texts: Sequence[str], labels: Sequence[str], names: Sequence[str], likely: np.ndarray) -> dict[str, Any]:
    """The report's part `crossed` (docs/wire.md §5); `likely` has a row per text and a column per name."""
    first, sure = likely.argmax(axis=1), likely.max(axis=1)
    read = [names[place] for place in first]
    right = np.array([said == label for said, label in zip(read, labels, strict=True)])
    return {
        "accuracy": round(float(right.mean()), 4),
        "per_intent": _per_intent(labels, read),
        "confusions": _confusions(texts, labels, read),
        "calibration": _calibration(sure, right),
        "curve": _curve(sure, right),
    }


def _per_intent(labels: Sequence[str], read: Sequence[str]) -> list[dict[str, Any]]:
    support, said = Counter(labels), Counter(read)
    hits = Counter(label for label, found in zip(labels, read, strict=True) if label == found)
    return [
        {
            "intent": intent,
            "support": support[intent],
            "precision": round(hits[intent] / said[intent], 4) if said[intent] else None,
            "recall": round(hits[intent] / support[intent], 4),
        }
        for intent in sorted(support)
    ]


def _confusions(texts: Sequence[str], labels: Sequence[str], read: Sequence[str]) -> list[dict[str, Any]]:
    """Errors first: what is taken for what, most often first, each with some of the texts."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for text, label, said in zip(texts, labels, read, strict=True):
        if label != said:
            found[label, said].append(text)
    ordered = sorted(found.items(), key=lambda each: (-len(each[1]), each[0]))
    return [
        {"expected": label, "read": said, "count": len(those), "texts": those[:SHOWN_TEXTS]}
        for (label, said), those in ordered
    ]


def _calibration(sure: np.ndarray, right: np.ndarray) -> list[dict[str, Any]]:
    """Where readings are so and so sure: how often they are right."""
    bins = np.minimum((sure * BINS).astype(int), BINS - 1)
    return [
        {
            "from": number / BINS,
            "to": (number + 1) / BINS,
            "count": int((bins == number).sum()),
            "right": round(float(right[bins == number].mean()), 4),
            "sure": round(float(sure[bins == number].mean()), 4),
        }
        for number in range(BINS)
        if (bins == number).any()
    ]


def _curve(sure: np.ndarray, right: np.ndarray) -> list[dict[str, float]]:
    """Which share of all is answered, and which is answered wrongly, from each threshold on."""
    return [
        {
            "threshold": round(float(threshold), 2),
            "answered": round(float((sure >= threshold).mean()), 4),
            "wrong": round(float(((sure >= threshold) & ~right).mean()), 4),
        }
        for threshold in np.linspace(0, 1, STEPS)
    ]
