"""Learns when to refuse a message, from messages that stand for what the bot does not know. Knows nothing of Rasa.

Whole intents are held back in turn: a model that has not learnt them meets their messages as it will meet strangers.
Rows of the other intents, held back as well, show what belongs. Examples labelled out of scope are used where they are.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from bot.nlu.intent_training import Lessons, TrainingSettings, train_model
from bot.nlu.scope_gate import EVIDENCE, Known, ScopeGate, evidence

_INSIDE, _HELD_BACK, _OUTSIDE = 0, 1, 2
_RESTRAINT = 0.003
# Intents held back are nearer to the others than most strangers are. With nothing else to go by they count in full;
# examples labelled out of scope show better what comes.
_WEIGH_WITHOUT = {_INSIDE: 1.0, _HELD_BACK: 1.0}
_WEIGH_WITH_EXAMPLES = {_INSIDE: 1.0, _HELD_BACK: 0.125, _OUTSIDE: 0.375}


@dataclass(frozen=True)
class GateSettings:
    """How to learn. `folds` models are trained, each without its share of intents, on `rows_per_intent` at most.

    `strictness` is what letting a stranger in costs, over what refusing a message that belongs costs.
    """

    folds: int = 5
    rows_per_intent: int = 25
    strictness: float = 1.0


def train_gate(
    lessons: Lessons, names: Lessons, outside: str | None, training: TrainingSettings, settings: GateSettings
) -> ScopeGate:
    """A gate for a model that learns from these lessons. With too few intents to hold any back, it lets all in."""
    lessons = lessons.subset(_some_of_each(lessons, settings.rows_per_intent, outside))
    intents = sorted(set(lessons.labels) - {outside})
    if len(intents) < 2 * settings.folds:
        return ScopeGate.open()
    signs, kinds = _held_out_evidence(lessons, names, outside, training, settings.folds)
    mean, spread = signs.mean(axis=0), signs.std(axis=0)
    spread = np.where(spread > 1e-6, spread, 1.0)
    weights, offset = _reasoned(_turned((signs - mean) / spread), kinds)
    return ScopeGate(mean, spread, _turned(weights), offset, settings.strictness / (1 + settings.strictness))


def _turned(signs: np.ndarray) -> np.ndarray:
    """With the signs of a stranger the other way round, so that more of anything speaks for a known wish."""
    result: np.ndarray = signs * np.array([-1.0 if name.endswith("outside") else 1.0 for name in EVIDENCE])
    return result


def _reasoned(signs: np.ndarray, kinds: np.ndarray) -> tuple[np.ndarray, float]:
    """Weights of a logistic regression, none of them below zero, and its offset.

    The signs tell much the same; left free, one would be played against another, which holds for these intents only.
    What each kind of message weighs in all does not depend on how many there are.
    """
    inside = (kinds == _INSIDE).astype(np.float64)
    weigh = _WEIGH_WITH_EXAMPLES if (kinds == _OUTSIDE).any() else _WEIGH_WITHOUT
    worth = np.zeros(len(kinds))
    for kind, total in weigh.items():
        worth[kinds == kind] = total / max(int((kinds == kind).sum()), 1)

    def loss(learnt: np.ndarray) -> tuple[float, np.ndarray]:
        odds = signs @ learnt[:-1] + learnt[-1]
        missed = float((worth * (np.logaddexp(0, odds) - inside * odds)).sum())
        off = worth * (1 / (1 + np.exp(-odds)) - inside)
        slope = np.append(signs.T @ off + _RESTRAINT * learnt[:-1], off.sum())
        return missed + 0.5 * _RESTRAINT * float((learnt[:-1] ** 2).sum()), slope

    bounds = [(0.0, None)] * signs.shape[1] + [(None, None)]
    found = minimize(loss, np.zeros(signs.shape[1] + 1), jac=True, method="L-BFGS-B", bounds=bounds)
    return found.x[:-1], float(found.x[-1])


def _some_of_each(lessons: Lessons, most: int, outside: str | None) -> np.ndarray:
    seen: dict[str, int] = {}
    kept = []
    for row in np.random.default_rng(3).permutation(len(lessons.labels)):
        label = lessons.labels[row]
        seen[label] = seen.get(label, 0) + 1
        if label == outside or seen[label] <= most:
            kept.append(row)
    return np.sort(np.array(kept))


def _held_out_evidence(
    lessons: Lessons, names: Lessons, outside: str | None, training: TrainingSettings, folds: int
) -> tuple[np.ndarray, np.ndarray]:
    """Evidence of every row that some model did not learn from, and what the row stands for."""
    chance = np.random.default_rng(5)
    labels = np.array(lessons.labels)
    intents = sorted(set(lessons.labels) - {outside})
    turn = {intent: place % folds for place, intent in zip(chance.permutation(len(intents)), intents, strict=True)}
    away_in = np.array([turn.get(label, -1) for label in labels])
    asked_in = chance.integers(0, folds, len(labels))
    signs, kinds = [], []
    for fold in range(folds):
        away = away_in == fold
        asked = away | (asked_in == fold)
        model = train_model(lessons.subset(np.flatnonzero(~asked)), names, training, measured=False)
        rows = lessons.subset(np.flatnonzero(asked))
        signs.append(evidence(model.read_many(rows.vectors, rows.texts), Known.of(model, outside)))
        kinds.append(np.where(labels[asked] == outside, _OUTSIDE, np.where(away[asked], _HELD_BACK, _INSIDE)))
    return np.vstack(signs), np.concatenate(kinds)
