"""Learn how much each sign counts for a handoff: `bin/bench handoff_weights --dialogues FILE … --out FILE`.

The signs of every turn are read by cues that have not seen its dialogue, as in `bin/bench handoff_tuning`: weights
learnt from cues that know the answer would trust them too much. Writes `bot/policies/handoff_weights.json`, and prints
what the weights come to on the dialogues that they were learnt from; `handoff_tuning` gives the honest figures.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks.dialogue_files import DialogueFileInvalid
from benchmarks.handoff_lessons import learnt_from
from benchmarks.handoff_settings import shipped_thresholds
from benchmarks.handoff_tuning import add_sources, played_apart, scores
from benchmarks.results import give_up, report
from bot.nlu.encoder_model import EncoderMissing
from bot.nlu.message_cues import CueModelUnusable
from bot.policies.handoff_weighing import SHIPPED


def main() -> None:
    options = argparse.ArgumentParser(prog="bin/bench handoff_weights", description=__doc__)
    add_sources(options)
    options.add_argument("--json", type=Path, help="where to write the figures")
    options.add_argument("--out", type=Path, default=SHIPPED, help="where to write the weights")
    given = options.parse_args()
    try:
        played = played_apart(given).played
        limits = shipped_thresholds(given.config)
        weighing = learnt_from(played, limits)
    except (DialogueFileInvalid, EncoderMissing, CueModelUnusable, OSError, ValueError) as problem:
        give_up(str(problem))
    weighing.save(given.out)
    report({**scores(played, limits, lambda _: weighing), "signs": len(weighing.weights)}, given.json)


if __name__ == "__main__":
    main()
