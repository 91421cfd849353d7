"""What a label would do, before it is given: its neighbours, its twins, and whom it would pull over. Pure numbers.

The effect is worked out exactly for a simpler reader than the bot's: a ridge regression over the same vectors, which
one more example changes by a single product. It tells which lines would begin to lean the other way.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from bot.nlu.intent_model import centred
from trainer.training_data import Line

NEAREST, TWIN = 5, 0.9
RIDGE = 1.0
SURE = 0.9
Encode = Callable[[str], np.ndarray]


@dataclass(frozen=True)
class Neighbourhood:
    """All examples as vectors of length 1, and a ridge reader over them."""

    lines: Sequence[Line]
    labels: tuple[str, ...]
    centre: np.ndarray
    vectors: np.ndarray
    wanted: np.ndarray
    inverse: np.ndarray
    weights: np.ndarray

    @classmethod
    def of(cls, lines: Sequence[Line], encode: Encode) -> Neighbourhood:
        """Learn it; some tenths of a second for thousands of lines whose vectors are known."""
        labels = tuple(sorted({line.intent for line in lines}))
        raw = np.vstack([encode(line.text) for line in lines])
        centre = raw.mean(axis=0)
        vectors = centred(raw, centre).astype(np.float32)
        places = {label: place for place, label in enumerate(labels)}
        wanted = np.array([places[line.intent] for line in lines])
        inverse = np.linalg.inv(vectors.T @ vectors + RIDGE * np.eye(vectors.shape[1], dtype=np.float32))
        weights = inverse @ (vectors.T @ np.eye(len(labels), dtype=np.float32)[wanted])
        return cls(lines, labels, centre, vectors, wanted, inverse, weights)

    def advice(self, text: str, intent: str | None, vector: np.ndarray, read_as: str, sure: float) -> dict[str, Any]:
        """The answer of `/advice` (docs/wire.md §5)."""
        own = centred(vector.reshape(1, -1), self.centre)[0].astype(np.float32)
        likeness = self.vectors @ own
        meant = intent or read_as
        same = np.array([label == meant for label in (self.labels[place] for place in self.wanted)])
        twins = [at for at in np.argsort(-likeness)[: 2 * NEAREST] if likeness[at] >= TWIN or self._is(at, text)]
        pulled = self._pulled(own, meant)
        return {
            "same": self._told([at for at in np.argsort(-likeness) if same[at]][:NEAREST], likeness),
            "others": self._told([at for at in np.argsort(-likeness) if not same[at]][:NEAREST], likeness),
            "twins": self._told(twins[:NEAREST], likeness),
            "read_as": {"intent": read_as, "confidence": sure},
            "effect": {
                "adds": not (read_as == meant and sure >= SURE and any(same[at] for at in twins)),
                "pulled": len(pulled),
                "pulls": [self._place(at) for at in pulled[:NEAREST]],
            },
        }

    def _pulled(self, own: np.ndarray, meant: str) -> list[int]:
        """Lines of other intents that would be taken for this one afterwards, the surest turned first."""
        if meant not in self.labels:
            return []
        reach = self.vectors @ (self.inverse @ own)
        spread = float(own @ self.inverse @ own)
        target = np.eye(len(self.labels), dtype=np.float32)[self.labels.index(meant)]
        scores = self.vectors @ self.weights
        after = scores + np.outer(reach / (1 + spread), target - own @ self.weights)
        meant_at = self.labels.index(meant)
        was, now = scores.argmax(axis=1), after.argmax(axis=1)
        turned = np.flatnonzero((was == self.wanted) & (now == meant_at) & (self.wanted != meant_at))
        gain = after[turned, meant_at] - after[turned, self.wanted[turned]]
        return [int(at) for at in turned[np.argsort(-gain)]]

    def _is(self, at: int, text: str) -> bool:
        return self.lines[at].text.strip().lower() == text.strip().lower()

    def _told(self, places: Sequence[Any], likeness: np.ndarray) -> list[dict[str, Any]]:
        return [self._place(int(at)) | {"likeness": round(float(likeness[at]), 3)} for at in places]

    def _place(self, at: int) -> dict[str, Any]:
        line = self.lines[at]
        return {"text": line.text, "intent": line.intent, "file": line.file, "line": line.line}
