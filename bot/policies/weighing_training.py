"""Learns how much each sign counts for a handoff, from turns of labelled dialogues. Knows nothing of Rasa."""

from __future__ import annotations

from typing import Mapping, Sequence

import numpy as np
from sklearn.linear_model import LogisticRegression

from bot.policies.handoff_weighing import Weighing

# Some fourteen hundred turns against forty signs that tell much the same: without restraint they are played off
# against each other.
_RESTRAINT = 0.3


def learn_weighing(turns: Sequence[Mapping[str, float]], needed: Sequence[bool]) -> Weighing:
    """The weights under which `needed` is likeliest; every turn has the same signs.

    Raises ValueError where no turn, or every turn, needed a person.
    """
    if len(set(needed)) < 2:
        raise ValueError("Weighing signs needs turns after which a person was needed, and others.")
    names = list(turns[0])
    rows = np.array([[turn[name] for name in names] for turn in turns])
    mean, spread = rows.mean(axis=0), np.maximum(rows.std(axis=0), 1e-6)
    learner = LogisticRegression(C=_RESTRAINT, max_iter=2_000).fit((rows - mean) / spread, needed)
    # A sign that never changed says nothing, and must not begin to when it does.
    weights = np.where(rows.std(axis=0) > 1e-6, learner.coef_[0] / spread, 0.0)
    bias = float(learner.intercept_[0] - weights @ mean)
    return Weighing(dict(zip(names, map(float, weights), strict=True)), bias)
