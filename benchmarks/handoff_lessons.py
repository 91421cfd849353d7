"""What labelled dialogues teach about weighing the signs of a handoff."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from benchmarks.dialogue_files import Dialogue
from benchmarks.handoff import Heard
from bot.policies.handoff_reasons import HandoffThresholds, first_reason
from bot.policies.handoff_signs import signs
from bot.policies.handoff_weighing import Weighing
from bot.policies.weighing_training import learn_weighing

Played = Sequence[tuple[Dialogue, list[Heard]]]


def learnt_from(played: Played, limits: HandoffThresholds) -> Weighing:
    """Weights from every turn up to the latest at which a person should have taken over."""
    rows, needed = turns_and_needs(played, limits)
    return learn_weighing(rows, needed)


def turns_and_needs(played: Played, limits: HandoffThresholds) -> tuple[Sequence[Mapping[str, float]], Sequence[bool]]:
    """The signs of each turn, and whether a person was needed after it."""
    rows: list[Mapping[str, float]] = []
    needed: list[bool] = []
    for dialogue, heard in played:
        label = dialogue.handoff
        for said, turns in heard if dialogue.labelled else ():
            at = said.indices[-1]
            rows.append(signs(turns, first_reason(turns, limits)))
            needed.append(label is not None and label.earliest <= at <= label.latest)
            if label is not None and at >= label.latest:
                break
    return rows, needed
