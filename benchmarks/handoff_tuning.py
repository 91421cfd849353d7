"""Choose the handoff's thresholds: `bin/bench handoff_tuning --dialogues FILE … [--writers FILE …] [--also FILE …]`.

No dialogue is judged by weights that have seen it: the cues are learnt anew for each part of the dialogues, without it.
A file of `--writers` is the work of one writer and lies in one part as a whole, so that its figures (`writers_…`) tell
how well a stranger is understood. Then each threshold in turn is moved to where it serves best, twice over. `--also`
names dialogues that only teach.
How much each sign counts (`bin/bench handoff_weights`) is learnt anew without the part, too.
Prints the figures with the thresholds as they are, those of thresholds chosen on the other parts (an honest guess of
what to expect), and the thresholds that serve all parts best.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from benchmarks.dialogue_files import Dialogue, DialogueFileInvalid, read_dialogues
from benchmarks.handoff import Heard, Parse, first_handoff, heard, trained_parser
from benchmarks.handoff_lessons import Played, learnt_from
from benchmarks.handoff_score import Prediction, score
from benchmarks.handoff_settings import shipped_thresholds
from benchmarks.results import give_up, report
from bot.nlu import cue_training
from bot.nlu.encoder_model import EncoderMissing, EncoderModel, load_encoder
from bot.nlu.message_cues import SHIPPED, CueModel, CueModelUnusable, read_model
from bot.policies.handoff_reasons import HandoffThresholds
from bot.policies.handoff_weighing import Weighing
from bot.settings import read_settings

CHOICES: Mapping[str, tuple[float, ...]] = {
    "sure_request": (0.5, 0.6, 0.7, 0.8),
    "request": (0.5, 0.6, 0.7, 0.8, 0.9, 0.95),
    "sensitive": (0.6, 0.7, 0.8, 0.85, 0.9, 0.95),
    "exception": (0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9),
    "early_exception": (0.85, 0.9, 0.95, 0.98),
    "high_value": (0.5, 0.6, 0.7, 0.8, 0.9, 0.95),
    "identity": (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9),
    "early_identity": (0.7, 0.8, 0.9, 0.95, 0.98),
    "unresolved": (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9),
    "furious": (0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9),
    "displeased": (0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75),
    "outspoken": (0.6, 0.7, 0.8, 0.9),
    "missed": (0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7),
    "still_wants": (0.05, 0.1, 0.2, 0.3, 0.4),
    "altogether": (0.6, 0.65, 0.7, 0.75, 0.8, 0.85),
    "doubtful": (0.2, 0.3, 0.4, 0.5),
}
ROUNDS = 2
WeighingFor = Callable[[str], Weighing]


def main() -> None:
    options = argparse.ArgumentParser(prog="bin/bench handoff_tuning", description=__doc__)
    add_sources(options)
    options.add_argument("--json", type=Path, dest="out", help="where to write the figures")
    given = options.parse_args()
    try:
        apart, limits = played_apart(given), shipped_thresholds(given.config)
        weighing = apart.weighing(limits)
    except (DialogueFileInvalid, EncoderMissing, CueModelUnusable, OSError, ValueError) as problem:
        give_up(str(problem))
    report(_figures(apart, limits, weighing), given.out)


def add_sources(options: argparse.ArgumentParser) -> None:
    """The arguments that say what to learn from and what to judge."""
    options.add_argument("--dialogues", type=Path, nargs="+", required=True, help="labelled dialogues, JSONL")
    options.add_argument("--writers", type=Path, nargs="*", default=[], help="one file a writer, kept whole, JSONL")
    options.add_argument("--also", type=Path, nargs="*", default=[], help="dialogues that only teach, JSONL")
    options.add_argument("--nlu", type=Path, default=Path("data/nlu"), help="the bot's own training lines")
    options.add_argument("--model", type=Path, help="a trained model; the newest in models/ if left out")
    options.add_argument("--config", type=Path, default=Path("config.yml"), help="where the thresholds are read")
    options.add_argument("--parts", type=int, default=5, help="how many parts the dialogues are cut into")


@dataclass(frozen=True)
class Apart:
    """All dialogues, each read by cues that have not seen its part; `strangers` are the ids of the `--writers`."""

    played: Played
    parts: Sequence[Sequence[Dialogue]]
    strangers: frozenset[str]

    def weighing(self, limits: HandoffThresholds) -> WeighingFor:
        """For each dialogue weights learnt from the other parts."""
        found: dict[str, Weighing] = {}
        for part in self.parts:
            ids = {dialogue.id for dialogue in part}
            learnt = learnt_from([each for each in self.played if each[0].id not in ids], limits)
            found |= dict.fromkeys(ids, learnt)
        return found.__getitem__


def played_apart(given: argparse.Namespace) -> Apart:
    """Read the dialogues of `add_sources`, each by cues learnt without its part; raises what reading them raises."""
    dialogues = [each for path in given.dialogues for each in read_dialogues(path)]
    encoder, parse = load_encoder(read_settings().encoder_dir), trained_parser(given.model)
    writers = [read_dialogues(path) for path in given.writers]
    parts = _parts(dialogues, writers, given.parts)
    played = cross_played(parts, _teacher(given, encoder), parse, encoder)
    return Apart(played, parts, frozenset(dialogue.id for writer in writers for dialogue in writer))


def cross_played(
    parts: Sequence[Sequence[Dialogue]], teach: Callable[[set[str]], CueModel], parse: Parse, encoder: EncoderModel
) -> list[tuple[Dialogue, list[Heard]]]:
    """Each dialogue read by weights that were learnt without its part."""
    played = []
    for part in parts:
        cues = teach({dialogue.id for dialogue in part})

        def read(text: str, cues: CueModel = cues) -> dict[str, Any]:
            odds = cues.read(text, encoder.encode(text), encoder.sentences(text)) if text.strip() else {}
            return {**parse(text), "cues": odds}

        played += [(dialogue, list(heard(dialogue, read, encoder.encode))) for dialogue in part]
    return played


def best_thresholds(played: Played, limits: HandoffThresholds, weighing: WeighingFor) -> HandoffThresholds:
    """Move one threshold after the other to where it serves best; a tie stays nearest to where it was."""
    reached = _worth(scores(played, limits, weighing))
    for name in list(CHOICES) * ROUNDS:
        now = getattr(limits, name)
        others = sorted(set(CHOICES[name]) - {now}, key=lambda value: abs(value - now))
        tried = [replace(limits, **{name: value}) for value in others]
        best = max(tried, key=lambda each: _worth(scores(played, each, weighing)))
        if (worth := _worth(scores(played, best, weighing))) > reached:
            reached, limits = worth, best
    return limits


def scores(played: Played, limits: HandoffThresholds, weighing: WeighingFor) -> dict[str, float | int]:
    """The figures of the handoff over these dialogues; `weighing` gives the weights for each one by its id."""
    return score([dialogue for dialogue, _ in played], _predictions(played, limits, weighing))


def _figures(apart: Apart, limits: HandoffThresholds, weighing: WeighingFor) -> dict[str, object]:
    guesses: dict[str, Prediction] = {}
    played = apart.played
    for part in apart.parts:
        ids = {dialogue.id for dialogue in part}
        others = best_thresholds([each for each in played if each[0].id not in ids], limits, weighing)
        guesses |= _predictions([each for each in played if each[0].id in ids], others, weighing)
    expected = score([dialogue for dialogue, _ in played], guesses)
    best = best_thresholds(played, limits, weighing)
    unknown = [each for each in played if each[0].id in apart.strangers]
    by_strangers = score([dialogue for dialogue, _ in unknown], guesses)
    return {
        **scores(played, limits, weighing),
        **{f"writers_{name}": value for name, value in scores(unknown, limits, weighing).items()},
        **{f"writers_expected_{name}": value for name, value in by_strangers.items()},
        **{f"expected_{name}": value for name, value in expected.items()},
        **{f"best_{name}": value for name, value in scores(played, best, weighing).items()},
        **{f"threshold_{name}": value for name, value in asdict(best).items()},
    }


def _predictions(played: Played, limits: HandoffThresholds, weighing: WeighingFor) -> dict[str, Prediction]:
    found = ((dialogue.id, first_handoff(turns, limits, weighing(dialogue.id))) for dialogue, turns in played)
    return {name: guess for name, guess in found if guess is not None}


def _worth(figures: Mapping[str, float | int]) -> float:
    """Right time counts most, the right reason half as much again; a false handoff costs what a right one gains."""
    right = figures["within_range"] * (1 + 0.5 * figures["reason_accuracy"])
    return right - figures["false_handoff"] - 0.2 * figures["premature"]


def _parts(dialogues: Sequence[Dialogue], writers: Sequence[list[Dialogue]], count: int) -> list[list[Dialogue]]:
    """Equal parts with every reason in each, and whole writers dealt over them; always the same ones."""
    shuffled = random.Random(3).sample(dialogues, len(dialogues))
    by_reason = sorted(shuffled, key=lambda dialogue: dialogue.handoff.reason if dialogue.handoff else "")
    dealt = [[dialogue for writer in writers[first::count] for dialogue in writer] for first in range(count)]
    return [by_reason[first::count] + dealt[first] for first in range(count)]


def _teacher(given: argparse.Namespace, encoder: EncoderModel) -> Callable[[set[str]], CueModel]:
    lines, shop = cue_training.read_lines(), cue_training.read_shop_lines(given.nlu)
    dialogues = cue_training.read_dialogues([*given.dialogues, *given.writers, *given.also])
    general = cue_training.general_of(read_model(SHIPPED, encoder.encode))

    def teach(unseen: set[str]) -> CueModel:
        seen = [dialogue for dialogue in dialogues if dialogue["id"] not in unseen]
        return cue_training.fit_heads(lines, shop, seen, general, encoder.encode)

    return teach


if __name__ == "__main__":
    main()
