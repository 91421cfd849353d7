"""How predictions of a handoff are scored against labelled dialogues. Pure."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from benchmarks.dialogue_files import Dialogue, Handoff


@dataclass(frozen=True)
class Prediction:
    """The customer message after which a person would take over, and the reason given."""

    turn: int
    reason: str
    evidence: tuple[str, ...] = ()


def score(dialogues: Sequence[Dialogue], predicted: Mapping[str, Prediction]) -> dict[str, float | int]:
    """The figures over all dialogues with a label, those that need no handoff included."""
    judged = [dialogue for dialogue in dialogues if dialogue.labelled]
    golden = [(dialogue, dialogue.handoff, predicted.get(dialogue.id)) for dialogue in judged if dialogue.handoff]
    calm = [dialogue for dialogue in judged if dialogue.handoff is None]
    within = [(label, guess) for _, label, guess in golden if guess and label.earliest <= guess.turn <= label.latest]
    late = sum(guess is None or guess.turn > label.latest for _, label, guess in golden)
    return {
        **{f"gt_t{width}": _closeness(judged, predicted, width) for width in (1, 2, 3)},
        "within_range": _share(len(within), len(golden)),
        "premature": _share(len(golden) - len(within) - late, len(golden)),
        "missed": _share(late, len(golden)),
        "false_handoff": _share(sum(dialogue.id in predicted for dialogue in calm), len(calm)),
        "reason_accuracy": _share(sum(label.reason == guess.reason for label, guess in within), len(within)),
        "dialogues": len(judged),
        "with_handoff": len(golden),
    }


def _closeness(judged: Sequence[Dialogue], predicted: Mapping[str, Prediction], width: int) -> float:
    """The mean over dialogues of a bell curve over the distance, counted in customer turns."""
    total = 0.0
    for dialogue in judged:
        guess, label = predicted.get(dialogue.id), dialogue.handoff
        if label is None:
            total += guess is None
        elif guess is not None:
            total += math.exp(-(_distance(dialogue, guess, label) ** 2) / (2 * width**2))
    return _share(total, len(judged))


def _distance(dialogue: Dialogue, guess: Prediction, label: Handoff) -> int:
    order = {index: n for n, index in enumerate(i for i, line in enumerate(dialogue.lines) if line.role == "customer")}
    return order[guess.turn] - order[label.turn]


def _share(part: float, whole: int) -> float:
    return part / whole if whole else 0.0
