"""When a reading must not be acted on. Pure: the bot, and whoever judges a model, ask the same rule."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Mapping, Sequence

FALLBACK = "nlu_fallback"


@dataclass(frozen=True)
class CertaintyRule:
    """Probabilities from 0 to 1; `surer` has intents that need more than `threshold`."""

    threshold: float = 0.25
    ambiguity_threshold: float = 0.05
    surer: Mapping[str, float] = field(default_factory=dict)
    out_of_scope: str = "out_of_scope"

    def is_unsure(self, ranking: Sequence[Mapping[str, Any]], scope: Mapping[str, float] | None) -> bool:
        """`ranking` has `name` and `confidence`, likeliest first; `scope` has `score` and `threshold`."""
        if not ranking:
            return True
        first, sure = ranking[0]["name"], ranking[0]["confidence"]
        lead = sure - ranking[1]["confidence"] if len(ranking) > 1 else sure
        if sure < self.surer.get(first, self.threshold):
            return True
        if lead < self.ambiguity_threshold:
            return True
        # Read as out of scope, it has been refused already, by name.
        strange = scope is not None and scope["score"] < scope["threshold"]
        return strange and bool(first != self.out_of_scope)
