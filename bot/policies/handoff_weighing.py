"""How much each sign counts for a handoff: weights learnt from labelled dialogues, in `handoff_weights.json`.

`bin/bench handoff_weights` makes them. One logistic regression over some forty numbers: small enough to read.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Mapping

from bot.nlu.message_cues import probability

SHIPPED = Path(__file__).parent / "handoff_weights.json"


class WeighingUnusable(RuntimeError):
    """The weights are missing or broken."""


@dataclass(frozen=True)
class Weighing:
    """What each sign adds to the log-odds that a person is needed; a sign without a weight adds nothing."""

    weights: Mapping[str, float]
    bias: float

    def need(self, signs: Mapping[str, float]) -> float:
        """How likely a person is needed after this turn, 0 to 1."""
        return probability(self.bias + sum(self.weights.get(name, 0.0) * value for name, value in signs.items()))

    def save(self, path: Path) -> None:
        """Write names and numbers, rounded to what matters."""
        rounded = {name: round(weight, 3) for name, weight in self.weights.items()}
        path.write_text(json.dumps({"bias": round(self.bias, 3), "weights": rounded}, indent=2) + "\n", "utf-8")


def read_weighing(path: Path) -> Weighing:
    """Raises WeighingUnusable with a sentence that says what to do."""
    try:
        stored = json.loads(path.read_text("utf-8"))
        weights = {str(name): float(weight) for name, weight in stored["weights"].items()}
        return Weighing(weights, float(stored["bias"]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        remedy = "restore the file, or make it anew with `bin/bench handoff_weights`."
        raise WeighingUnusable(f"The weights in {path} cannot be read ({error}): {remedy}") from error


@lru_cache(maxsize=1)
def shipped_weighing() -> Weighing:
    """The weights that come with the bot, read once a process."""
    return read_weighing(SHIPPED)
